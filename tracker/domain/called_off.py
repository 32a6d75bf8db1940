"""What was called off (中止, 延期), and when that can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from tracker.domain.cadence import EventStatus
from tracker.domain.errors import RuleBroken
from tracker.domain.warnings import EventKind
from tracker.domain.words import N_

CALLED_OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)
_NOT_CALLED_OFF: Mapping[EventKind, str] = {
    EventKind.VISIT: N_("中止または延期になった訪問だけを、予定に戻せます。画面を開き直して、今の状態を確かめてください。"),
    EventKind.MEETING: N_("中止または延期になった会議だけを、予定に戻せます。画面を開き直して、今の状態を確かめてください。"),
}
TAKEN: Mapping[EventKind, str] = {
    EventKind.VISIT: N_("同じ日に、この企業の訪問がほかにあります。予定に戻すと二重になるので、その訪問を使ってください。"),
    EventKind.MEETING: N_("同じ日に、同じ企業の会議がほかにあります。予定に戻すと二重になるので、その会議を使ってください。"),
}


def check_reinstatable(kind: EventKind, status: EventStatus, on: date, taken: Collection[date]) -> None:
    """Raise RuleBroken for what was not called off, and where another of the company stands on its day (``taken``) by now.

    A day that is over is no hindrance: then it awaits its record, as a plan whose day has passed.
    """
    if status not in CALLED_OFF:
        raise RuleBroken(_NOT_CALLED_OFF[kind])
    if on in taken:
        raise RuleBroken(TAKEN[kind])
