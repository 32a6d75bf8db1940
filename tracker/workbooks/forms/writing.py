"""Writes single values into the cells of a sheet: the look stays, what stood there goes."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from tracker.domain.grid import Cell
from tracker.rows.forms import FormValue
from tracker.workbooks.forms.parts import Element
from tracker.workbooks.forms.sheet_xml import FORMULA, INLINE, TEXT, VALUE, SheetXml

_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


def clean_text(text: str) -> str:
    """Without what no cell can hold: control characters go, every end of line is one line feed."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def write_value(xml: SheetXml, cell: Cell, value: FormValue, *, shows_dates: bool, epoch: datetime) -> bool:
    """Put ``value`` into the cell; says whether anything changed.

    A text is an inline string, so no other part holds it and one that begins with = stays a text. A day is a serial number
    where the cell's format writes days, and its words elsewhere: a bare number would say nothing to a reader.
    """
    if isinstance(value, str):
        value = clean_text(value) or None
    if value is None and (cell not in xml.cells or not len(xml.cells[cell])):
        return False
    node = xml.make(cell)
    _empty(node)
    if isinstance(value, bool):
        node.set("t", "b")
        _add(node, VALUE, "1" if value else "0")
    elif isinstance(value, (int, float, Decimal)):
        _add(node, VALUE, format(value, "f") if isinstance(value, Decimal) else repr(value))
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if shows_dates:
            _add(node, VALUE, str((day - epoch.date()).days))
        else:
            _write_text(node, f"{day.year}年{day.month}月{day.day}日")
    elif value is not None:
        _write_text(node, value)
    return True


def _empty(node: Element) -> None:
    for name in ("t", "cm", "vm", "ph"):
        node.attrib.pop(name, None)
    for child in [child for child in node if child.tag in (FORMULA, VALUE, INLINE)]:
        node.remove(child)


def _write_text(node: Element, text: str) -> None:
    node.set("t", "inlineStr")
    inline = etree.Element(INLINE)
    node.insert(0, inline)
    _add(inline, TEXT, _LOOKS_ESCAPED.sub("_x005F_", text))
    if text != text.strip() or "\n" in text or "  " in text:
        inline[0].set(_PRESERVE, "preserve")


def _add(parent: Element, tag: str, text: str) -> None:
    """First among the children: what a cell may hold besides (extLst) comes after its value."""
    child = etree.Element(tag)
    child.text = text
    parent.insert(0, child)
