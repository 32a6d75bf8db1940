"""What is said about teams beyond the word of their state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from flask_babel import gettext as _

from tracker.rows.staffing import CandidateRow
from tracker.web.language import say_day


def candidate_notes(people: Iterable[CandidateRow], today: date) -> dict[str, str]:
    """Beside each name of a choice: the load, and where somebody's time on the roster begins or ends, that day."""
    return {str(row.person.producer_id): _note(row, today) for row in people}


def still_there(people: Iterable[CandidateRow], day: date, *, chosen: Collection[str | None] = ()) -> tuple[CandidateRow, ...]:
    """Those who have not left the roster by the day; whoever was chosen stays, to be told why they cannot be."""
    return tuple(row for row in people if row.ends_on is None or row.ends_on >= day or str(row.person.producer_id) in chosen)


def _note(row: CandidateRow, today: date) -> str:
    load = _("主担当%(leads)d社・副担当%(subs)d社", leads=row.leads, subs=row.sub_leads)
    if row.ends_on is not None:
        if row.ends_on < today:
            return _("%(day)sで名簿を離れました（%(load)s）", day=say_day(row.ends_on), load=load)
        return _("%(day)sで名簿を離れます（%(load)s）", day=say_day(row.ends_on), load=load)
    if row.starts_on is not None and row.starts_on > today:
        return _("%(day)sから名簿に入ります（%(load)s）", day=say_day(row.starts_on), load=load)
    return load
