"""Makes forms as ministries send them, part by part: nothing in them comes from a library that writes workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    f'xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'mc:Ignorable="x14ac xr" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d'
    '&quot;日&quot;"/></numFmts><fonts count="1"><font><sz val="11"/><name val="ＭＳ 明朝"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"/><right/><top/>'
    '<bottom/><diagonal/></border><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1"/>'
    '<xf numFmtId="176" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="2" xfId="0" applyProtection="1"><protection locked="0"/></xf>'
    '<xf numFmtId="9" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="2" xfId="0" applyBorder="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf/></dxfs></styleSheet>'
)
PLAIN, BORDERED, DAY, UNLOCKED, SHARE, BOXED = range(6)
"""What the styles are, by number."""


def cell(ref: str, value: str | int | None = None, *, style: int = BORDERED, formula: str | None = None) -> str:
    """A cell as XML; a text is inline, a formula carries ``value`` as the result that was saved with it."""
    look = f' s="{style}"' if style else ""
    if formula is not None:
        result = "" if value is None else f"<v>{value}</v>"
        return f'<c r="{ref}"{look}><f>{escape(formula)}</f>{result}</c>'
    if value is None:
        return f'<c r="{ref}"{look}/>'
    if isinstance(value, int):
        return f'<c r="{ref}"{look}><v>{value}</v></c>'
    return f'<c r="{ref}"{look} t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def row(number: int, *cells: str, **attributes: str) -> str:
    more = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def sheet(*rows: str, before: str = "", after: str = "") -> str:
    """A worksheet as XML: ``before`` stands ahead of the rows (cols …), ``after`` behind them (mergeCells …)."""
    return f"{DECLARATION}<worksheet {NAMESPACES}>{before}<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A .rels part: id → (kind, target)."""
    nodes = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>' for name, (kind, target) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{nodes}</Relationships>'


def form(
    sheets: Mapping[str, str],
    *,
    names: str = "",
    calculation: str = '<calcPr calcId="191029"/>',
    properties: str = "<workbookPr/>",
    parts: Mapping[str, str | bytes] | None = None,
    types: Mapping[str, str] | None = None,
    shared: Sequence[str] = (),
    states: Mapping[str, str] | None = None,
) -> bytes:
    """A whole workbook: title → worksheet; ``parts`` go in as they are, ``types`` are their content types."""
    overrides = {
        "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
        **{f"xl/worksheets/sheet{number}.xml": SHEET_TYPE for number in range(1, len(sheets) + 1)},
        **(types or {}),
    }
    targets = {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)}
    targets["rId900"] = ("styles", "styles.xml")
    written: dict[str, str | bytes] = {"xl/media/picture.bin": bytes(range(256))}
    if shared:
        targets["rId901"] = ("sharedStrings", "sharedStrings.xml")
        overrides["xl/sharedStrings.xml"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        written["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in shared)}</sst>'
    if parts and "xl/calcChain.xml" in parts:
        targets["rId902"] = ("calcChain", "calcChain.xml")
    shown = states or {}
    tabs = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{10 + number}" state="{shown.get(title, "visible")}" r:id="rId{number}"/>'
        for number, title in enumerate(sheets, 1)
    )
    written |= {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        + "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
        + "</Types>",
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{tabs}</sheets>'
        f"{f'<definedNames>{names}</definedNames>' if names else ''}{calculation}</workbook>",
        "xl/_rels/workbook.xml.rels": relations(targets),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(sheets.values(), 1)},
        **(parts or {}),
    }
    return packed(written)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 23, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """All parts in the order of the package."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def changed(before: bytes, after: bytes) -> list[str]:
    """The names of the parts that differ; both packages hold the same parts in the same order."""
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    return [name for name in old if old[name] != new[name]]


def cells_of(content: bytes, number: int = 1) -> dict[str, bytes]:
    """Every cell of a sheet as canonical XML, by its place."""
    root = etree.fromstring(parts_of(content)[f"xl/worksheets/sheet{number}.xml"])
    return {node.get("r", ""): etree.tostring(node, method="c14n") for node in root.iter(f"{{{MAIN}}}c")}
