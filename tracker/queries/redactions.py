"""Where a passage stands, everywhere at once, for whoever is about to take it out; and what was taken out before."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.redaction import check_passage, excerpts, pattern_of, pieces_of, strings_of
from tracker.models import (
    Attachment,
    AuditEntry,
    AuditText,
    Company,
    HiddenReason,
    MeetingSection,
    Programme,
    Redaction,
    SupportCase,
)
from tracker.queries.redaction_columns import PARENTS, of_programme, words_columns
from tracker.rows.redactions import FileChoiceRow, FoundRow, PlaceRow, RedactionRow

# Whoever redacts does not thereby read what is somebody's own until it is sent.
_UNREAD = frozenset({"field_draft"})


def find_places(viewer: Viewer, *passages: str) -> FoundRow:
    """Every place of the programme where one of the passages stands, and the files beside those places."""
    viewer.require(Act.STAFF)
    if not passages:
        return FoundRow(())
    passages = tuple(check_passage(passage) for passage in passages)
    pattern = pattern_of(*passages)
    places = [
        *_in_records(viewer, passages, pattern),
        *_in_trail(viewer, passages, pattern),
        *_in_reasons(viewer, passages, pattern),
    ]
    return FoundRow(tuple(places), _files_beside(viewer, places))


def _holds(column: Any, passages: Collection[str], *, is_json: bool = False) -> ColumnElement[bool]:
    """What the database can tell: that a piece of a passage is there; the pattern decides."""
    pieces = set(pieces_of(*passages))
    if is_json:
        pieces |= {json.dumps(piece, ensure_ascii=ascii)[1:-1] for piece in pieces for ascii in (True, False)}
    return or_(*(column.icontains(piece, autoescape=True) for piece in sorted(pieces)))


def _in_records(viewer: Viewer, passages: Collection[str], pattern: re.Pattern[str]) -> Iterator[PlaceRow]:
    for words in words_columns():
        parent, parent_column = PARENTS.get(words.table.name, (words.table.name, "id"))
        statement: Any = select(words.table.c.id, words.table.c[parent_column], words.column).where(
            _holds(words.column, passages, is_json=words.is_json), of_programme(viewer, words.table)
        )
        for row_id, parent_id, text in db.session.execute(statement.order_by(words.table.c.id)):
            unread = words.table.name in _UNREAD
            for nth, shown in enumerate(_excerpts_of(text, pattern) if words.is_json else excerpts(text, pattern)):
                yield PlaceRow(
                    words.table.name, row_id, words.column.name, parent, parent_id or 0, None if unread else shown, nth=nth
                )


def _excerpts_of(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Of every string of a JSON text, one after the other."""
    for one in strings_of(text):
        yield from excerpts(one, pattern)


def entries_of(viewer: Viewer) -> ColumnElement[bool]:
    """The trail of the viewer's programme, and what any programme noted of the association's companies and cases."""
    organisation_id = select(Programme.organisation_id).where(Programme.id == viewer.programme).scalar_subquery()
    companies = select(Company.id).where(Company.organisation_id == organisation_id)
    cases = select(SupportCase.id).where(SupportCase.company_id.in_(companies))
    return or_(
        AuditEntry.programme_id == viewer.programme,
        (AuditEntry.noun == "company") & AuditEntry.noun_id.in_(companies),
        (AuditEntry.noun == "support_case") & AuditEntry.noun_id.in_(cases),
    ) & (AuditEntry.noun != "redaction")


def _in_trail(viewer: Viewer, passages: Collection[str], pattern: re.Pattern[str]) -> Iterator[PlaceRow]:
    for entry_id, noun, noun_id, before, after in db.session.execute(_texts_holding(viewer, passages)):
        for name, text in (("before", before), ("after", after)):
            for nth, shown in enumerate(_excerpts_of(text or "null", pattern)):
                yield PlaceRow("audit_text", entry_id, name, noun, noun_id, None if noun in _UNREAD else shown, nth=nth)


def _texts_holding(viewer: Viewer, passages: Collection[str]) -> Select[Any]:
    statement: Any = (
        select(AuditEntry.id, AuditEntry.noun, AuditEntry.noun_id, AuditText.before, AuditText.after)
        .join(AuditText, AuditText.entry_id == AuditEntry.id)
        .where(
            entries_of(viewer), or_(*(_holds(column, passages, is_json=True) for column in (AuditText.before, AuditText.after)))
        )
        .order_by(AuditEntry.id)
    )
    return statement  # type: ignore[no-any-return]


def _in_reasons(viewer: Viewer, passages: Collection[str], pattern: re.Pattern[str]) -> Iterator[PlaceRow]:
    statement = (
        select(AuditEntry.id, AuditEntry.noun, AuditEntry.noun_id, AuditEntry.reason)
        .outerjoin(HiddenReason, HiddenReason.entry_id == AuditEntry.id)
        .where(entries_of(viewer), _holds(AuditEntry.reason, passages), HiddenReason.entry_id.is_(None))
        .order_by(AuditEntry.id)
    )
    for entry_id, noun, noun_id, reason in db.session.execute(statement):
        for shown in islice(excerpts(reason, pattern), 1):  # it is hidden as a whole
            yield PlaceRow("audit_entry", entry_id, "reason", noun, noun_id, excerpt=shown, is_only_hidden=True)


def _files_beside(viewer: Viewer, places: Collection[PlaceRow]) -> tuple[FileChoiceRow, ...]:
    """The files of the records that hold the passage, and those whose own name or caption does."""
    by_noun: dict[str, set[int]] = {}
    for place in places:
        by_noun.setdefault(place.noun, set()).add(place.noun_id)
    beside: list[ColumnElement[bool]] = [Attachment.id.in_(by_noun.get("attachment", ()))]
    for noun, column in (
        ("visit", Attachment.visit_id),
        ("team_meeting", Attachment.meeting_id),
        ("outcome", Attachment.outcome_id),
        ("exhibition", Attachment.exhibition_id),
        ("training", Attachment.training_id),
    ):
        beside.append(column.in_(by_noun.get(noun, ())))
    statement = (
        select(Attachment.id, Attachment.file_name, Attachment.caption, Attachment.size)
        .where(Attachment.programme_id == viewer.programme, Attachment.redacted_at.is_(None), or_(*beside))
        .order_by(Attachment.id)
    )
    return tuple(FileChoiceRow(*row) for row in db.session.execute(statement))


def section_of(row_ids: Collection[int]) -> Any:
    """The meetings of some sections: a note of a section is saved with its meeting."""
    return select(MeetingSection.meeting_id).where(MeetingSection.id.in_(row_ids))


def list_redactions(viewer: Viewer, *, limit: int, offset: int = 0) -> tuple[RedactionRow, ...]:
    """The newest first."""
    return tuple(RedactionRow(*row) for row in db.session.execute(_redactions(viewer).limit(limit).offset(offset)))


def count_redactions(viewer: Viewer) -> int:
    viewer.require(Act.STAFF)
    return db.session.scalar(select(func.count()).select_from(Redaction).where(Redaction.programme_id == viewer.programme)) or 0


def get_redaction(viewer: Viewer, redaction_id: int) -> tuple[RedactionRow, tuple[PlaceRow, ...]]:
    """One, and the places that were redacted; NotFound for any other programme's."""
    row = db.session.execute(_redactions(viewer).where(Redaction.id == redaction_id)).one_or_none()
    if row is None:
        raise NotFound
    noted = db.session.scalar(
        select(AuditText.after)
        .join(AuditEntry, AuditEntry.id == AuditText.entry_id)
        .where(AuditEntry.noun == "redaction", AuditEntry.noun_id == redaction_id, AuditEntry.act == "redact")
    )
    places = json.loads(noted or "{}").get("places", [])
    return RedactionRow(*row), tuple(PlaceRow(*place) for place in places)


def _redactions(viewer: Viewer) -> Any:
    viewer.require(Act.STAFF)
    return (
        select(Redaction.id, Redaction.created_at, Redaction.account_name, Redaction.reason, Redaction.places, Redaction.files)
        .where(Redaction.programme_id == viewer.programme)
        .order_by(Redaction.id.desc())
    )
