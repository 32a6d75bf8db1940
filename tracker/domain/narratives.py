"""成果のまとめ文 of a case, 課題 → 取組 → 成果 → 今後の対応事項: drafted by rule from its records, and nothing added to them.

Every line is one record: its day where it has one, and its own words. Who owes a 宿題 is not said, since that may be one of
the company's people; an internal memo, facts and interpretation are no part of what is drafted from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from tracker.domain.era import era_date
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import check_length
from tracker.domain.outcomes import KINDS_IN_REPORTS, OutcomeKind
from tracker.domain.words import N_

LONGEST_PART = 8_000
_KINDS = dict(KINDS_IN_REPORTS)
WRITTEN_BY_HAND = N_("どれか1つの欄に書いてから保存してください。")


class NarrativePart(StrEnum):
    """In the order in which they are read."""

    CHALLENGES = "challenges"
    WORK = "work"
    OUTCOMES = "outcomes"
    TO_COME = "to_come"


Texts = Mapping[NarrativePart, str]
# What the parts are called in what goes out.
PART_NAMES: Texts = {
    NarrativePart.CHALLENGES: "課題",
    NarrativePart.WORK: "取組",
    NarrativePart.OUTCOMES: "成果",
    NarrativePart.TO_COME: "今後の対応事項",
}


@dataclass(frozen=True, slots=True, order=True)
class Raised:
    """A challenge, in the order that the team gave; a dropped one is none."""

    place: int
    title: str
    is_resolved: bool


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """The 報告用要約 of a held visit or team meeting."""

    on: date
    is_meeting: bool
    thing_id: int
    summary: str


@dataclass(frozen=True, slots=True, order=True)
class Achieved:
    """A typed outcome; ``of_case`` False: one that names no case of its company."""

    on: date
    thing_id: int
    kind: OutcomeKind
    detail: str
    description: str
    of_case: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Agreed:
    """A next action that was agreed by the as-of date and not done by then."""

    due_on: date
    thing_id: int
    what: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case's text is drafted from."""

    raised: tuple[Raised, ...] = ()
    told: tuple[Told, ...] = ()
    achieved: tuple[Achieved, ...] = ()
    agreed: tuple[Agreed, ...] = ()


def draft(facts: CaseFacts) -> dict[NarrativePart, str]:
    """The four parts, a line a record; an empty part where there is no record. The order of entry never matters."""
    return {
        NarrativePart.CHALLENGES: _lines(_raised(one) for one in sorted(facts.raised)),
        NarrativePart.WORK: _lines(_told(one) for one in sorted(facts.told)),
        NarrativePart.OUTCOMES: _lines(_achieved(one) for one in sorted(facts.achieved)),
        NarrativePart.TO_COME: _lines(f"{_flat(one.what)}（{era_date(one.due_on)}まで）" for one in sorted(facts.agreed)),
    }


def marks(texts: Texts) -> dict[NarrativePart, str]:
    """What is kept of a draft, to tell later whether the records have moved on."""
    return {part: sha256(texts[part].encode("utf-8")).hexdigest() for part in NarrativePart}


def moved_on(drafted: Texts, now: Texts) -> tuple[NarrativePart, ...]:
    """The parts whose draft is another than when the text was written; ``drafted`` are its :func:`marks`."""
    found = marks(now)
    return tuple(part for part in NarrativePart if drafted[part] != found[part])


def check_texts(texts: Texts) -> None:
    """Raise RuleBroken for what no narrative can be: a part too long, or nothing at all."""
    for part, text in texts.items():
        check_length(text, field=part.value, at_most=LONGEST_PART)
    if not any(texts.values()):
        raise RuleBroken(WRITTEN_BY_HAND, field=NarrativePart.CHALLENGES.value)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"・{line}" for line in lines)


def _raised(one: Raised) -> str:
    return _flat(one.title) + ("（解決）" if one.is_resolved else "")


def _told(one: Told) -> str:
    return f"{era_date(one.on)}の{'会議' if one.is_meeting else '訪問'}　{_flat(one.summary)}"


def _achieved(one: Achieved) -> str:
    kind = f"{_KINDS[one.kind]}（{_flat(one.detail)}）" if one.detail else _KINDS[one.kind]
    whose = "" if one.of_case else "（案件を特定しない成果）"
    return f"{era_date(one.on)}　{kind}{whose}　{_flat(one.description)}"


def _flat(words: str) -> str:
    """On one line; a break in it becomes a blank."""
    return "　".join(line.strip() for line in words.splitlines() if line.strip())
