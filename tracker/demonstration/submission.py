"""The interim report that the clerk handed in, and one line of it that was put right later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from tracker.demonstration.cast import STAFF
from tracker.demonstration.stage import Stage, at_evening
from tracker.demonstration.year import next_working_day
from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import Period, fiscal_year_period
from tracker.domain.roles import Role
from tracker.queries.outcomes import list_outcomes
from tracker.queries.report import get_report
from tracker.rows.outcomes import OutcomeFilter
from tracker.services.outcomes import OutcomeWords, correct_outcome
from tracker.services.submission_notes import annotate_submission
from tracker.services.submissions import Prepared, hand_in_report
from tracker.workbooks.report import freeze_report
from tracker.workbooks.report.names import file_name

MONTHS_AGO = 3  # the last month of it, which is closed as well: what is younger stays open to whoever tries the program
DAYS_TO_HAND_IN = 10
WHY_CORRECTED = "試作2号の記載がもれていたため"


def hand_in_the_interim_report(stage: Stage) -> None:
    """From the first day of the fiscal year on; in the first months of it there is nothing to hand in yet."""
    month = stage.plan.back(MONTHS_AGO)
    if month not in stage.plan.months:
        return
    as_of = month.last
    handed_in_on = next_working_day(as_of + timedelta(days=DAYS_TO_HAND_IN))
    now = at_evening(handed_in_on)
    whole = Period(fiscal_year_period(stage.plan.fiscal_year).starts_on, as_of)
    clerk = operator(stage.manager.programme, name=next(name for _email, name, role in STAFF if role is Role.CLERK))
    report = get_report(clerk, as_of=as_of, whole=whole)
    frozen = freeze_report(report, made_at=now)
    submission_id = hand_in_report(
        clerk,
        prepared=Prepared(
            whole=whole,
            as_of=as_of,
            file_name=file_name(report.head),
            file_content=frozen.file_content,
            frozen_values=frozen.values,
            row_count=frozen.row_count,
            lack_count=frozen.lack_count,
        ),
        title="中間報告",
        handed_in_on=handed_in_on,
        remark="",
        replaces_id=None,
        today=handed_in_on,
        now=now,
        key=None,
    )
    annotate_submission(
        clerk, submission_id, receipt="架空第12号", handed_to="架空経済産業局", remark="", key=None, now=now + timedelta(days=1)
    )
    _put_right(clerk, stage, as_of, now)


def _put_right(clerk: Viewer, stage: Stage, as_of: date, now: datetime) -> None:
    """The first outcome that went out, with the reason that every change of what was handed in asks for."""
    first = min(list_outcomes(clerk, today=stage.plan.today, filters=OutcomeFilter(to_on=as_of)), key=lambda row: row.outcome_on)
    correct_outcome(
        replace(clerk, change_reason=WHY_CORRECTED),
        first.outcome_id,
        words=OutcomeWords(
            first.kind,
            first.kind_detail,
            first.outcome_on,
            f"{first.description}続けて試作2号もできた。",
            first.evidence or "",
            first.case_id,
        ),
        version=first.version,
        today=stage.plan.today,
        now=now,
    )
