"""The totals of outcomes and the lines of the cases as pages: links to the rows, filters in the address, dates to mend."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_outcome
from tracker.domain.outcomes import OutcomeKind

At = Callable[[], AbstractContextManager[None]]


def test_a_number_of_the_totals_opens_exactly_its_rows(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 5))
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 6), kind=OutcomeKind.PRODUCT)
        make_outcome(cast.asahi, now=NOW, on=date(2026, 9, 6))
    browser = client("manager")
    page = browser.get(f"outcomes/overview?company={cast.asahi.enrolment_id}&from=2026/10/1&to=2026/10/31")
    assert "延べ件数2件、実企業数1社" in page.main
    for words, count in ((f"{cast.asahi.name} 2件", 2), (f"{cast.asahi.name} 試作品 1件", 1)):
        (link,) = page.select(f"a[aria-label='{words}']")
        assert len(browser.get(str(link["href"])).rows()) == count


def test_days_the_wrong_way_round_are_said_at_the_field(cast: Cast, client: ClientFor) -> None:
    for view in ("overview", "paths"):
        page = client("manager").get(f"outcomes/{view}?from=2026/10/31&to=2026/10/1")
        assert page.status == 422
        assert "「この日から」と同じ日か、それより後の日にしてください。" in page.text


def test_the_line_of_a_case_says_its_steps_in_the_table_under_the_chart(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 6), kind=OutcomeKind.CONCEPT)
        make_outcome(cast.asahi, now=NOW, on=date(2026, 11, 5), kind=OutcomeKind.PRODUCT)
    page = client("colleague").get(f"outcomes/paths?company={cast.asahi.enrolment_id}")
    assert "1案件のうち、事業化（製品・サービスの成果）まで進んだのは1案件です。" in page.main
    assert "最初の一歩から30日" in page.main
    assert "10月6日" in page.main and "構想" in page.main
    figure = json.loads(str(page.one("script[data-chart-figure]").string))
    leads = [address for trace in figure["data"] for address in trace.get("customdata", ())]
    assert sorted(leads) == sorted(str(link["href"]) for link in page.select("main ol a"))
