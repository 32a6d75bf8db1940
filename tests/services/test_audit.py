"""The audit trail: every act is chained, nothing is changed afterwards unseen, and no secret or rating is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.happenings import unguard
from tracker.database import db
from tracker.domain.audit_chain import GENESIS, text_digest
from tracker.domain.roles import Role
from tracker.models import Account, AuditEntry, AuditHead, AuditText, Membership, Programme
from tracker.queries.audit import count_entries, find_last_change, list_entries
from tracker.queries.audit_chain import find_broken_link
from tracker.services import audit
from tracker.services.transaction import writing as in_transaction

At = Callable[[], AbstractContextManager[None]]


def rename(cast: Cast, key: str, name: str, by: str = "manager", reason: str = "") -> None:
    account = db.session.get_one(Account, cast[key].account_id)
    before = audit.snapshot(account)
    account.name = name
    audit.note(cast.viewer(by), "rename", account, before=before, reason=reason)


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_each_entry_names_the_one_before_it_and_the_head_names_the_last(cast: Cast, at_rest: At, writing: At) -> None:
    with writing():
        rename(cast, "owner", "改名一")
        rename(cast, "sub", "改名二")
    with at_rest():
        trail = entries()
        assert [entry.previous_hash for entry in trail] == [GENESIS, *(entry.hash for entry in trail[:-1])]
        assert db.session.scalars(select(AuditHead.hash)).one() == trail[-1].hash
        assert find_broken_link() is None


def test_an_entry_says_who_did_what_why_and_what_stood_before_and_after(cast: Cast, at_rest: At, writing: At) -> None:
    with writing():
        rename(cast, "owner", "改名", reason="結婚のため")
    with at_rest():
        entry = entries()[-1]
        beside = db.session.get_one(AuditText, entry.id)
        assert (entry.account_id, entry.account_name, entry.act, entry.reason) == (
            cast["manager"].account_id,
            "架空マネージャー",
            "rename",
            "結婚のため",
        )
        assert (entry.noun, entry.noun_id, entry.programme_id) == ("account", cast["owner"].account_id, cast.programme_id)
        assert beside.before is not None and beside.after is not None
        assert (json.loads(beside.before)["name"], json.loads(beside.after)["name"]) == ("担い手01", "改名")


def test_the_digest_is_that_of_the_texts_and_salted_anew_each_time(cast: Cast, at_rest: At, writing: At) -> None:
    with writing():
        for _ in range(2):
            audit.note(cast.viewer("manager"), "look", db.session.get_one(Account, cast["owner"].account_id), after={"a": 1})
    with at_rest():
        first, second = entries()[-2:]
        assert first.digest != second.digest
        for entry in (first, second):
            beside = db.session.get_one(AuditText, entry.id)
            assert entry.digest == text_digest(beside.salt, beside.before, beside.after)


@pytest.mark.parametrize("statement", [update(AuditEntry).values(account_name="別人"), delete(AuditEntry)])
def test_the_database_refuses_to_change_or_delete_an_entry(app: Flask, cast: Cast, at_rest: At, statement: object) -> None:
    with app.app_context(), pytest.raises(DBAPIError, match="append-only"), in_transaction():
        db.session.execute(statement)  # type: ignore[call-overload]
    with at_rest():
        assert find_broken_link() is None


@pytest.mark.parametrize(
    "column", ["account_name", "act", "noun", "reason", "digest", "hash", "previous_hash", "noun_id", "at", "account_id"]
)
def test_a_change_made_behind_the_program_is_found(cast: Cast, at_rest: At, writing: At, column: str) -> None:
    values = {"noun_id": 999, "at": datetime(2020, 1, 1, tzinfo=UTC), "account_id": cast["stranger"].account_id}
    with writing():
        unguard()
        third = entries()[2].id
        db.session.execute(update(AuditEntry).where(AuditEntry.id == third).values({column: values.get(column, "別")}))
    with at_rest():
        assert find_broken_link() == third


def test_an_entry_taken_out_behind_the_program_is_found_at_its_successor(cast: Cast, at_rest: At, writing: At) -> None:
    with writing():
        unguard()
        _first, second, third = (entry.id for entry in entries()[:3])
        db.session.execute(delete(AuditText).where(AuditText.entry_id == second))
        db.session.execute(delete(AuditEntry).where(AuditEntry.id == second))
    with at_rest():
        assert find_broken_link() == third


def test_an_end_cut_off_behind_the_program_is_found_by_the_head(cast: Cast, at_rest: At, writing: At) -> None:
    with writing():
        unguard()
        *_others, before, last = (entry.id for entry in entries())
        db.session.execute(delete(AuditText).where(AuditText.entry_id == last))
        db.session.execute(delete(AuditEntry).where(AuditEntry.id == last))
    with at_rest():
        assert find_broken_link() == before + 1


def test_no_password_stands_in_the_trail(cast: Cast, at_rest: At) -> None:
    with at_rest():
        texts = db.session.scalars(select(AuditText.after).where(AuditText.after.is_not(None))).all()
        assert texts
        assert not [one for one in texts if "argon2" in one or cast.password in one or "password_hash" in one]


def test_enums_days_and_instants_are_kept_as_words(cast: Cast, at_rest: At, writing: At) -> None:
    with writing():
        membership = db.session.get_one(Membership, cast["auditor"].membership_id)
        audit.note(cast.viewer("manager"), "look", membership, after={"role": Role.AUDITOR, "ends_on": date(2027, 3, 31)})
    with at_rest():
        beside = db.session.get_one(AuditText, entries()[-1].id)
        assert json.loads(beside.after or "") == {"role": "auditor", "ends_on": "2027-03-31"}


def test_a_programme_s_own_entry_belongs_to_it_whoever_founded_it(cast: Cast, at_rest: At) -> None:
    with at_rest():
        founded = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "found_programme")).all()
        assert {entry.programme_id for entry in founded} == set(db.session.scalars(select(Programme.id)))


@pytest.mark.parametrize(("who", "reads"), [("manager", "all"), ("auditor", "all"), ("owner", "own"), ("clerk", "none")])
def test_who_reads_which_entries(cast: Cast, at_rest: At, writing: At, who: str, reads: str) -> None:
    with writing():
        rename(cast, "sub", "改名", by="owner")
        rename(cast, "sub", "再改名", by="manager")
    with at_rest():
        seen = list_entries(cast.viewer(who), limit=100).rows
        assert len(seen) == count_entries(cast.viewer(who))
        acts = [(row.account_name, row.act) for row in seen if row.act == "rename"]
        mine, theirs = ("担い手01", "rename"), ("架空マネージャー", "rename")
        assert acts == {"all": [theirs, mine], "own": [mine], "none": []}[reads]
        assert find_last_change(cast.viewer("other_manager"), "account", cast["sub"].account_id) is None
