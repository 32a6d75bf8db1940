"""What was typed, in the words of the form that it was typed into; fields that the form no longer has keep their own names."""

from __future__ import annotations

from tracker.domain.drafts import DraftKind
from tracker.rows.drafts import DraftTextRow
from tracker.web.drafts.names import fields_of, pattern_of
from tracker.web.forms import BlockField, DateField, LineField, NumberField, TimeField
from tracker.web.meetings.forms import LogMeetingForm
from tracker.web.visits.log_form import LogVisitForm

FORMS = {DraftKind.VISIT: LogVisitForm, DraftKind.MEETING: LogMeetingForm}
OF_THE_PAGE = frozenset({"idempotency_key", "version", "csrf_token", "draft"})


def texts_of(row: DraftTextRow) -> tuple[tuple[str, str], ...]:
    """Label and text of everything that was typed in words, in the order of typing; choices are seen in the form itself."""
    known = dict(fields_of(FORMS[row.head.kind]))
    told = []
    for name, values in row.fields.items():
        field = known.get(pattern_of(name))
        if name in OF_THE_PAGE or (field is not None and not _is_text(field.field_class)):
            continue
        label = str(field.args[0]) if field is not None and field.args else name
        told += [(label, value) for value in values if value.strip()]
    return tuple(told)


def _is_text(kind: type) -> bool:
    return issubclass(kind, BlockField | LineField | DateField | TimeField | NumberField)
