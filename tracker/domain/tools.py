"""対話のツール: what a programme is founded with, what a use of one says, and which tools a text names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import check_length
from tracker.domain.text import clean_line
from tracker.domain.words import N_

LONGEST_FINDING = 200
LONGEST_LABEL = 80
MOST_USES = 40


@dataclass(frozen=True, slots=True)
class DefaultPart:
    """A part as its method names it; ``slots`` are places inside it whose names are not public: the association gives them."""

    label: str
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefaultTool:
    """A tool that every programme is founded with."""

    label: str
    parts: tuple[DefaultPart, ...]
    aliases: tuple[str, ...] = ()


DEFAULT_TOOLS = (
    DefaultTool(
        "経営デザインシート",
        (DefaultPart("存在意義"), DefaultPart("これまで"), DefaultPart("これから"), DefaultPart("移行戦略")),
        ("デザインシート",),
    ),
    DefaultTool(
        "MURAMATSUメソッド",
        (
            DefaultPart("4脚ビジネス化", ("脚1", "脚2", "脚3", "脚4")),
            DefaultPart("4機能の能力向上フレーム", ("機能1", "機能2", "機能3", "機能4")),
        ),
    ),
    DefaultTool("OKAMURAメソッド", (DefaultPart("メインテキスト"), DefaultPart("サブテキスト"))),
)


@dataclass(frozen=True, slots=True)
class ToolUsed:
    """A tool, or one part of it, used in a visit or meeting; without a case it is about the whole company."""

    tool_id: int
    part_id: int | None = None
    case_id: int | None = None
    finding: str = ""


def distinct_uses(uses: Iterable[ToolUsed]) -> tuple[ToolUsed, ...]:
    """One use of a tool, part and case, in a fixed order; of two the findings are joined, none is dropped."""
    found: dict[tuple[int, int, int], ToolUsed] = {}
    for use in uses:
        key = (use.tool_id, use.part_id or 0, use.case_id or 0)
        there = found.get(key)
        finding = clean_line(use.finding)
        if there is not None and finding not in (there.finding, ""):
            finding = f"{there.finding}／{finding}" if there.finding else finding
        elif there is not None:
            finding = there.finding
        found[key] = ToolUsed(use.tool_id, use.part_id, use.case_id, finding)
    return tuple(found[key] for key in sorted(found))


def check_findings(uses: Sequence[ToolUsed], *, prefix: str = "tools") -> None:
    """Raise RuleBroken where a finding is no single line of its length, or there are more uses than anybody makes."""
    if len(uses) > MOST_USES:
        raise RuleBroken(N_("対話のツールは%(most)s行までにしてください。"), field=prefix, most=MOST_USES)
    for index, use in enumerate(uses):
        check_length(clean_line(use.finding), field=f"{prefix}-{index}-finding", at_most=LONGEST_FINDING)


def clean_aliases(text: str) -> str:
    """Other spellings, one a line, each once."""
    return "\n".join(dict.fromkeys(line for line in map(clean_line, text.split("\n")) if line))


@dataclass(frozen=True, slots=True)
class NamedTool:
    """What a tool (or one part of it) is called: its label and its other spellings."""

    tool_id: int
    part_id: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToolMatch:
    """The tools and parts that a text names, each once, and what of it names none (or more than one)."""

    found: tuple[tuple[int, int | None], ...]
    unmatched: tuple[str, ...]


_SEPARATOR = re.compile(r"[、，､,・･／/;；｜|\n\t＋+&＆()（）「」『』\[\]【】]|と(?=[A-Za-zＡ-Ｚａ-ｚ経])")
_IGNORED = re.compile(r"[\s\-ー\u2010-\u2015−─~〜._'’:：。、,・/;|+&()「」『』\[\]【】]+")
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_METHOD = re.compile(r"(?:メソツド|メソツト|method)$")
_JOINER = re.compile(r"^(?:ノ|ト|オヨビ|及ビ)")


def tool_key(text: str) -> str:
    """What names of tools are compared by: blind to width, case, kana, blanks, long marks and a 「メソッド」 at the end."""
    folded = unicodedata.normalize("NFKC", clean_line(text)).casefold().translate(_HIRAGANA).translate(_SMALL)
    key = _IGNORED.sub("", folded)
    return _METHOD.sub("", key) or key


def match_tools(text: str, tools: Iterable[NamedTool]) -> ToolMatch:
    """Which tools a text names, in whatever order and with whatever separators; a part speaks for its tool.

    A label that holds a separator itself is still found. A part that two tools have belongs to the one named before it.
    """
    known: dict[str, list[NamedTool]] = {}
    for tool in tools:
        for key in {tool_key(name) for name in tool.names} - {""}:
            known.setdefault(key, []).append(tool)
    pieces = [piece for piece in map(clean_line, _SEPARATOR.split(text)) if tool_key(piece)]
    found: list[tuple[int, int | None]] = []
    unmatched: list[str] = []
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            keys = _keys_in(tool_key("".join(pieces[at:end])), known) if end > at else None
            if keys is not None:
                break
        else:
            unmatched.append(pieces[at])
            at += 1
            continue
        for key in keys:
            chosen = _choose(known[key], found)
            if chosen is not None:
                found.append((chosen.tool_id, chosen.part_id))
            else:
                unmatched += pieces[at:end]
        at = end
    of_parts = {tool_id for tool_id, part_id in found if part_id is not None}
    each = dict.fromkeys(one for one in found if one[1] is not None or one[0] not in of_parts)
    return ToolMatch(tuple(each), tuple(dict.fromkeys(unmatched)))


def _keys_in(key: str, known: dict[str, list[NamedTool]]) -> tuple[str, ...] | None:
    """The known names that a key is made of, written one after the other; None where something is left over."""
    if key in known:
        return (key,)
    for name in sorted((name for name in known if key.startswith(name)), key=len, reverse=True):
        rest = _METHOD_BETWEEN.sub("", key[len(name) :])
        rest = _JOINER.sub("", rest)
        if not rest:
            return (name,)
        following = _keys_in(rest, known)
        if following is not None:
            return (name, *following)
    return None


_METHOD_BETWEEN = re.compile(r"^(?:メソツド|メソツト|method)")


def _choose(tools: Sequence[NamedTool], named: Sequence[tuple[int, int | None]]) -> NamedTool | None:
    """The one that a name means: where several have it, that of the tool named last; None where that settles nothing."""
    if len(tools) == 1:
        return tools[0]
    for tool_id, _part in reversed(named):
        of_it = [tool for tool in tools if tool.tool_id == tool_id]
        if len(of_it) == 1:
            return of_it[0]
    whole = [tool for tool in tools if tool.part_id is None]
    return whole[0] if len(whole) == 1 else None


def moved(ids: Sequence[int], one: int, *, up: bool) -> tuple[int, ...]:
    """The same ids with one of them a place further up or down; as they are where it stands at that end already."""
    order = list(ids)
    here = order.index(one)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return tuple(order)


def default_places() -> Iterator[tuple[int, DefaultTool]]:
    """The tools of a new programme with their places."""
    return enumerate(DEFAULT_TOOLS, start=1)
