"""``/calendar/<token>.ics``: whoever knows the address reads the calendar, as long as its person may."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, abort, g, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker.domain.icalendar import Event, render
from tracker.queries.accounts import get_viewer, list_programmes_of
from tracker.queries.calendars import find_calendar_owner, list_calendar
from tracker.rows.accounts import SignedInRow
from tracker.rows.calendars import CalendarRow, EntryKind
from tracker.services.sessions import hash_token
from tracker.web import refused, viewing
from tracker.web.language import LOCALES
from tracker.web.refused import Refusal
from tracker.web.rights import public

bp = Blueprint("calendars", __name__)


@bp.get("/calendar/<token>.ics")
@public
def show(token: str) -> Response:
    """The same entries give the same answer, so that whoever asks every few minutes mostly gets 304."""
    owner = find_calendar_owner(hash_token(token))
    if owner is None:
        refused.note(Refusal.CODE)
        abort(404)
    with force_locale(owner.locale if owner.locale in LOCALES else "ja"):
        calendar = _calendar_of(owner)
    answer = Response(calendar, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "inline; filename=calendar.ics"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]


def _calendar_of(owner: SignedInRow) -> str:
    """What the person may see today in each of their programmes; 404 for whoever is a member of none any more."""
    today = viewing.today()
    programmes = list_programmes_of(owner.account_id, today)
    if not programmes:
        abort(404)
    events: list[Event] = []
    for programme in programmes:
        viewer = get_viewer(owner, programme.slug, today)
        g.programme = programme.slug
        events += (_event(row, programme.slug) for row in list_calendar(viewer, today=today))
    return render(events, name=_("伴走支援（%(name)s）", name=owner.name))


def _event(row: CalendarRow, slug: str) -> Event:
    return Event(
        uid=f"{row.kind.value}-{row.row_id}-{row.made_at:%Y%m%d%H%M%S}@{slug}.tracker",
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
        case EntryKind.ROUND:
            yield _("評価の締切")


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
