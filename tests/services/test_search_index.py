"""The index follows every writing: corrections, deletions, moves, statements over many rows, redactions; and can be made anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import delete, select, text, update

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import Records, make_meeting, make_visit
from tracker.config import Config
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.domain.search import Kind, fold, pieces, read_query
from tracker.domain.tools import ToolUsed
from tracker.models import CompanyAlias, MeetingCase, MeetingSection, SearchText, ToolUse, Visit, VisitCase
from tracker.queries.search import search
from tracker.services.search_index import rebuild
from tracker.services.tool_uses import note_uses

At = Callable[[], AbstractContextManager[None]]


def count(cast: Cast, words: str, who: str = "manager") -> dict[Kind, int]:
    query = read_query(words)
    assert query is not None
    found = search(cast.viewer(who), query, today=date(2026, 11, 24), shown=1)
    return {row.kind: row.count for row in found if row.count}


def stored() -> set[Any]:
    return {tuple(row) for row in db.session.execute(select(*SearchText.__table__.c))}


def test_what_was_followed_is_what_is_made_anew_and_what_the_migration_makes(app: Flask, records: Records) -> None:
    with app.app_context():
        followed = stored()
        assert {row[1] for row in followed} == set(Kind)
        rebuild()
        assert stored() == followed
        for later in (CompanyAlias, ToolUse):  # what came later than that migration
            db.session.execute(delete(later))
        rebuild()
        before_aliases = stored()
        db.session.rollback()
        flask_migrate.downgrade(revision="0019")
        flask_migrate.upgrade(revision="0020")
        assert stored() == before_aliases


def test_what_came_of_a_tool_is_found_by_whoever_reads_the_record(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        note_uses(
            cast.viewer("owner"),
            uses=[ToolUsed(records.tool_id, finding="燻製庫の価値を図にした")],
            visit_id=records.visit_id,
            today=NOW.date(),
        )
    with at_rest():
        assert count(cast, "燻製庫") == {Kind.VISIT: 1}
        assert count(cast, "燻製庫", "colleague") == {}
    with writing():
        db.session.execute(delete(ToolUse))
    with at_rest():
        assert count(cast, "燻製庫") == {}


def test_a_correction_takes_the_old_words_away(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="燻製の試作")
    with writing():
        db.session.scalars(select(VisitCase).where(VisitCase.visit_id == visit_id)).one().facts = "溶接の試作"
    with at_rest():
        assert (count(cast, "燻製"), count(cast, "溶接")) == ({}, {Kind.VISIT: 1})


def test_statements_over_many_rows_are_followed(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="燻製の試作")
        meeting_id = make_meeting(cast.minato, now=NOW, phases=[Phase.OBSERVE], facts="鋳造の話")
    table = Visit.__table__
    with writing():
        db.session.execute(update(table).where(table.c.id == visit_id).values(decisions="次は溶接"))
        section = select(MeetingSection.id).where(MeetingSection.meeting_id == meeting_id)
        db.session.execute(delete(MeetingCase).where(MeetingCase.section_id.in_(section)))
    with at_rest():
        assert [count(cast, words) for words in ("溶接", "燻製", "鋳造")] == [{Kind.VISIT: 1}, {Kind.VISIT: 1}, {}]


def test_a_moved_visit_is_found_by_its_new_company_alone(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="燻製の試作")
    with at_rest():
        assert [count(cast, "燻製", who) for who in ("owner", "colleague")] == [{Kind.VISIT: 1}, {}]
    with writing():
        table = Visit.__table__
        db.session.execute(update(table).where(table.c.id == visit_id).values(enrolment_id=cast.minato.enrolment_id))
    with at_rest():
        assert [count(cast, "燻製", who) for who in ("owner", "colleague")] == [{}, {Kind.VISIT: 1}]


def test_a_redaction_takes_the_words_out_of_the_index_and_of_the_file(
    cast: Cast, client: ClientFor, config: Config, records: Records, app: Flask
) -> None:
    secret = "内輪の覚え書き"
    with app.app_context():
        assert count(cast, secret) == {Kind.VISIT: 1}
        db.session.rollback()
    browser = client("manager")
    page = browser.submit("redactions/new", {"passage": secret})
    assert browser.submit(page, {"reason": "本人の求めにより", "understood": "y"}).status == 302
    with app.app_context():
        assert count(cast, secret) == {}
        if db.engine.dialect.name != "sqlite":
            return
        db.session.rollback()
        # pairs that no other word of the full house has: neither the folded words nor the index's pieces keep them
        held = b"".join(path.read_bytes() for path in Path(config.instance).glob("tracker.sqlite3*"))
        words = fold(secret).words
        assert words.encode() not in held
        lonely = [piece for piece in pieces(words) if len(piece) > 5]
        assert not [piece for piece in lonely if piece.encode() in held]


def test_the_command_makes_it_anew(app: Flask, cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        db.session.execute(text("DELETE FROM search_text"))
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    with at_rest():
        assert count(cast, "内輪") == {Kind.VISIT: 1}
