"""Plays the demonstration year through the services, as the people of the programme would have worked it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from tracker.demonstration.after_visits import stand_in
from tracker.demonstration.assessment import play_rounds
from tracker.demonstration.cast import (
    ADMINISTRATOR,
    COMPANIES,
    ORGANISATION,
    PRODUCERS,
    PROGRAMME,
    SLUG,
    STAFF,
    producer_email,
)
from tracker.demonstration.entered_twice import enter_somebody_twice
from tracker.demonstration.field_log import hold_trainings, raise_challenges, show_at_exhibition
from tracker.demonstration.form import keep_the_form
from tracker.demonstration.hand_log import leave_a_log
from tracker.demonstration.hours import play_hours
from tracker.demonstration.left_open import send_the_picture, send_too_late
from tracker.demonstration.monday import strike_out, work_through_mondays
from tracker.demonstration.narrative import write_a_narrative
from tracker.demonstration.records import (
    has_a_picture,
    leave_a_draft,
    log_planned_meeting,
    log_planned_visit,
    schedule_today_and_tomorrow,
)
from tracker.demonstration.staffing_limits import set_limits
from tracker.demonstration.stage import Stage, at_evening
from tracker.demonstration.submission import hand_in_the_interim_report
from tracker.demonstration.tools import use_tools
from tracker.demonstration.year import (
    EXCUSED,
    HANDED_OVER,
    MISSED,
    UNDERSTAFFED,
    MeetingPlan,
    VisitPlan,
    YearPlan,
    next_working_day,
)
from tracker.domain.access import Viewer, operator
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.domain.roles import Role
from tracker.queries.actions import list_actions
from tracker.queries.cases import list_cases
from tracker.rows.actions import ActionFilter
from tracker.services import accounts
from tracker.services.actions import add_action, finish_action
from tracker.services.cases import CaseFacts, open_case
from tracker.services.companies import enrol_company
from tracker.services.company_facts import CompanyFacts, SupportFacts
from tracker.services.months import excuse_month
from tracker.services.outcome_links import Evidence
from tracker.services.outcomes import OutcomeWords, record_outcome
from tracker.services.phases import give_phase_reason
from tracker.services.producers import ProducerFacts, take_on_producer
from tracker.services.programmes import found_programme
from tracker.services.staffing import depart, hand_over_lead, set_team

FROM_THE_EXHIBITION = {OutcomeKind.EXHIBITION, OutcomeKind.BUSINESS_MEETING}


def play(*, password: str, today: date, now: datetime, attachments: Path | None = None) -> None:
    """Make the programme ``demo``, its accounts and its year up to ``today``; the caller holds the transaction.

    ``attachments``: the folder of files; without it the one photo of the year is still on its phone, and no form has come.
    """
    plan = YearPlan(today)
    founder = operator(None)
    programme_id = found_programme(
        founder, slug=SLUG, name=PROGRAMME, organisation=ORGANISATION, fiscal_year=plan.fiscal_year, now=now
    )
    manager = operator(programme_id)
    producer_ids = tuple(
        take_on_producer(
            manager,
            producer=ProducerFacts(
                name=name, kana=kana, category=category, email=producer_email(place), starts_on=plan.starts_on
            ),
            now=now,
        )
        for place, (name, kana, category) in enumerate(PRODUCERS)
    )
    account_ids = _accounts(manager, programme_id, password, plan, now)
    enrolment_ids = tuple(_enrol(manager, plan, place, now) for place in range(len(COMPANIES)))
    cases = list_cases(manager)
    stage = Stage(
        plan,
        manager,
        producer_ids,
        enrolment_ids,
        tuple(tuple(case.case_id for case in cases if case.enrolment_id == enrolment_id) for enrolment_id in enrolment_ids),
    )
    for place, company in enumerate(COMPANIES):
        set_team(
            manager,
            enrolment_id=enrolment_ids[place],
            lead_id=producer_ids[company.lead],
            sub_lead_ids=[producer_ids[one] for one in company.sub_leads],
            from_on=plan.starts_on,
            now=now,
        )
    _play_year(stage, now)
    if attachments is not None and has_a_picture(stage):
        send_the_picture(stage, attachments)
    leave_a_log(stage, now)
    play_rounds(plan, programme_id, tuple(zip(account_ids, producer_ids, strict=True)), manager)
    if stage.departure > plan.starts_on:  # in the first weeks of the year nobody has left yet
        leaves = COMPANIES[UNDERSTAFFED].sub_leads[0]
        depart(manager, producer_id=producer_ids[leaves], last_on=stage.departure, now=now)
        send_too_late(stage, UNDERSTAFFED, account_ids[leaves], producer_ids[leaves], now=now)
    hand_in_the_interim_report(stage)
    write_a_narrative(stage)
    enter_somebody_twice(stage, now)
    strike_out(stage, now)
    work_through_mondays(stage, now)
    if attachments is not None:
        keep_the_form(manager, attachments, now=now)


def _accounts(manager: Viewer, programme_id: int, password: str, plan: YearPlan, now: datetime) -> tuple[int, ...]:
    """Everybody's account; those of the supporters are returned in their order."""

    def add(email: str, name: str, role: Role) -> int:
        ends_on = plan.ends_on + timedelta(days=365) if role is Role.AUDITOR else None
        return accounts.add_member(
            manager, programme_id=programme_id, email=email, name=name, roles={role}, password=password, ends_on=ends_on, now=now
        )

    for email, name, role in STAFF:
        add(email, name, role)
    accounts.make_administrator(manager, email=ADMINISTRATOR[0], name=ADMINISTRATOR[1], password=password, now=now)
    return tuple(add(producer_email(place), name, Role.COORDINATOR) for place, (name, _kana, _category) in enumerate(PRODUCERS))


def _enrol(manager: Viewer, plan: YearPlan, place: int, now: datetime) -> int:
    company = COMPANIES[place]
    title, kind = company.cases[0]
    enrolment_id = enrol_company(
        manager,
        company=CompanyFacts(
            name=company.name, kana=company.kana, prefecture=company.prefecture, municipality=company.municipality
        ),
        support=SupportFacts(
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            has_concrete_plan=True,
            has_stable_business=True,
            wants_growth=True if place != MISSED else None,
            remarks=company.remarks,
        ),
        first_case=CaseFacts(title=title, kind=kind),
        now=now,
    )
    for title, kind in company.cases[1:]:
        open_case(manager, enrolment_id=enrolment_id, case=CaseFacts(title=title, kind=kind), now=now)
    return enrolment_id


def _play_year(stage: Stage, now: datetime) -> None:
    """Day by day, so that everything is entered in the order in which it happened."""
    raise_challenges(stage)
    happenings: list[VisitPlan | MeetingPlan] = [*stage.plan.visits(), *stage.plan.meetings()]
    for happening in sorted(happenings, key=lambda one: (one.on, one.place)):
        if isinstance(happening, MeetingPlan):
            log_planned_meeting(stage, happening)
        else:
            log_planned_visit(stage, happening)
    leave_a_draft(stage)
    exhibition_id = show_at_exhibition(stage)
    hold_trainings(stage)
    _excuse(stage, now)
    _hand_over(stage, now)
    stand_in(stage, now)
    set_limits(stage, now)
    _outcomes(stage, exhibition_id)
    _finish_actions(stage)
    _explain(stage, now)
    use_tools(stage)
    schedule_today_and_tomorrow(stage)
    play_hours(stage)


def _excuse(stage: Stage, now: datetime) -> None:
    month = stage.plan.back(2)
    if month in stage.plan.months:
        excuse_month(
            stage.manager,
            enrolment_id=stage.enrolment_ids[EXCUSED],
            month=month,
            reason="工場の設備更新のため、先方の希望で見送った。",
            accepted_by="架空統括",
            today=stage.plan.today,
            now=now,
        )


def _hand_over(stage: Stage, now: datetime) -> None:
    from_on = stage.plan.back(2).first
    if from_on > stage.plan.starts_on:
        hand_over_lead(
            stage.manager,
            enrolment_id=stage.enrolment_ids[HANDED_OVER],
            to_producer_id=stage.producer_ids[COMPANIES[HANDED_OVER].sub_leads[0]],
            from_on=from_on,
            keep_as_sub=True,
            now=now,
            reason="産休に入る準備のため",
        )


def _outcomes(stage: Stage, exhibition_id: int | None) -> None:
    """What came of the cases; what was shown, and sold to whom one met there, at the exhibition."""
    for place, days_ago, kind, description, evidence in (
        (0, 95, OutcomeKind.PROTOTYPE, "小型ろ過装置の試作1号ができた。", "試作品の写真"),
        (0, 40, OutcomeKind.EXHIBITION, "架空ものづくり展に出展した。", "出展者一覧"),
        (0, 20, OutcomeKind.BUSINESS_MEETING, "展示会で知り合った2社と商談した。", ""),
        (1, 60, OutcomeKind.PROTOTYPE, "容器の試作品を3種類作った。", "試作品の写真"),
        (1, 40, OutcomeKind.EXHIBITION, "架空ものづくり展に出展した。", "出展者一覧"),
        (1, 10, OutcomeKind.PRODUCT, "香りを保つ容器を売り始めた。", "製品のちらし"),
        (3, 70, OutcomeKind.CONCEPT, "組立式の什器の構想がまとまった。", ""),
        (5, 30, OutcomeKind.SCENARIO, "原材料から最終製品までの一貫シナリオができた。", "シナリオ図"),
    ):
        on = next_working_day(stage.plan.today - timedelta(days=days_ago))
        if stage.plan.starts_on < on < stage.plan.today:
            record_outcome(
                stage.manager,
                enrolment_id=stage.enrolment_ids[place],
                words=OutcomeWords(kind, "", on, description, evidence, stage.case_ids[place][0]),
                evidence=Evidence(exhibition_id=exhibition_id if kind in FROM_THE_EXHIBITION else None),
                today=stage.plan.today,
                now=at_evening(on),
            )


def _finish_actions(stage: Stage) -> None:
    """What was due by now was done in time, two days before."""
    for action in list_actions(stage.manager, today=stage.plan.today, filters=ActionFilter(overdue=True)):
        finish_action(stage.manager, action.action_id, today=action.due_on - timedelta(days=2))


def _explain(stage: Stage, now: datetime) -> None:
    """The reason for what came out of order in one company, and an action that nobody finished in time."""
    today = stage.plan.today
    if any(visit.place == MISSED and visit.is_recorded for visit in stage.plan.visits()):
        give_phase_reason(
            stage.manager,
            case_id=stage.case_ids[MISSED][0],
            phase=Phase.DIAGNOSE,
            reason="先方が自己診断を済ませており、その結果から始めた。",
            today=today,
            now=now,
        )
    due_on = today - timedelta(days=9)
    if due_on > stage.plan.starts_on:
        add_action(
            stage.manager,
            enrolment_id=stage.enrolment_ids[MISSED],
            what="試作品の見積もりを3社から取る",
            owner_id=None,
            owner_name="製造部長",
            due_on=due_on,
            today=today,
            now=at_evening(due_on - timedelta(days=14)),
        )
