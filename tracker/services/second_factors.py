"""The second factor: an authenticator app, and ten codes for the day that it or the passkeys are lost."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Delete, delete, select, update

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.codes import make_code, read_code
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.totp import find_step
from tracker.domain.words import N_
from tracker.models import Account, Passkey, RecoveryCode, TotpSecret
from tracker.queries.second_factors import get_second_factors, is_demanded
from tracker.services import audit
from tracker.services.accounts import LONGEST_REASON
from tracker.services.links import account_in_care
from tracker.services.outbox import changed
from tracker.services.sealing import seal, unseal
from tracker.services.sessions import end_all_sessions, hash_token

RECOVERY_CODES = 10
RECOVERY_LENGTH = 24  # 120 bits: what has fewer than 112 would need more than a plain digest


def about(account_id: int) -> str:
    return f"totp {account_id}"


def set_up_totp(viewer: Viewer, *, secret: bytes, code: str, secret_key: str, session_id: int, now: datetime) -> tuple[str, ...]:
    """Keep the app's secret once it has shown a code of it; all other sessions end. The recovery codes come back, this once."""
    step = find_step(secret, _digits(code), now=now, after=0)
    if step is None:
        raise RuleBroken(N_("コードが合いません。アプリに出ている6桁を入力してください。"), field="code")
    account = db.session.get_one(Account, viewer.account_id)
    db.session.execute(delete(TotpSecret).where(TotpSecret.account_id == account.id))
    sealed = seal(secret, secret_key=secret_key, about=about(account.id))
    db.session.add(TotpSecret(account_id=account.id, sealed=sealed, last_step=step, made_at=now))
    end_all_sessions(account_id=account.id, now=now, but=session_id)
    audit.note(viewer, "set_up_totp", account, after={})
    return make_recovery_codes(account.id)


def remove_second_factor(viewer: Viewer, *, session_id: int, today: date, now: datetime) -> None:
    """RuleBroken where one of the viewer's programmes demands it."""
    if is_demanded(viewer.account_id, today):
        raise RuleBroken(N_("二段階認証が必要な事業の利用者なので、解除できません。"))
    account = db.session.get_one(Account, viewer.account_id)
    forget_second_factors(account.id)
    end_all_sessions(account_id=account.id, now=now, but=session_id)
    audit.note(viewer, "remove_second_factor", account, after={})


def remove_app(viewer: Viewer, *, session_id: int, today: date, now: datetime) -> None:
    """The app alone: passkeys and recovery codes stay. Without a passkey it is the last one; see :func:`remove_one`."""
    account = lock_own_account(viewer)
    factors = get_second_factors(account.id)
    if not factors.has_app:
        raise NotFound
    these = delete(TotpSecret).where(TotpSecret.account_id == account.id)
    remove_one(account.id, these, is_last=not factors.passkeys, today=today)
    end_all_sessions(account_id=account.id, now=now, but=session_id)
    audit.note(viewer, "remove_totp", account, after={})


def remove_one(account_id: int, these: Delete, *, is_last: bool, today: date) -> None:
    """Without the last nothing is left but the recovery codes: they go too. RuleBroken where a programme demands one."""
    if not is_last:
        db.session.execute(these)
    elif is_demanded(account_id, today):
        raise RuleBroken(
            N_("二段階認証が必要な事業の利用者なので、最後の1つは削除できません。先に、ほかの方法を登録してください。")
        )
    else:
        forget_second_factors(account_id)


def lock_own_account(viewer: Viewer) -> Account:
    """Of two who take away one of two factors each the second finds one left."""
    return db.session.scalars(select(Account).where(Account.id == viewer.account_id).with_for_update()).one()


def reset_second_factor(viewer: Viewer, *, account_id: int, reason: str, now: datetime) -> None:
    """For somebody who lost app, passkeys and codes: a manager's or administrator's act, never one's own; their sessions end."""
    account = account_in_care(viewer, account_id, now=now)
    if account.is_administrator and not viewer.is_administrator:
        raise RuleBroken(N_("管理者の二段階認証は、ほかの管理者だけが解除できます。"))
    reason = checked_reason(reason, longest=LONGEST_REASON)
    forget_second_factors(account.id)
    end_all_sessions(account_id=account.id, now=now)
    audit.note(viewer, "reset_second_factor", account, reason=reason, after={})


def renew_recovery_codes(viewer: Viewer) -> tuple[str, ...]:
    """Ten new ones; those of before are good for nothing any more."""
    audit.note(viewer, "renew_recovery_codes", db.session.get_one(Account, viewer.account_id), after={})
    return make_recovery_codes(viewer.account_id)


def is_of_app(code: str) -> bool:
    """Whether it was meant as one of the app's codes; anything else is read as a recovery code."""
    return len(_digits(code)) == len(code.strip()) == 6


def accept_code(*, account_id: int, code: str, secret_key: str, now: datetime) -> bool:
    """Whether it is the app's code of now, or an unused recovery code; either is accepted once."""
    if is_of_app(code):
        return _accept_totp(account_id, _digits(code), secret_key, now)
    mine = (RecoveryCode.account_id == account_id, RecoveryCode.code_hash == hash_token(read_code(code)))
    return bool(changed(update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).values(used_at=now)))


def _accept_totp(account_id: int, digits: str, secret_key: str, now: datetime) -> bool:
    row = db.session.scalar(select(TotpSecret).where(TotpSecret.account_id == account_id).with_for_update())
    secret = unseal(row.sealed, secret_key=secret_key, about=about(account_id)) if row is not None else None
    if row is None or secret is None:
        return False
    step = find_step(secret, digits, now=now, after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    return True


def make_recovery_codes(account_id: int) -> tuple[str, ...]:
    """Ten in the place of those of before."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = tuple(make_code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES))
    db.session.add_all(RecoveryCode(account_id=account_id, code_hash=hash_token(code)) for code in codes)
    return codes


def forget_second_factors(account_id: int) -> None:
    for model in (TotpSecret, Passkey, RecoveryCode):
        db.session.execute(delete(model).where(model.account_id == account_id))


def _digits(code: str) -> str:
    """Full-width digits are meant too."""
    return "".join(str(int(sign)) for sign in code if sign.isdecimal())
