"""Takes away what only the program needed and needs no more (``domain/tidying.py``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, Table, and_, delete, or_, select, update

from tracker.database import Base, db
from tracker.domain.digests import MailState
from tracker.domain.drafts import DraftState
from tracker.domain.tidying import KEPT_FOR, Leftover
from tracker.models import Account, AccountLink, AccountSession, DigestMail, FieldDraft, SignInAttempt, SpentChallenge
from tracker.queries.prepared import connection_of
from tracker.services import attachment_files
from tracker.services.accounts import NO_PASSWORD
from tracker.services.transaction import writing

# The database refuses to change them; a file is promised by its key until it has come.
_KEYS_STAY = frozenset({"submission", "purge", "attachment"})


def tidy(*, folder: Path, now: datetime) -> dict[Leftover, int]:
    """How many of each went. Each kind in a transaction of its own, so that no writer waits for all of them."""
    gone: dict[Leftover, int] = {}
    for kind in Leftover:
        if kind is Leftover.FILES:
            gone[kind] = _take_files(folder, now)
            continue
        with writing():
            gone[kind] = sum(_done(statement) for statement in _statements(kind, now))
    return gone


def _take_files(folder: Path, now: datetime) -> int:
    """What a crash left between file and row, or between the rows of a purge and their files."""
    names = attachment_files.compare(folder, now=now.timestamp()).files_without_row
    db.session.rollback()
    attachment_files.remove(folder, names)
    return len(names)


def _statements(kind: Leftover, now: datetime) -> Iterator[Any]:
    before = now - KEPT_FOR[kind]
    if kind is Leftover.ATTEMPTS:
        yield delete(SignInAttempt).where(SignInAttempt.failed_at < before)
    elif kind is Leftover.CHALLENGES:
        yield delete(SpentChallenge).where(SpentChallenge.expires_at < before)
    elif kind is Leftover.SESSIONS:
        yield delete(AccountSession).where(or_(AccountSession.ended_at < before, AccountSession.expires_at < before))
    elif kind is Leftover.LINKS:
        # an invitation that ran out is shown beside whoever has not come yet
        has_come = AccountLink.account_id.not_in(select(Account.id).where(Account.password_hash == NO_PASSWORD))
        over = or_(
            AccountLink.used_at < before, AccountLink.withdrawn_at < before, and_(AccountLink.expires_at < before, has_come)
        )
        yield delete(AccountLink).where(over)
    elif kind is Leftover.MAILS:
        settled = DigestMail.state.in_((MailState.SENT, MailState.FAILED))
        yield delete(DigestMail).where(settled, DigestMail.created_at < before)
    elif kind is Leftover.DRAFTS:
        decided = FieldDraft.state.in_((DraftState.SENT, DraftState.DISCARDED))
        yield delete(FieldDraft).where(decided, FieldDraft.saved_at < before)
    elif kind is Leftover.KEYS:
        for table in Base.metadata.sorted_tables:
            if "idempotency_key" in table.c and table.name not in _KEYS_STAY:
                yield _forget_keys(table, before)


def _forget_keys(table: Table, before: datetime) -> Any:
    """Without counting a version: nobody edited anything."""
    made = table.c.looked_at if table.name == "score_look" else table.c.created_at
    return update(table).where(table.c.idempotency_key.is_not(None), made < before).values(idempotency_key=None)


def _done(statement: Any) -> int:
    """Past the session: none of it is searched, counted or shown on a board."""
    return cast("CursorResult[Any]", connection_of(db.session()).execute(statement)).rowcount
