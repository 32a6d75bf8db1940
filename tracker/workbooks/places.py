"""Reads where a company is from a row of a table: prefecture and municipality of their own, or the head of an address."""

from tracker.domain.areas import Area, find_area, find_area_in_address, find_prefecture, municipalities_of
from tracker.domain.words import N_
from tracker.workbooks.tables import TableRow

PLACE_FIELDS = ("prefecture", "municipality", "address")

NO_PLACE = N_("所在地が空です。都道府県と市区町村を記入してください。")
NO_PREFECTURE = N_("都道府県が空です。「埼玉県」のように記入してください。")
NO_MUNICIPALITY = N_("市区町村が空です。「入間市」のように記入してください。")
UNKNOWN_PREFECTURE = N_("都道府県「%(name)s」が見つかりません。「埼玉県」のように記入してください。")
UNKNOWN_MUNICIPALITY = N_(
    "市区町村「%(name)s」が%(prefecture)sに見つかりません。「%(example)s」のように、いまの名称で記入してください。"
)
UNKNOWN_ADDRESS = N_(
    "「%(name)s」から都道府県と市区町村を読み取れません。「埼玉県入間市…」のように都道府県から記入してください。"
)


def read_place(row: TableRow) -> tuple[str, str, str]:
    """Prefecture, municipality, standard area code, from their own columns or from the address."""
    prefecture, municipality, address = row.text("prefecture"), row.text("municipality"), row.text("address")
    if prefecture:
        return _in_prefecture(row, prefecture, municipality, address)
    if area := find_area_in_address(municipality) or find_area_in_address(address):
        return _parts(area)
    if municipality:
        if "prefecture" in row.table.places:
            row.complain_if_empty("prefecture", NO_PREFECTURE)
        else:
            row.complain("municipality", UNKNOWN_ADDRESS, name=municipality)
    elif address:
        row.complain("address", UNKNOWN_ADDRESS, name=address)
    else:
        row.complain_if_empty(next((field for field in PLACE_FIELDS if field in row.table.places), ""), NO_PLACE)
    return "", municipality, ""


def _in_prefecture(row: TableRow, written: str, municipality: str, address: str) -> tuple[str, str, str]:
    prefecture = find_prefecture(written)
    if prefecture is None:
        row.complain("prefecture", UNKNOWN_PREFECTURE, name=written)
        return "", municipality, ""
    if municipality:
        area = find_area(prefecture, municipality)
        if area is None:
            example = municipalities_of(prefecture)[0].municipality
            row.complain("municipality", UNKNOWN_MUNICIPALITY, name=municipality, prefecture=prefecture, example=example)
    elif address:
        area = find_area_in_address(address) or find_area_in_address(prefecture + address)
        if area is None or area.prefecture != prefecture:
            row.complain("address", UNKNOWN_ADDRESS, name=address)
            area = None
    else:
        area = None
        row.complain_if_empty("municipality" if "municipality" in row.table.places else "address", NO_MUNICIPALITY)
    return _parts(area) if area else (prefecture, municipality, "")


def _parts(area: Area | None) -> tuple[str, str, str]:
    return (area.prefecture, area.municipality, area.code) if area else ("", "", "")
