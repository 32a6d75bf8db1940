"""A page of another site sends forms in somebody's name: their session lives on, and nothing of it comes through the sign-in."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.cast import Cast
from tests.journeys.conftest import Visitor, VisitorFor

ATTACKER = "attacker@evil.example"


class HostilePage:
    """Another site: under a name of its own, since another port alone is the same site to a browser."""

    def __init__(self) -> None:
        self.server = make_server("127.0.0.1", 0, Request.application(self.answer), threaded=True)
        self.aimed_at = ""

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.server_port}/"

    def answer(self, _request: Request) -> Response:
        fields = f'<input name="email" value="{ATTACKER}"><input name="name" value="x"><input name="roles" value="manager">'
        form = f'<form method="post" action="{self.aimed_at}">{fields}<button>Win a prize</button></form>'
        return Response(f"<!doctype html><title>Prizes</title>{form}", mimetype="text/html")


@pytest.fixture
def hostile() -> Iterator[HostilePage]:
    site = HostilePage()
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


def send_from(site: HostilePage, victim: Visitor, url: str) -> None:
    """In a tab beside the victim's own."""
    site.aimed_at = victim.address + victim.path(url)
    tab = victim.context.new_page()
    tab.goto(site.address)
    tab.get_by_role("button", name="Win a prize").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("ほかのサイトから送られました")
    expect(tab.locator("form")).to_have_count(0)
    tab.close()


def test_another_site_signs_nobody_out_and_sends_nothing_in_their_name(
    visitor: VisitorFor, hostile: HostilePage, cast: Cast
) -> None:
    victim = visitor("desk")
    victim.sign_in("manager")
    for url in ("members/new", f"companies/{cast.asahi.enrolment_id}/delete", "/sign-out", "/sign-in"):
        send_from(hostile, victim, url)
    page = victim.open("members")
    expect(page.get_by_role("heading", level=1)).to_have_text("利用者と役割")
    expect(page.get_by_text(ATTACKER)).to_have_count(0)
    assert victim.open(f"companies/{cast.asahi.enrolment_id}").get_by_role("heading", level=1).is_visible()


def test_whoever_signs_in_afterwards_finds_nothing_to_send(visitor: VisitorFor, hostile: HostilePage, cast: Cast) -> None:
    victim = visitor("desk")
    victim.open("/sign-in")
    send_from(hostile, victim, "members/new")
    page = victim.sign_in("manager")
    expect(page.get_by_role("button", name="続けて送信する")).to_have_count(0)
    expect(victim.open("members").get_by_text(ATTACKER)).to_have_count(0)
