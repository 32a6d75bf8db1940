"""今週のまとめ as it is shown and sent, and the mails that were made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.digests import DigestKind, MailState


@dataclass(frozen=True, slots=True)
class LeadWeekRow:
    """What of the week Today does not have: the viewer's own visits and meetings that are scheduled in it."""

    first: date
    last: date
    visit_count: int
    meeting_count: int


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing: the words of its link, where that leads, what stands beside it."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DigestPart:
    """A number in words (``count``) with the address of exactly its rows; the first of them may be named.

    ``note_url``: that of the rows which the note counts, where it does.
    """

    title: str
    count: str
    url: str
    note: str = ""
    lines: tuple[DigestLine, ...] = ()
    beyond: int = 0
    note_url: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """The whole: the numbers, then what needs somebody."""

    kind: DigestKind
    day: date
    numbers: tuple[DigestPart, ...]
    to_do: tuple[DigestPart, ...]


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """Somebody who is to get a digest by mail."""

    account_id: int
    name: str
    email: str
    is_administrator: bool
    locale: str | None
    programme_id: int
    slug: str
    kind: DigestKind


@dataclass(frozen=True, slots=True)
class MailWords:
    """A mail as it was written for somebody."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in the list of what was sent; ``is_stuck``: nobody knows whether the server took it."""

    mail_id: int
    name: str
    to_address: str
    kind: DigestKind
    week_key: str
    subject: str
    state: MailState
    attempts: int
    next_try_at: datetime
    claimed_at: datetime | None
    sent_at: datetime | None
    failure: str
    is_stuck: bool
    is_of_this_week: bool

    @property
    def may_be_sent_again(self) -> bool:
        return self.is_of_this_week and (self.state is MailState.FAILED or self.is_stuck)
