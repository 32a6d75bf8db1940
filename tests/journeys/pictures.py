"""Takes the pictures of the README and of the help from the demonstration year: `make pictures`."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.databases import Templates
from tests.house.starting import Started, started
from tests.journeys import help_pictures
from tests.journeys.chromium import find_chromium
from tests.journeys.conftest import QUIET, serving
from tests.journeys.demonstration import demonstration

PASSWORD = "for-the-pictures-alone"
WIDE, PHONE = {"width": 1280, "height": 1400}, {"width": 375, "height": 740}


def manager_of(server: Started) -> str:
    """The address of the demonstration's manager, from the lines that the start printed."""
    lines = [line for line in server.printed.splitlines() if "@" in line]
    line = next((line for line in lines if "manager" in line), lines[0])
    found = re.search(r"[\w.+-]+@[\w.-]+", line)
    assert found, lines
    return found[0]


def take(page: Page, server: Started, folder: Path) -> None:
    address = f"http://127.0.0.1:{server.port}"
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", manager_of(server))
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.goto(f"{address}/p/demo/")
    page.screenshot(path=folder / "dashboard.png")
    page.set_viewport_size(PHONE)
    page.screenshot(path=folder / "dashboard-phone.png")
    page.set_viewport_size(WIDE)
    page.goto(f"{address}/p/demo/companies/")
    links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    page.goto(address + next(link for link in links if re.search(r"/companies/\d+$", link)))
    page.screenshot(path=folder / "company.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        with started(Path(place) / "instance", DEMO_PASSWORD=PASSWORD) as server:
            take(browser.new_page(viewport=WIDE, locale="ja-JP"), server, folder)
        templates = Templates(Path(place), None)
        with demonstration(templates, Path(place) / "help" / "instance") as app, serving(app) as address:
            help_pictures.take(app, address, browser)
        templates.remove()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
