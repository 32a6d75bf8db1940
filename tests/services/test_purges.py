"""A year whose time is over goes by one act: everything of it, nothing of another year, and the chain stays whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.conftest import NOW
from tests.fingerprints import contents
from tests.records import Records
from tests.retention_records import LONG_AGO, make_old, unguarded
from tests.submission_records import make_submission
from tracker.cli.findings import of_database, of_trail
from tracker.config import Config
from tracker.database import Base, db
from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.redaction import MARK
from tracker.models import (
    Account,
    AuditEntry,
    AuditText,
    BoardHead,
    BoardMark,
    Company,
    Enrolment,
    Membership,
    Producer,
    Programme,
    Purge,
    Redaction,
    Submission,
    SupportCase,
    Visit,
)
from tracker.queries.audit_chain import check_chain
from tracker.queries.board_check import list_wrong_lines
from tracker.queries.retention import get_year, list_due, plan_purge
from tracker.queries.retention_tables import APART, GOES, MADE, STAYS, of_year, tables_that_go
from tracker.services import audit, search_index
from tracker.services.next_years import NextYear, begin_next_year
from tracker.services.purge_steps import carry_on
from tracker.services.purges import begin_purge
from tracker.services.redactions import redact_passages
from tracker.services.retention import hold_records, lift_hold, set_retention
from tracker.services.transaction import writing as in_transaction

# The trail goes on, and what belongs to an account goes with it.
CHANGED_BY_A_PURGE = {
    *("audit_entry", "audit_head", "purge"),
    *("account_link", "account_session", "calendar_feed", "link_mail", "passkey", "recovery_code", "totp_secret"),
}
# Of these other years have rows in the tests, which must be there before one asks whether they are afterwards.
SHARED_HERE = {"visit", "enrolment", "enrolled_case", "assignment", "producer", "board_line"}
At = Callable[[], AbstractContextManager[None]]
Purging = Callable[[Viewer], None]
Key = tuple[str, ...]
Rows = dict[str, dict[Key, dict[str, object]]]


def begin(viewer: Viewer, *, key: str | None = None, seen: int | None = None, year: int = LONG_AGO) -> int:
    rows = plan_purge(viewer, now=NOW).rows if seen is None else seen
    return begin_purge(viewer, year=str(year), reason="保存期間が過ぎたため", rows_seen=rows, idempotency_key=key, now=NOW)


@pytest.fixture
def purge(app: Flask, config: Config) -> Purging:
    """From its beginning to its end."""

    def whole(viewer: Viewer) -> None:
        with app.app_context():
            with in_transaction():
                begin(viewer)
            assert carry_on(viewer, folder=config.attachments, now=NOW)

    return whole


def everything() -> Rows:
    """By table and key every row that is there."""
    keys = {table.name: [column.name for column in table.primary_key.columns] for table in Base.metadata.sorted_tables}
    found = contents(db.engine)
    return {name: {tuple(str(row[key]) for key in keys[name]): row for row in found[name]} for name in keys}


def keys_of_year(viewer: Viewer) -> dict[str, set[Key]]:
    """The rows of the viewer's year, of the tables that go."""
    return {
        table.name: {
            tuple(map(str, row)) for row in db.session.execute(select(*table.primary_key.columns).where(of_year(viewer, table)))
        }
        for table in tables_that_go()
    }


@pytest.fixture
def old(cast: Cast, records: Records, writing: At) -> Viewer:
    """The manager of the tests' programme, which is long over."""
    with writing():
        make_old(cast)
    return cast.viewer("manager")


@pytest.fixture
def followed(old: Viewer, cast: Cast, writing: At) -> Viewer:
    """The manager of the year after, with the first company, the first two of the roster and everybody who manages."""
    with writing():
        here = select(Membership.id).where(
            Membership.programme_id == cast.programme_id,
            Membership.account_id.in_([cast[who].account_id for who in ("owner", "sub", "manager")]),
        )
        chosen = NextYear(
            slug="r9",
            name="架空の次の年",
            starts_on=date(LONG_AGO + 1, 4, 1),
            ends_on=date(LONG_AGO + 2, 3, 31),
            enrolment_ids=frozenset({cast.asahi.enrolment_id}),
            producer_ids=frozenset({cast.producer_id("owner"), cast.producer_id("sub")}),
            membership_ids=frozenset(db.session.scalars(here)),
        )
        begin_next_year(old, chosen=chosen, now=NOW)
        programme_id = db.session.scalars(select(Programme.id).where(Programme.slug == "r9")).one()
        enrolment = db.session.scalars(select(Enrolment).where(Enrolment.programme_id == programme_id)).one()
        db.session.add(
            Visit(
                programme_id=programme_id,
                enrolment_id=enrolment.id,
                visit_on=date(2016, 5, 1),
                status="held",
                mode="onsite",
                decisions="次の年の約束",
                created_at=NOW,
            )
        )
    viewer = cast.viewer("manager")
    return Viewer(viewer.account_id, viewer.name, programme_id=programme_id, roles=viewer.roles)


def test_every_table_is_said_to_go_or_to_stay() -> None:
    goes = [name for tables in GOES.values() for name in tables]
    named = [*goes, *MADE, *APART, *STAYS]
    assert sorted(named) == sorted(Base.metadata.tables)


def test_it_takes_the_whole_year_and_leaves_every_other_row_as_it_was(
    app: Flask, old: Viewer, followed: Viewer, cast: Cast, writing: At, at_rest: At, purge: Purging
) -> None:
    with at_rest():
        before, theirs = everything(), keys_of_year(old)
        assert sum(map(len, theirs.values())) > 300
        assert all(keys < before[name].keys() or not before[name] for name, keys in theirs.items() if name in SHARED_HERE)
    purge(old)
    with at_rest():
        after = everything()
        for name, gone in theirs.items():
            kept = {key: row for key, row in before[name].items() if key not in gone}
            assert {key: row for key, row in after[name].items() if name != "board_mark" or key in kept} == kept, name
        for name in STAYS - CHANGED_BY_A_PURGE:
            assert after[name] == before[name], name
        assert before["audit_entry"].items() <= after["audit_entry"].items()
        assert plan_purge(old, now=NOW).is_empty


def test_the_database_and_the_chain_are_whole_afterwards(
    old: Viewer, followed: Viewer, writing: At, at_rest: At, purge: Purging
) -> None:
    purge(old)
    with at_rest():
        assert [*of_database(), *of_trail()] == []
        assert list(list_wrong_lines()) == []
        assert get_year(old, today=tokyo_day(NOW)).state == "purged"
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "purge")).one()
        assert (entry.noun, entry.reason) == ("purge", "保存期間が過ぎたため")
        texts = (
            select(AuditEntry.noun)
            .join(AuditText, AuditText.entry_id == AuditEntry.id)
            .where(AuditEntry.programme_id == old.programme, AuditEntry.id < entry.id)
        )
        assert set(db.session.scalars(texts)) <= {"redaction", "account"}  # the accounts were emptied with it
    with writing():
        assert search_index.rebuild() > 0  # from what there is the index is made as it stands


def test_a_redaction_of_the_year_still_proves_what_it_did_in_another(
    old: Viewer, followed: Viewer, cast: Cast, writing: At, at_rest: At, purge: Purging
) -> None:
    """Companies are the association's: a redaction of one year reaches the texts of all, and its digests are chained."""
    with writing():
        company = db.session.get_one(Company, cast.asahi.company_id)
        audit.note(followed, "correct_company", company, before={"contact_name": "架空 花子"}, after={"contact_name": ""})
    with writing():
        redact_passages(old, passages=("架空 花子",), reason="求めにより", places_seen=1, now=NOW)
    purge(old)
    with at_rest():
        found = check_chain()
        assert (found.broken, found.texts) == (None, ())


def test_a_text_that_is_missing_without_a_purge_is_still_found(
    old: Viewer, cast: Cast, writing: At, at_rest: At, purge: Purging
) -> None:
    purge(old)
    with writing(), unguarded("audit_text"):
        kept = db.session.scalars(select(AuditEntry.id).where(AuditEntry.act == "purge")).one()
        db.session.execute(text("DELETE FROM audit_text WHERE entry_id = :kept"), {"kept": kept})
    with at_rest():
        assert kept in check_chain().texts
        assert len(check_chain().texts) > 1  # without the purge's own text nothing says that the others went with it


def test_people_companies_and_cases_of_another_year_stay_and_the_others_go(
    old: Viewer, followed: Viewer, cast: Cast, writing: At, at_rest: At, purge: Purging
) -> None:
    purge(old)
    with at_rest():
        companies = set(db.session.scalars(select(Company.id)))
        assert cast.asahi.company_id in companies
        assert cast.elsewhere.company_id in companies
        assert cast.minato.company_id not in companies
        cases = set(db.session.scalars(select(SupportCase.id)))
        assert cast.asahi.case_id in cases
        assert not cases & set(cast.minato.case_ids)
        assert not db.session.scalars(select(Producer).where(Producer.programme_id == old.programme)).all()
        assert db.session.scalars(select(Producer.name).where(Producer.programme_id == followed.programme)).all()
        accounts = {one.id: one for one in db.session.scalars(select(Account))}
        for who in ("owner", "sub", "manager", "stranger", "administrator", "manager_producer"):
            assert accounts[cast[who].account_id].name != MARK, who  # the last still manages the year
        for who in ("colleague", "clerk", "auditor", "deactivated", "tenth"):
            assert (accounts[cast[who].account_id].name, accounts[cast[who].account_id].password_hash) == (MARK, ""), who


def test_the_kept_lines_of_the_year_after_are_made_anew(
    old: Viewer, followed: Viewer, writing: At, at_rest: At, purge: Purging
) -> None:
    with writing():
        db.session.add(BoardHead(programme_id=followed.programme, before_id=old.programme, before_visit_count=9, version=1))
    purge(old)
    with at_rest():
        assert followed.programme in db.session.scalars(select(BoardMark.programme_id)).all()


def test_what_was_reported_later_is_kept_longer(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        make_old(cast, handed_in_on=date(2021, 4, 1))
    manager = cast.viewer("manager")
    with at_rest():
        assert get_year(manager, today=tokyo_day(NOW)).retention.until == date(2027, 3, 31)
        assert list_due(manager, today=tokyo_day(NOW)) == ()
    with writing(), pytest.raises(RuleBroken, match="までは消去できません"):
        begin(manager)


def test_a_hold_and_a_longer_period_stop_it(old: Viewer, cast: Cast, writing: At, at_rest: At) -> None:
    today = tokyo_day(NOW)
    with at_rest():
        assert [one.slug for one in list_due(old, today=today)] == [cast.slug]
    with writing():
        hold_records(old, reason="会計検査", key="h" * 32, now=NOW)
    with writing(), pytest.raises(RuleBroken, match="保全している"):
        begin(old)
    with writing(), pytest.raises(RuleBroken, match="すでに保全"):
        hold_records(old, reason="もう一度", key=None, now=NOW)
    with writing():
        hold_records(old, reason="会計検査", key="h" * 32, now=NOW)  # sent again
        year = get_year(old, today=today)
        assert year.hold is not None
        assert list_due(old, today=today) == ()
        lift_hold(old, reason="検査が終わった", version=year.hold.version, now=NOW)
    with writing():
        set_retention(old, years=30, version=get_year(old, today=today).version)
    with writing(), pytest.raises(RuleBroken, match="までは消去できません"):
        begin(old)
    with writing(), pytest.raises(RuleBroken, match="5年から30年"):
        set_retention(old, years=4, version=get_year(old, today=today).version)


def test_it_is_done_once_to_what_was_seen_with_a_reason_and_the_year(
    old: Viewer, config: Config, writing: At, at_rest: At
) -> None:
    with at_rest():
        seen = plan_purge(old, now=NOW).rows
    for wrong, said in (
        ({"seen": seen - 1}, "記録が変わりました"),
        ({"year": 2016}, "西暦4けた"),
    ):
        with writing(), pytest.raises(RuleBroken, match=said):
            begin(old, **wrong)
    with writing(), pytest.raises(RuleBroken, match="理由"):
        begin_purge(old, year=str(LONG_AGO), reason=" ", rows_seen=seen, now=NOW)
    with writing():
        first = begin(old, key="p" * 32, seen=seen)
    with writing():
        assert begin(old, key="p" * 32, seen=seen) == first
    with writing(), pytest.raises(RuleBroken, match="もう始まっています"):
        begin(old)
    with at_rest():
        assert carry_on(old, folder=config.attachments, now=NOW)
    with writing(), pytest.raises(RuleBroken, match="ありません"):
        begin(old)


@pytest.mark.parametrize("who", ["owner", "clerk", "auditor"])
def test_it_is_the_manager_s_alone(old: Viewer, cast: Cast, config: Config, writing: At, who: str) -> None:
    for act in (
        lambda viewer: plan_purge(viewer, now=NOW),
        lambda viewer: begin(viewer, seen=1),
        lambda viewer: carry_on(viewer, folder=config.attachments, now=NOW),
        lambda viewer: hold_records(viewer, reason="理由", key=None, now=NOW),
        lambda viewer: set_retention(viewer, years=6, version=1),
    ):
        with writing(), pytest.raises((NotAllowed, NotFound)):
            act(cast.viewer(who))


def test_the_database_itself_lets_nothing_go_before_its_time(app: Flask, cast: Cast, records: Records) -> None:
    """Whatever the program says: a row of ``purge`` opens the way for a year that is over by the database's own clock alone."""
    claimed = Purge(
        programme_id=cast.programme_id,
        reason="嘘",
        account_name="嘘",
        kept_until=date(2000, 3, 31),
        row_count=0,
        file_count=0,
        last_entry_id=10**6,
        last_submission_id=10**6,
        created_at=datetime(2040, 1, 1, tzinfo=UTC),
    )
    with app.app_context(), in_transaction():
        db.session.add(claimed)
    beside = ("submission_content", "submission_form", "submission_note", "submission_withdrawal")
    for statement in (f"DELETE FROM {table}" for table in (*beside, "submission", "audit_text")):
        with app.app_context(), pytest.raises(DBAPIError), in_transaction():
            db.session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM submission_content",
        "DELETE FROM submission",
        "DELETE FROM audit_text WHERE entry_id = 1",
        "DELETE FROM submission_form",
        "DELETE FROM submission_note",
        "DELETE FROM submission_withdrawal",
        "UPDATE submission SET title = 'x'",
        "UPDATE submission_form SET file_name = 'x'",
        "UPDATE submission_note SET created_at = created_at",
        "UPDATE submission_withdrawal SET submission_id = 1",
        "UPDATE purge SET last_entry_id = 1000000",
        "DELETE FROM purge",
    ],
)
def test_without_a_purge_nothing_goes_even_of_a_year_that_is_over(app: Flask, old: Viewer, statement: str) -> None:
    with app.app_context(), pytest.raises(DBAPIError), in_transaction():
        db.session.execute(text(statement))


def test_what_is_handed_in_after_a_purge_is_as_safe_as_before(
    app: Flask, old: Viewer, cast: Cast, writing: At, purge: Purging
) -> None:
    purge(old)
    with writing():
        make_submission(cast, now=NOW)
    with app.app_context(), pytest.raises(DBAPIError), in_transaction():
        db.session.execute(text("DELETE FROM submission_content"))


def test_redactions_of_the_year_are_still_told(old: Viewer, writing: At, at_rest: At, purge: Purging) -> None:
    purge(old)
    with at_rest():
        assert db.session.scalars(select(Redaction.reason)).all() == ["本人の求めにより"]
        assert db.session.scalars(select(Submission.id)).all() == []
