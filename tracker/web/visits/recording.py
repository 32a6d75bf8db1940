"""Logging a visit, finishing a draft, correcting a record."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.follow_up import ActionStatus
from tracker.domain.same_day import RecordedAlready
from tracker.domain.visits import HeldEarly, NextAnswer
from tracker.queries.actions import list_actions, list_actions_of_visit
from tracker.queries.challenge_progress import list_progress_of_visit
from tracker.queries.challenges import list_choices
from tracker.queries.last_visits import find_last_record
from tracker.queries.today import list_day_visits
from tracker.queries.tool_uses import list_uses_of_visit
from tracker.queries.travel import find_last_travel
from tracker.queries.visit_forms import get_visit_form
from tracker.queries.visits import get_visit_to_log
from tracker.rows.actions import ActionFilter
from tracker.rows.travel import TravelOfferRow
from tracker.rows.visits import VisitFormRow, VisitRow
from tracker.services.visits import correct_visit, log_visit
from tracker.web import choosing, viewing
from tracker.web.challenges import fields as challenges
from tracker.web.closing.asking import standing_on
from tracker.web.conflicts import Clash, clash, settle
from tracker.web.drafts.sending import drafted
from tracker.web.headers import mark_picture_page
from tracker.web.language import say_day
from tracker.web.refusals import find_field, pin, say
from tracker.web.rights import may
from tracker.web.tools.fields import add_blank, add_missing, offer_tools
from tracker.web.typed import is_filled, number_of
from tracker.web.visits import scheduling
from tracker.web.visits.asked import asked, day_of_form, whole
from tracker.web.visits.blueprint import bp
from tracker.web.visits.log_form import LogVisitForm, log_values
from tracker.web.writing import writes


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
@drafted
def new() -> Response | tuple[str, int]:
    """``?company=`` says which company. Without it the one visit of today is meant, else the only company; else the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    enrolment_id = number_of(request.args.get("company"))
    if enrolment_id is None:
        offered = choosing.companies_to_log()
        to_record = [visit for visit in list_day_visits(viewer, today=today) if not visit.is_recorded and visit.visit_on == today]
        if "choose" not in request.args and len(to_record) == 1:
            return redirect(url_for("visits.log", visit_id=to_record[0].visit_id))
        if not to_record and len(offered.rows) == 1 and not offered.has_more:
            return redirect(url_for("visits.new", company=offered.rows[0].enrolment_id))
        return render_template("visits/choose.html", offered=offered, endpoint="visits.new", to_record=to_record), 200
    about = get_visit_form(viewer, enrolment_id, on=day_of_form(today), today=today, **asked())
    form = LogVisitForm(**log_values(about, None, today=today))
    form.offer(about)
    if request.method == "GET" or challenges.names_challenges(request.form):
        form.offer_challenges(about, list_choices(viewer, [enrolment_id], today=today))
    answer = _log(form, about, None)
    return _page(form, about, None) if answer is None else answer


@bp.route("/<int:visit_id>/log", methods=["GET", "POST"])
@may(Act.LOG)
@writes
@drafted
def log(visit_id: int) -> Response | tuple[str, int]:
    """A scheduled visit or a draft becomes the record."""
    row, about, form = _open(visit_id)
    if request.method == "GET" and not (row.is_scheduled or row.is_draft):
        # What it holds, or what a device will put there, is compared with what was recorded meanwhile.
        draft, join = request.args.get("draft"), request.args.get("join")
        return redirect(url_for("visits.edit" if draft or join else "visits.show", visit_id=visit_id, draft=draft, join=join))
    if not is_filled() and row.is_scheduled and row.visit_on > viewing.today():
        form.visit_on.data = viewing.today()
    settle(form, _stored(form, row))
    answer = _log(form, about, row)
    return _page(form, about, row) if answer is None else answer


@bp.route("/<int:visit_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
@drafted
def edit(visit_id: int) -> Response | tuple[str, int]:
    """A record is corrected here; a scheduled visit has the shorter form, and a draft is finished where it is logged."""
    row = get_visit_to_log(viewing.viewer(), visit_id, today=viewing.today())
    if row.is_scheduled:
        return scheduling.change(row)
    if row.is_draft:
        return redirect(url_for("visits.log", visit_id=visit_id))
    row, about, form = _open(visit_id)
    stored = _stored(form, row)
    settle(form, stored)
    if form.is_submitted() and _is_sound(form, is_final=True, says_next=False, must_work=not _has_unassigned(row)):
        try:
            is_changed = correct_visit(
                viewing.viewer(),
                visit_id=visit_id,
                record=form.read(),
                version=form.version.data,
                today=viewing.today(),
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return _both(form, about, row, conflict)
        else:
            flash(_("訂正を保存しました。") if is_changed else _("変わったところはありません。"), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    return _page(form, about, row)


def _stored(form: LogVisitForm, row: VisitRow) -> dict[str, Any]:
    """What stands in the database by the names of the form's fields, challenges included."""
    said = list_progress_of_visit(viewing.viewer(), row.visit_id, today=viewing.today())
    return form.stored(row) | dict(challenges.stored_progress(form.challenges, said))


def _open(visit_id: int) -> tuple[VisitRow, VisitFormRow, LogVisitForm]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_to_log(viewer, visit_id, today=today)
    about = get_visit_form(viewer, row.enrolment_id, on=row.visit_on, today=today, visit_id=visit_id, **asked())
    said = list_progress_of_visit(viewer, visit_id, today=today)
    open_ones = list_choices(viewer, [row.enrolment_id], today=today, said=[one.challenge_id for one in said])
    values = log_values(about, row, today=today) | {"challenges": challenges.progress_values(open_ones, said)}
    form = LogVisitForm(**values)
    form.offer(about, there=row.people)
    if "join" in request.args and not form.is_submitted():
        form.tick(viewer.producer_id)
    form.offer_challenges(about, open_ones)
    return row, about, form


def _log(form: LogVisitForm, about: VisitFormRow, row: VisitRow | None) -> Response | tuple[str, int] | None:
    """Save what was sent; None where nothing was, or where it cannot be saved, which then stands on the form."""
    if not form.is_submitted():
        if not is_filled():
            # Who types another next date means to move the one that is there.
            form.move_next.data = about.ahead is not None
            form.next_answer.data = NextAnswer.KEEP.value if about.ahead is not None else None
        return None
    as_draft = "draft" in request.form
    if not _is_sound(form, is_final=not as_draft):
        return None
    try:
        visit_id = log_visit(
            viewing.viewer(),
            record=form.read(),
            enrolment_id=about.enrolment_id,
            visit_id=row.visit_id if row else None,
            version=form.version.data,
            as_draft=as_draft,
            use_scheduled=form.use_scheduled.data or not about.waiting,
            actions=form.read_actions(),
            travel=form.travel.form.read(_last_travel(about)) if _may_travel() else None,
            next_on=form.next_on.data,
            move_next=form.move_next.data,
            same_day=form.same_day_answer,
            asks_early=not form.early.data,
            idempotency_key=form.idempotency_key.data,
            today=viewing.today(),
            now=viewing.now(),
        )
    except RecordedAlready as recorded:
        there = get_visit_to_log(viewing.viewer(), recorded.visit_id, today=viewing.today())
        g.asks_same_day = True  # a device that sends by itself is told what is asked
        return _page(form, about, row, recorded=there)
    except HeldEarly as early:
        g.asks_early = say(early)
        form.early.data = "1"
        return None
    except RuleBroken as broken:
        pin(form, broken)
        return None
    except Conflict as conflict:
        assert conflict.thing is not None
        there = get_visit_to_log(viewing.viewer(), conflict.thing[1], today=viewing.today())
        return _both(form, about, there, conflict)
    flash(_("下書きを保存しました。「今日」か「未送信の記録」から続けられます。") if as_draft else _saved(form, about), "success")
    return redirect(url_for("visits.show", visit_id=visit_id))


def _saved(form: LogVisitForm, about: VisitFormRow) -> str:
    """That it is recorded, and when the next visit is."""
    ahead = about.ahead.visit_on if about.ahead and not (form.next_on.data and form.move_next.data) else None
    coming = min((day for day in (form.next_on.data, ahead) if day is not None), default=None)
    if coming is None:
        return _("訪問を記録しました。次回の訪問は日程未定です。")
    return _("訪問を記録しました。次回の訪問は%(day)sです。", day=say_day(coming))


def _both(form: LogVisitForm, about: VisitFormRow, row: VisitRow, conflict: Conflict) -> Response | tuple[str, int]:
    """Both versions side by side; where they say the same, it was the same save sent twice."""
    about = whole(form, about, row)
    conflict.theirs = _stored(form, row)
    add_missing(form.tools, list_uses_of_visit(viewing.viewer(), row.visit_id, today=viewing.today()))
    both = clash(form, conflict)
    if not both.differences:
        return redirect(url_for("visits.show", visit_id=row.visit_id))
    return _page(form, about, row, both)


def _is_sound(form: LogVisitForm, *, is_final: bool, says_next: bool = True, must_work: bool = True) -> bool:
    """Whether it can be saved; what a field refuses and what a rule across fields does is all said in one answer."""
    valid = form.validate()
    broken = list(form.find_broken(today=viewing.today(), is_final=is_final, says_next=says_next, must_work=must_work))
    for one in broken:
        field = find_field(form, one.field or "")
        if field is None or not field.errors:
            pin(form, one)
    return valid and not broken


def _has_unassigned(row: VisitRow) -> bool:
    """Whether a note of the visit is no case's yet."""
    return any(note.unassigned_id is not None for note in row.notes)


def _page(
    form: LogVisitForm, about: VisitFormRow, row: VisitRow | None, both: Clash | None = None, recorded: VisitRow | None = None
) -> tuple[str, int]:
    mark_picture_page()
    viewer, today = viewing.viewer(), viewing.today()
    form.must_work = row is None or not _has_unassigned(row)
    about = whole(form, about, row)
    form.offer_action(viewer.producer_id)
    add_blank(form.tools)
    offer_tools(form.tools, about.tools, about.cases, noted=(*about.uses, *about.last_uses))
    is_correction = row is not None and row.is_held
    words = render_template(
        "visits/log.html",
        form=form,
        about=about,
        row=row,
        clash=both,
        recorded=recorded,
        me=viewer.account_id,
        as_draft="draft" in request.form,
        is_correction=is_correction,
        standing=standing_on([row.enrolment_id], row.visit_on) if row is not None and is_correction else None,
        early=g.get("asks_early"),
        may_travel=_may_travel() and not is_correction,
        last_travel=_last_travel(about) if _may_travel() else None,
        noted=list_actions_of_visit(viewer, row.visit_id, today=today) if row else (),
        open_actions=() if is_correction else _open_actions(about),
        last=None if is_correction else find_last_record(viewer, about.enrolment_id, today=today),
    )
    return words, 409 if both else 422 if form.is_submitted() else 200


def _open_actions(about: VisitFormRow) -> Any:
    filters = ActionFilter(company=about.enrolment_id, status=ActionStatus.OPEN)
    return list_actions(viewing.viewer(), today=viewing.today(), filters=filters)


def _may_travel() -> bool:
    """Whether the writer's own journey is asked for: they are one of the supporters, and hours are kept."""
    viewer = viewing.viewer()
    return viewer.producer_id is not None and viewer.may(Act.HOURS)


def _last_travel(about: VisitFormRow) -> TravelOfferRow | None:
    viewer = viewing.viewer()
    return find_last_travel(viewer, viewer.producer_id, about.enrolment_id) if viewer.producer_id is not None else None
