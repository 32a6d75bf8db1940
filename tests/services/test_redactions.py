"""墨消し: gone from every place at once, the chain whole, and nothing of another programme touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_visit, unguard
from tests.records import PICTURE_AT, Records
from tracker.config import Config
from tracker.database import Base, db
from tracker.domain.errors import Conflict, NotAllowed, RuleBroken
from tracker.domain.redaction import MARK
from tracker.models import (
    Attachment,
    AuditEntry,
    AuditText,
    Company,
    DesignBox,
    DesignSnapshotBox,
    FieldDraft,
    HiddenReason,
    MeetingSection,
    Redaction,
    Submission,
    Visit,
    VisitCase,
)
from tracker.queries.audit import list_entries
from tracker.queries.audit_chain import check_chain
from tracker.queries.redaction_columns import of_programme, words_columns
from tracker.queries.redactions import find_places, get_redaction
from tracker.rows.audit import AuditFilter
from tracker.services import audit
from tracker.services.redactions import redact_passages
from tracker.services.transaction import sweep
from tracker.services.transaction import writing as in_transaction
from tracker.services.versions import check_version

At = Callable[[], AbstractContextManager[None]]
SECRET = "社長の重い病気"


def strew(cast: Cast, records: Records) -> None:
    """The secret into a record, its cases, a version, a draft, a caption, a company, a reason and the trail."""
    visit = db.session.get_one(Visit, records.visit_id)
    before = audit.snapshot(visit)
    visit.internal_memo = f"内緒：{SECRET}のこと"
    db.session.scalars(select(VisitCase).where(VisitCase.visit_id == visit.id)).one().facts = f"{SECRET}と聞いた"
    db.session.scalars(select(MeetingSection)).first().decisions = f"{SECRET}に備える"  # type: ignore[union-attr]
    for model in (DesignBox, DesignSnapshotBox):
        box: Any = db.session.scalars(select(model)).first()
        box.words = f"後継ぎ（{SECRET}）"
    draft = db.session.scalars(select(FieldDraft)).first()
    assert draft is not None
    draft.fields = json.dumps({"internal_memo": [f"書きかけ {SECRET}"]}, ensure_ascii=False)
    db.session.get_one(Attachment, records.attachment_id).caption = f"{SECRET}の診断書"
    db.session.get_one(Company, cast.asahi.company_id).contact_name = SECRET
    audit.note(cast.viewer("owner"), "correct_visit", visit, before=before)
    audit.note(cast.viewer("manager"), "delete_visit", visit, reason=f"{SECRET}のため", after={})


def redact(cast: Cast, who: str = "manager", **changes: Any) -> tuple[int, tuple[str, ...]]:
    viewer = cast.viewer(who)
    values: dict[str, Any] = {
        "passages": (SECRET,),
        "reason": "本人の健康に関するため",
        "places_seen": len(find_places(viewer, SECRET).places) if who == "manager" else 0,
        "now": NOW,
    }
    return redact_passages(viewer, **(values | changes))


def everywhere() -> list[str]:
    """The tables and columns of the whole database in which the secret stands."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            rows = db.session.scalars(select(column)).all()
            found += [f"{table.name}.{column.name}" for one in rows if isinstance(one, str) and SECRET in one]
    return sorted(found)


def test_it_is_gone_from_every_table_and_the_chain_is_whole(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        strew(cast, records)
    with at_rest():
        assert len(everywhere()) >= 10
    with writing():
        redaction_id, _files = redact(cast)
    with at_rest():
        assert everywhere() == ["audit_entry.reason"]  # chained: hidden, not removed
        assert check_chain().is_whole
        visit = db.session.get_one(Visit, records.visit_id)
        assert visit.internal_memo == f"内緒：{MARK}のこと"
        row, places = get_redaction(cast.viewer("manager"), redaction_id)
        assert (row.places, row.reason, len(places)) == (len(places), "本人の健康に関するため", row.places)
        assert SECRET not in "".join(map(str, places))
        newest = list_entries(cast.viewer("auditor"), filters=AuditFilter(acts=("delete_visit",)), limit=1).rows[0]
        assert newest.reason == MARK


def test_the_page_before_names_every_place_and_no_text_of_a_draft(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        strew(cast, records)
    with at_rest():
        places = find_places(cast.viewer("manager"), SECRET).places
        assert {place.table for place in places} >= {
            *("visit", "visit_case", "meeting_section", "design_box", "design_snapshot_box", "field_draft", "attachment"),
            *("company", "audit_text", "audit_entry"),
        }
        assert [place.excerpt for place in places if place.table == "field_draft"] == [None]
        assert next(place.excerpt for place in places if place.table == "visit") == ("内緒：", SECRET, "のこと")


def test_a_form_that_was_open_does_not_bring_it_back(cast: Cast, records: Records, writing: At) -> None:
    with writing():
        strew(cast, records)
        db.session.flush()
        seen = db.session.get_one(Visit, records.visit_id).version
    with writing():
        redact(cast)
    with writing(), pytest.raises(Conflict):
        check_version(db.session.get_one(Visit, records.visit_id), seen)


def test_a_file_that_is_chosen_goes_and_its_place_says_so(
    config: Config, cast: Cast, records: Records, writing: At, at_rest: At
) -> None:
    with writing():
        strew(cast, records)
    with writing():
        assert records.attachment_id in {one.attachment_id for one in find_places(cast.viewer("manager"), SECRET).files}
        _id, files = redact(cast, files=[records.attachment_id, 999_999])
    assert files == (PICTURE_AT,)
    with at_rest():
        row = db.session.get_one(Attachment, records.attachment_id)
        assert (row.file_name, row.stored_name, row.redacted_at) == (MARK, None, NOW)


def test_another_programme_keeps_its_texts(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        strew(cast, records)
        theirs = add_visit(cast.elsewhere, date(2026, 10, 1))
        db.session.get_one(Visit, theirs).decisions = SECRET
    with writing():
        redact(cast)
    with at_rest():
        assert db.session.get_one(Visit, theirs).decisions == SECRET


def test_sent_twice_it_is_done_once(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        strew(cast, records)
    made = set()
    for _ in range(2):
        with writing():
            made.add(redact(cast, idempotency_key="k" * 32)[0])
    with at_rest():
        assert made | {records.redaction_id} == set(db.session.scalars(select(Redaction.id)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": f"{SECRET}だから"}, "reason"),
        ({"passages": ("どこにもない文字",)}, "passage"),
        ({"passages": ()}, "words"),
        ({"places_seen": 1}, None),
    ],
)
def test_what_is_refused_redacts_nothing(
    cast: Cast, records: Records, writing: At, at_rest: At, changes: dict[str, Any], field: str | None
) -> None:
    with writing():
        strew(cast, records)
    with pytest.raises(RuleBroken) as broken, writing():
        redact(cast, **changes)
    assert broken.value.field == field
    with at_rest():
        assert db.session.get_one(Visit, records.visit_id).internal_memo == f"内緒：{SECRET}のこと"


@pytest.mark.parametrize("who", ["owner", "clerk", "auditor"])
def test_it_is_the_manager_s_alone(cast: Cast, records: Records, writing: At, who: str) -> None:
    with writing(), pytest.raises(NotAllowed):
        redact(cast, who)


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditText).values(after="別の文"),
        update(AuditText).values(after=None, before=None, salt=""),
        delete(AuditText),
    ],
)
def test_the_database_refuses_to_change_the_texts_of_the_trail_otherwise(
    app: Flask, cast: Cast, at_rest: At, statement: object
) -> None:
    with app.app_context(), pytest.raises(DBAPIError, match="by a redaction alone"), in_transaction():
        db.session.execute(statement)  # type: ignore[call-overload]
    with at_rest():
        assert check_chain().is_whole


def test_a_text_changed_after_its_redaction_is_found(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        strew(cast, records)
    with writing():
        redact(cast)
    with writing():
        unguard()
        entry_id = db.session.scalars(select(AuditText.entry_id).where(AuditText.redaction_id.is_not(None))).first()
        db.session.execute(update(AuditText).where(AuditText.entry_id == entry_id).values(after='{"a": "別の文"}'))
    with at_rest():
        assert check_chain().texts == (entry_id,)


def test_a_hidden_reason_is_told_once(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        strew(cast, records)
    with writing():
        redact(cast)
    with at_rest():
        hidden = set(db.session.scalars(select(HiddenReason.entry_id))) - {records.audit_id}
        reasons = set(db.session.scalars(select(AuditEntry.id).where(AuditEntry.reason.contains(SECRET))))
        assert hidden == reasons != set()
        assert find_places(cast.viewer("manager"), SECRET).places == ()


def test_the_words_are_no_longer_in_the_file_of_the_database(
    config: Config, cast: Cast, records: Records, writing: At, app: Flask
) -> None:
    """SQLite leaves what it no longer needs in free pages and in the log until it is told not to."""
    if not config.database_url.startswith("sqlite"):
        return
    with writing():
        strew(cast, records)
        db.session.execute(text("DELETE FROM visit WHERE FALSE"))
    with writing():
        db.session.execute(delete(HiddenReason))
        redact(cast)
    with app.app_context():
        sweep()
    files = [path for path in Path(config.instance).glob("tracker.sqlite3*") if path.is_file()]
    held = sum(path.read_bytes().count(f"内緒：{SECRET}".encode()) for path in files)
    assert held == 0


def test_every_column_with_words_is_reached_from_the_programme(app: Flask, cast: Cast) -> None:
    """A new table whose rows belong to no programme is told here, and not by a text that stays."""
    with app.app_context():
        for words in words_columns():
            assert "id" in words.table.c, words.table.name
            db.session.execute(select(words.table.c.id).where(of_programme(cast.viewer("manager"), words.table)).limit(1))


def test_what_was_handed_in_is_left_as_it_is_and_does_not_stop_a_redaction(
    cast: Cast, records: Records, writing: At, at_rest: At
) -> None:
    """The database refuses to change a submission, whose title holds the passage here."""
    with at_rest():
        title = db.session.get_one(Submission, records.submission_id).title
    with writing():
        db.session.get_one(Visit, records.visit_id).decisions = f"{title}を送った"
    with writing():
        manager = cast.viewer("manager")
        seen = len(find_places(manager, title).places)
        redact_passages(manager, passages=(title,), reason="求めにより", places_seen=seen, now=NOW)
    with at_rest():
        assert db.session.get_one(Visit, records.visit_id).decisions == f"{MARK}を送った"
        assert db.session.get_one(Submission, records.submission_id).title == title


def test_a_word_that_is_part_of_another_is_left_where_it_is_not_ticked(
    cast: Cast, records: Records, writing: At, at_rest: At
) -> None:
    manager = cast.viewer("manager")
    with writing():
        visit = db.session.get_one(Visit, records.visit_id)
        before = audit.snapshot(visit)
        visit.decisions = "田部さんと田部屋へ行く"
        audit.note(manager, "correct_visit", visit, before=before)
    with at_rest():
        places = find_places(manager, "田部").places
    left = [place.key for place in places if place.excerpt and place.excerpt[2].startswith("屋")]
    chosen = [place.key for place in places if place.key not in left]
    assert len(left) == len(chosen) == 2  # in the record and in the trail
    with pytest.raises(RuleBroken, match="1つ以上選んでください"), writing():
        redact(cast, passages=("田部",), places_seen=4, chosen=())
    with pytest.raises(RuleBroken, match="場所が変わりました"), writing():
        redact(cast, passages=("田部",), places_seen=4, chosen=[*chosen[:1], "visit-1-decisions-0-00000000"])
    with writing():
        redaction_id, _files = redact(cast, passages=("田部",), places_seen=4, chosen=chosen)
    with at_rest():
        assert db.session.get_one(Visit, records.visit_id).decisions == f"{MARK}さんと田部屋へ行く"
        assert check_chain().is_whole
        row, redacted = get_redaction(manager, redaction_id)
        assert (row.places, {place.table for place in redacted}) == (2, {"visit", "audit_text"})
        entry = db.session.scalars(
            select(AuditEntry.id).where(AuditEntry.noun == "redaction").order_by(AuditEntry.id.desc())
        ).first()
        noted = json.loads(db.session.get_one(AuditText, entry).after or "{}")
        assert [(one[0], one[3]) for one in noted["left"]] == [("audit_text", [1]), ("visit", [1])]
        assert len(find_places(manager, "田部").places) == len(left)
