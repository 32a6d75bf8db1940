"""The part of a record's form that asks how challenges moved and which ones came up; visits and meetings share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, HiddenField

from tracker.domain.challenges import LONGEST_PROGRESS, NewChallenge, Progress, ProgressState
from tracker.domain.text import clean_line
from tracker.rows.challenges import ChallengeChoiceRow, ProgressRow
from tracker.rows.notes import CaseChoiceRow
from tracker.web.form_parts import FieldList, RowsField
from tracker.web.forms import AtMost, BlockField, LineField, RadioChoiceField
from tracker.web.labels import label

MOST_CHALLENGES = 100
MOST_CASES = 40
LONGEST_TITLES = 4_000
_NAMES = ("challenges-", "raised-")
# The furthest first: it is what one hopes to tick.
STATES = (ProgressState.BETTER, ProgressState.UNCHANGED, ProgressState.WORSE, ProgressState.SOLVED)


class ProgressForm(Form):
    """How one challenge moved; nothing is ticked beforehand."""

    challenge: ChallengeChoiceRow | None = None  # None for an id that was not offered
    title = ""  # precedes the labels where both versions of a conflict are shown

    challenge_id = HiddenField()
    state = RadioChoiceField(_l("動き"))
    words = LineField(_l("ひとこと"), [AtMost(LONGEST_PROGRESS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = [*((state.value, label(state)) for state in STATES), ("", _("触れていない"))]


class RaisedForm(Form):
    """The challenges of one case that came up, one a line."""

    case: CaseChoiceRow | None = None
    title = ""

    case_id = HiddenField()
    titles = BlockField(_l("新しい課題"), [AtMost(LONGEST_TITLES)], description=_l("1行に1つずつ書きます。"))


def progress_field() -> FieldList:
    """``challenges = progress_field()``: one entry an open challenge."""
    return FieldList(FormField(ProgressForm), max_entries=MOST_CHALLENGES)


def raised_field() -> RowsField:
    """``raised = raised_field()``: one entry a case."""
    return RowsField(FormField(RaisedForm), max_entries=MOST_CASES, beside={"case_id"})


def names_challenges(sent: MultiDict[str, str]) -> bool:
    """Whether a form that was sent says anything of challenges, there or new."""
    return any(value and name.startswith(_NAMES) for name, value in sent.items() if not name.endswith("_id"))


def progress_values(challenges: Iterable[ChallengeChoiceRow], said: Iterable[ProgressRow] = ()) -> list[dict[str, Any]]:
    """What the entries are filled with: every challenge in order, with what the record says about it already."""
    stored = {row.challenge_id: row for row in said}
    return [_values(row.challenge_id, stored.get(row.challenge_id)) for row in challenges]


def _values(challenge_id: int, row: ProgressRow | None) -> dict[str, Any]:
    state = row.state.value if row is not None and row.state is not None else None
    return {"challenge_id": str(challenge_id), "state": state, "words": row.words if row else ""}


def offer_challenges(
    progress: FieldList, raised: FieldList, challenges: Iterable[ChallengeChoiceRow], cases: Iterable[CaseChoiceRow]
) -> None:
    """After the form was filled: tell every entry what it is about, and add what the sender left out."""
    by_id = {str(row.challenge_id): row for row in challenges}
    for entry in progress:
        _name(entry.form, by_id.pop(entry.form.challenge_id.data or "", None))
    for row in by_id.values():
        if len(progress.entries) < MOST_CHALLENGES:
            _name(progress.append_entry(_values(row.challenge_id, None)).form, row)
    cases = tuple(cases)
    left = {str(case.case_id): case for case in cases}
    for entry in raised:
        _name_case(entry.form, left.pop(entry.form.case_id.data or "", None), len(cases))
    for case in left.values():
        _name_case(raised.append_entry({"case_id": str(case.case_id), "titles": ""}).form, case, len(cases))


def _name(form: ProgressForm, row: ChallengeChoiceRow | None) -> None:
    form.challenge = row
    form.title = row.title if row is not None else ""


def _name_case(form: RaisedForm, case: CaseChoiceRow | None, how_many: int) -> None:
    form.case = case
    form.title = case.title if case is not None and how_many > 1 else ""


def read_progress(entries: FieldList) -> tuple[Progress, ...]:
    """What was said, in the order of the form, blank entries too; an id that is no number is challenge 0, which is nobody's."""
    return tuple(
        Progress(
            challenge_id=_number(form.challenge_id.data),
            state=ProgressState(form.state.data) if form.state.data and not form.state.errors else None,
            words=form.words.data or "",
        )
        for form in (entry.form for entry in entries)
    )


def read_raised(entries: FieldList) -> tuple[NewChallenge, ...]:
    """The lines that hold something, with their case."""
    return tuple(
        NewChallenge(_number(form.case_id.data), line)
        for form in (entry.form for entry in entries)
        for line in map(clean_line, (form.titles.data or "").splitlines())
        if line
    )


def stored_progress(entries: FieldList, said: Iterable[ProgressRow], *, prefix: str = "challenges") -> Mapping[str, Any]:
    """What stands in the database by the names of the form's fields, for ``conflicts.settle`` and ``conflicts.clash``."""
    by_id = {str(row.challenge_id): row for row in said}
    stored: dict[str, Any] = {}
    for index, entry in enumerate(entries):
        values = _values(0, by_id.get(entry.form.challenge_id.data or ""))
        stored |= {f"{prefix}-{index}-{name}": values[name] for name in ("state", "words")}
    return stored


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else 0
