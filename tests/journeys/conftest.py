"""Journeys: the program in a thread of its own, and people who visit it with a phone or at a desk in a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
from werkzeug.serving import make_server

from tests.cast import Cast
from tests.conftest import Clock, build
from tests.databases import Templates
from tests.journeys.chromium import ADVICE, find_chromium
from tracker.application import create_app
from tracker.config import ROOT, Config
from tracker.database import db
from tracker.demonstration.cast import SLUG
from tracker.web.assets import pack_static

RESULTS = ROOT / "test-results"
SCREENS: dict[str, dict[str, object]] = {
    "phone": {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2},
    "desk": {"viewport": {"width": 1280, "height": 800}},
}
# Nothing is asked of the network and little of the machine.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# How long the page is once it is drawn.
DRAWN_HEIGHT = """new Promise(answer => requestAnimationFrame(() => requestAnimationFrame(
    () => answer(document.documentElement.scrollHeight))))"""
ROOM_BELOW = 400  # px
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# As long as the slowest machine may take; what is there sooner is waited for no longer.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


class Visitor:
    """Somebody with a browser of one size. What the browser complains of is kept, and must be nothing in the end."""

    def __init__(
        self, browser: Browser, app: Flask, address: str, screen: str, *, cast: Cast | None = None, **options: Any
    ) -> None:
        self.screen = screen
        self.app = app
        self.address = address
        self.cast = cast
        self.context: BrowserContext = browser.new_context(
            locale="ja-JP", timezone_id="Asia/Tokyo", **({"base_url": address} | SCREENS[screen] | options)
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("response", self._look)

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that answers 422 or 404 is "failed to load" to the console; what matters of answers is seen in _look.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _look(self, response: Response) -> None:
        # A page, or what a script of ours asks, may be refused: the answer says so in words.
        is_asked = response.request.resource_type in {"document", "fetch"}
        if response.status >= 500 or (response.status >= 400 and not is_asked):
            self.complaints.append(f"{response.status}: {response.url}")

    def path(self, url: str) -> str:
        """Addresses that do not start with a slash are in the programme ``r8``, without the cast in the demonstration."""
        slug = self.cast.slug if self.cast else SLUG
        return url if url.startswith(("/", "http")) else f"/p/{slug}/{url}"

    def open(self, url: str) -> Page:
        self.page.goto(self.path(url))
        return self.page

    def sign_in(self, person: str, *, url: str = "/sign-in") -> Page:
        """Sign in as the person would, on the sign-in page."""
        assert self.cast is not None
        self.page.goto(url)
        self.page.get_by_label("メールアドレス").fill(self.cast[person].email)
        self.page.get_by_label("パスワード").fill(self.cast.password)
        self.page.get_by_role("button", name="サインイン").click()
        self.page.wait_for_url(lambda where: "/sign-in" not in where)
        return self.page

    def carry(self, token: str, *, language: str = "ja") -> None:
        """Be signed in with a session that is in the database, and read in a language."""
        interface = self.app.session_interface
        signer = interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        value = signer.dumps({"_user_id": token, "_fresh": True, "locale": language})
        cookie = {"name": interface.get_cookie_name(self.app), "value": value, "url": self.address}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def too_wide(self) -> int:
        """By how many pixels the page would scroll sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")  # type: ignore[no-any-return]

    def axe(self) -> None:
        """The page as it stands has no finding of accessibility, and does not scroll sideways."""
        violations = self.violations()
        assert violations == [], f"{self.page.url} ({self.screen}): {violations}"
        assert self.too_wide() <= 0, f"{self.page.url} ({self.screen}) is {self.too_wide()} px too wide"

    def violations(self) -> list[str]:
        """What axe finds on the page as it stands."""
        # As long as the page: else whatever the bar at the foot of a phone covers for the moment is called too small to touch.
        size = self.page.viewport_size
        assert size is not None
        # Longer still, so that what scripts add while axe reads has room too.
        height = 0
        while (drawn := self.page.evaluate(DRAWN_HEIGHT)) > height:
            height = drawn + ROOM_BELOW
            self.page.set_viewport_size({**size, "height": height})
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
        self.page.set_viewport_size(size)
        return [
            f"{one['id']}: {one['help']} – " + " | ".join(str(node["html"])[:160] for node in one["nodes"][:3])
            for one in found.response["violations"]
        ]

    def picture(self, name: str) -> Path:
        """The whole page as a picture in test-results/."""
        RESULTS.mkdir(exist_ok=True)
        file = RESULTS / f"{re.sub(r'[^0-9a-z-]+', '-', name.lower())}-{self.screen}.png"
        self.page.screenshot(path=file, full_page=True)
        return file

    def close(self) -> None:
        self.context.close()


VisitorFor = Callable[..., Visitor]


@pytest.fixture(scope="session")
def built(
    templates: Templates, compiled_templates: FileSystemBytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """As set-up leaves it: the pages come with one script and one style sheet (``test_single_files.py`` has the single ones)."""
    instance = tmp_path_factory.mktemp("built")
    pack_static(ROOT / "static", instance / "assets", compress=False)
    with build(templates, compiled_templates, instance) as application:
        yield application


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    assert path is not None, ADVICE
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@contextmanager
def with_single_files(config: Config, clock: Clock) -> Iterator[Flask]:
    """The application of an instance whose files set-up has not put together."""
    application = create_app(config, clock)
    yield application
    with application.app_context():
        db.engine.dispose()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the program answers: its own database and port, and threads like a worker's."""
    with serving(app) as where:
        yield where


@pytest.fixture
def visitor(browser: Browser, app: Flask, address: str, cast: Cast) -> Iterator[VisitorFor]:
    """``visitor("phone")`` is somebody with a phone; in the end no browser has complained."""
    came: list[Visitor] = []

    def arrive(screen: str = "desk", **options: object) -> Visitor:
        came.append(Visitor(browser, app, address, screen, cast=cast, **options))
        return came[-1]

    yield arrive
    complaints = [complaint for one in came for complaint in one.complaints]
    for one in came:
        one.close()
    assert complaints == []


@pytest.fixture
def phone(visitor: VisitorFor) -> Visitor:
    return visitor("phone")


@pytest.fixture
def desk(visitor: VisitorFor) -> Visitor:
    return visitor("desk")


@pytest.fixture(params=SCREENS)
def anybody(request: pytest.FixtureRequest, visitor: VisitorFor) -> Visitor:
    """The same journey with a phone and at a desk."""
    return visitor(request.param)
