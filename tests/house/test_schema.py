"""The schema: migrations and models agree, go down and up again with data, and the database itself guards its rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, Engine, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.schema import CreateIndex

from tests.cast import Cast, assign
from tests.conftest import NOW
from tests.databases import Templates
from tests.records import Records
from tracker.database import Base, db
from tracker.domain.staffing import AssignmentRole
from tracker.models import Assignment
from tracker.services import sessions
from tracker.services.sign_in_attempts import Guess, note_failure
from tracker.services.transaction import writing as in_transaction

At = Callable[[], AbstractContextManager[None]]
LEAD, SUB_LEAD = AssignmentRole.LEAD, AssignmentRole.SUB_LEAD
ALEMBIC = "alembic_version"
DOWNWARDS = ("ix_next_action_done",)


def is_modelled(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """The full-text index is no model: a virtual table with shadows on SQLite, a table on PostgreSQL."""
    return not (kind == "table" and name is not None and name.startswith("search_index"))


def is_read_as_it_is(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Of an index that runs downwards SQLite tells the columns alone: its own test looks at how it was made."""
    return is_modelled(thing, name, kind, reflected, other) and not (kind == "index" and name in DOWNWARDS)


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        is_compared = is_read_as_it_is if engine.dialect.name == "sqlite" else is_modelled
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_compared})
        return list(compare_metadata(context, Base.metadata))


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context():
        assert differences(db.engine) == []


@pytest.mark.parametrize("name", DOWNWARDS)
def test_the_migrations_make_an_index_that_runs_downwards_as_the_model_does(app: Flask, name: str) -> None:
    (index,) = (one for table in Base.metadata.sorted_tables for one in table.indexes if one.name == name)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":  # PostgreSQL tells all of it: there it is compared with the others
            made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
            assert made == str(CreateIndex(index).compile(db.engine))
            assert "DESC" in made


def test_the_migrations_make_every_check_that_the_models_name(app: Flask) -> None:
    with app.app_context():
        there = inspect(db.engine)
        named = {
            table.name: {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint) and one.name}
            for table in Base.metadata.sorted_tables
        }
        assert {table: {str(one["name"]) for one in there.get_check_constraints(table)} for table in named} == named


def test_the_checks_of_the_migrations_allow_the_same_values_as_those_of_the_models(tmp_path: Path) -> None:
    def checks(engine: Engine) -> dict[str, dict[str, str]]:
        there = inspect(engine)
        return {
            table.name: {str(one["name"]): re.sub(r"\s+", " ", one["sqltext"]) for one in there.get_check_constraints(table.name)}
            for table in Base.metadata.sorted_tables
        }

    modelled = create_engine("sqlite://")
    Base.metadata.create_all(modelled)
    with Templates(tmp_path, None).copy("empty", tmp_path / "migrated.sqlite3") as url:
        migrated = create_engine(url)
        assert checks(migrated) == checks(modelled)
        migrated.dispose()
    modelled.dispose()


def test_the_full_house_has_rows_in_every_table(records: Records, cast: Cast, writing: At) -> None:
    with writing():
        sessions.start_session(account_id=cast["owner"].account_id, now=NOW)
        note_failure(Guess("a@example.jp", "192.0.2.1", NOW))
        db.session.flush()
        counted = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
        }
        assert [name for name, rows in counted.items() if not rows] == []


def test_the_schema_goes_down_and_up_again_with_data_in_its_tables(app: Flask, records: Records, cast: Cast) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {ALEMBIC}
        flask_migrate.upgrade()
        assert differences(db.engine) == []
        assert db.session.execute(text("SELECT hash FROM audit_head")).scalars().all() == ["0" * 64]


def test_attachments_keep_their_rows_where_what_they_belong_to_is_widened(app: Flask, records: Records) -> None:
    """SQLite makes the table anew for it."""
    everything = text("SELECT id, kind, enrolment_id, visit_id, caption, created_at, stored_name FROM attachment ORDER BY id")
    with app.app_context():
        before = db.session.execute(everything).all()
        db.session.rollback()
        flask_migrate.downgrade(revision="0012")
        flask_migrate.upgrade()
        assert db.session.execute(everything).all() == before != []
        assert differences(db.engine) == []


def test_the_database_keeps_its_references(app: Flask, cast: Cast) -> None:
    with app.app_context(), pytest.raises(IntegrityError), in_transaction():
        assign(999_999, cast.producer_ids[9], LEAD, now=NOW)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 4, 1), None),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 1, 1), date(2026, 4, 1)),
        (date(2027, 3, 31), date(2027, 4, 30)),
        (date(2030, 1, 1), None),
    ],
)
def test_the_database_refuses_a_second_lead_even_a_dated_one(
    app: Flask, cast: Cast, starts_on: date, ends_on: date | None
) -> None:
    with app.app_context(), pytest.raises(DBAPIError), in_transaction():
        assign(cast.asahi.enrolment_id, cast.producer_id("tenth"), LEAD, now=NOW, starts_on=starts_on, ends_on=ends_on)


def test_the_database_takes_a_lead_of_the_days_before(app: Flask, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        assign(
            cast.asahi.enrolment_id,
            cast.producer_id("tenth"),
            LEAD,
            now=NOW,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 3, 31),
        )
    with at_rest():
        leads = select(func.count(Assignment.id)).where(
            Assignment.enrolment_id == cast.asahi.enrolment_id, Assignment.role == LEAD
        )
        assert db.session.scalar(leads) == 2


@pytest.mark.parametrize("person", ["owner", "sub"])
def test_the_database_refuses_somebody_twice_in_one_team(app: Flask, cast: Cast, person: str) -> None:
    with app.app_context(), pytest.raises(DBAPIError), in_transaction():
        assign(cast.asahi.enrolment_id, cast.producer_id(person), SUB_LEAD, now=NOW, starts_on=date(2026, 10, 1))


def test_the_database_takes_a_second_sub_lead_and_somebody_in_two_teams(app: Flask, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        assign(cast.asahi.enrolment_id, cast.producer_id("colleague"), SUB_LEAD, now=NOW)
    with at_rest():
        places = select(func.count(Assignment.id)).where(Assignment.producer_id == cast.producer_id("colleague"))
        assert db.session.scalar(places) == 2


def test_the_database_refuses_days_that_are_moved_into_another_lead_s(app: Flask, cast: Cast, writing: At) -> None:
    with writing():
        assign(
            cast.asahi.enrolment_id,
            cast.producer_id("tenth"),
            LEAD,
            now=NOW,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 3, 31),
        )
    with app.app_context(), pytest.raises(DBAPIError), in_transaction():
        before = select(Assignment).where(Assignment.ends_on == date(2026, 3, 31))
        db.session.scalars(before).one().ends_on = date(2026, 4, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme SET minimum_raters = 2",
        "UPDATE programme SET scale_maximum = scale_minimum",
        "UPDATE programme SET contract_ends_on = '2026-03-31'",
        "UPDATE enrolment SET ends_on = '2026-03-31'",
        "UPDATE assignment SET role = 'boss'",
        "UPDATE assignment SET ends_on = '2026-03-31'",
        "UPDATE visit SET mode = 'by letter'",
        "UPDATE next_action SET status = 'done', done_on = NULL",
        "UPDATE next_action SET owner_id = NULL, owner_name = ''",
        "UPDATE outcome SET kind = 'other', kind_detail = ''",
        "UPDATE assessment_round SET minimum_raters = 1",
        "UPDATE rating SET cannot_judge = true",
        "UPDATE excused_month SET reason = ''",
        "INSERT INTO audit_head (id, hash) VALUES (2, 'x')",
        "UPDATE audit_entry SET act = 'nothing'",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_itself_refuses_what_no_form_may_send(app: Flask, records: Records, statement: str) -> None:
    with app.app_context(), pytest.raises(DBAPIError), in_transaction():
        db.session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("SELECT id FROM visit WHERE programme_id = 1 AND enrolment_id = 7", "ix_visit_company"),
        (
            "SELECT visit_id FROM visit_case JOIN visit ON visit.id = visit_id WHERE programme_id = 1 AND case_id = 7",
            "ix_visit_case_case_id",
        ),
        ("SELECT id FROM visit WHERE programme_id = 1 AND record_state = 'draft'", "ix_visit_draft"),
        ("SELECT id FROM next_action WHERE programme_id = 1 AND enrolment_id = 7", "ix_next_action_company"),
        ("SELECT id FROM enrolment WHERE programme_id = 1 ORDER BY number, id LIMIT 61", "ix_enrolment_number"),
    ],
)
def test_sqlite_finds_a_company_s_records_by_the_company_from_the_first_day(tmp_path: Path, statement: str, index: str) -> None:
    """Without figures it reads the whole programme (``docs/decisions/0026``)."""
    with Templates(tmp_path, None).copy("empty", tmp_path / "plans.sqlite3") as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
        engine.dispose()
    assert index in str(plan)
