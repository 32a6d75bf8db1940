"""The note of one case in a visit or meeting: which phases were worked, what was heard and seen, what was made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Protocol

from tracker.domain.errors import RuleBroken
from tracker.domain.phases import FACT_PHASES, INTERPRETING_PHASES, Phase
from tracker.domain.words import N_

LONGEST_TEXT = 20_000  # characters of one text of a record; also what the fields of the forms allow
LONGEST_LINE = 200
NO_WORK = N_("取り組んだフェーズを一つ以上選び、その内容を書いてください。")
NO_PHASE = N_("この案件で取り組んだフェーズを、一つ以上選んでください。")
NO_FACTS = N_("「聞く・聴く」「見る・観る」を選んだときは、聞いたこと・見たことを書いてください。")
NO_INTERPRETATION = N_("「診断する」「企てる」を選んだときは、診断・企ての内容を書いてください。")


class StoredNote(Protocol):
    """A stored case note of either kind (a visit's or a meeting's) as its columns have it."""

    case_id: int
    facts: str
    interpretation: str
    report_summary: str
    worked_listen: bool
    worked_observe: bool
    worked_diagnose: bool
    worked_plan: bool


@dataclass(frozen=True, slots=True)
class CaseNote:
    """Facts (heard, seen) stay apart from interpretation (diagnosis, plan); the summary is what the report takes.

    ``in_picture``: what was heard and seen is there as a photo of the notebook or a recording, which counts as the note.
    """

    case_id: int
    phases: frozenset[Phase] = frozenset()
    facts: str = ""
    interpretation: str = ""
    report_summary: str = ""
    in_picture: bool = field(default=False, compare=False)

    @property
    def is_blank(self) -> bool:
        """Nothing ticked, nothing written: the case was not worked."""
        return not (self.phases or self.facts or self.interpretation or self.report_summary or self.in_picture)

    def text_of(self, phase: Phase) -> str:
        """The text that proves the phase: facts for listen and observe, interpretation for diagnose and plan."""
        return self.facts if phase in FACT_PHASES else self.interpretation

    def has_note(self, phase: Phase) -> bool:
        """Whether the phase has its note: its text, or for what was heard and seen a picture or a recording."""
        return bool(self.text_of(phase)) or (self.in_picture and phase in FACT_PHASES)

    @property
    def is_to_type_up(self) -> bool:
        """清書待ち: heard or seen, and nothing of it in words yet; a meeting's note need not say in which phase."""
        return self.in_picture and not self.facts and (not self.phases or bool(self.phases & set(FACT_PHASES)))

    def proven(self) -> frozenset[Phase]:
        """The phases that are ticked and have their note."""
        return frozenset(phase for phase in self.phases if self.has_note(phase))


@cache
def phases_worked(listen: bool, observe: bool, diagnose: bool, plan: bool) -> frozenset[Phase]:
    """The four columns of a stored note as a set."""
    return frozenset(phase for phase, worked in zip(Phase, (listen, observe, diagnose, plan), strict=True) if worked)


def note_of(stored: StoredNote) -> CaseNote:
    """A stored note as the domain has it."""
    return CaseNote(
        case_id=stored.case_id,
        phases=phases_worked(stored.worked_listen, stored.worked_observe, stored.worked_diagnose, stored.worked_plan),
        facts=stored.facts,
        interpretation=stored.interpretation,
        report_summary=stored.report_summary,
    )


def columns_of(note: CaseNote) -> dict[str, str | bool]:
    """The columns of a stored note but its keys."""
    worked: dict[str, str | bool] = {f"worked_{phase.value}": phase in note.phases for phase in Phase}
    return worked | {"facts": note.facts, "interpretation": note.interpretation, "report_summary": note.report_summary}


def in_order(phases: Iterable[Phase]) -> tuple[Phase, ...]:
    """Phases in the order of the programme."""
    return _in_order(frozenset(phases))


@lru_cache(maxsize=16)  # there are as many sets of phases
def _in_order(phases: frozenset[Phase]) -> tuple[Phase, ...]:
    return tuple(phase for phase in Phase if phase in phases)


def check_notes(notes: Sequence[CaseNote], *, prefix: str = "cases", must_work: bool = True) -> None:
    """Raise the first of :func:`broken_notes`."""
    for broken in broken_notes(notes, prefix=prefix, must_work=must_work):
        raise broken


def broken_notes(notes: Sequence[CaseNote], *, prefix: str = "cases", must_work: bool = True) -> Iterator[RuleBroken]:
    """What keeps the notes of a record from being final: no case worked, or a phase that is ticked without its note.

    ``must_work`` False (a meeting's section): no case need be worked, and a note need not name a phase.

    ``notes`` in the order of the form, blank ones among them, so that a refusal points at ``{prefix}-{index}-{field}``.
    """
    for index, note in enumerate(notes):
        at = f"{prefix}-{index}"
        if note.is_blank:
            continue
        if must_work and not note.phases:
            yield RuleBroken(NO_PHASE, field=f"{at}-phases")
        if any(not note.has_note(phase) for phase in note.phases & set(FACT_PHASES)):
            yield RuleBroken(NO_FACTS, field=f"{at}-facts")
        if note.phases & set(INTERPRETING_PHASES) and not note.interpretation:
            yield RuleBroken(NO_INTERPRETATION, field=f"{at}-interpretation")
    if must_work and all(note.is_blank for note in notes):
        first = f"{prefix}-0-phases" if notes else None
        yield RuleBroken(NO_WORK, field=first)


def check_lengths(notes: Sequence[CaseNote], *, prefix: str = "cases") -> None:
    """Raise RuleBroken where a text of a note, draft or final, is longer than is kept."""
    for index, note in enumerate(notes):
        for name in ("facts", "interpretation", "report_summary"):
            check_length(getattr(note, name), field=f"{prefix}-{index}-{name}")


def check_length(text: str, *, field: str, at_most: int = LONGEST_TEXT) -> None:
    """Raise RuleBroken where a text is longer than is kept."""
    if len(text) > at_most:
        raise RuleBroken(
            N_("%(maximum)s文字以内にしてください（今は%(length)s文字です）。"),
            field=field,
            maximum=f"{at_most:,}",
            length=f"{len(text):,}",
        )


@cache
def proofs(
    phases: frozenset[Phase], has_facts: bool, has_interpretation: bool, in_picture: bool
) -> tuple[tuple[Phase, bool], ...]:
    """Each of the phases, and whether its side of the note is there: without it the phase proves nothing."""
    note = CaseNote(0, phases, "x" * has_facts, "x" * has_interpretation, in_picture=in_picture)
    return tuple((phase, note.has_note(phase)) for phase in in_order(phases))
