"""A person's or a company's data handed out, and erased in one act: everything of theirs, nothing of others, counts kept."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import Enum, func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import Records
from tracker.config import Config
from tracker.database import Base, db
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.redaction import MARK
from tracker.models import Account, AccountSession, AuditEntry, Company, FieldDraft, Producer, Rating, Visit
from tracker.queries.audit_chain import check_chain
from tracker.queries.personal_data import get_company_subject, get_person
from tracker.queries.personal_export import columns_handed_out, tables_about
from tracker.queries.redactions import find_places
from tracker.rows.personal_data import Account as Fate
from tracker.rows.personal_data import SubjectRow
from tracker.services.personal_data import redact_subject, take_data
from tracker.web.labels import label
from tracker.workbooks.data_choices import choices_of
from tracker.workbooks.data_package import write_data
from tracker.workbooks.data_words import field_words, table_words

At = Callable[[], AbstractContextManager[None]]
TODAY = tokyo_day(NOW)


def package(cast: Cast, config: Config, subject: SubjectRow, *, with_closed: bool = False) -> ZipFile:
    out = BytesIO()
    row = take_data(cast.viewer("manager"), subject=subject, with_closed=with_closed, now=NOW)
    write_data(row, out, folder=config.attachments)
    return ZipFile(out)


def person_of(cast: Cast, who: str) -> SubjectRow:
    return get_person(cast.viewer("manager"), cast[who].producer_id or 0, today=TODAY)


def erase(cast: Cast, subject: SubjectRow, *, key: str | None = None) -> tuple[int, tuple[str, ...]]:
    viewer = cast.viewer("manager")
    return redact_subject(
        viewer,
        subject=subject,
        passages=subject.words,
        reason="本人の求めにより",
        places_seen=len(find_places(viewer, *subject.words).places),
        idempotency_key=key,
        now=NOW,
    )


def counts() -> dict[str, int]:
    tables = (table for table in Base.metadata.sorted_tables if not table.name.startswith(("audit", "search", "redaction")))
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_company_is_handed_out_with_its_records_and_files_and_without_what_is_internal(
    cast: Cast, config: Config, records: Records, writing: At
) -> None:
    with writing():
        subject = get_company_subject(cast.viewer("manager"), cast.asahi.enrolment_id)
        zipped = package(cast, config, subject)
    data = json.loads(zipped.read("data.json"))
    assert {"company", "enrolment", "support_case", "visit", "visit_case", "meeting_section"} <= data["tables"].keys()
    assert [one["id"] for one in data["tables"]["company"]] == [cast.asahi.company_id]
    assert {one["enrolment_id"] for one in data["tables"]["visit"]} == {cast.asahi.enrolment_id}
    assert any(name.startswith(f"files/{records.attachment_id}-") for name in zipped.namelist())
    assert "内輪の覚え書き" not in zipped.read("data.json").decode()
    assert zipped.read("csv/visit.csv").decode("utf-8-sig").count("\n") >= len(data["tables"]["visit"])
    with writing():
        assert "内輪の覚え書き" in package(cast, config, subject, with_closed=True).read("data.json").decode()
        said = db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "company")).all()
    assert said.count("take_data") == 1  # the second is noted with its commit


def test_a_person_is_handed_out_with_their_account_and_without_scores_keys_or_hashes(
    cast: Cast, config: Config, records: Records, writing: At
) -> None:
    with writing():
        zipped = package(cast, config, person_of(cast, "owner"), with_closed=True)
    text = zipped.read("data.json").decode()
    data = json.loads(text)["tables"]
    assert [one["email"] for one in data["account"]] == [cast["owner"].email]
    assert {"producer", "assignment", "visit_participant"} <= data.keys()
    assert all(one["visit_on"] for one in data["visit_participant"])
    assert not {name for name in data if "rating" in name or "round" in name or name.startswith("audit")}
    assert not any(word in text for word in ("password_hash", "token_hash", "idempotency_key", "argon2"))
    assert cast["colleague"].email not in text


def test_a_person_is_gone_from_everything_in_one_act_and_every_count_is_kept(
    cast: Cast, records: Records, writing: At, at_rest: At
) -> None:
    with writing():
        subject = person_of(cast, "owner")
        assert subject.account is Fate.GOES
        db.session.get_one(Visit, records.visit_id).decisions = f"{cast['owner'].name}さんが図面を送る"
    with at_rest():
        before, rated = counts(), db.session.scalar(select(func.count()).select_from(Rating))
    with writing():
        erase(cast, subject)
    with at_rest():
        after = counts()
        gone = {name for name in before if after[name] != before[name]}
        assert gone <= {"field_draft", "digest_mail", "calendar_feed", "account_session"}
        assert db.session.scalar(select(func.count()).select_from(Rating)) == rated
        assert db.session.get_one(Producer, subject.noun_id).name == MARK
        assert MARK in db.session.get_one(Visit, records.visit_id).decisions
        account = db.session.get_one(Account, subject.account_id)
        assert (account.name, account.password_hash) == (MARK, "")
        assert account.deactivated_at is not None
        assert subject.words[0] not in account.email
        assert db.session.scalars(select(FieldDraft).where(FieldDraft.account_id == account.id)).all() == []
        open_ones = select(AccountSession).where(AccountSession.account_id == account.id, AccountSession.ended_at.is_(None))
        assert db.session.scalars(open_ones).all() == []
        assert find_places(cast.viewer("manager"), *subject.words).places == ()
        found = check_chain()
        assert (found.broken, found.texts) == (None, ())


def test_a_company_is_gone_with_its_contact_person(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        company = db.session.get_one(Company, cast.asahi.company_id)
        company.contact_name, company.contact_email = "架空 花子", "hanako@example.jp"
    with at_rest():
        subject = get_company_subject(cast.viewer("manager"), cast.asahi.enrolment_id)
    assert {"架空 花子", "hanako@example.jp"} <= set(subject.words)
    with writing():
        erase(cast, subject)
    with at_rest():
        company = db.session.get_one(Company, cast.asahi.company_id)
        assert (company.name, company.contact_name, company.contact_email) == (MARK, MARK, MARK)
        assert get_company_subject(cast.viewer("manager"), cast.asahi.enrolment_id).words == ()


def test_an_account_that_somebody_still_needs_stays(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with writing():
        db.session.get_one(Account, cast["owner"].account_id).is_administrator = True
    with at_rest():
        subject = person_of(cast, "owner")
    assert subject.account is Fate.STAYS
    with writing():
        erase(cast, subject)
    with at_rest():
        assert db.session.get_one(Account, cast["owner"].account_id).deactivated_at is None


def test_sent_twice_it_is_done_once(cast: Cast, records: Records, writing: At, at_rest: At) -> None:
    with at_rest():
        subject = person_of(cast, "owner")
    made = set()
    for _ in range(2):
        with writing():
            made.add(
                redact_subject(
                    cast.viewer("manager"),
                    subject=subject,
                    passages=subject.words,
                    reason="求めにより",
                    places_seen=len(find_places(cast.viewer("manager"), *subject.words).places),
                    idempotency_key="k" * 32,
                    now=NOW,
                )[0]
            )
    with at_rest():
        emptied = db.session.scalars(select(AuditEntry.id).where(AuditEntry.act == "redact_account")).all()
    assert (len(made), len(emptied)) == (1, 1)


@pytest.mark.parametrize("who", ["owner", "clerk", "auditor"])
def test_it_is_the_manager_s_alone(cast: Cast, config: Config, records: Records, writing: At, who: str) -> None:
    with writing(), pytest.raises(NotAllowed):
        get_person(cast.viewer(who), cast["owner"].producer_id or 0, today=TODAY)
    with writing(), pytest.raises(NotFound):
        get_person(cast.viewer("other_manager"), cast["owner"].producer_id or 0, today=TODAY)


def test_what_is_handed_out_is_read_in_words_beside_what_programs_read(
    cast: Cast, config: Config, records: Records, writing: At
) -> None:
    with writing():
        subject = get_company_subject(cast.viewer("manager"), cast.asahi.enrolment_id)
        zipped = package(cast, config, subject)
    (visits,) = [name for name in zipped.namelist() if name.startswith("読む_read/") and "企業訪問_Visits" in name]
    heads, *rows = csv.reader(StringIO(zipped.read(visits).decode("utf-8-sig")))
    kept = json.loads(zipped.read("data.json"))["tables"]["visit"]
    assert len(rows) == len(kept)
    read = [dict(zip(heads, row, strict=True)) for row in rows]
    assert {row["状態 / Status"] for row in read} <= {"予定 / Scheduled", "実施 / Held", "中止 / Cancelled", "延期 / Postponed"}
    assert [row["訪問の日 / Day of the visit"] for row in read] == [one["visit_on"] for one in kept]
    heads, *fields = csv.reader(StringIO(zipped.read("項目の説明_fields.csv").decode("utf-8-sig")))
    assert ["企業訪問 / Visits", "訪問の日 / Day of the visit", "", "visit", "visit_on"] in fields
    assert "内部メモと社外秘のファイルは含みません" in zipped.read("はじめに_README.txt").decode("utf-8-sig")


def test_everything_that_can_be_handed_out_has_words_in_both_languages() -> None:
    """Of every table that leads to a person or a company: a new noun is named on the day it is made."""
    for start in ("producer", "company"):
        for table in tables_about(start):
            assert all(table_words(table.name)) and table_words(table.name)[0] != table.name, table.name
            for column in columns_handed_out(table, with_closed=True):
                assert field_words(column.name)[0] != column.name, (table.name, column.name)
                if isinstance(column.type, Enum):
                    assert choices_of(table.name, column.name).keys() == set(column.type.enums), (table.name, column.name)


def test_a_choice_is_called_what_the_pages_call_it(app: Flask) -> None:
    called = {
        (table.name, column.name, value): (words, column.type.enum_class(value))
        for start in ("producer", "company")
        for table in tables_about(start)
        for column in columns_handed_out(table, with_closed=True)
        if isinstance(column.type, Enum) and column.type.enum_class is not None and table.name != "log_memory"
        for value, words in choices_of(table.name, column.name).items()
    }
    for locale, place in (("ja", 0), ("en", 1)):
        with app.test_request_context(), force_locale(locale):
            wrong = {key: words for key, (words, choice) in called.items() if words.split(" / ")[place] != label(choice)}
            assert wrong == {}
