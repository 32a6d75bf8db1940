"""Fifty rows a page; the number in the address, whatever somebody wrote there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a list stands: ``first`` to ``last`` of ``total`` rows, and the addresses beside it."""

    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

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
        return _address(self.number + 1) if self.last < self.total else None


def page_of(total: int, *, size: int = PAGE_SIZE) -> Paging:
    """The page that the address asks for; beyond the ends the nearest one."""
    last = max(1, -(-total // size))
    return Paging(min(wanted_page(), last), size, total)


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
    values = dict(request.view_args or {}) | {name: request.args.getlist(name) for name in request.args if name != "page"}
    return url_for(request.endpoint, **values, page=number)
