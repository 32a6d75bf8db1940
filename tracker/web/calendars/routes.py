"""``/calendar/<token>.ics``: whoever knows the address reads the calendar, as long as its person may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, Response, abort, g, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker.domain.access import Act
from tracker.domain.calendars import CalendarKind, all_days
from tracker.domain.icalendar import Event, render
from tracker.queries.accounts import get_viewer, list_programmes_of
from tracker.queries.calendars import find_calendar, list_calendar, list_programme_calendar
from tracker.rows.accounts import SignedInRow
from tracker.rows.calendars import CalendarDays, CalendarRow, EntryKind
from tracker.services.sessions import hash_token
from tracker.web import refused, viewing
from tracker.web.language import LOCALES, say_day, say_month
from tracker.web.refused import Refusal
from tracker.web.rights import public

WORDING = 1  # raise it with the words of an entry: what was told before is told anew
bp = Blueprint("calendars", __name__)


@dataclass(frozen=True, slots=True)
class Part:
    """What a calendar holds of one programme."""

    slug: str
    held: CalendarDays


@bp.get("/calendar/<token>.ics")
@public
def show(token: str) -> Response:
    """The same entries give the same answer, so that whoever asks every few minutes mostly gets 304, and nothing is written."""
    found = find_calendar(hash_token(token))
    if found is None:
        refused.note(Refusal.CODE)
        abort(404)
    owner, kind = found
    locale = owner.locale if owner.locale in LOCALES else "ja"
    parts = list(_parts(owner, kind))
    if not parts:
        abort(404)
    answer = Response(mimetype="text/calendar")
    told = sha256(repr((WORDING, kind, owner.name, locale, request.host_url, parts)).encode()).hexdigest()
    answer.set_etag(told)
    if told not in request.if_none_match:
        with force_locale(locale):
            answer.set_data(_text(owner, kind, parts))
    answer.headers["Content-Disposition"] = "inline; filename=calendar.ics"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)  # type: ignore[return-value]


def _parts(owner: SignedInRow, kind: CalendarKind) -> Iterator[Part]:
    """Of each programme that the person may read today so; none for whoever is a member of none any more, or manages none."""
    today = viewing.today()
    for programme in list_programmes_of(owner.account_id, today):
        viewer = get_viewer(owner, programme.slug, today)
        if kind is CalendarKind.OWN:
            yield Part(programme.slug, list_calendar(viewer, today=today))
        elif viewer.may(Act.STAFF):
            yield Part(programme.slug, list_programme_calendar(viewer, today=today))


def _text(owner: SignedInRow, kind: CalendarKind, parts: list[Part]) -> str:
    if kind is CalendarKind.OWN:
        name = _("伴走支援（%(name)s）", name=owner.name)
    else:
        name = _("伴走支援・事業全体（%(name)s）", name=owner.name)
    return render(_events(parts), name=name, description=_cut(parts))


def _cut(parts: list[Part]) -> str:
    """Says from when to when, where there is more than the calendar holds."""
    window = all_days(viewing.today())
    cut = [part.held.days for part in parts if part.held.days != window]
    if not cut:
        return ""
    first, last = max(days.starts_on for days in cut), min(days.ends_on or window.starts_on for days in cut)
    return _("予定が多いため、%(first)sから%(last)sまでの予定を入れています。", first=say_day(first), last=say_day(last))


def _events(parts: list[Part]) -> Iterator[Event]:
    for part in parts:
        g.programme = part.slug
        for row in part.held.rows:
            yield Event(
                uid=f"{row.kind.value}-{row.row_id}-{row.made_at:%Y%m%d%H%M%S}@{part.slug}.tracker",
                summary="".join(_words(row)),
                on=row.on,
                made_at=row.made_at,
                sequence=row.version - 1,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                minutes=row.minutes,
                place=row.place,
                url=_url(row),
                is_off=row.is_off,
            )


def _words(row: CalendarRow) -> Iterator[str]:
    companies = _("、").join(row.companies)
    if row.is_off:  # for programs that show what is off like anything else
        yield _("【中止】")
    match row.kind:
        case EntryKind.VISIT:
            yield _("訪問：%(company)s", company=companies)
        case EntryKind.MEETING:
            yield _("会議：%(company)s", company=companies)
        case EntryKind.ACTION:
            yield _("宿題の期限：%(company)s", company=companies)
        case EntryKind.ROUND | EntryKind.CLOSING_ROUND:
            yield _("評価の締切")
        case EntryKind.CLOSE:
            yield _("月次締めの目安：%(month)s", month=say_month(row.month) if row.month else "")


def _url(row: CalendarRow) -> str:
    match row.kind:
        case EntryKind.VISIT:
            return url_for("visits.show", visit_id=row.row_id, _external=True)
        case EntryKind.MEETING:
            return url_for("meetings.show", meeting_id=row.row_id, _external=True)
        case EntryKind.ACTION:
            return url_for("actions.edit", action_id=row.row_id, _external=True)
        case EntryKind.ROUND:
            return url_for("assessments.mine", _external=True)
        case EntryKind.CLOSING_ROUND:
            return url_for("assessments.show", round_id=row.row_id, _external=True)
        case EntryKind.CLOSE:
            return url_for("closing.show", month=row.month.iso if row.month else "", _external=True)
