"""Kinds and phases in a log kept by hand, by the words that stand for them."""

from __future__ import annotations

import re
import unicodedata

from tracker.domain.cadence import VisitMode
from tracker.domain.errors import RuleBroken
from tracker.domain.hand_log import EntryKind
from tracker.domain.phases import Phase
from tracker.domain.words import N_

_MEETING = re.compile(r"mtg|meeting|ミーティング|会議|打ち?合わ?せ|ミーテイング|会合|定例", re.IGNORECASE)
_ONLINE = re.compile(r"オンライン|リモート|web|ウェブ|zoom|teams|meet\b|遠隔|ビデオ", re.IGNORECASE)
_EVENT = re.compile(r"展示会|見本市|商談会|出展", re.IGNORECASE)
_VISIT = re.compile(r"訪問|現地|来訪|往訪|面談|visit|視察|見学", re.IGNORECASE)

_PHASES = (
    (Phase.LISTEN, re.compile("[聞聴](?:く|き|いた)?")),
    (Phase.OBSERVE, re.compile("[見観](?:る|た)?")),
    (Phase.DIAGNOSE, re.compile("診断(?:する|した|し)?")),
    (Phase.PLAN, re.compile("企て(?:る|た)?|企画(?=$)")),
)
_BETWEEN = re.compile(r"[\s・･、，,／/;；:：＆&+＋→~〜\-ー()（）「」\[\]①-④0-9.．とや及びおよび]+")
_NO_PHASE = re.compile(r"(?:なし|無し|[-－ー―–—]+)?")


def read_kind(text: str) -> tuple[EntryKind, VisitMode]:
    """訪問, オンライン, MTG …; RuleBroken where no known word or words of both stand there."""
    plain = unicodedata.normalize("NFKC", text).strip()
    is_meeting, is_visit = bool(_MEETING.search(plain)), bool(_VISIT.search(plain))
    if is_meeting and is_visit:
        raise RuleBroken(
            N_("「%(text)s」は訪問か会議か分かりません。「訪問」か「MTG」のどちらかにしてください。"), text=plain[:40]
        )
    mode = VisitMode.ONLINE if _ONLINE.search(plain) else VisitMode.ONSITE
    if is_meeting:
        return EntryKind.MEETING, mode
    if _EVENT.search(plain):
        return EntryKind.VISIT, VisitMode.EVENT
    if is_visit or mode is VisitMode.ONLINE:
        return EntryKind.VISIT, mode
    raise RuleBroken(
        N_("「%(text)s」は種別として読めません。「訪問」「オンライン」「MTG」「展示会」のどれかにしてください。"), text=plain[:40]
    )


def read_phases(text: str) -> tuple[frozenset[Phase], str]:
    """The phases that the cell names in their own spellings, and what in it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _NO_PHASE.fullmatch(plain):
        return frozenset(), ""
    found = set()
    for phase, spelling in _PHASES:
        plain, count = spelling.subn(" ", plain)
        if count:
            found.add(phase)
    return frozenset(found), " ".join(_BETWEEN.sub(" ", plain).split())
