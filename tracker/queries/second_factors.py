"""Who has a second factor, and who has to have one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select

from tracker.database import db
from tracker.models import Account, Membership, Passkey, Programme, RecoveryCode, TotpSecret
from tracker.queries.passkeys import list_passkeys
from tracker.rows.passkeys import SecondFactorsRow


def is_secured() -> ColumnElement[bool]:
    """Whether the account of a statement has a second factor: an app, or a passkey."""
    return or_(exists().where(TotpSecret.account_id == Account.id), exists().where(Passkey.account_id == Account.id))


def has_second_factor(account_id: int) -> bool:
    return bool(db.session.scalar(select(is_secured()).where(Account.id == account_id)))


def list_secured_accounts() -> set[int]:
    """Every account that has a second factor."""
    return set(db.session.scalars(select(TotpSecret.account_id).union(select(Passkey.account_id))))


def get_second_factors(account_id: int) -> SecondFactorsRow:
    has_app = bool(db.session.scalar(select(exists().where(TotpSecret.account_id == account_id))))
    return SecondFactorsRow(has_app, list_passkeys(account_id), count_recovery_codes(account_id))


def is_demanded(account_id: int, today: date) -> bool:
    """Whether a programme that the account belongs to today demands one."""
    living = or_(Membership.ends_on.is_(None), Membership.ends_on >= today)
    of_account = exists().where(
        Membership.account_id == account_id, living, Programme.id == Membership.programme_id, Programme.second_factor_demanded
    )
    return bool(db.session.scalar(select(of_account)))


def count_recovery_codes(account_id: int) -> int:
    """How many are left."""
    left = (RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(*left)) or 0
