"""Keeping attachments: once a key, waiting for a record, promised by one, as open as it; and the file before its row."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tests.domain.test_media import PLACE, exif, jpeg, segment
from tests.records import make_visit
from tracker.database import db
from tracker.domain.attachments import AttachedTo, StoredFile, Subject
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.visits import VisitRecord
from tracker.models import Attachment, AuditEntry, Visit
from tracker.queries.attachments import list_attachments
from tracker.queries.note_pictures import list_to_type_up
from tracker.queries.phases import get_case_progress
from tracker.rows.attachments import AttachmentFilter
from tracker.services.attachment_files import compare, remove, store
from tracker.services.attachments import delete_attachment, keep_attachment, restore_attachment
from tracker.services.visits import correct_visit, log_visit, type_up_visit

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
KEY = "a1" * 16
OTHER_KEY = "b2" * 16
FORM_KEY = "c3" * 16
FILE = StoredFile("aa/" + "a" * 32, "ノート.jpg", "image/jpeg", 12, "d" * 64)
OTHER_FILE = StoredFile("bb/" + "b" * 32, "別.jpg", "image/jpeg", 13, "e" * 64)


def keep(cast: Cast, who: str = "owner", *, subject: Subject, file: StoredFile = FILE, key: str = KEY, **more: object) -> int:
    attachment_id, _is_taken = keep_attachment(
        cast.viewer(who),
        key=key,
        subject=subject,
        file=file,
        today=TODAY,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )
    return attachment_id


def pictured(cast: Cast, *keys: str, company: SupportedCompany | None = None, **columns: object) -> VisitRecord:
    """A visit that was listened to, its note being the pictures of these keys alone."""
    company = company or cast.asahi
    return VisitRecord(
        visit_on=TODAY,
        producer_ids=frozenset({cast.producer_id("owner")}),
        notes=(CaseNote(company.case_id, frozenset({Phase.LISTEN})),),
        pictures={company.case_id: frozenset(keys)},
        **columns,  # type: ignore[arg-type]
    )


def log(cast: Cast, record: VisitRecord, *, as_draft: bool = False, key: str = FORM_KEY) -> int:
    return log_visit(
        cast.viewer("owner"),
        record=record,
        enrolment_id=cast.asahi.enrolment_id,
        as_draft=as_draft,
        idempotency_key=key,
        today=TODAY,
        now=NOW,
    )


def test_the_same_file_under_the_same_key_is_kept_once(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    subject = Subject(AttachedTo.COMPANY, cast.asahi.enrolment_id)
    with writing():
        first = keep(cast, subject=subject)
    with writing():
        again = keep_attachment(cast.viewer("owner"), key=KEY, subject=subject, file=FILE, today=TODAY, now=NOW)
    assert again == (first, False)
    with at_rest():
        assert db.session.scalars(select(Attachment.id)).all() == [first]
        acts = select(AuditEntry.act).where(AuditEntry.noun == "attachment")
        assert db.session.scalars(acts).all() == ["keep_attachment"]


def test_other_bytes_under_a_known_key_are_refused(cast: Cast, writing: Ways) -> None:
    subject = Subject(AttachedTo.COMPANY, cast.asahi.enrolment_id)
    with writing():
        keep(cast, subject=subject)
    with pytest.raises(RuleBroken, match="別のファイル"), writing():
        keep(cast, subject=subject, file=OTHER_FILE)


@pytest.mark.parametrize("who", ["colleague", "stranger", "administrator"])
def test_nothing_is_attached_to_what_is_not_ours_to_write(who: str, cast: Cast, records: object, writing: Ways) -> None:
    for kind, subject_id in ((AttachedTo.COMPANY, cast.asahi.enrolment_id), (AttachedTo.VISIT, records.visit_id)):  # type: ignore[attr-defined]
        with pytest.raises(NotFound), writing():
            keep(cast, who, subject=Subject(kind, subject_id))


def test_clerk_and_auditor_attach_nothing(cast: Cast, writing: Ways) -> None:
    for who in ("clerk", "auditor"):
        with pytest.raises(NotAllowed), writing():
            keep(cast, who, subject=Subject(AttachedTo.COMPANY, cast.asahi.enrolment_id))


def test_a_picture_that_comes_before_its_record_waits_seen_by_its_sender_alone(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        waiting = keep(cast, subject=Subject(AttachedTo.VISIT, key=FORM_KEY), is_note=True)
    with at_rest():
        for who, seen in (("owner", [waiting]), ("sub", []), ("manager", []), ("clerk", [])):
            assert [row.attachment_id for row in list_attachments(cast.viewer(who), today=TODAY)] == seen
    with writing():
        visit_id = log(cast, pictured(cast, KEY))
    with at_rest():
        for who in ("owner", "sub", "manager", "clerk", "auditor"):
            (row,) = list_attachments(cast.viewer(who), today=TODAY, filters=AttachmentFilter(visit=visit_id))
            assert (row.case_id, row.is_note, row.has_file) == (cast.asahi.case_id, True, True)
        assert list_attachments(cast.viewer("colleague"), today=TODAY) == ()


def test_a_record_can_come_before_its_picture_which_is_promised_and_filled_once(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = log(cast, pictured(cast, KEY, OTHER_KEY))
    with at_rest():
        rows = list_attachments(cast.viewer("manager"), today=TODAY, filters=AttachmentFilter(visit=visit_id))
        assert [row.has_file for row in rows] == [False, False]
    for _turn in range(2):
        with writing():
            keep(cast, subject=Subject(AttachedTo.VISIT, key=FORM_KEY), caption="工程の図")
    with at_rest():
        rows = list_attachments(cast.viewer("manager"), today=TODAY, filters=AttachmentFilter(visit=visit_id))
        assert sorted((row.has_file, row.caption) for row in rows) == [(False, ""), (True, "工程の図")]


def test_sending_the_form_again_promises_nothing_twice(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    for _turn in range(2):
        with writing():
            log(cast, pictured(cast, KEY))
    with at_rest():
        assert len(db.session.scalars(select(Attachment.id)).all()) == 1
        assert len(db.session.scalars(select(Visit.id)).all()) == 1


def test_a_picture_counts_as_what_was_heard_and_not_as_what_was_diagnosed(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        log(cast, pictured(cast, KEY))
    with at_rest():
        progress = get_case_progress(cast.viewer("owner"), cast.asahi.case_id, as_of=TODAY).progress
        assert progress.furthest is Phase.LISTEN
    diagnosed = replace(pictured(cast, OTHER_KEY), notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.DIAGNOSE})),))
    with pytest.raises(RuleBroken, match="診断・企ての内容"), writing():
        log(cast, diagnosed, key="d4" * 16)


def test_without_text_and_without_picture_a_final_record_is_refused(cast: Cast, writing: Ways) -> None:
    with pytest.raises(RuleBroken, match="聞いたこと・見たことを書いてください"), writing():
        log(cast, pictured(cast))


def test_a_note_in_pictures_waits_to_be_typed_up_and_no_longer_when_it_is(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = log(cast, pictured(cast, KEY))
    with at_rest():
        for who, waits in (("owner", [visit_id]), ("sub", [visit_id]), ("manager", [visit_id]), ("colleague", []), ("clerk", [])):
            assert [row.visit_id for row in list_to_type_up(cast.viewer(who), TODAY)] == waits
        version = db.session.get_one(Visit, visit_id).version
    with writing():
        type_up_visit(
            cast.viewer("sub"), visit_id=visit_id, facts={cast.asahi.case_id: "社長の話"}, version=version, today=TODAY, now=NOW
        )
    with at_rest():
        assert list_to_type_up(cast.viewer("manager"), TODAY) == ()


def test_a_correction_may_leave_the_facts_to_the_picture(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = log(cast, pictured(cast, KEY))
    with writing():
        version = db.session.get_one(Visit, visit_id).version
        corrected = replace(pictured(cast, KEY), decisions="見積を取る")
        correct_visit(cast.viewer("owner"), visit_id=visit_id, record=corrected, version=version, today=TODAY, now=NOW)
    with at_rest():
        assert db.session.get_one(Visit, visit_id).decisions == "見積を取る"


def test_a_draft_takes_its_pictures_along_into_the_record(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        draft = log(cast, pictured(cast, KEY), as_draft=True)
    with writing():
        keep(cast, subject=Subject(AttachedTo.VISIT, key=FORM_KEY))
    with writing():
        assert log(cast, pictured(cast, KEY)) == draft
    with at_rest():
        assert db.session.get_one(Visit, draft).record_state is RecordState.FINAL
        assert db.session.scalars(select(Attachment.stored_name)).all() == [FILE.stored_name]


def test_what_is_confidential_is_as_open_as_the_internal_memo(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        keep(cast, subject=Subject(AttachedTo.COMPANY, cast.asahi.enrolment_id), is_confidential=True)
    with at_rest():
        seen = {
            who: len(list_attachments(cast.viewer(who), today=TODAY)) for who in ("owner", "sub", "manager", "clerk", "auditor")
        }
    assert seen == {"owner": 1, "sub": 1, "manager": 1, "clerk": 0, "auditor": 0}


def test_deleted_and_brought_back_within_thirty_days(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    owner = cast.viewer("owner")
    with writing():
        attachment_id = keep(cast, subject=Subject(AttachedTo.COMPANY, cast.asahi.enrolment_id))
        delete_attachment(owner, attachment_id, today=TODAY, now=NOW)
    with at_rest():
        assert list_attachments(owner, today=TODAY) == ()
        assert len(list_attachments(owner, today=TODAY, filters=AttachmentFilter(deleted=True))) == 1
    with pytest.raises(RuleBroken, match="30日"), writing():
        restore_attachment(owner, attachment_id, today=TODAY, now=NOW + timedelta(days=31))
    with writing():
        restore_attachment(owner, attachment_id, today=TODAY, now=NOW)
    with at_rest():
        assert len(list_attachments(owner, today=TODAY)) == 1


def test_a_picture_of_a_deleted_visit_is_gone_with_it(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=TODAY)
        keep(cast, subject=Subject(AttachedTo.VISIT, visit_id))
        db.session.get_one(Visit, visit_id).deleted_at = NOW
    with at_rest():
        assert list_attachments(cast.viewer("manager"), today=TODAY) == ()


def test_the_file_is_whole_on_the_disk_under_a_name_that_says_nothing(tmp_path: Path) -> None:
    stored = store(tmp_path, jpeg(), file_name="../../秘密\x00のノート.PNG")
    assert (tmp_path / stored.stored_name).read_bytes().startswith(b"\xff\xd8")
    assert "秘密" not in stored.stored_name
    assert stored.file_name.endswith(".jpg")
    assert [path.name for path in tmp_path.rglob("*.part")] == []


def test_a_photo_lies_on_the_disk_without_the_place_where_it_was_taken(tmp_path: Path) -> None:
    photo = jpeg(segment(0xE1, exif(6)))
    stored = store(tmp_path, photo, file_name="現場.jpg")
    assert PLACE in photo
    assert PLACE not in (tmp_path / stored.stored_name).read_bytes()


def test_a_disk_that_fails_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        store(tmp_path, jpeg(), file_name="a.jpg")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_files_without_a_row_are_found_once_they_are_old_and_rows_without_a_file_at_once(
    cast: Cast, writing: Ways, at_rest: Ways, tmp_path: Path
) -> None:
    stray = store(tmp_path, jpeg(), file_name="a.jpg")
    with writing():
        attachment_id = keep(cast, subject=Subject(AttachedTo.COMPANY, cast.asahi.enrolment_id))
    written = (tmp_path / stray.stored_name).stat().st_mtime
    with at_rest():
        young, old = compare(tmp_path, now=written + 60), compare(tmp_path, now=written + 2 * 86_400)
    assert (young.files_without_row, [kept.row_id for kept in young.rows_without_file]) == ((), [attachment_id])
    assert old.files_without_row == (stray.stored_name,)
    remove(tmp_path, old.files_without_row)
    assert not (tmp_path / stray.stored_name).exists()
