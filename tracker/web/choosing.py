"""Fields that choose from many: the likeliest are offered, and a name typed beside them finds any other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from wtforms.utils import unset_value

from tracker.domain.access import Act
from tracker.domain.text import clean_line, search_key, split_names
from tracker.queries import choices
from tracker.queries.choices import MOST_FOUND
from tracker.rows.choices import ChoiceRow, CompaniesOffered, Offered
from tracker.rows.companies import CompanyChoiceRow
from tracker.web import viewing
from tracker.web.forms import CheckboxesField, ChoiceField
from tracker.web.typed import number_of

Choice = tuple[str, str]
BY_NAME = "-name"  # of the text field beside a field of choices
MOST_TYPED = 1000


@dataclass(frozen=True, slots=True)
class Among:
    """What a field chooses from; ``kind`` names it in the address that suggests names."""

    kind: str
    asks_for: str
    offer: Callable[[Collection[int]], Offered]
    find: Callable[[str], Sequence[ChoiceRow]]


def companies(act: Act = Act.BOARD, *, apart: bool = False) -> Among:
    """The companies that the viewer may look at, or (LOG) write about; ``apart``: two of one name can be told apart."""
    viewer, today = viewing.viewer(), viewing.today()
    return Among(
        "logged" if act is Act.LOG else "companies",
        _("一覧にない企業（名前の一部か読み）"),
        lambda keep: choices.offer_companies(viewer, today=today, act=act, keep=keep, apart=apart),
        lambda text: choices.find_companies(viewer, text, today=today, act=act, apart=apart),
    )


def producers(since: date | None = None, *, apart: bool = False) -> Among:
    """The supporters of the programme; ``since``: who left before that day only where a field names them."""
    viewer, today = viewing.viewer(), viewing.today()
    return Among(
        "working" if since == today else "people",
        _("一覧にない人（名前の一部か読み）"),
        lambda keep: choices.offer_producers(viewer, today=today, since=since, keep=keep, apart=apart),
        lambda text: choices.find_producers(viewer, text, since=since, apart=apart),
    )


def cases() -> Among:
    viewer, today = viewing.viewer(), viewing.today()
    return Among(
        "cases",
        _("一覧にない案件（名前の一部）"),
        lambda keep: choices.offer_cases(viewer, today=today, keep=keep),
        lambda text: choices.find_cases(viewer, text),
    )


AMONG: dict[str, Callable[[], Among]] = {
    "companies": companies,
    "logged": lambda: companies(Act.LOG),
    "people": producers,
    "working": lambda: producers(since=viewing.today()),
    "cases": cases,
}


def companies_to_log() -> CompaniesOffered:
    """What a page offers that begins with the company; ``?name=`` searches."""
    name = clean_line(request.args.get("name", ""))[:MOST_TYPED]
    return choices.list_companies_to_log(viewing.viewer(), today=viewing.today(), name=name)


def company_to_log(text: str | None) -> CompanyChoiceRow | None:
    """The company that an address names, where the viewer may write about it."""
    return choices.find_company_to_log(viewing.viewer(), number_of(text), today=viewing.today())


def words_of(row: ChoiceRow) -> str:
    return _("%(title)s（%(company)s）", title=row.name, company=row.of) if row.of else row.name


class _ByName(ABC):
    """Mixed into fields of choices. ``suggestions`` is the address that suggests names; None where everything is offered.

    ``typed`` are the names in the text field beside it, ``found`` what they mean, ``asks_for`` the label of that field.
    """

    name: str
    data: Any
    choices: Any
    process_errors: Any
    typed = ""
    found: Sequence[ChoiceRow] | None = None
    suggestions: str | None = None
    asks_for: str = ""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)  # type: ignore[misc]
        self.typed = clean_line(formdata.get(self.name + BY_NAME, ""))[:MOST_TYPED] if formdata else ""
        self.found = None

    def offer(self, among: Among, *, first: Iterable[Choice] = ()) -> None:
        """After what stands ``first``: what is offered, what is chosen already, and what was typed by name."""
        self.offer_these(among.offer(self.chosen()), among, first=first)

    def offer_these(self, offered: Offered, among: Among, *, first: Iterable[Choice] = (), last: Iterable[Choice] = ()) -> None:
        """The same where it is known already what is offered."""
        there = {str(one): words_of(row) for one, row in self.settle(offered, among).items()}
        for value, _words in first:
            there.pop(value, None)
        self.choices = [*first, *there.items(), *last]

    def settle(self, offered: Offered, among: Among) -> dict[int, ChoiceRow]:
        """What there is to choose: what is offered, and what the typed names mean, which is chosen by that."""
        self.suggestions = None if offered.is_whole else url_for("search.names", kind=among.kind)
        self.asks_for = among.asks_for
        if self.found is None:
            self.found = self._read_names(among) if self.typed else ()
        return {row.id: row for row in (*offered.rows, *self.found)}

    def chosen(self) -> list[int]:
        """What the field names already."""
        values = self.data if isinstance(self.data, list) else [self.data]
        return [number for value in values if (number := number_of(value)) is not None]

    def _read_names(self, among: Among) -> Sequence[ChoiceRow]:
        """Chooses what the names mean; what cannot be told is said at the field, and offered where it is one of a few."""
        rows: list[ChoiceRow] = []
        unread: list[str] = []
        for name in self.names():
            found = among.find(name)
            meant = [row for row in found if search_key(name) in (search_key(row.name), search_key(words_of(row)))] or found
            if len(meant) == 1:
                self.choose(str(meant[0].id))
            elif not 1 < len(meant) <= MOST_FOUND:
                unread.append(name)
            if len(meant) != 1:
                self.process_errors = [*self.process_errors, _why_not(name, len(meant))]
            rows += meant[:MOST_FOUND]
        self.typed = _("、").join(unread)
        return rows

    @abstractmethod
    def names(self) -> Sequence[str]: ...

    @abstractmethod
    def choose(self, value: str) -> None: ...


def _why_not(name: str, count: int) -> str:
    if not count:
        return _("「%(name)s」は見つかりません。名前の一部か読みを書いてください。", name=name)
    if count > MOST_FOUND:
        return _("「%(name)s」に当てはまるものが多すぎます。もう少し長く書いてください。", name=name)
    return _("「%(name)s」に当てはまるものが%(count)s件あります。一覧から選んでください。", name=name, count=count)


class NamedChoiceField(_ByName, ChoiceField):
    """One of many; a name that is typed goes before what stands in the list."""

    def names(self) -> Sequence[str]:
        self.data = ""
        return [self.typed]

    def choose(self, value: str) -> None:
        self.data, self.raw_data = value, [value]  # which is what 必須 looks at


class NamedCheckboxesField(_ByName, CheckboxesField):
    """Several of many; names that are typed come to what is ticked."""

    def names(self) -> Sequence[str]:
        return split_names(self.typed)

    def choose(self, value: str) -> None:
        self.data = [*dict.fromkeys([*(self.data or ()), value])]
