"""The states that a list of visits or meetings is narrowed to: those that are stored, and 記録待ち, which the day decides."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from tracker.domain.cadence import EventStatus, MonthState
from tracker.web.forms import ChoiceField, choices
from tracker.web.labels import label

AWAITING = MonthState.AWAITING_RECORD


def offer_states(field: ChoiceField) -> None:
    field.choices = [("", _("すべて")), *choices(EventStatus, label), (AWAITING.value, label(AWAITING))]


def read_state(field: ChoiceField) -> dict[str, Any]:
    """What ``EventFilter`` takes of it; a choice that cannot be read narrows nothing."""
    if not field.data or field.errors:
        return {}
    return {"awaiting": True} if field.data == AWAITING.value else {"status": EventStatus(field.data)}
