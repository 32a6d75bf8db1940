"""A diary as it leaves the house: a company that may not be named is A社, B社 …, the same letter as in the report."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.naming import conceal, report_names, words_to_conceal
from tracker.models import Company, Enrolment
from tracker.queries import scope
from tracker.rows.diaries import DiaryRow
from tracker.rows.work_log import ActivityRow


def with_report_names(viewer: Viewer, diary: DiaryRow) -> DiaryRow:
    """The same diary; the names in its lines, their words and the places of its journeys are those of the report."""
    companies = db.session.execute(
        select(Enrolment.id, Company.name, Company.may_be_named)
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board())
        .order_by(Enrolment.number, Enrolment.id)
    ).all()
    names = report_names((row.id, row.name, row.may_be_named) for row in companies)
    words = words_to_conceal((row.name, names[row.id]) for row in companies if not row.may_be_named)
    if not words:
        return diary

    def told(line: ActivityRow) -> ActivityRow:
        journey = line.travel
        if journey is not None:
            record = replace(
                journey.record,
                from_place=conceal(journey.record.from_place, words),
                to_place=conceal(journey.record.to_place, words),
            )
            journey = replace(journey, company=conceal(journey.company, words), record=record)
        return replace(
            line,
            companies=tuple(names[one] for one in line.activity.companies),
            content=conceal(line.content, words),
            travel=journey,
        )

    return replace(diary, days=tuple(replace(day, lines=tuple(map(told, day.lines))) for day in diary.days))
