"""What was typed, in the words of the form that it was typed into, whether or not that form has a place for it today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from wtforms import HiddenField

from tracker.domain.drafts import DraftKind
from tracker.rows.drafts import DraftTextRow
from tracker.web.drafts.names import fields_of, pattern_of
from tracker.web.forms import BlockField, DateField, LineField, NumberField, TimeField
from tracker.web.language import spoken
from tracker.web.meetings.forms import LogMeetingForm
from tracker.web.visits.log_form import LogVisitForm

FORMS: dict[DraftKind, type] = {DraftKind.VISIT: LogVisitForm, DraftKind.MEETING: LogMeetingForm}
# 「予定を記録する」 is asked where there is a scheduled visit to ask about: without one it says nothing.
_OF_THE_PAGE = ("draft", "use_scheduled")
TRAVEL = "travel-"
_TEXTS = (BlockField, LineField, DateField, TimeField, NumberField)
_ROW = re.compile(r"(?<=-)\d+(?=-|$)")


def texts_of(row: DraftTextRow) -> tuple[tuple[str, str], ...]:
    """Label and text of everything that was typed in words, in the order of typing; choices are seen in the form itself.

    A field that the form no longer has keeps its own name.
    """
    form = FORMS[row.head.kind]
    hidden, choices = labels_in(form)["hidden"], labels_in(form)["choices"]
    return tuple(
        (label_of(form, name) or name, value)
        for name, values in row.fields.items()
        if pattern_of(name) not in hidden and pattern_of(name) not in choices
        for value in values
        if value.strip()
    )


def labels_in(form: type) -> Mapping[str, Any]:
    """What every field is called that a form of this class may have, by the pattern of its name: texts, choices, and the names
    of those that are nobody's to read."""
    return _labels_in(form, spoken())


def without(labels: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    """The same but for the fields of one part of the form."""
    kept = {
        kind: {name: words for name, words in labels[kind].items() if not name.startswith(part)} for kind in ("texts", "choices")
    }
    return {**labels, **kept}


@cache
def _labels_in(form: type, _language: str) -> Mapping[str, Any]:
    told: dict[str, Any] = {"texts": {}, "choices": {}, "hidden": [*_OF_THE_PAGE, *_hidden(form)]}
    for pattern, field in _known(form).items():
        if pattern not in told["hidden"]:
            told["texts" if issubclass(field.field_class, _TEXTS) else "choices"][pattern] = str(field.args[0])
    return told


def label_of(form: type, name: str) -> str | None:
    """What a field is called, with its row where it is not the first; None for one that the form does not have."""
    field = _known(form).get(pattern_of(name))
    if field is None or not field.args:
        return None
    rows = _ROW.findall(name)
    return f"{field.args[0]}（{int(rows[-1]) + 1}）" if rows and int(rows[-1]) else str(field.args[0])


@cache
def _known(form: type) -> dict[str, Any]:
    return dict(fields_of(form))


def _hidden(form: type) -> Iterator[str]:
    return (pattern for pattern, field in _known(form).items() if issubclass(field.field_class, HiddenField))
