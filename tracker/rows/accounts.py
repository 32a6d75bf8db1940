"""Accounts, memberships and the programmes they open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.roles import Role
from tracker.rows.links import PendingLinkRow


@dataclass(frozen=True, slots=True)
class SignedInRow:
    """The account behind a session."""

    account_id: int
    session_id: int
    email: str
    name: str
    is_administrator: bool
    locale: str | None
    is_trusted: bool = False
    seen_at: datetime | None = None
    has_second_factor: bool = False


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A device on which somebody is signed in; ``is_this``: the one that asks."""

    session_id: int
    device: str
    is_trusted: bool
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class StandingRow:
    """An account in a programme: as whom it acts there, the programme's name and year, and of how many it is a member."""

    viewer: Viewer
    programme_name: str
    fiscal_year: int
    starts_on: date
    programmes: int
    demands_second_factor: bool = False
    is_being_purged: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammeChoiceRow:
    """A programme that an account can enter."""

    programme_id: int
    slug: str
    name: str
    organisation: str
    fiscal_year: int
    contract: Period


def _is_over(ends_on: date | None, today: date) -> bool:
    return ends_on is not None and ends_on < today


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a programme with their roles; ``has_second_factor`` None: they are of a programme that the viewer does not
    manage as well, and how they sign in is not told."""

    membership_id: int
    account_id: int
    name: str
    email: str
    roles: tuple[Role, ...]
    ends_on: date | None
    is_active: bool
    producer_name: str | None
    version: int
    has_password: bool
    has_second_factor: bool | None
    link: PendingLinkRow | None

    def has_ended(self, today: date) -> bool:
        """Whether their last day in the programme is over."""
        return _is_over(self.ends_on, today)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What somebody is in a programme, and until when."""

    programme_name: str
    roles: tuple[Role, ...]
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account of the installation, with its places in programmes."""

    account_id: int
    name: str
    email: str
    is_administrator: bool
    is_active: bool
    places: tuple[PlaceRow, ...]
    has_password: bool
    has_second_factor: bool
    link: PendingLinkRow | None

    def has_ended(self, today: date) -> bool:
        """Whether the last day is over everywhere; an administrator's account opens something without any place."""
        return bool(self.places) and not self.is_administrator and all(_is_over(one.ends_on, today) for one in self.places)
