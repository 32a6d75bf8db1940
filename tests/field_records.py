"""Factories for challenges, exhibitions, the market's voice and trainings; ``tests/records.py`` calls them for the full house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import select

from tests.cast import SupportedCompany
from tracker.database import Base, db
from tracker.domain.challenges import ProgressState
from tracker.domain.exhibitions import VisitorKind
from tracker.domain.trainings import Attendance, TrainingKind
from tracker.models import (
    Challenge,
    ChallengeProgress,
    Exhibition,
    ExhibitionAttendance,
    ExhibitionCompany,
    ExhibitionVisit,
    MarketFeedback,
    MeetingSection,
    OutcomeChallenge,
    OutcomeExhibition,
    Training,
    TrainingAttendee,
)

Row = TypeVar("Row", bound=Base)


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def make_challenge(
    company: SupportedCompany,
    *,
    now: datetime,
    title: str = "量産の外注先が決まらない",
    case_id: int | None = None,
    **columns: Any,
) -> int:
    columns = {"raised_on": date(2026, 6, 1)} | columns
    return _add(
        Challenge(
            programme_id=company.programme_id,
            enrolment_id=company.enrolment_id,
            case_id=case_id or company.case_id,
            title=title,
            created_at=now,
            **columns,
        )
    ).id


def make_progress(
    challenge_id: int,
    state: ProgressState | None = ProgressState.BETTER,
    *,
    visit_id: int | None = None,
    meeting_id: int | None = None,
    words: str = "",
) -> int:
    """What a record says about a challenge; of a meeting its only section, or the one of the challenge's company."""
    section_id = None
    if meeting_id is not None:
        company = db.session.get_one(Challenge, challenge_id).enrolment_id
        section_id = db.session.scalars(
            select(MeetingSection.id).where(MeetingSection.meeting_id == meeting_id, MeetingSection.enrolment_id == company)
        ).one()
    return _add(
        ChallengeProgress(challenge_id=challenge_id, visit_id=visit_id, section_id=section_id, state=state, words=words)
    ).id


def make_exhibition(
    programme_id: int,
    *companies: SupportedCompany,
    now: datetime,
    name: str = "架空ものづくり展",
    starts_on: date = date(2026, 10, 7),
    ends_on: date = date(2026, 10, 9),
    **columns: Any,
) -> int:
    shown = _add(
        Exhibition(programme_id=programme_id, name=name, starts_on=starts_on, ends_on=ends_on, created_at=now, **columns)
    )
    for company in companies:
        _add(
            ExhibitionCompany(
                exhibition_id=shown.id, enrolment_id=company.enrolment_id, case_id=company.case_id, exhibit="架空の試作品"
            )
        )
    return shown.id


def make_attendance(exhibition_id: int, producer_id: int, *, on: date = date(2026, 10, 7), **columns: Any) -> int:
    return _add(ExhibitionAttendance(exhibition_id=exhibition_id, producer_id=producer_id, attended_on=on, **columns)).id


def make_voice(
    exhibition_id: int,
    company: SupportedCompany,
    *,
    now: datetime,
    words: str = "もう少し軽ければ使いたい",
    on: date = date(2026, 10, 7),
    **columns: Any,
) -> int:
    columns = {"visitor_kind": VisitorKind.BUYER} | columns
    return _add(
        MarketFeedback(
            programme_id=company.programme_id,
            exhibition_id=exhibition_id,
            enrolment_id=company.enrolment_id,
            heard_on=on,
            words=words,
            created_at=now,
            **columns,
        )
    ).id


def make_training(
    programme_id: int,
    *,
    now: datetime,
    on: date = date(2026, 5, 12),
    title: str = "架空の座学研修",
    there: Mapping[int, Attendance] | None = None,
    **columns: Any,
) -> int:
    """A training of two hours; ``there`` says of each supporter whether they came (for a part: an hour of it)."""
    columns = {"kind": TrainingKind.CLASSROOM, "start_time": time(13), "end_time": time(15)} | columns
    training = _add(Training(programme_id=programme_id, training_on=on, title=title, created_at=now, **columns))
    for producer_id, attendance in (there or {}).items():
        minutes = 60 if attendance is Attendance.PARTIAL else None
        _add(TrainingAttendee(training_id=training.id, producer_id=producer_id, attendance=attendance, minutes=minutes))
    return training.id


def link_outcome(outcome_id: int, *, challenge_id: int, exhibition_id: int) -> None:
    _add(OutcomeChallenge(outcome_id=outcome_id, challenge_id=challenge_id))
    _add(OutcomeExhibition(outcome_id=outcome_id, exhibition_id=exhibition_id))


def link_visit(visit_id: int, exhibition_id: int) -> None:
    _add(ExhibitionVisit(visit_id=visit_id, exhibition_id=exhibition_id))


def field_records(
    company: SupportedCompany, team: list[int], *, now: datetime, visit_id: int, outcome_id: int, deleted: dict[str, Any]
) -> dict[str, int]:
    """One of each for the full house, by the names under which the addresses ask for them."""
    challenge_id = make_challenge(company, now=now)
    make_progress(challenge_id, visit_id=visit_id, words="候補を二社に絞った")
    exhibition_id = make_exhibition(company.programme_id, company, now=now)
    attendance_id = make_attendance(exhibition_id, team[0])
    link_visit(visit_id, exhibition_id)
    link_outcome(outcome_id, challenge_id=challenge_id, exhibition_id=exhibition_id)
    return {
        "challenge_id": challenge_id,
        "deleted_challenge_id": make_challenge(company, now=now, title="消した課題", **deleted),
        "exhibition_id": exhibition_id,
        "attendance_id": attendance_id,
        "deleted_exhibition_id": make_exhibition(company.programme_id, company, now=now, name="消した展示会", **deleted),
        "voice_id": make_voice(exhibition_id, company, now=now),
        "deleted_voice_id": make_voice(exhibition_id, company, now=now, **deleted),
        "training_id": make_training(
            company.programme_id, now=now, there={team[0]: Attendance.ATTENDED, team[1]: Attendance.PARTIAL}
        ),
        "deleted_training_id": make_training(company.programme_id, now=now, **deleted),
    }
