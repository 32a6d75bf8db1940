"""Texts as people type them: what is cleaned away, what stays, and the keys that names are found by."""

import re
import unicodedata
from collections.abc import Iterable

# Compatibility ideographs (神 as U+FA19) are how some people write their names; NFC would replace them.
_COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NEVER_MEANT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls, but for tab and newline
    "\u202a-\u202e\u2066-\u2069"  # overrides of the direction, which make a text read otherwise than it is
    "\ufeff\ufffe\uffff]"  # byte order marks and what no XML may hold
)
# Each pattern that begins with a run of blanks looks behind it first, so that a million blanks take no longer than letters.
_BREAK_IN_LINE = re.compile(r"(?<! ) *[\n\t][ \n\t]*")
_OUTER_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u2060"
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_KEEPS_ITS_FORM = ("<super>", "<sub>", "<circle>", "<fraction>")

# Abbreviations stand in round brackets of either width or as one character.
_FORMS = {"株": "株式会社", "有": "有限会社", "同": "合同会社", "資": "合資会社", "名": "合名会社"}
_SQUARED_FORMS = {"㈱": "株", "㈲": "有", "㈾": "資", "㈴": "名", "㍿": "株"}
_ABBREVIATION = re.compile(rf"[({{（]\s*([{''.join(_FORMS)}])\s*[)}}）]|([{''.join(_SQUARED_FORMS)}])")
_FORM = "|".join(_FORMS.values())
_BLANK_AFTER_FORM = re.compile(rf"^({_FORM})\s+")
_BLANK_BEFORE_FORM = re.compile(rf"(?<!\s)\s+({_FORM})(?=\s|$)")
_AROUND_FORM = re.compile(f"({_FORM})")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_FULL_WIDTH_LATIN = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x30, 0x7B) if chr(code).isalnum()})
_SIGN_AFTER_LATIN = re.compile("(?<=[A-Za-z0-9])[＆，－．＇]+")

_FORMS_TO_DROP = re.compile(
    "|".join(
        [
            r"\((?:株|有|同|合|資|名|一社|一財|公社|公財|社|財|特非|医|学|福|独)\)",
            _FORM,
            "(?:一般|公益|特例)?(?:社団|財団)法人|特定非営利活動法人|npo法人|医療法人(?:社団|財団)?|学校法人|社会福祉法人|独立行政法人",
            "カブシキ[ガカ]イシヤ|ユウゲン[ガカ]イシヤ|ゴウドウ[ガカ]イシヤ|ゴウシ[ガカ]イシヤ|ゴウメイ[ガカ]イシヤ",
        ]
    )
)
_WESTERN_FORM = re.compile(
    r"(?<![\s,.])[\s,.]+(?:co[.,\s]*ltd|company[,\s]+limited|inc|corp|corporation|llc|ltd|k\.?\s*k|g\.?\s*k)\.?\s*$"
)
_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_TO_LARGE_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
DASHES = "\\-ー\u2010-\u2015−─━~〜"
_IGNORED = re.compile(rf"[\s{DASHES}・･·•‧∙.,'’、，]+")

_SEPARATOR = (
    r"[、，､・･/／;；\n\t]"
    r"|,(?!\s*(?:ltd|inc|llc|corp)\b)"
    r"|(?<![A-Za-zＡ-Ｚａ-ｚ])[&＆]|[&＆](?![A-Za-zＡ-Ｚａ-ｚ])"
)


def clean_text(text: str) -> str:
    """A text of several lines as it is stored: NFC, newlines as breaks, without what nobody can have meant, no outer blanks."""
    # Halves of a character that belong together are joined, the others dropped.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _NEVER_MEANT.sub("", _LINE_BREAK.sub("\n", text))
    parts = _COMPATIBILITY_IDEOGRAPHS.split(text)
    return _strip("".join(part if index % 2 else unicodedata.normalize("NFC", part) for index, part in enumerate(parts)))


def clean_line(text: str) -> str:
    """A text of one line as it is stored: as ``clean_text``, with breaks and tabs as one blank."""
    return _strip(_BREAK_IN_LINE.sub(" ", clean_text(text)))


def fold_width(text: str) -> str:
    """Full-width and compatibility characters made plain (１２ → 12, ㋿ → 令和); 10² stays 10², it is not 102."""
    return unicodedata.normalize("NFC", "".join(_fold_character(character) for character in text))


def legal_name(text: str) -> str:
    """A company's name as the register writes it: ㈱ or (株) in full where it stands, Latin half width, kana full width."""
    name = _ABBREVIATION.sub(_form_in_full, clean_line(text))
    name = _BLANK_BEFORE_FORM.sub(r"\1", _BLANK_AFTER_FORM.sub(r"\1", name))
    name = _HALF_WIDTH_KANA.sub(lambda kana: unicodedata.normalize("NFKC", kana.group()), name)
    name = name.translate(_FULL_WIDTH_LATIN)
    return _SIGN_AFTER_LATIN.sub(lambda signs: unicodedata.normalize("NFKC", signs.group()), name)


def name_parts(name: str) -> tuple[str, ...]:
    """A legal name apart from its corporate form, in their order: where it may break, which the midst of a word is not."""
    return tuple(part for part in _AROUND_FORM.split(name) if part)


def search_key(text: str) -> str:
    """What companies and people are found by: blind to width, kana, corporate forms, blanks, hyphens and dots.

    Never empty for a name of any visible character: one that holds nothing else keeps its folded text.
    """
    folded = _fold_width_and_case(clean_line(text))
    key = _fold_kana(folded)
    key = _IGNORED.sub("", _FORMS_TO_DROP.sub("", _WESTERN_FORM.sub("", key)))
    # A form may have been spelt with blanks or dots in it.
    key = _FORMS_TO_DROP.sub("", key)
    return key or folded.strip()


def fold_spelling(text: str) -> str:
    """Blind to width, case and kana (ｶｯﾀｰ, カッター and かったー are one), without what only steers how a text is drawn."""
    return _fold_kana(_fold_width_and_case(text))


def reading(text: str) -> str:
    """A reading (フリガナ) as it is stored: full-width katakana, whatever kana it was typed in."""
    return unicodedata.normalize("NFKC", clean_line(text)).translate(_TO_KATAKANA)


def split_names(text: str, *, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The names in a cell that holds several; a blank is part of a name, and so is a separator inside brackets.

    ``known`` are names that hold a separator themselves (架空ジョン・スミス) and stay whole.
    """
    whole = sorted((re.escape(name) for name in known if name), key=len, reverse=True)
    kept = "|".join([*whole, r"[(（][^()（）]*[)）]"])
    pieces = re.compile(f"(?P<kept>{kept})|(?P<separator>{_SEPARATOR})", re.IGNORECASE)
    text = clean_text(text)
    names, begins = [], 0
    for piece in pieces.finditer(text):
        if piece["separator"]:
            names.append(text[begins : piece.start()])
            begins = piece.end()
    names.append(text[begins:])
    return tuple(name for name in map(clean_line, names) if name)


def _strip(text: str) -> str:
    text = text.strip(_OUTER_BLANKS)
    return text if any(unicodedata.category(character) not in _INVISIBLE for character in text) else ""


def _fold_character(character: str) -> str:
    if unicodedata.decomposition(character).startswith(_KEEPS_ITS_FORM):
        return character
    return unicodedata.normalize("NFKC", character)


def _form_in_full(abbreviation: re.Match[str]) -> str:
    letter = abbreviation[1] or _SQUARED_FORMS[abbreviation[2]]
    return _FORMS[letter]


def _fold_width_and_case(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _fold_kana(text: str) -> str:
    text = "".join(character for character in text if not _is_joiner(character))
    return text.translate(_TO_KATAKANA).translate(_TO_LARGE_KANA)


def _is_joiner(character: str) -> bool:
    """Characters that only steer how others are drawn: joiners, marks of direction, variation selectors."""
    return (
        unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    )
