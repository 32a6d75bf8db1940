"""Which tables a purge empties of a programme's year, which it leaves, and what of the association's goes with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from sqlalchemy import Table, exists, or_, select

from tracker.database import Base, db
from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.redaction import MARK
from tracker.domain.retention import Content
from tracker.domain.roles import Role
from tracker.models import (
    Account,
    AuditEntry,
    AuditText,
    Company,
    EnrolledCase,
    Enrolment,
    Membership,
    MembershipRole,
    Producer,
    Purge,
    SupportCase,
)
from tracker.queries.redaction_columns import of_programme

# By kind the tables whose rows of the year go; the first is the one that is counted in words.
GOES: Mapping[Content, tuple[str, ...]] = {
    Content.VISITS: ("visit", "visit_case", "visit_participant", "visit_confirmation", "unassigned_note", "tool_use"),
    Content.MEETINGS: ("team_meeting", "meeting_section", "meeting_case", "meeting_participant"),
    Content.ACTIONS: ("next_action",),
    Content.CHALLENGES: ("challenge", "challenge_progress"),
    Content.OUTCOMES: ("outcome", "outcome_challenge", "outcome_exhibition"),
    Content.NARRATIVES: ("narrative_version",),
    Content.DESIGN_SHEETS: ("design_sheet", "design_box", "design_snapshot", "design_snapshot_box"),
    Content.EXHIBITIONS: ("exhibition", "exhibition_attendance", "exhibition_company", "exhibition_visit"),
    Content.VOICES: ("market_feedback",),
    Content.TRAININGS: ("training", "training_attendee"),
    Content.HOURS: ("work_log", "work_month", "own_hours", "absence"),
    Content.TRAVEL: ("travel",),
    Content.ROUNDS: ("assessment_round", "round_item", "round_manager", "round_reminder", "extra_pair", "hand_in"),
    Content.RATINGS: (
        *("rating", "rating_pair", "manager_rating", "round_result", "round_adjustment", "adjustment_group", "score_look"),
    ),
    Content.MONTHS: ("excused_month", "month_close", "closed_month_change", "phase_reason", "settlement", "snooze"),
    Content.DRAFTS: ("field_draft",),
    Content.ATTACHMENTS: ("attachment",),
    Content.FORMS: ("form_template", "form_version"),
    Content.IMPORTS: ("log_upload", "log_entry", "log_memory", "roster_upload", "merged_row"),
    Content.MAILS: ("digest_mail",),
    Content.SUBMISSIONS: (*("submission", "submission_content", "submission_form", "submission_note", "submission_withdrawal"),),
    Content.SUPPORT: ("enrolment", "enrolled_case", "assignment", "stand_in", "exclusion", "load_cap"),
    Content.PRODUCERS: ("producer",),
}
# Made from the others: they go, and nobody counts them.
MADE = ("board_exception", "board_head", "board_line", "board_mark", "search_text")
# The association's: of them goes what no other year knows, and of the trail its texts, each in a way of its own.
APART = ("company", "company_alias", "support_case", "account", "audit_text")
# What stays of a year, and why.
STAYS = frozenset(
    {
        *("programme", "organisation", "membership", "membership_role"),  # that there was a year, and who may read its trail
        *("audit_entry", "audit_head", "hidden_reason", "redaction", "purge", "retention_hold"),  # who, what, when and why
        *("competency_item", "item_version", "dialogue_tool", "tool_part", "hours_rule"),  # how it was set up: nobody's data
        # an account's own, which go with it
        *(
            "account_link",
            "account_session",
            "calendar_feed",
            "link_mail",
            "passkey",
            "recovery_code",
            "sign_in_attempt",
            "totp_secret",
        ),
        "spent_challenge",  # of passkeys: nobody's
    }
)
_WITH_IT = ("company_alias", "support_case")  # of a company
_SHARED = frozenset({"company", "support_case", "account", "organisation"})
# What the chain is checked by, of other years too.
TEXTS_THAT_STAY = ("redaction", "purge")


def tables_that_go() -> Iterator[Table]:
    """Children before their parents."""
    names = {name for tables in GOES.values() for name in tables} | set(MADE)
    return (table for table in reversed(Base.metadata.sorted_tables) if table.name in names)


def of_year(viewer: Viewer, table: Table) -> Any:
    """The rows of a table that are this year's alone: never by a company or case, which other years may have too."""
    return of_programme(viewer, table, not_through=_SHARED)


def list_leaving_companies(viewer: Viewer) -> list[int]:
    """The companies of the year that are supported in no other one, and no case of which another year speaks of."""
    here = select(Enrolment.company_id).where(Enrolment.programme_id == viewer.programme)
    elsewhere = select(Enrolment.company_id).where(Enrolment.programme_id != viewer.programme)
    known = select(SupportCase.company_id).where(_is_known_elsewhere(viewer))
    statement = select(Company.id).where(Company.id.in_(here), Company.id.not_in(elsewhere), Company.id.not_in(known))
    return list(db.session.scalars(statement.order_by(Company.id)))


def list_leaving_cases(viewer: Viewer, companies: Collection[int]) -> list[int]:
    """The cases of the year of which no other year speaks, and every case of the companies that leave."""
    enrolled = Base.metadata.tables["enrolled_case"]
    here = select(enrolled.c.case_id).where(of_year(viewer, enrolled))
    of_the_year = list(db.session.scalars(select(SupportCase.id).where(SupportCase.id.in_(here), ~_is_known_elsewhere(viewer))))
    of_companies = [
        case_id
        for some in in_stretches(sorted(companies))
        for case_id in db.session.scalars(select(SupportCase.id).where(SupportCase.company_id.in_(some)))
    ]
    return sorted({*of_the_year, *of_companies})


def list_leaving_accounts(viewer: Viewer, *, now: Any) -> list[int]:
    """Whose records all belong to this year: accounts that nobody needs any more.

    Whoever still manages the year stays, to read what was done with it; so do administrators and whoever asks.
    """
    today = tokyo_day(now)
    purged = select(Purge.programme_id)
    elsewhere = Membership.programme_id.not_in(purged) & (Membership.programme_id != viewer.programme)
    manages = (
        select(Membership.account_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.programme_id == viewer.programme,
            MembershipRole.role == Role.MANAGER,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
    )
    statement = select(Account.id).where(
        or_(
            Account.id.in_(select(Membership.account_id).where(Membership.programme_id == viewer.programme)),
            exists().where(Producer.account_id == Account.id, Producer.programme_id == viewer.programme),
        ),
        Account.id.not_in(select(Membership.account_id).where(elsewhere)),
        ~exists().where(Producer.account_id == Account.id, Producer.programme_id != viewer.programme),
        Account.id.not_in(manages),
        Account.is_administrator.is_(False),
        Account.id != viewer.account_id,
        Account.name != MARK,
    )
    return list(db.session.scalars(statement.order_by(Account.id)))


def texts_of_year(viewer: Viewer) -> Any:
    """The entries of the year whose texts go; select ``AuditEntry.id`` by it."""
    return (AuditEntry.programme_id == viewer.programme) & AuditEntry.noun.not_in(TEXTS_THAT_STAY)


def in_stretches(ids: list[int], size: int = 500) -> Iterator[list[int]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _is_known_elsewhere(viewer: Viewer) -> Any:
    """Whether a row of another year names the case."""
    return or_(*(exists().where(column == SupportCase.id, ~of_year(viewer, column.table)) for column in _naming("support_case")))


def _naming(name: str) -> Iterator[Any]:
    """Every column that refers to a table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == name for key in column.foreign_keys):
                yield column


def list_keys(viewer: Viewer, table: Table) -> list[Any]:
    """The keys of the year's rows, the last first: one that follows another of its table goes before it."""
    columns = table.primary_key.columns
    statement = select(*columns).where(of_year(viewer, table)).order_by(*(column.desc() for column in columns))
    return list(db.session.execute(statement))


def list_text_keys(viewer: Viewer, *, upto: int) -> list[Any]:
    """Of the texts of the trail that go."""
    statement = select(AuditText.entry_id).join(AuditEntry, AuditEntry.id == AuditText.entry_id)
    return list(db.session.execute(statement.where(texts_of_year(viewer), AuditEntry.id <= upto).order_by(AuditText.entry_id)))


def list_files_of(table: Table, keys: Collection[Any]) -> tuple[str, ...]:
    """The names of the files of some rows, by which they are found on the disk."""
    if "stored_name" not in table.c:
        return ()
    ids = [key for (key,) in keys]
    return tuple(db.session.scalars(select(table.c.stored_name).where(table.c.id.in_(ids), table.c.stored_name.is_not(None))))


def list_companies_of_year(viewer: Viewer) -> list[int]:
    statement = select(Enrolment.company_id).where(Enrolment.programme_id == viewer.programme).distinct()
    return list(db.session.scalars(statement.order_by(Enrolment.company_id)))


def list_cases_of(viewer: Viewer, companies: Collection[int]) -> list[int]:
    """The cases that the year supported at some companies."""
    return list(
        db.session.scalars(select(EnrolledCase.case_id).where(EnrolledCase.enrolment_id.in_(_supports(viewer, companies))))
    )


def list_supports_of(viewer: Viewer, companies: Collection[int]) -> Iterator[tuple[Table, list[Any]]]:
    """The keys of the year's support of some companies, by table and children before their parents."""
    supports = _supports(viewer, companies)
    for model, which in ((EnrolledCase, EnrolledCase.enrolment_id.in_(supports)), (Enrolment, Enrolment.id.in_(supports))):
        yield cast(Table, model.__table__), list(db.session.execute(select(model.id).where(which)))


def _supports(viewer: Viewer, companies: Collection[int]) -> Any:
    return select(Enrolment.id).where(Enrolment.programme_id == viewer.programme, Enrolment.company_id.in_(companies))


def list_unnamed_companies(companies: Collection[int]) -> list[int]:
    """Those that nothing names any more but their own names and cases, nor any of these."""
    spoken_of = select(SupportCase.company_id).where(SupportCase.company_id.in_(companies), _is_named(SupportCase))
    statement = select(Company.id).where(Company.id.in_(companies), ~_is_named(Company), Company.id.not_in(spoken_of))
    return list(db.session.scalars(statement))


def list_unnamed_cases(cases: Collection[int], companies: Collection[int]) -> list[int]:
    """Of some cases, and of some companies that go, those of which nothing speaks."""
    these = or_(SupportCase.id.in_(cases), SupportCase.company_id.in_(companies))
    return list(db.session.scalars(select(SupportCase.id).where(these, ~_is_named(SupportCase))))


def _is_named(model: Any) -> Any:
    """Whether a row of any year names that of a company or case; what goes with it does not count."""
    return or_(
        *(exists().where(column == model.id) for column in _naming(model.__tablename__) if column.table.name not in _WITH_IT)
    )
