"""Who can sign in, how long, and in which roles: what the services of accounts promise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import Cast, enter_on_roster
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.roles import Role
from tracker.models import Account, AccountSession, AuditEntry, Membership, MembershipRole, Producer
from tracker.queries.accounts import find_credentials, find_signed_in, get_viewer, list_programmes_of
from tracker.services import accounts, sessions
from tracker.services.passwords import verify_password
from tracker.services.sessions import hash_token

At = Callable[[], AbstractContextManager[None]]
MINUTE = timedelta(minutes=1)
WHY = "架空の人事異動のため"


def roles_of(membership_id: int | None) -> set[Role]:
    return set(db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == membership_id)))


def add(cast: Cast, email: str = "new@example.jp", by: str = "manager", **fields: object) -> int:
    given: dict[str, object] = {
        "programme_id": cast.programme_id,
        "name": "架空新人",
        "roles": [Role.COORDINATOR],
        "password": cast.password,
        "ends_on": None,
        "now": NOW,
    }
    return accounts.add_member(cast.viewer(by), email=email, **(given | fields))  # type: ignore[arg-type]


def test_a_trusted_device_s_session_lasts_thirty_days_and_its_token_is_kept_as_a_hash(cast: Cast, writing: At) -> None:
    with writing():
        token = sessions.start_session(account_id=cast["owner"].account_id, now=NOW, is_trusted=True)
        db.session.flush()
        assert find_signed_in(hash_token(token), NOW + timedelta(days=30) - MINUTE) is not None
        assert find_signed_in(hash_token(token), NOW + timedelta(days=30)) is None
        assert token not in db.session.scalars(select(AccountSession.token_hash)).all()


def test_an_ended_session_is_ended_for_good_and_the_others_go_on(cast: Cast, writing: At) -> None:
    with writing():
        first, second = (sessions.start_session(account_id=cast["owner"].account_id, now=NOW) for _ in range(2))
        sessions.end_session(token=first, now=NOW)
        assert find_signed_in(hash_token(first), NOW) is None
        assert find_signed_in(hash_token(second), NOW) is not None


def test_a_changed_password_ends_every_session_and_is_the_only_one_that_fits(cast: Cast, writing: At) -> None:
    with writing():
        token = sessions.start_session(account_id=cast["owner"].account_id, now=NOW)
        accounts.change_password(cast.viewer("owner"), password="あたらしい-合言葉", now=NOW)
        assert find_signed_in(hash_token(token), NOW) is None
        password_hash = find_credentials(cast["owner"].email)[1]
        assert verify_password(password_hash, "あたらしい-合言葉")
        assert not verify_password(password_hash, cast.password)


def test_somebody_deactivated_is_signed_out_everywhere_and_as_unknown_as_nobody(cast: Cast, writing: At) -> None:
    with writing():
        token = sessions.start_session(account_id=cast["sub"].account_id, now=NOW)
        accounts.deactivate_account(cast.viewer("administrator"), account_id=cast["sub"].account_id, reason=WHY, now=NOW)
        assert find_signed_in(hash_token(token), NOW) is None
        assert find_credentials(cast["sub"].email) == find_credentials("nobody@example.jp") == (None, None)
        accounts.reactivate_account(cast.viewer("administrator"), account_id=cast["sub"].account_id, reason=WHY)
        assert find_signed_in(hash_token(token), NOW) is None
        assert find_credentials(cast["sub"].email)[0] == cast["sub"].account_id


@pytest.mark.parametrize("who", ["manager", "owner", "clerk"])
def test_only_an_administrator_deactivates(cast: Cast, at_rest: At, who: str) -> None:
    with at_rest(), pytest.raises(NotFound):
        accounts.deactivate_account(cast.viewer(who), account_id=cast["sub"].account_id, reason=WHY, now=NOW)


def test_an_administrator_never_deactivates_themselves(cast: Cast, at_rest: At) -> None:
    with at_rest(), pytest.raises(NotAllowed):
        accounts.deactivate_account(
            cast.viewer("administrator"), account_id=cast["administrator"].account_id, reason=WHY, now=NOW
        )


def test_the_last_administrator_stays_and_the_last_but_one_may_go(cast: Cast, writing: At) -> None:
    installation = operator(None)
    with writing():
        with pytest.raises(RuleBroken, match="最後の管理者"):
            accounts.deactivate_account(installation, account_id=cast["administrator"].account_id, reason=WHY, now=NOW)
        second = accounts.make_administrator(installation, email=cast["clerk"].email, name="", password="", now=NOW)
        accounts.deactivate_account(installation, account_id=cast["administrator"].account_id, reason=WHY, now=NOW)
        with pytest.raises(RuleBroken, match="最後の管理者"):
            accounts.deactivate_account(installation, account_id=second, reason=WHY, now=NOW)


def test_a_new_member_gets_an_account_that_fits_the_password(cast: Cast, writing: At) -> None:
    with writing():
        account_id = add(cast)
        found, password_hash = find_credentials("new@example.jp")
        assert found == account_id
        assert verify_password(password_hash, cast.password)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"roles": []}, "roles"),
        ({"password": ""}, "password"),
        ({"password": "みじかい"}, "password"),
        ({"name": ""}, "name"),
        ({"roles": [Role.AUDITOR]}, "ends_on"),
        ({"ends_on": NOW.date() - timedelta(days=1)}, "ends_on"),
    ],
)
def test_what_is_missing_for_a_new_member_is_said_at_its_field(
    cast: Cast, at_rest: At, fields: dict[str, object], field: str
) -> None:
    with at_rest(), pytest.raises(RuleBroken) as refused:
        add(cast, **fields)
    assert refused.value.field == field


def test_somebody_with_an_account_keeps_it_and_gets_the_roles_added(cast: Cast, writing: At) -> None:
    with writing():
        assert add(cast, cast["clerk"].email, roles=[Role.MANAGER], password="べつの-合言葉-一二三") == cast["clerk"].account_id
        assert roles_of(cast["clerk"].membership_id) == {Role.CLERK, Role.MANAGER}
        assert verify_password(find_credentials(cast["clerk"].email)[1], cast.password)


def test_an_auditor_who_gets_another_role_keeps_an_end_date(cast: Cast, at_rest: At) -> None:
    with at_rest(), pytest.raises(RuleBroken) as refused:
        add(cast, cast["auditor"].email, roles=[Role.CLERK])
    assert refused.value.field == "ends_on"


def test_a_member_may_belong_to_two_programmes_and_sees_the_newest_first(cast: Cast, writing: At) -> None:
    with writing():
        add(cast, cast["stranger"].email, roles=[Role.CLERK])
        slugs = [row.slug for row in list_programmes_of(cast["stranger"].account_id, NOW.date())]
        assert sorted(slugs) == ["other", "r8"]


def test_an_address_that_the_roster_knows_is_joined_to_its_supporter(cast: Cast, writing: At) -> None:
    with writing():
        producer = enter_on_roster(cast.programme_id, "担い手11", "New@Example.jp", NOW)
        account_id = add(cast)
        assert producer.account_id == account_id


def test_a_supporter_who_has_an_account_is_joined_to_no_other(cast: Cast, writing: At) -> None:
    with writing():
        producer = db.session.get_one(Producer, cast.producer_id("owner"))
        producer.email = "new@example.jp"
        db.session.flush()
        add(cast)
        assert producer.account_id == cast["owner"].account_id


def test_nobody_gives_themselves_a_role(cast: Cast, at_rest: At) -> None:
    with at_rest():
        with pytest.raises(RuleBroken, match="自分の役割"):
            add(cast, cast["manager"].email, roles=[Role.CLERK])
        with pytest.raises(NotAllowed):
            accounts.change_roles(
                cast.viewer("manager"),
                membership_id=cast["manager"].membership_id or 0,
                roles=Role,
                ends_on=None,
                reason=WHY,
                version=1,
            )


def test_a_manager_gives_another_set_of_roles(cast: Cast, writing: At) -> None:
    membership_id = cast["clerk"].membership_id or 0
    with writing():
        accounts.change_roles(
            cast.viewer("manager"),
            membership_id=membership_id,
            roles=[Role.AUDITOR],
            ends_on=date(2026, 12, 31),
            reason=WHY,
            version=1,
        )
    with writing():
        membership = db.session.get_one(Membership, membership_id)
        assert (roles_of(membership_id), membership.ends_on, membership.version) == ({Role.AUDITOR}, date(2026, 12, 31), 2)


def test_roles_and_accounts_are_changed_for_a_reason_alone_and_the_trail_keeps_it(cast: Cast, writing: At, at_rest: At) -> None:
    administrator, account_id = cast.viewer("administrator"), cast["sub"].account_id
    membership_id = cast["clerk"].membership_id or 0

    def change_roles(why: str) -> None:
        accounts.change_roles(
            cast.viewer("manager"), membership_id=membership_id, roles=[Role.MANAGER], ends_on=None, reason=why, version=1
        )

    def deactivate(why: str) -> None:
        accounts.deactivate_account(administrator, account_id=account_id, reason=why, now=NOW)

    def reactivate(why: str) -> None:
        accounts.reactivate_account(administrator, account_id=account_id, reason=why)

    for act in (change_roles, deactivate, reactivate):
        for blank_or_long in ("　", "あ" * 201):
            with at_rest(), pytest.raises(RuleBroken) as refused:
                act(blank_or_long)
            assert refused.value.field == "reason"
        with writing():
            act(f"架空の{act.__name__}")
    with at_rest():
        acts = ["change_roles", "deactivate_account", "reactivate_account"]
        kept = db.session.scalars(select(AuditEntry.reason).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.id))
        assert list(kept)[-3:] == ["架空のchange_roles", "架空のdeactivate", "架空のreactivate"]


def test_two_managers_changing_the_same_member_do_not_overwrite_each_other(cast: Cast, writing: At) -> None:
    membership_id = cast["clerk"].membership_id or 0

    def change(by: str, role: Role) -> None:
        accounts.change_roles(cast.viewer(by), membership_id=membership_id, roles=[role], ends_on=None, reason=WHY, version=1)

    with writing():
        change("manager", Role.COORDINATOR)
    with pytest.raises(Conflict) as conflict, writing():
        change("manager_producer", Role.MANAGER)
    assert conflict.value.theirs == {"roles": [Role.COORDINATOR], "ends_on": None}
    assert conflict.value.version == 2


def test_an_auditor_without_an_end_date_is_refused(cast: Cast, at_rest: At) -> None:
    with at_rest(), pytest.raises(RuleBroken) as refused:
        accounts.change_roles(
            cast.viewer("manager"),
            membership_id=cast["clerk"].membership_id or 0,
            roles=[Role.AUDITOR],
            ends_on=None,
            reason=WHY,
            version=1,
        )
    assert refused.value.field == "ends_on"


def test_a_manager_does_not_reach_the_members_of_another_programme(cast: Cast, at_rest: At) -> None:
    with at_rest(), pytest.raises(NotFound):
        accounts.change_roles(
            cast.viewer("manager"),
            membership_id=cast["stranger"].membership_id or 0,
            roles=[],
            ends_on=None,
            reason=WHY,
            version=1,
        )


def viewer_on(cast: Cast, key: str, day: date, slug: str = "r8") -> Viewer:
    token = sessions.start_session(account_id=cast[key].account_id, now=NOW)
    db.session.flush()
    row = find_signed_in(hash_token(token), NOW)
    assert row is not None
    return get_viewer(row, slug, day)


def test_a_member_acts_with_their_roles_and_their_place_on_the_roster(cast: Cast, writing: At) -> None:
    with writing():
        assert viewer_on(cast, "manager_producer", NOW.date()) == cast.viewer("manager_producer")


@pytest.mark.parametrize(("key", "slug"), [("administrator", "r8"), ("stranger", "r8"), ("owner", "other"), ("owner", "none")])
def test_whoever_is_no_member_is_told_nothing(cast: Cast, writing: At, key: str, slug: str) -> None:
    with writing(), pytest.raises(NotFound):
        viewer_on(cast, key, NOW.date(), slug)


def test_an_auditor_s_access_ends_after_its_last_day(cast: Cast, writing: At) -> None:
    with writing():
        assert viewer_on(cast, "auditor", date(2027, 3, 31)).roles == {Role.AUDITOR}
        with pytest.raises(NotFound):
            viewer_on(cast, "auditor", date(2027, 4, 1))


def test_a_coordinator_who_left_the_roster_keeps_nothing(cast: Cast, writing: At) -> None:
    with writing():
        db.session.get_one(Producer, cast.producer_id("owner")).ends_on = date(2026, 11, 1)
        db.session.flush()
        assert viewer_on(cast, "owner", date(2026, 11, 1)).producer_id == cast.producer_id("owner")
        assert viewer_on(cast, "owner", date(2026, 11, 2)).producer_id is None


def test_nothing_is_left_behind_by_a_refusal(cast: Cast, at_rest: At, writing: At) -> None:
    with at_rest():
        before = db.session.scalar(select(func.count(Account.id)))
    with pytest.raises(RuleBroken), writing():
        add(cast, roles=[Role.AUDITOR])
    with at_rest():
        assert db.session.scalar(select(func.count(Account.id))) == before
