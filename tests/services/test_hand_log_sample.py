"""The sample of a year kept by hand, 87 rows, imported and counted against the file, which was counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from flask import Flask
from sqlalchemy import func, select

from tests.logs import bring_in, sample, sample_programme
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import fiscal_year_period
from tracker.domain.hand_log import RowState
from tracker.domain.phases import Phase
from tracker.domain.warnings import WarningKind
from tracker.models import Enrolment, LogEntry, MeetingSection, NextAction, TeamMeeting, ToolUse, UnassignedNote, Visit
from tracker.queries.cadence import list_years
from tracker.queries.phases import list_case_progress
from tracker.queries.programmes import get_programme
from tracker.queries.warnings import list_event_warnings

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)

# Counted by hand in the file: rows 2 to 88.
EXPECTED = {
    "rows": 87,
    "visits": 45,  # 訪問 42, オンライン 3; without row 30 and the doubles 22 and 43
    "online": 3,  # rows 16, 45, 84
    "meetings": 39,  # MTG, each once
    "sections": 50,  # eleven of them of two companies: rows 24, 25, 26, 32, 34, 49, 54, 66, 77, 78, 79
    "actions": 37,  # 宿題 but not 宿題：なし
    "unassigned": 14,  # 架空三葉産業 has two cases: seven visits, seven sections
    "next_visits": 0,  # every 次回 is over
}
TOOLS = 42  # three tools by name, two of them in one cell counted apart
LEFT = {22: RowState.DOUBLE, 43: RowState.DOUBLE, 30: RowState.KEPT}
# Per company, April 2025 to March 2026: visits, then sections of meetings.
MONTHS = {
    "株式会社架空アサヒ製作所": ([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 2, 1, 2, 0, 3, 0, 0, 0]),
    "株式会社カクウ北斗化成": ([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 0, 2, 1, 1, 1, 1, 2, 0, 0, 0]),
    "株式会社架空みなと精機": ([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 1, 2, 2, 1, 1, 1, 2, 0, 0, 0]),
    "有限会社架空花岡木工": ([0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0]),
    "架空ヤマセ電子株式会社": ([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 1, 2, 0, 1, 2, 2, 1, 0, 0, 0]),
    "架空三葉産業株式会社": ([0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0], [0, 0, 1, 2, 1, 0, 2, 0, 1, 0, 0, 0]),
}
FIRST_ROWS = {
    2: (date(2025, 6, 7), ["架空みなと精機"], "visit", 90),
    3: (date(2025, 6, 11), ["架空花岡木工"], "visit", None),
    4: (date(2025, 6, 13), ["架空アサヒ製作所"], "visit", 120),
    5: (date(2025, 6, 16), ["架空みなと精機"], "meeting", 60),
    10: (date(2025, 6, 23), ["架空ヤマセ電子"], "visit", 120),
    12: (date(2025, 6, 30), ["架空ヤマセ電子"], "meeting", 60),
    14: (date(2025, 7, 7), ["架空みなと精機"], "visit", 90),
    24: (date(2025, 7, 27), ["カクウ北斗化成", "架空みなと精機"], "meeting", 60),
    86: (date(2026, 1, 12), ["架空みなと精機"], "visit", None),
}


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_year_is_what_the_file_says_row_by_row(app: Flask, writing: Ways, at_rest: Ways) -> None:
    with writing():
        viewer = sample_programme()
        _upload_id, plan = bring_in(viewer, sample())
    counts = plan.counts
    assert {name: getattr(counts, name) for name in EXPECTED} == EXPECTED
    assert {row.row: row.state for row in plan.rows if not row.is_taken} == LEFT
    for row, (day, companies, kind, minutes) in FIRST_ROWS.items():
        planned = next(one for one in plan.rows if one.row == row)
        assert planned.source.day == day
        assert [name in company.name for name, company in zip(companies, planned.companies, strict=True)] == [True] * len(
            companies
        )
        assert planned.source.kind is not None and planned.source.kind.value == kind
        assert (planned.source.hours.minutes if planned.source.hours else None) == minutes
    with at_rest():
        assert [count(model) for model in (Visit, TeamMeeting, MeetingSection, NextAction, UnassignedNote)] == [
            45,
            39,
            50,
            37,
            14,
        ]
        assert count(ToolUse) == TOOLS
        check_months(viewer)
        check_phases(viewer)
        check_warnings(viewer)


def check_months(viewer: Viewer) -> None:
    """The matrix of the year against the hand's count of every company and month."""
    programme = get_programme(viewer)
    years = list_years(viewer, fiscal_year=2025, today=TODAY, programme=programme)
    assert {year.name: [cell.held for cell in year.cells] for year in years} == {
        name: months[0] for name, months in MONTHS.items()
    }
    sections = Counter(
        (enrolment_id, on.month)
        for enrolment_id, on in db.session.execute(
            select(MeetingSection.enrolment_id, TeamMeeting.meeting_on).join(
                TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id
            )
        )
    )
    months = [*range(4, 13), 1, 2, 3]
    assert {year.name: [sections[year.enrolment_id, month] for month in months] for year in years} == {
        name: meetings for name, (_visits, meetings) in MONTHS.items()
    }


def check_phases(viewer: Viewer) -> None:
    """The company with two cases proves no phase of either; the others reached the last."""
    two = db.session.scalars(select(Enrolment.id).where(Enrolment.number == 6)).one()
    for progress in list_case_progress(viewer, as_of=TODAY):
        assert progress.progress.furthest is (None if progress.enrolment_id == two else Phase.PLAN)


def check_warnings(viewer: Viewer) -> None:
    """Meetings with nobody of a company's team are warned of; a log that is brought in late floods nothing."""
    warned = Counter(row.warning.kind for row in list_event_warnings(viewer, period=fiscal_year_period(2025)))
    assert WarningKind.MADE_FINAL_LATE not in warned
    assert warned[WarningKind.OUTSIDE_SUPPORT] == 1  # row 2, two days before the support began
    assert warned[WarningKind.NOBODY_OF_TEAM] == 8  # row 2 again, and seven sections: rows 24, 25, 26, 32, 54, 66, 79


def test_the_same_file_twice_is_nothing_new(app: Flask, writing: Ways, at_rest: Ways) -> None:
    with writing():
        viewer = sample_programme()
        bring_in(viewer, sample())
    with at_rest():
        before = [count(model) for model in (Visit, TeamMeeting, NextAction, LogEntry)]
    with writing():
        _upload_id, plan = bring_in(viewer, sample())
    assert not plan.taken
    assert plan.counts.of(RowState.THERE) == 86
    with at_rest():
        assert [count(model) for model in (Visit, TeamMeeting, NextAction, LogEntry)] == before
