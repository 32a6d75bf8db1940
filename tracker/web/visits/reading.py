"""The list of visits, and one visit with its warnings."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import MonthState, VisitMode
from tracker.domain.calendar import Month
from tracker.domain.called_off import CALLED_OFF
from tracker.domain.dates import FIRST_DAY, LAST_DAY
from tracker.domain.warnings import EventKind, EventRef
from tracker.queries import visits
from tracker.queries.absences import list_away_at
from tracker.queries.actions import list_actions_of_visit
from tracker.queries.attachments import list_attachments
from tracker.queries.cadence import get_month_cell
from tracker.queries.cases import list_cases
from tracker.queries.challenge_progress import list_progress_of_visit
from tracker.queries.challenges import list_new_of_visit
from tracker.queries.exhibitions import find_exhibition_of_visit
from tracker.queries.hand_log import find_source
from tracker.queries.letters import get_confirmation
from tracker.queries.overlaps import list_overlaps_of_visit
from tracker.queries.tool_uses import list_uses_of_visit
from tracker.queries.travel import list_travel_of_visit
from tracker.queries.visit_forms import find_what_follows
from tracker.queries.warnings import list_warnings_about
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.events import EventFilter
from tracker.rows.visits import FollowingRow, VisitRow
from tracker.web import choosing, viewing, warnings
from tracker.web.absences.words import away_sentences
from tracker.web.event_states import AWAITING, read_state
from tracker.web.labels import label
from tracker.web.language import say_day, say_fiscal_year, say_month
from tracker.web.paging import counted_at_most, page_of
from tracker.web.rights import may
from tracker.web.typed import month_of, number_of
from tracker.web.visits.blueprint import bp
from tracker.web.visits.filter_form import FilterVisitsForm


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = FilterVisitsForm(request.args)
    form.offer(companies=choosing.companies(), producers=choosing.producers())
    readable = form.validate()
    filters = _read(form)
    at_most = counted_at_most()
    paging = page_of(visits.count_visits(viewer, today=today, filters=filters, at_most=at_most), at_most=at_most)
    return render_template(
        "visits/index.html",
        form=form,
        filters=filters,
        searched=_in_words(form, filters, {row.case_id: row.title for row in list_cases(viewer)} if filters.case else {}),
        rows=visits.list_visits(viewer, today=today, filters=filters, **paging.stretch),
        paging=paging,
        draft_count=visits.count_visits(viewer, today=today, filters=EventFilter(drafts=True)) if viewer.may(Act.LOG) else 0,
    ), 200 if readable else 422


@bp.get("/<int:visit_id>")
@may(Act.BOARD)
def show(visit_id: int) -> str:
    viewer, today = viewing.viewer(), viewing.today()
    row = visits.get_visit(viewer, visit_id, today=today)
    ref = EventRef(EventKind.VISIT, visit_id)
    following = find_what_follows(viewer, row.enrolment_id, after=row.visit_on)
    journeys = list_travel_of_visit(viewer, visit_id, today=today)
    return render_template(
        "visits/show.html",
        row=row,
        attached=list_attachments(viewer, today=today, filters=AttachmentFilter(visit=visit_id)),
        attach_to={"kind": "visit", "subject": visit_id} if row.may_log else None,
        to_type_up=row.is_held and row.may_log and any(note.is_to_type_up for note in row.notes),
        warnings=[
            *_who_is_away(viewer, row, following),
            *warnings.sentences_of_record(
                list_warnings_about(viewer, ref, on=row.visit_on), list_overlaps_of_visit(viewer, row, journeys), about=ref
            ),
        ],
        following=following,
        uses=list_uses_of_visit(viewer, visit_id, today=today),
        actions_noted=list_actions_of_visit(viewer, visit_id, today=today),
        source=find_source(viewer, visit_id=visit_id) if row.record else None,
        journeys=journeys,
        exhibition=find_exhibition_of_visit(viewer, visit_id),
        progress=list_progress_of_visit(viewer, visit_id, today=today),
        came_up=list_new_of_visit(viewer, visit_id, today=today) if row.record else (),
        confirmation=get_confirmation(viewer, visit_id, today=today),
        to_excuse=_month_to_excuse(viewer, row, today),
    )


def _who_is_away(viewer: Viewer, row: VisitRow, following: FollowingRow) -> list[dict[str, str]]:
    """Of a planned visit its own people; the last record says it of the next visit, which is planned with it."""
    if row.is_scheduled:
        return away_sentences(list_away_at(viewer, EventRef(EventKind.VISIT, row.visit_id), on=row.visit_on))
    if not row.is_held or following.recorded_on or following.visit_id is None or following.visit_on is None:
        return []
    away = list_away_at(viewer, EventRef(EventKind.VISIT, following.visit_id), on=following.visit_on)
    return away_sentences(away, plan=_("次回（%(day)s）：", day=say_day(following.visit_on)))


def _month_to_excuse(viewer: Viewer, row: VisitRow, today: date) -> Month | None:
    """The month of a visit that was called off, where no other visit fills it and the viewer decides on excused months."""
    if row.status not in CALLED_OFF or not viewer.may(Act.STAFF):
        return None
    month = Month.of(row.visit_on)
    state = get_month_cell(viewer, row.enrolment_id, month, today=today).state
    return month if state in (MonthState.UNSCHEDULED, MonthState.MISSED) else None


def _read(form: FilterVisitsForm) -> EventFilter:
    """The filters as far as they can be read; what cannot be narrows nothing."""

    def chosen(field: Any) -> Any:
        return field.data if field.data and not field.errors else None

    company, producer, mode = (chosen(field) for field in (form.company, form.producer, form.mode))
    return EventFilter(
        company=int(company) if company else None,
        case=number_of(form.case.data),
        producer=int(producer) if producer else None,
        month=month_of(form.month.data),
        fiscal_year=_fiscal_year(form.fiscal_year.data),
        from_on=chosen(form.from_on),
        to_on=chosen(form.to_on),
        mode=VisitMode(mode) if mode else None,
        counted=form.counted.data,
        drafts=_is_on("drafts"),
        deleted=_is_on("deleted"),
        **read_state(form.status),
    )


def _is_on(name: str) -> bool:
    return request.args.get(name) == "1"


def _fiscal_year(text: str | None) -> int | None:
    year = number_of(text)
    return year if year is not None and FIRST_DAY.year <= year < LAST_DAY.year else None


def _in_words(form: FilterVisitsForm, filters: EventFilter, cases: dict[int, str]) -> str:
    """What was searched, so that an empty list explains itself."""
    words = [
        _chosen(form.company) if filters.company else "",
        cases.get(filters.case or 0, ""),
        _chosen(form.producer) if filters.producer else "",
        _("下書き") if filters.drafts else "",
        _("削除した訪問") if filters.deleted else "",
        say_month(filters.month) if filters.month else "",
        say_fiscal_year(filters.fiscal_year) if filters.fiscal_year else "",
        _("%(day)sから", day=say_day(filters.from_on)) if filters.from_on else "",
        _("%(day)sまで", day=say_day(filters.to_on)) if filters.to_on else "",
        label(filters.status) if filters.status else "",
        label(AWAITING) if filters.awaiting else "",
        label(filters.mode) if filters.mode else "",
        _("訪問回数に数えるもの") if filters.counted else "",
    ]
    return _("、").join(word for word in words if word)


def _chosen(field: Any) -> str:
    return next((str(words) for value, words, *_rest in field.iter_choices() if value == field.data), "")
