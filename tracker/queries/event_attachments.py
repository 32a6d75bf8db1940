"""Attachments of what belongs to the whole programme, an exhibition or a training: as open as its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from tracker.database import db
from tracker.domain.access import Act, Answer, Viewer
from tracker.domain.attachments import AttachedTo, Subject
from tracker.domain.errors import NotFound
from tracker.models import Attachment, Exhibition, ExhibitionCompany, Training
from tracker.queries import scope
from tracker.rows.attachments import SubjectRow


def of_event(viewer: Viewer, today: date, act: Act) -> ColumnElement[bool]:
    """Attachments of living exhibitions and trainings that are open to the viewer by the act."""
    at_exhibition = exists().where(Exhibition.id == Attachment.exhibition_id, Exhibition.deleted_at.is_(None))
    at_training = exists().where(Training.id == Attachment.training_id, Training.deleted_at.is_(None))
    clause = or_(at_exhibition.correlate(Attachment), at_training.correlate(Attachment))
    return and_(clause, _whom(viewer, today, act))


def _whom(viewer: Viewer, today: date, act: Act) -> ColumnElement[bool]:
    if act is not Act.MEMO:
        return true() if viewer.may(Act.LOG if act is Act.LOG else Act.BOARD) else false()
    # 社外秘: the managers, whoever attached it, and the teams of the companies that exhibit.
    if viewer.answer(Act.MEMO) is Answer.YES:
        return true()
    if viewer.answer(Act.MEMO) is not Answer.ON_TEAM:
        return false()
    of_exhibitor = exists().where(
        ExhibitionCompany.exhibition_id == Attachment.exhibition_id,
        scope.on_team(viewer, ExhibitionCompany.enrolment_id, today),
    )
    return or_(Attachment.created_by_id == viewer.account_id, of_exhibitor.correlate(Attachment))


def get_event(viewer: Viewer, subject: Subject) -> SubjectRow:
    """The exhibition or the training that something is to be attached to; NotFound where the programme has none of that id."""
    viewer.require(Act.LOG)
    model: Any = Exhibition if subject.kind is AttachedTo.EXHIBITION else Training
    name, on = (model.name, model.starts_on) if model is Exhibition else (model.title, model.training_on)
    found = db.session.execute(
        select(model.id, name, on).where(
            model.id == (subject.subject_id or 0), scope.in_programme(viewer, model.programme_id), model.deleted_at.is_(None)
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return SubjectRow(subject.kind, found[0], None, found[1], found[2], ())
