"""Every column in which somebody's words can stand, read from the models: a new noun is covered on the day it is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Enum, String, Table, or_, select

from tracker.database import Base
from tracker.domain.access import Viewer
from tracker.models import Programme

# Made by the program or a key of something: no words, and changing them would break what they are for.
_NO_WORDS = re.compile(
    r"(.*_)?(key|hash|digest|sha256|salt|slug|fingerprint|stored_name|media_type|locale|release|device|address|stamps|area_code"
    r"|corporate_number|prefecture)|number|columns|choices|search_key"
)
# Who can sign in, and what holds single ratings: nobody reads those, so nobody can look for a passage in them; the trail apart.
_LEFT_OUT = frozenset(
    {
        *(
            "account",
            "account_link",
            "account_session",
            "link_mail",
            "passkey",
            "recovery_code",
            "spent_challenge",
            "totp_secret",
            "sign_in_attempt",
            "organisation",
            "membership",
            "membership_role",
        ),
        *(
            "rating",
            "rating_pair",
            "manager_rating",
            "round_result",
            "round_adjustment",
            "adjustment_group",
            "redaction",
            "hidden_reason",
        ),
        *("audit_entry", "audit_head", "audit_text"),
        *("submission", "submission_content", "submission_form", "purge"),  # the database refuses to change them
        "board_head",  # holds sums alone
        "search_text",  # made from the others, and made anew when they change
    }
)
_JSON = frozenset(
    {
        *(("field_draft", "fields"), ("log_upload", "content"), ("log_upload", "outcome"), ("log_entry", "before")),
        *(("form_template", "fixed_values"), ("form_version", "sheets"), ("form_version", "mapping")),
        *(("roster_upload", "content"), ("work_month", "lines")),
    }
)
# What is found on another thing's page: by table the noun, and the column that names it.
PARENTS = {
    "form_version": ("form_template", "form_id"),
    "visit_case": ("visit", "visit_id"),
    "unassigned_note": ("visit", "visit_id"),
    "visit_confirmation": ("visit", "visit_id"),
    "meeting_section": ("team_meeting", "meeting_id"),
    "challenge_progress": ("challenge", "challenge_id"),
    "exhibition_company": ("exhibition", "exhibition_id"),
    "design_box": ("design_sheet", "sheet_id"),
    "design_snapshot": ("design_sheet", "sheet_id"),
    "enrolled_case": ("support_case", "case_id"),
    "submission_note": ("submission", "submission_id"),
    "submission_withdrawal": ("submission", "submission_id"),
}


@dataclass(frozen=True, slots=True)
class WordsColumn:
    table: Table
    column: Column[Any]
    is_json: bool

    @property
    def longest(self) -> int | None:
        length = getattr(self.column.type, "length", None)
        return int(length) if length else None


@lru_cache(maxsize=1)
def words_columns() -> tuple[WordsColumn, ...]:
    """Of every table that belongs to a programme; the trail's own texts are apart."""
    return tuple(_columns())


def _columns() -> Iterator[WordsColumn]:
    for table in Base.metadata.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        for column in table.columns:
            if not isinstance(column.type, String) or isinstance(column.type, Enum) or column.foreign_keys:
                continue
            if not _NO_WORDS.fullmatch(column.name):
                yield WordsColumn(table, column, (table.name, column.name) in _JSON)


def of_programme(viewer: Viewer, table: Table, *, not_through: frozenset[str] = frozenset()) -> Any:
    """The rows of a table that are the viewer's programme's, found through what they refer to.

    Companies and their cases are the association's, whose programme it is: whoever wants the rows of one year alone names
    them in ``not_through``.
    """
    clause = _belongs(viewer, table, not_through)
    if clause is None:
        raise LookupError(f"{table.name} belongs to no programme: name it in tracker/queries/redaction_columns.py")
    return clause


def _belongs(viewer: Viewer, table: Table, seen: frozenset[str]) -> Any:
    if "programme_id" in table.c:
        return table.c.programme_id == viewer.programme
    if table.name == "programme":
        return table.c.id == viewer.programme
    if table.name == "company":
        return (
            table.c.organisation_id == select(Programme.organisation_id).where(Programme.id == viewer.programme).scalar_subquery()
        )
    keys = [
        key
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name not in seen | {table.name, "account"}
    ]
    firm = [key for key in keys if not key.parent.nullable]
    clauses = []
    for key in firm or keys:
        clause = _belongs(viewer, key.column.table, seen | {table.name})
        if clause is not None:
            clauses.append(key.parent.in_(select(key.column).where(clause)))
            if firm:
                break
    return or_(*clauses) if clauses else None
