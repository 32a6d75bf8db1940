"""宿題 in the text of a log kept by hand: which lines are some, and what a line says of who does it and until when."""

from __future__ import annotations

import re
from datetime import date

from tracker.domain.errors import RuleBroken
from tracker.domain.hand_log import Homework
from tracker.domain.hand_log_days import read_day_after
from tracker.domain.hand_log_names import Names
from tracker.domain.text import clean_line, clean_text, fold_width

LONGEST_WHAT = 500
MOST = 40  # of one row; nobody leaves a visit with more
_BULLET = r"[\s・･●○■□◆◇◎*＊\-－–—>＞]*"
_HEAD = re.compile(
    rf"^{_BULLET}[【\[［〔（(「『]?(?:次回までの)?(?:宿題|ToDo|TODO|todo)(?:事項)?[】\]］〕）)」』]?(?:\s*[:：]\s*|\s+|(?<=[】\]］〕）)」』])|$)(.*)$"
)
_ITEM = re.compile(r"^\s*(?:[・･●○■□◆◇◎*＊\-－–—]|[①-⑳]|[(（]?[0-9０-９]{1,2}[)）.．、])\s*(.+)$")
_SEVERAL = re.compile(r"[;；]|(?=[①-⑳])")
_NUMBERED = re.compile(r"^(?:[①-⑳]|[・･●○])\s*")
_NONE = re.compile(r"(?:特に)?(?:なし|無し|無|ない|ありません)。?|特記(?:事項)?なし|[-－ー―–—]+|none|n/a|0", re.IGNORECASE)
_DAY = r"([0-9０-９RrＲ令和元年月日/／.．\-]{3,16})"
_UNTIL = re.compile(rf"{_DAY}(?:まで|迄)")
_DUE = re.compile(rf"(?:期限|期日|締め?切り?|〆切|納期)\s*(?:[:：は])?\s*{_DAY}")
_OWNER = re.compile(r"(?:担当|担当者)\s*[:：]\s*([^\s、，,。）)]{1,40})")
_BRACKETED = re.compile(r"[（(]([^（）()]{1,40})[）)]")
_LEADING = re.compile(r"^([^\s：:]{1,20})\s*[:：]")
_COMPANY_SIDE = re.compile(r"^(?:先方|企業側?|会社側?|貴社|同社|社長|専務|常務|工場長|御社|支援企業)$")


def split_homework(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its 宿題 lines, and the items of those; 宿題：なし is none."""
    rest: list[str] = []
    items: list[str] = []
    below = False
    for line in clean_text(text).split("\n"):
        head = _HEAD.match(line)
        if head:
            items += _items(head[1])
            below = True
        elif below and (item := _ITEM.match(line)):
            items += _items(item[1])
        else:
            below = below and not line.strip()
            rest.append(line)
    return clean_text("\n".join(rest)), tuple(items[:MOST])


def items_of(text: str) -> tuple[str, ...]:
    """The items of a column that holds nothing but 宿題: a line each."""
    return tuple(item for line in clean_text(text).split("\n") for item in _items(_HEAD.sub(r"\1", line)))[:MOST]


def read_homework(item: str, *, after: date, people: Names) -> Homework:
    """What an item says: who does it and until when, as far as it says so."""
    owner_id, owner_name = _owner(item, people)
    return Homework(clean_line(item)[:LONGEST_WHAT], owner_id, owner_name, _due(item, after))


def _items(text: str) -> list[str]:
    parts = [clean_line(_NUMBERED.sub("", part.strip())) for part in _SEVERAL.split(text)]
    return [part for part in parts if part and not _NONE.fullmatch(fold_width(part).strip())]


def _due(item: str, after: date) -> date | None:
    for pattern in (_DUE, _UNTIL):
        for written in pattern.findall(item):
            try:
                read = read_day_after(written, after=after)
            except RuleBroken:
                continue
            if read is not None:
                return read.day
    return None


def _owner(item: str, people: Names) -> tuple[int | None, str]:
    for pattern in (_OWNER, _BRACKETED, _LEADING):
        for written in pattern.findall(item):
            if _COMPANY_SIDE.match(written):
                return None, clean_line(written)
            found, _others = people.people_in(written)
            if len(found) == 1 and found[0].known_id is not None:
                return found[0].known_id, ""
    return None, ""
