"""``python -m tests.benchmarks.field``: a save beside a bare durable insert, and the field pages on a four-times slowed phone.

Both sides of a ratio are served by gunicorn with the program's settings and asked by turns, so that other work on the machine
meets both alike; what counts is the median of the turns' ratios. With ``saves`` behind it only the first half.
"""

from __future__ import annotations

import http.client
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.__main__ import PROGRAMME, say, sign_in
from tests.benchmarks.build import COORDINATOR
from tests.benchmarks.serving import serving
from tests.benchmarks.sized import KEY, sized
from tests.benchmarks.sizes import SIZES
from tests.journeys.chromium import find_chromium
from tests.journeys.conftest import QUIET, SCREENS
from tracker.config import ROOT
from tracker.web import assets

SAVES = 400
OPENINGS, FIRST_OPENINGS = 25, 5
SLOWED = 4
COMPANY, OTHER_COMPANY = 1, 2  # one is opened, the other saved: what was saved lately stands on the form
NOTHING = f"{PROGRAMME}/nothing"
PAGES = {"Today": f"{PROGRAMME}/today/", "log form": f"{PROGRAMME}/visits/new?company={COMPANY}"}
# When the page can be used: parsed, its scripts run (so that what is typed is kept), something on the screen. The first paint is
# waited for: it may come after the page is loaded, that of an empty one mostly does, and a page without it has nothing to use.
USABLE = """() => new Promise((answer) => {
  const [page] = performance.getEntriesByType("navigation");
  new PerformanceObserver((list) => {
    const [paint] = list.getEntriesByName("first-contentful-paint");
    if (paint) answer(Math.max(page.domContentLoadedEventEnd, paint.startTime));
  }).observe({ type: "paint", buffered: true });
})"""
TYPE_AT_ONCE = """document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("form[data-draft] [name='cases-0-facts']");
  if (sessionStorage.typed) return;
  sessionStorage.typed = "1";
  field.focus();
  document.execCommand("insertText", false, "一文字目");
});"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        app = sized(instance, SIZES["S"], file="tracker.sqlite3")
        assets.prepare(instance / "assets", compress=False)
        assets.pack_static(ROOT / "static", instance / "assets")
        visitor, manager = sign_in(app, COORDINATOR), sign_in(app)
        saving = manager.saving(OTHER_COMPANY)
        program = {"TRACKER_INSTANCE": folder, "SECRET_KEY": KEY}
        with (
            serving("tests.benchmarks.least:app", "/healthz", **program) as ours,
            serving("tests.benchmarks.bare:app", "/", BENCH_DATABASE=f"{folder}/bare.sqlite3") as bare,
        ):
            path = f"{PROGRAMME}/visits/new?company={OTHER_COMPANY}"
            token = saving().form["csrf_token"]
            facts = lambda: {"cases-0-facts": secrets.token_hex(40)}  # noqa: E731
            report_saves(
                {
                    "an insert by bare Flask": poster(bare, "/save", "", facts),
                    "an insert by the program": poster(
                        ours, f"{PROGRAMME}/one-row", manager.cookie, lambda: {"csrf_token": token, **facts()}
                    ),
                    "a visit, with its audit": poster(ours, path, manager.cookie, lambda: saving().form),
                }
            )
            if sys.argv[1:] != ["saves"]:
                report_openings(ours, bare, visitor.cookie)


def poster(address: str, path: str, cookie: str, fields: Callable[[], Any]) -> Callable[[], float]:
    """Sends a form over a kept connection; the milliseconds until the redirect is there."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}

    def post() -> float:
        form = fields()
        body = urlencode(list(form.items(multi=True)) if hasattr(form, "getlist") else form)
        started = time.perf_counter()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        spent = (time.perf_counter() - started) * 1000
        if answer.status not in (302, 303):
            raise RuntimeError(f"{path} answered {answer.status}")
        return spent

    return post


def report_saves(posters: Mapping[str, Callable[[], float]]) -> None:
    """A turn asks each once; the last is the save, of which the ratios to the others are said."""
    turns = [[post() for post in posters.values()] for _turn in range(SAVES + 5)][5:]
    columns = dict(zip(posters, map(sorted, zip(*turns, strict=True)), strict=True))
    say("\nsaving, over the loopback     minimum ms   median ms   p99 ms")
    for name, times in columns.items():
        say(f"{name:<28}{times[0]:>12.2f}{statistics.median(times):>12.2f}{times[int(len(times) * 0.99) - 1]:>9.2f}")
    *inserts, save = columns
    for insert in inserts:
        least, middle = (of(columns[save]) / of(columns[insert]) for of in (min, statistics.median))
        say(f"{save} beside {insert}: {least:.2f} by the minima, {middle:.2f} by the medians")


def report_openings(ours: str, bare: str, cookie: str) -> None:
    """A page beside two that are empty: of bare Flask, and of the program, which looks up the session and the rights as well."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        say(f"\nopened on a phone, slowed {SLOWED} times; bytes over the wire")
        for name, path in PAGES.items():
            first = [_opened_first(browser, ours, path, cookie) for _turn in range(FIRST_OPENINGS)]
            with (
                _phone(browser, ours, cookie) as page,
                _phone(browser, bare, cookie) as bare_page,
                _phone(browser, ours, cookie) as empty_page,
            ):
                asked = ((page, f"{ours}{path}"), (bare_page, bare), (empty_page, f"{ours}{NOTHING}"))
                turns = [[opened(*one) for one in asked] for _turn in range(OPENINGS + 2)][2:]
            again, *empty = ([ms for ms, _size in column] for column in zip(*turns, strict=True))
            say(f"{name}: first visit {min(ms for ms, _ in first):.0f} ms, {min(size for _, size in first) / 1000:.1f} KB;")
            say(f"  after {min(again):.0f} ms, {min(turn[0][1] for turn in turns) / 1000:.1f} KB;")
            for whose, times in zip(("bare Flask", "the program"), empty, strict=True):
                middle = statistics.median(one / other for one, other in zip(again, times, strict=True))
                least = min(again) / min(times)
                say(f"  beside an empty page of {whose}, {min(times):.0f} ms: {least:.2f} by the minima, {middle:.2f} by turns")
        with _phone(browser, ours, cookie) as page:
            check_kept_from_the_start(page, f"{ours}{PAGES['log form']}")
        browser.close()


def opened(page: Page, url: str) -> tuple[float, int]:
    """The milliseconds until the page can be used, and its bytes; afterwards it is left, since a slowed page goes on spinning."""
    with _counted_bytes(page) as received:
        page.goto(url, wait_until="load")
        usable = page.evaluate(USABLE)
    page.goto("about:blank")
    return usable, sum(received)


def _opened_first(browser: Browser, address: str, path: str, cookie: str) -> tuple[float, int]:
    with _phone(browser, address, cookie) as page:
        return opened(page, f"{address}{path}")


def check_kept_from_the_start(page: Page, url: str) -> None:
    """What is typed at the very moment that the figure ends at is kept: the form does not only look ready."""
    page.add_init_script(TYPE_AT_ONCE)
    page.goto(url, wait_until="load")
    page.locator("form[data-draft][data-kept]").wait_for(state="attached")
    page.reload(wait_until="load")
    page.get_by_text("書きかけを戻しました").first.wait_for()
    say("what is typed at that moment is kept, and is there again after a reload")


@contextmanager
def _phone(browser: Browser, address: str, cookie: str) -> Iterator[Page]:
    screen: dict[str, Any] = dict(SCREENS["phone"])
    context = browser.new_context(base_url=address, locale="ja-JP", timezone_id="Asia/Tokyo", service_workers="block", **screen)
    name, value = cookie.split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    yield page
    context.close()


@contextmanager
def _counted_bytes(page: Page) -> Iterator[list[int]]:
    received: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    yield received
    session.detach()


if __name__ == "__main__":
    sys.exit(main())
