"""What the component ``attention_list`` shows: groups of things to mend, each line with the link to where it is mended."""

from __future__ import annotations

from dataclasses import dataclass

IN_SIGHT = 5  # lines of one kind; further ones fold away


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend: the link's words, what stands beside it, whose it is, and where it can be put aside.

    ``instead``: what else may be true of it, by its words and address (the visit was not made, no meeting was needed).
    """

    label: str
    url: str
    note: str
    who: str = ""
    snooze_url: str = ""
    instead: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind; ``url`` leads to all of them where they are more than the lines, by ``beyond``.

    ``list_link``: words and address of the list that has these beside others (what was put aside, drafts older than five days).
    """

    anchor: str
    title: str
    state: str
    count: str
    url: str
    hint: str
    lines: tuple[Line, ...]
    more: tuple[Line, ...]
    line_count: int = 0
    beyond: int = 0
    list_link: tuple[str, str] | None = None
