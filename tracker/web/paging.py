"""Fifty rows a page, or half as many where each is a card of several lines; the number in the address, whatever stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.web.asked import asked_again

PAGE_SIZE = 50
CARDS = 25  # fifty companies, next actions or outcomes are forty screens of a phone
COUNTED_AT_MOST = 1_000


class Stretch(TypedDict):
    """Which rows of a list a query is asked for, as its keyword arguments."""

    limit: int
    offset: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a list stands: ``first`` to ``last`` of ``total`` rows, and the addresses beside it."""

    number: int
    size: int
    total: int
    has_more: bool = False  # more than were counted

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def stretch(self) -> Stretch:
        """How many rows there are is told only where all were counted."""
        return {"limit": self.size, "offset": self.offset, "total": None if self.has_more else self.total}

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def previous_url(self) -> str | None:
        return _address(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        return _address(self.number + 1) if self.last < self.total or self.has_more else None

    @property
    def count(self) -> str:
        """How many rows there are; more than were counted are said to be more."""
        count = f"{self.total:,}"
        return (
            _("%(count)s件以上", count=count)
            if self.has_more
            else ngettext("%(count)s件", "%(count)s件", self.total, count=count)
        )


def page_of(total: int, *, size: int = PAGE_SIZE, at_most: int | None = None) -> Paging:
    """The page that the address asks for; beyond the ends the nearest one. ``at_most``: how far the rows were counted."""
    has_more = at_most is not None and total > at_most
    total = at_most if has_more and at_most is not None else total
    last = max(1, -(-total // size))
    return Paging(min(wanted_page(), last), size, total, has_more)


def counted_at_most(size: int = PAGE_SIZE) -> int | None:
    """How far the rows of a list that grows for years are counted: a thousand; all of them for whoever pages beyond."""
    return COUNTED_AT_MOST if wanted_page() * size <= COUNTED_AT_MOST else None


def wanted_page() -> int:
    """The page that the address asks for, whether or not there is one."""
    text = request.args.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def asked_id(name: str) -> int | None:
    """The id in the address; None for what no row can have."""
    text = request.args.get(name, "")
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _address(number: int) -> str:
    assert request.endpoint is not None
    return url_for(request.endpoint, **(request.view_args or {}), **asked_again("page"), page=number)
