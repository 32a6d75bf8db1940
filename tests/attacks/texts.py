"""Texts that nobody should type and somebody does: what is sent, and what must be stored of it."""

from __future__ import annotations

from dataclasses import dataclass

SHORT = "品質の記録を残す"


@dataclass(frozen=True, slots=True)
class Text:
    """``line``, ``block``: what a field of one line and one of several keep of ``sent``; None where it is refused."""

    sent: str
    line: str | None
    block: str | None


def kept(text: str) -> Text:
    """Stored and shown exactly."""
    return Text(text, text, text)


def becomes(sent: str, stored: str) -> Text:
    return Text(sent, stored, stored)


def nothing(sent: str) -> Text:
    """Holds nothing that can be seen: a field that must be filled refuses it, one that may be empty is empty."""
    return Text(sent, None, "")


TEXTS: dict[str, Text] = {
    "nothing at all": nothing(""),
    "one blank": nothing(" "),
    "blanks and tabs": nothing(" \t \t "),
    "line breaks alone": nothing("\r\n\r\n\n\r"),
    "full-width blanks alone": nothing("\u3000\u3000"),
    "no-break blanks alone": nothing("\u00a0\u202f\u2007"),
    "zero-width characters alone": nothing("\u200b\u200c\u200d\u2060"),
    "a byte order mark alone": nothing("\ufeff"),
    "a soft hyphen alone": nothing("\u00ad"),
    "a null alone": nothing("\0"),
    "marks of direction alone": nothing("\u200e\u200f\u202a\u202e"),
    "the blank of Hangul": kept("\u3164"),
    "a null inside": becomes("前\0後", "前後"),
    "every control character": becomes("前" + "".join(map(chr, (*range(9), *range(14, 32), 127))) + "後", "前後"),
    "the controls above ASCII": becomes("前" + "".join(map(chr, (*range(0x80, 0x85), *range(0x86, 0xA0)))) + "後", "前後"),
    "colours of a terminal": becomes("\x1b[31m赤\x1b[0m", "[31m赤[0m"),
    "a bell and a backspace": becomes("鐘\a\b", "鐘"),
    "ten thousand kana": Text("あ" * 10_000, None, "あ" * 10_000),
    "as much as is taken": Text("あ" * 20_000, None, "あ" * 20_000),
    "one letter too many": Text("あ" * 20_001, None, None),
    "300 kB": Text("漢" * 100_000, None, None),
    "a word without end": Text("w" * 19_999, None, "w" * 19_999),
    "letters in pieces": becomes("か\u3099は\u309a", "がぱ"),
    "letters in pieces, Latin": becomes("Cafe\u0301", "Caf\u00e9"),
    "a hundred accents": Text("é" + "\u0301" * 100, "é" + "\u0301" * 100, "é" + "\u0301" * 100),
    "half-width kana": kept("ｶﾞｷﾞｸﾞ"),
    "kanji of four bytes": kept("𠮷野家の𩸽と𠀋"),
    "a name of a compatibility ideograph": kept("神\ufa19と福\ufa1b"),
    "a kanji with its variant": kept("葛\U000e0100城と辻\U000e0101"),
    "a family of emoji": kept("👨\u200d👩\u200d👧\u200d👦"),
    "skin and flags": kept("👍🏿🇯🇵🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    "an override of direction": becomes("請求\u202e書.exe", "請求書.exe"),
    "isolates of direction": becomes("左\u2066右\u2069", "左右"),
    "Hebrew and Arabic": kept("שלום العربية"),
    "Thai and Devanagari": kept("ภาษาไทย हिन्दी"),
    "zero width between letters": kept("見え\u200bない"),
    "a byte order mark inside": becomes("前\ufeff後", "前後"),
    "what is no character": becomes("前\ufffe\uffff後", "前後"),
    "the last character of all": kept("\U0010ffff"),
    "a character of one's own": kept("外字\ue000"),
    "what replaces the unreadable": kept("文字\ufffd化け"),
    "separators of lines": Text("一\u2028二\u2029三", "一 二 三", "一\n二\n三"),
    "line breaks of every kind": Text("一\r\n二\r三\n四\v五\f六\x85七", "一 二 三 四 五 六 七", "一\n二\n三\n四\n五\n六\n七"),
    "a tab inside": Text("左\t右", "左 右", "左\t右"),
    "blanks around": becomes("　 中 　", "中"),
    "circled and squared": kept("①㈱㍿℡㌔Ⅳ"),
    "a wave and a tilde": kept("〜～‾￣"),
    "yen and backslash": kept("\\100 ¥100 ￥100"),
    "minus signs of all kinds": kept("-−‐‑–—ー－"),
    "signs of HTML, full width": kept("＜script＞＆quot；"),
    "None": kept("None"),
    "null": kept("null"),
    "undefined": kept("undefined"),
    "true": kept("true"),
    "a number with zeros before it": kept("007"),
    "a number too large for any column": kept("9" * 200),
    "percent signs": kept("100% %s %d %(name)s %"),
    "braces": kept("{} {0} {name} {{ }}"),
    "an escape of JSON": kept("\\u003cscript\\u003e \\n \\x00"),
    "an entity of HTML": kept("&amp;&lt;&#x3c;&nbsp;"),
    "an encoded address": kept("%3Cscript%3E+%00"),
    "a path": kept("../../../../etc/passwd"),
    "a path of Windows": kept("C:\\Windows\\System32\\con"),
}
