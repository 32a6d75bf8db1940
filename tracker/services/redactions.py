"""墨消し: takes a passage out of every record, version, draft, file name and text of the trail at once, and for ever."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, update

from tracker.database import Base, db, overwrite_what_is_erased
from tracker.domain.access import Act, Viewer
from tracker.domain.audit_chain import text_digest
from tracker.domain.errors import RuleBroken
from tracker.domain.redaction import MARK, check_passage, pattern_of, redact, redact_json
from tracker.domain.text import clean_line, search_key
from tracker.domain.words import N_
from tracker.domain.work_months import digest
from tracker.models import Attachment, AuditText, HiddenReason, MeetingSection, Redaction
from tracker.queries.redaction_columns import PARENTS, words_columns
from tracker.queries.redactions import find_places
from tracker.rows.redactions import PlaceRow
from tracker.services import audit, search_index
from tracker.services.doubles import find_sent, stored_key

Left = defaultdict[tuple[str, int, str], set[int]]  # by field the passages in it that stay


def redact_passages(
    viewer: Viewer,
    *,
    passages: Collection[str],
    reason: str,
    files: Collection[int] = (),
    places_seen: int,
    chosen: Collection[str] | None = None,
    idempotency_key: str | None = None,
    now: datetime,
) -> tuple[int, tuple[str, ...]]:
    """Redact them everywhere; the redaction's id, and the files on the disk that are to be removed once this is committed.

    ``chosen``: the keys of the places to redact, where not all of them; a word that is part of another one stays.
    RuleBroken without a reason, where they stand nowhere, or where they stand in other places than whoever asks has
    seen: what can never be undone is done to what was shown and to nothing else.
    """
    viewer.require(Act.STAFF)
    there = find_sent(viewer, Redaction, idempotency_key)
    if there is not None:
        return there.id, ()
    passages, reason = tuple(check_passage(passage) for passage in passages), clean_line(reason)
    if not passages:
        raise RuleBroken(N_("墨消しする文字を選んでください。"), field="words")
    if not reason:
        raise RuleBroken(N_("墨消しの理由を入力してください。"), field="reason")
    pattern = pattern_of(*passages)
    if pattern.search(reason):
        raise RuleBroken(
            N_("理由に、墨消しする文字が入っています。理由は残るので、その文字を使わずに書いてください。"), field="reason"
        )
    found = find_places(viewer, *passages)
    attached = [one for one in found.files if one.attachment_id in set(files)]
    if not found.places:
        raise RuleBroken(N_("その文字は、この事業のどこにもありません。書き方を確かめてください。"), field="passage")
    places, left = _choose(found.places, places_seen, chosen)
    fields = {one.field: [*one.field, one.noun, one.noun_id] for one in places}
    row = begin_redaction(
        viewer, reason=reason, places=len(fields), files=len(attached), idempotency_key=idempotency_key, now=now
    )
    _redact_records(places, left, pattern)
    entry_ids = {place.row_id for place in places if place.table == "audit_text"}
    texts = redact_trail(
        entry_ids,
        lambda entry_id, name, text: redact_json(text, pattern, leave=left["audit_text", entry_id, name]),
        redaction_id=row.id,
    )
    db.session.add_all(HiddenReason(entry_id=one.row_id, redaction_id=row.id) for one in places if one.is_only_hidden)
    removed = _redact_files({one.attachment_id for one in attached}, now=now)
    db.session.expire_all()
    stayed = [[*field, sorted(nths)] for field, nths in sorted(left.items()) if nths]
    noted = {"places": [*fields.values()], "left": stayed, "files": sorted(one.attachment_id for one in attached), "texts": texts}
    audit.note(viewer, "redact", row, reason=reason, after=noted)
    return row.id, removed


def _choose(found: tuple[PlaceRow, ...], seen: int, chosen: Collection[str] | None) -> tuple[list[PlaceRow], Left]:
    """The places to redact, and by field those that stay; RuleBroken where one was chosen that is not there as it was shown."""
    there = {place.key for place in found}
    if len(found) != seen or not there.issuperset(chosen or ()):
        raise RuleBroken(N_("確かめたあとに、その文字のある場所が変わりました。下の一覧をもう一度確かめてください。"))
    left: Left = defaultdict(set)
    wanted = there if chosen is None else set(chosen)
    for place in found:
        if place.key not in wanted:
            left[place.field].add(place.nth)
    if not wanted:
        raise RuleBroken(N_("墨消しする場所を1つ以上選んでください。"), field="chosen")
    return [place for place in found if place.key in wanted], left


def begin_redaction(
    viewer: Viewer, *, reason: str, places: int, files: int, idempotency_key: str | None, now: datetime
) -> Redaction:
    """The row that an erasure leaves; from here on the database writes over what it no longer needs."""
    overwrite_what_is_erased(db.session())
    search_index.erase_at_commit()
    row = Redaction(
        programme_id=viewer.programme,
        reason=reason[:300],
        account_name=viewer.name,
        places=places,
        files=files,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _redact_records(places: Collection[PlaceRow], left: Left, pattern: re.Pattern[str]) -> None:
    by_row: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for place in places:
        by_row[place.table, place.row_id].add(place.column)
    columns = {(words.table.name, words.column.name): words for words in words_columns()}
    touched: defaultdict[str, set[int]] = defaultdict(set)
    for (table_name, row_id), names in by_row.items():
        table = Base.metadata.tables[table_name]
        words = {name: columns[table_name, name] for name in names if (table_name, name) in columns}
        if not words:
            continue
        if table_name == "log_memory":  # how a name was once spelt: without the name there is nothing to remember
            db.session.execute(delete(table).where(table.c.id == row_id))
            continue
        stands = db.session.execute(select(table).where(table.c.id == row_id)).mappings().one()
        values: dict[str, Any] = {
            name: redact_json(stands[name], pattern, leave=left[table_name, row_id, name])
            if one.is_json
            else redact(stands[name], pattern, longest=one.longest, leave=left[table_name, row_id, name])
            for name, one in words.items()
        }
        db.session.execute(update(table).where(table.c.id == row_id).values(values | _derived(table, values)))
        touched[table_name].add(row_id)
        _touch_parent(touched, table, stands)
    for table_name, row_ids in touched.items():
        table = Base.metadata.tables[table_name]
        if "version" in table.c:  # a form that was opened before is in conflict, and does not bring the passage back
            db.session.execute(update(table).where(table.c.id.in_(row_ids)).values(version=table.c.version + 1))


def _derived(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """What is made from the words: the key that a name is found by, the digest of a confirmed month."""
    if table.name == "work_month":
        return {"digest": digest(values["lines"])} if "lines" in values else {}
    return {"search_key": search_key(values["name"])} if "search_key" in table.c and "name" in values else {}


def _touch_parent(touched: defaultdict[str, set[int]], table: Table, stands: Any) -> None:
    if table.name in PARENTS:
        parent, column = PARENTS[table.name]
        if stands[column] is not None:
            touched[parent].add(stands[column])
    section_id = stands["section_id"] if "section_id" in table.c else None
    if section_id is not None:
        meeting_id = db.session.scalar(select(MeetingSection.meeting_id).where(MeetingSection.id == section_id))
        touched["team_meeting"].add(meeting_id or 0)
    if table.name in ("challenge_progress", "tool_use") and stands["visit_id"] is not None:
        touched["visit"].add(stands["visit_id"])


def redact_trail(entry_ids: Collection[int], change: Callable[[int, str, str], str], *, redaction_id: int) -> dict[str, str]:
    """The texts of entries, each changed by entry, name (before, after) and text, under a new salt: the old one would let a guess
    at the passage be proved. Their digests are chained anew, by the entry that notes what this returns."""
    digests: dict[str, str] = {}
    for entry_id in sorted(entry_ids):
        text = db.session.get_one(AuditText, entry_id)
        salt = secrets.token_hex(16)
        before = None if text.before is None else change(entry_id, "before", text.before)
        after = None if text.after is None else change(entry_id, "after", text.after)
        db.session.execute(
            update(AuditText)
            .where(AuditText.entry_id == entry_id)
            .values(salt=salt, before=before, after=after, redaction_id=redaction_id)
        )
        digests[str(entry_id)] = text_digest(salt, before, after)
    return digests


def _redact_files(attachment_ids: Collection[int], *, now: datetime) -> tuple[str, ...]:
    removed = []
    for row in db.session.scalars(select(Attachment).where(Attachment.id.in_(attachment_ids)).with_for_update()):
        removed += [row.stored_name] if row.stored_name else []
        row.stored_name = row.digest = None
        row.size, row.media_type = 0, ""
        row.file_name, row.caption, row.redacted_at = MARK, MARK if row.caption else "", now
    db.session.flush()
    return tuple(removed)
