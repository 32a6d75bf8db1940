"""Who leads and who supports which company."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act, Viewer
from tracker.domain.dates import parse_day
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.staffing import Team
from tracker.queries import programmes, stand_ins, teams
from tracker.queries.staffing_board import get_board
from tracker.queries.staffing_problems import get_problem, what_if
from tracker.queries.team_plans import preview_hand_over
from tracker.rows.staffing import StaffingRow, TeamPeriodRow
from tracker.rows.suggestions import TeamChangeRow
from tracker.services.staffing import hand_over_lead, set_team
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.paging import page_of
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.staffing.forms import STATES, FilterTeamsForm, HandOverLeadForm, PreviewHandOverForm, SetTeamForm
from tracker.web.staffing.words import candidate_notes, still_there
from tracker.web.suggestions.words import RuleWords, rule_words
from tracker.web.writing import writes

bp = Blueprint("staffing", __name__, url_prefix="/p/<programme>/staffing")


@bp.get("/")
@may(Act.BOARD)
def index() -> str | tuple[str, int]:
    viewer = viewing.viewer()
    filters = FilterTeamsForm(request.args)
    valid = filters.validate()
    on = filters.on.data or viewing.today()
    if valid:
        filters.on.data = on
    rows = teams.staffing_of(viewer, today=on, states=STATES.get(filters.state.data or "", STATES[""]))
    paging = page_of(len(rows))
    shown = rows[paging.offset : paging.offset + paging.size]
    board = get_board(viewer, shown, on=on) if viewer.may(Act.STAFF) else None
    page = render_template(
        "staffing/index.html",
        form=filters,
        on=on,
        rows=shown,
        board=board,
        breaks=[rule_words(board.problem, rule) for rule in board.breaks] if board else [],
        paging=paging,
        loads=board.problem.loads if board else teams.load_of_producers(viewer, on),
        programme=programmes.get_programme(viewer),
    )
    return page, 200 if valid else 422


@bp.get("/<int:enrolment_id>")
@may(Act.BOARD)
def show(enrolment_id: int) -> str:
    viewer, today = viewing.viewer(), viewing.today()
    return render_template(
        "staffing/show.html",
        row=teams.get_staffing(viewer, enrolment_id, today=today),
        history=teams.list_assignments(viewer, enrolment_id),
        stand_ins=stand_ins.list_stand_ins(viewer, enrolment_id, today=today),
        may_set_stand_in=stand_ins.may_set(viewer, enrolment_id, today=today),
    )


@bp.route("/<int:enrolment_id>/edit", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def edit(enrolment_id: int) -> Response | str | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = teams.get_staffing(viewer, enrolment_id, today=today)
    form = SetTeamForm(version=row.version, from_on=_first_day(row))
    day = form.from_on.data or row.first_day_to_set(today)
    everybody = teams.list_candidates(viewer, row.support, today=today)
    people = still_there(everybody, day, chosen=[form.lead_id.data, *(form.sub_lead_ids.data or ())])
    form.offer(people)
    team = teams.get_team(viewer, enrolment_id, day)
    stored = {
        "lead_id": str(team.lead.producer_id) if team.lead else None,
        "sub_lead_ids": [str(person.producer_id) for person in team.sub_leads],
    }
    if not form.is_submitted():
        form.lead_id.data, form.sub_lead_ids.data = stored["lead_id"], stored["sub_lead_ids"]
    settle(form, stored)
    status, both = 422 if form.is_submitted() else 200, None
    change = None
    if form.validate_on_submit() and "look" in request.form:
        status, change = 200, _what_if(form, enrolment_id)
    elif form.validate_on_submit():
        try:
            set_team(
                viewer,
                enrolment_id=enrolment_id,
                lead_id=int(form.lead_id.data),
                sub_lead_ids=[int(producer_id) for producer_id in form.sub_lead_ids.data],
                from_on=form.from_on.data,
                version=form.version.data,
                reason=form.reason.data,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status, both = 409, clash(form, conflict)
        else:
            flash(_("%(company)sの体制を保存しました。", company=row.company_name), "success")
            return redirect(url_for("staffing.show", enrolment_id=enrolment_id))
    page = render_template(
        "staffing/edit.html",
        form=form,
        row=row,
        clash=both,
        change=change,
        notes=candidate_notes(people, today),
        history=teams.list_assignments(viewer, enrolment_id),
    )
    return page, status


@bp.route("/<int:enrolment_id>/hand-over", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def hand_over(enrolment_id: int) -> Response | str | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = teams.get_staffing(viewer, enrolment_id, today=today)
    asked = request.method == "GET" and "to_producer_id" in request.args
    form = PreviewHandOverForm(request.args) if asked else HandOverLeadForm(version=row.version, from_on=_first_day(row))
    everybody = teams.list_candidates(viewer, row.support, today=today)
    people = still_there(everybody, form.from_on.data or row.first_day_to_set(today), chosen=[form.to_producer_id.data])
    form.offer(people)
    both = None
    preview: tuple[TeamPeriodRow, ...] = ()
    if (asked or form.is_submitted()) and form.validate():
        change = {
            "enrolment_id": enrolment_id,
            "to_producer_id": int(form.to_producer_id.data),
            "from_on": form.from_on.data,
            "keep_as_sub": form.keep_as_sub.data,
        }
        try:
            if not asked:
                hand_over_lead(viewer, **change, version=form.version.data, reason=form.reason.data, now=viewing.now())
                flash(_("%(company)sの主担当を交代しました。", company=row.company_name), "success")
                return redirect(url_for("staffing.show", enrolment_id=enrolment_id))
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            both = clash(form, conflict)
        preview = _preview(viewer, form, change)
    status = 409 if both else 422 if form.errors else 200
    page = render_template(
        "staffing/hand_over.html",
        form=form,
        row=row,
        clash=both,
        preview=preview,
        notes=candidate_notes(people, today),
        history=teams.list_assignments(viewer, enrolment_id),
    )
    return page, status


def _what_if(form: SetTeamForm, enrolment_id: int) -> tuple[TeamChangeRow, list[RuleWords]] | None:
    """What the team in the form would do on its first day; None outside the company's support, which saving refuses in words."""
    row = get_problem(viewing.viewer(), on=form.from_on.data)
    subs = tuple(sorted(int(one) for one in form.sub_lead_ids.data))
    people = {int(form.lead_id.data), *subs}
    if enrolment_id not in row.companies or not people <= row.people.keys():
        return None
    change = what_if(row, enrolment_id, Team(int(form.lead_id.data), subs))
    return change, [rule_words(row, rule) for rule in change.breaks]


def _preview(viewer: Viewer, form: HandOverLeadForm, change: dict[str, Any]) -> tuple[TeamPeriodRow, ...]:
    """What the change would make of the team as it stands now; nothing where it would be refused, with the reason on the form."""
    if form.errors:
        return ()
    try:
        return preview_hand_over(viewer, **change)
    except RuleBroken as broken:
        pin(form, broken)
        return ()


def _first_day(row: StaffingRow) -> object:
    """The day that the link to the form names, else the one that is meant most often."""
    try:
        return parse_day(request.args.get("from_on", ""), today=viewing.today())
    except RuleBroken:
        return row.first_day_to_set(viewing.today())
