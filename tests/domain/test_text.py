"""Cleaning texts, writing legal names, finding names, splitting cells."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.text import clean_line, clean_text, fold_width, legal_name, name_parts, search_key, split_names

any_text = st.text(st.characters() | st.sampled_from("\ud800\udc00\r\n\t\x00\u3000 \u202e\ufeff\u2028ー・(株)㈱ｶﾞ\u200d\ufa19"))
name_letters = st.text("アカガサハパャー・かきゃ北斗化成industriaＡＢ12 　-", min_size=1)


@given(any_text)
def test_a_cleaned_text_holds_nothing_that_a_database_or_workbook_refuses(text: str) -> None:
    for cleaned in (clean_text(text), clean_line(text)):
        cleaned.encode("utf-8")
        assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
        assert not set(cleaned) & set("\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff\u2028")
        assert cleaned == cleaned.strip()
    assert not set(clean_line(text)) & set("\n\t")


@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦と👍🏽",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "𠮷野家の𩸽",
        "辻󠄀さん",
        "\ufa19田 \ufa10",
        "a²＋①",
        "１行目\n　字下げ\n\n\t表\t欄",
        "١٢٣ عربي \u200f",
        "「聞く・聴く」",
        "ＡＢＣ ㈱",
    ],
)
def test_what_a_person_wrote_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\u3000\u3000", ""),
        (" \u200b\u3000\ufeff\n", ""),
        ("\u200d\u200e", ""),
        ("\ufeff一\r\n二\r三\u2028四\v五\x00\x1b", "一\n二\n三\n四\n五"),
        ("か\u3099", "が"),
        ("\ud83d\ude00\ud83d", "😀"),
        ("\u202e悪い\u202c名前", "悪い名前"),
    ],
)
def test_what_nobody_meant_goes(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_a_line_has_no_breaks() -> None:
    assert clean_line(" 一行目 \r\n \t 二行目\n") == "一行目 二行目"
    assert clean_line("佐藤\u3000花子") == "佐藤\u3000花子"


def test_width_is_folded_but_powers_and_numbered_marks_are_not() -> None:
    assert fold_width("１２／３㋿８年ｶﾞ") == "12/3令和8年ガ"
    assert fold_width("10²①") == "10²①"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("㈱industria", "株式会社industria"),
        ("株式会社\u3000協同商事", "株式会社協同商事"),
        ("(株)イチカワ", "株式会社イチカワ"),
        ("中西産業（株）", "中西産業株式会社"),
        ("大坪ＧＳＩ株式会社", "大坪GSI株式会社"),
        ("有限会社\u3000架空花岡木工", "有限会社架空花岡木工"),
        ("架空花岡木工 ㈲", "架空花岡木工有限会社"),
        ("（有） 架空花岡木工", "有限会社架空花岡木工"),
        ("(同)架空", "合同会社架空"),
        ("架空(資)", "架空合資会社"),
        ("㍿架空", "株式会社架空"),
        ("架空（株）東京支店", "架空株式会社東京支店"),
        ("架空ｶﾞﾗｽ（株）", "架空ガラス株式会社"),
        ("架空Ａ＆Ｂ．Ｃｏ．，Ｌｔｄ．", "架空A&B.Co.,Ltd."),
        ("架空\u3000第一\u3000商事 株式会社", "架空\u3000第一\u3000商事株式会社"),
        ("架空（本社）", "架空（本社）"),
    ],
)
def test_a_legal_name_writes_the_form_in_full_where_it_stands(typed: str, name: str) -> None:
    assert legal_name(typed) == name
    assert legal_name(name) == name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("株式会社架空デモ精機", ("株式会社", "架空デモ精機")),
        ("架空産業株式会社", ("架空産業", "株式会社")),
        ("架空組合", ("架空組合",)),
        ("", ()),
    ],
)
def test_a_name_may_break_beside_its_corporate_form(name: str, parts: tuple[str, ...]) -> None:
    assert name_parts(name) == parts


@pytest.mark.parametrize(
    "spellings",
    [
        ("㈱カクウ北斗化成", "カクウ北斗化成株式会社", "株式会社\u3000かくう北斗化成", "ｶｸｳ北斗化成(株)", "カクウ・北斗化成"),
        ("大坪ＧＳＩ株式会社", "大坪GSI㈱", "株式会社大坪gsi", "大坪 G.S.I. Co., Ltd."),
        ("株式会社industria", "INDUSTRIA Inc.", "㈱ Ｉｎｄｕｓｔｒｉａ", "(株)industria"),
        ("架空サーバー", "架空サ-バ-", "架空サ―バ―", "架空サーバ", "架空サ−バ−"),
        ("担い手01", "担い手０１", "担い手 01", "担い手\u300001"),
        ("キヤノン架空", "キャノン架空"),
        ("カブシキガイシャ カクウ", "かくう", "ｶﾌﾞｼｷｶﾞｲｼｬｶｸｳ"),
        ("有限会社架空花岡木工", "架空花岡木工（有）", "㈲架空花岡木工", "架空花岡木工"),
        ("一般社団法人架空産業振興協会", "(一社)架空産業振興協会"),
    ],
)
def test_every_spelling_of_a_name_shares_its_key(spellings: tuple[str, ...]) -> None:
    assert len({search_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("架空ハン", "架空パン"), ("架空第一", "架空第二"), ("架空A", "架空AB"), ("担い手01", "担い手10")]
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@given(any_text)
def test_a_name_that_can_be_seen_always_has_a_key(text: str) -> None:
    assert bool(search_key(text)) == bool(clean_line(text))


@pytest.mark.parametrize(("name", "key"), [("株式会社", "株式会社"), ("ー", "ー"), ("・・", "・・"), ("(株)", "(株)")])
def test_a_name_of_nothing_but_what_is_ignored_is_found_by_itself(name: str, key: str) -> None:
    assert search_key(name) == key


@given(name_letters, st.sampled_from(["㈱", "(株)", "（株）", "株式会社", "株式会社\u3000", "㈲", "有限会社 "]))
def test_the_form_before_or_behind_never_matters(name: str, form: str) -> None:
    stripped = search_key("架空" + name)
    assert search_key(form + "架空" + name) == stripped
    assert search_key("架空" + name + form) == stripped
    assert search_key(legal_name(form + "架空" + name)) == stripped


@given(name_letters)
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert search_key(search_key(name)) == search_key(name)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("担い手02、担い手03", ("担い手02", "担い手03")),
        ("担い手05・担い手06", ("担い手05", "担い手06")),
        ("担い手08，担い手09", ("担い手08", "担い手09")),
        ("担い手01 / 担い手02；担い手03 ＆ 担い手04&担い手05,担い手06", tuple(f"担い手0{n}" for n in range(1, 7))),
        ("架空\u3000太郎\n架空 花子\r\n", ("架空\u3000太郎", "架空 花子")),
        ("㈱カクウ北斗化成・株式会社架空みなと精機", ("㈱カクウ北斗化成", "株式会社架空みなと精機")),
        ("架空Co., Ltd.、架空Ａ＆Ｂ商事", ("架空Co., Ltd.", "架空Ａ＆Ｂ商事")),
        ("担い手01（協会、主任）、担い手02", ("担い手01（協会、主任）", "担い手02")),
        ("担い手01（、担い手02", ("担い手01（", "担い手02")),
        ("、\u3000、", ()),
        ("", ()),
    ],
)
def test_a_cell_is_split_at_its_separators(cell: str, names: tuple[str, ...]) -> None:
    assert split_names(cell) == names


def test_a_known_name_stays_whole() -> None:
    cell = "架空ジョン・スミス・担い手01"
    assert split_names(cell, known=["架空ジョン・スミス", "担い手01"]) == ("架空ジョン・スミス", "担い手01")


@given(
    st.lists(st.text("架空太郎花子担い手019 　", min_size=1).map(clean_line).filter(bool)), st.sampled_from("、，,・/／;；＆&\n")
)
def test_names_without_separators_come_back_as_they_were(names: list[str], separator: str) -> None:
    assert split_names(f" {separator} ".join(names)) == tuple(names)
