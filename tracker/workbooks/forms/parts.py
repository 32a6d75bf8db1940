"""The package of a form as parts: trees of those that are looked into, the bytes of all others as they came."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from lxml import etree

from tracker.workbooks.forms.words import SIGNED, TOO_MANY_SHEETS
from tracker.workbooks.opening import NO_SHEETS
from tracker.workbooks.package import BROKEN, CONTENT_TYPES, MAIN_CONTENT_TYPE, MEGABYTE, check_package, refusal

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAX_XML_BYTES = 20 * MEGABYTE
"""Ten times the largest form met; its trees are built within a second."""
MAX_SHEETS = 100
_SIGNATURE = "digital-signature"

Element = Any  # lxml's elements carry no types


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to: ``kind`` is the last word of the relation's type, ``target`` a part (None: outside the package)."""

    id: str
    kind: str
    target: str | None


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet's place in the package. ``place`` counts all tabs from 0, chart sheets too, as local names do."""

    title: str
    part: str
    sheet_id: str
    place: int
    is_visible: bool


@contextmanager
def refusing_the_broken() -> Iterator[None]:
    """A number that is none, a part that is not there: a file that Excel would not open either is refused in words."""
    try:
        yield
    except (ValueError, KeyError, IndexError, OverflowError, RecursionError, AttributeError) as error:
        raise refusal(BROKEN) from error


class FormPackage:
    """A checked .xlsx whose parts can be read and, one by one, changed."""

    def __init__(self, content: bytes) -> None:
        check_package(content, file_name="", max_xml_bytes=MAX_XML_BYTES)
        self.source = content
        with zipfile.ZipFile(BytesIO(content)) as archive:
            self._entries = archive.infolist()
            self._comment = archive.comment
            self._contents = {entry.filename: archive.read(entry) for entry in self._entries if not entry.is_dir()}
        self._names = {name.lower(): name for name in self._contents}
        self._trees: dict[str, Element] = {}
        self._touched: set[str] = set()
        if any("_xmlsignatures/" in name for name in self._names):
            raise refusal(SIGNED)
        self.content_types = {
            node.get("PartName", "").lstrip("/").lower(): node.get("ContentType", "")
            for node in self.tree(CONTENT_TYPES)
            if node.get("PartName")
        }
        self.workbook = self._main_part()
        self.tabs = tuple(node.get("name", "") for node in self._tab_nodes())
        self.sheets = self._worksheets()

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._contents)

    @property
    def changed_parts(self) -> tuple[str, ...]:
        return tuple(part for part in self._contents if part in self._touched)

    def find(self, name: str) -> str | None:
        """The part of that name as the package spells it."""
        return self._names.get(name.lstrip("/").lower())

    def content(self, part: str) -> bytes:
        return self._contents[part]

    def tree(self, part: str) -> Element:
        """The root of the part; change it only together with ``touch``."""
        if part not in self._trees:
            # a parser a part: none may reach outside the text it is given
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
            try:
                self._trees[part] = etree.fromstring(self._contents[part], parser)
            except etree.XMLSyntaxError as error:
                raise refusal(BROKEN) from error
        return self._trees[part]

    def touch(self, part: str) -> None:
        """The part's tree was changed: it is written anew, every other part stays as it came."""
        self._touched.add(part)

    def replace(self, part: str, content: bytes) -> None:
        if content != self._contents[part]:
            self._contents[part] = content
            self._trees.pop(part, None)
            self._touched.add(part)

    def relations(self, part: str) -> tuple[Relation, ...]:
        folder, name = posixpath.split(part)
        rels = self.find(posixpath.join(folder, "_rels", f"{name}.rels"))
        if rels is None:
            return ()
        return tuple(
            Relation(
                node.get("Id", ""),
                node.get("Type", "").rsplit("/", 1)[-1],
                None if node.get("TargetMode") == "External" else self._resolve(folder, node.get("Target", "")),
            )
            for node in self.tree(rels)
            if isinstance(node.tag, str)
        )

    def packed(self) -> bytes:
        """The package again, its parts in their order and with their dates: the same filling gives the same bytes."""
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.comment = self._comment
            for entry in self._entries:
                copy = zipfile.ZipInfo(entry.filename, entry.date_time)
                copy.compress_type = entry.compress_type
                copy.external_attr = entry.external_attr
                copy.create_system = entry.create_system
                archive.writestr(copy, b"" if entry.is_dir() else self._written(entry.filename))
        return target.getvalue()

    def _written(self, part: str) -> bytes:
        if part not in self._touched or part not in self._trees:
            return self._contents[part]
        written: bytes = etree.tostring(self._trees[part].getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
        return written

    def _resolve(self, folder: str, target: str) -> str | None:
        target = unquote(target.partition("#")[0])
        return self.find(target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target)))

    def _main_part(self) -> str:
        main = next((name for name, kind in self.content_types.items() if kind.lower() == MAIN_CONTENT_TYPE), "")
        part = self.find(main)
        if part is None:
            raise refusal(BROKEN)
        return part

    def _tab_nodes(self) -> list[Element]:
        return list(self.tree(self.workbook).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"))

    def _worksheets(self) -> tuple[SheetPart, ...]:
        targets = {one.id: one.target for one in self.relations(self.workbook) if one.kind == "worksheet"}
        nodes = self._tab_nodes()
        if len(nodes) > MAX_SHEETS:
            raise refusal(TOO_MANY_SHEETS, limit=MAX_SHEETS)
        sheets = tuple(
            SheetPart(node.get("name", ""), part, node.get("sheetId", ""), place, node.get("state", "visible") == "visible")
            for place, node in enumerate(nodes)
            if (part := targets.get(node.get(RELATION_ID, "")))
        )
        if not sheets:
            raise refusal(NO_SHEETS)
        return sheets
