"""Whatever stands behind the question mark: a page, or a sentence at the filter; what no filter asks for changes nothing."""

from __future__ import annotations

import pytest

from tests.attacks.sending import look, tags
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records

# What none of our lists asks for: the page is the one without it.
UNASKED = {
    "a page before the first": "page=-1",
    "page nought": "page=0",
    "a page of no number": "page=abc",
    "a page in full width": "page=１",
    "a page of a float": "page=1.0",
    "a page beyond the last": "page=999999",
    "a page beyond all numbers": "page=" + "9" * 5000,
    "two pages": "page=1&page=2",
    "a million a page": "per_page=1000000&limit=1000000&size=1000000",
    "before the beginning": "offset=-1&limit=-1",
    "sorted by a password": "sort=password_hash",
    "sorted by an order": "sort=name;DROP TABLE visit&order=desc'--",
    "sorted by a number": "sort=1&order_by=99",
    "another programme": "programme=other&programme_id=2",
    "another viewer": "viewer=1&account_id=1&role=manager&is_administrator=1",
    "a debugger": "debug=1&__debugger__=yes&cmd=resource&f=style.css",
    "a callback": "callback=alert&format=json",
    "another method": "_method=DELETE",
    "another host": "_external=1&_scheme=javascript&_host=evil.example",
    "another place": "_anchor=x&endpoint=people&self=1",
    "a class": "__class__=1&__proto__[x]=1&constructor=1",
    "nothing but signs": "&&&===&?&=;;",
    "a name alone": "x",
    "a name of no text": "=1",
    "names in other scripts": "会社=1&%E4%BC%9A=1",
    "a list": "company[]=1&company[$gt]=&company[0][x]=1",
    "a thousand names": "&".join(f"x{number}=1" for number in range(1_000)),
}
# What a filter asks for, and nobody can mean.
ASKED = {
    "bytes that are no text": "company=%ED%A0%80&q=%FF%FE&from=%C0%AF",
    "a letter cut off": "q=%E3%81",
    "an escape cut off": "q=%&company=%E",
    "three hundred repeats": "&".join(["company=1"] * 300),
    "an id of minus one": "company=-1&case=-1&producer=-1&owner=-1",
    "an id of nought": "company=0&case=0&producer=0&owner=0",
    "an id beyond the column": f"company={2**31}&case={2**31}&producer={2**31}&owner={2**31}",
    "an id beyond the database": f"company={2**63}&case={2**63}&producer={2**63}&owner={2**63}",
    "an id beyond everything": "company=" + "9" * 5000,
    "an id in full width": "company=１&producer=²",
    "an id of a float": "company=1e0&producer=1.0",
    "a day that there is not": "from=2026-02-30&to=2026-02-30&due_from=2026-02-30",
    "the first and the last day": "from=0001-01-01&to=9999-12-31",
    "days the wrong way round": "from=2026-12-31&to=2026-01-01&due_from=2026-12-31&due_to=2026-01-01",
    "a month that there is not": "month=2026-13&fiscal_year=2026.5",
    "a year that there is not": "fiscal_year=99999&as_of=99999-01-01",
    "a status that there is not": "status=HELD&mode=telepathy&kind=x&state=__all__",
    "eight thousand letters": "q=" + "a" * 8_000,
    "a line break": "q=%0d%0aSet-Cookie:%20a=b&company=%0a1",
}
# by their addresses they ask again for what they were asked: other pages, other kinds, the way back
LISTS = ("visits/", "actions/", "companies/1")


def test_what_no_list_asks_for_changes_nothing(
    client: ClientFor, cast: Cast, records: Records, subtests: pytest.Subtests
) -> None:
    manager = client("manager")
    for url in LISTS:
        plain = tags(look(manager, f"{url}?x=1"))
        for name, query in UNASKED.items():
            with subtests.test(f"{url}: {name}"):
                page = look(manager, f"{url}?{query}")
                assert page.status == 200
                assert tags(page) == plain


def test_what_a_filter_cannot_take_is_said_or_finds_nothing(
    client: ClientFor, cast: Cast, records: Records, subtests: pytest.Subtests
) -> None:
    manager = client("manager")
    for url in LISTS:
        for name, query in ASKED.items():
            with subtests.test(f"{url}: {name}"):
                page = look(manager, f"{url}?{query}")
                assert page.status in {200, 404, 422}
                assert "a=b" not in page.headers.get("Set-Cookie", "")
                if page.status == 422:
                    assert 'class="field-error' in page.html or "error" in page.html


def test_an_address_whose_text_no_database_could_be_asked_for_is_none(client: ClientFor, cast: Cast) -> None:
    for url in ("visits/?q=%00", "visits/?company=1%001", "companies/1%00", "/p/r8%00/"):
        assert look(client("manager"), url).status == 404
