"""The shell without a network: no name in it, the worker keeps named files alone, cards of one's own companies only."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

from flask import Flask

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import Records, make_visit
from tracker.domain.cadence import EventStatus

At = Callable[[], AbstractContextManager[None]]


def test_the_shell_is_the_same_for_everybody_and_names_nobody(client: ClientFor, cast: Cast) -> None:
    pages = [client(who).get("/field").html for who in ("owner", "manager", None)]
    assert len(set(pages)) == 1
    assert cast["owner"].name not in pages[0]
    assert "csrf" not in pages[0]
    english = client(None).get("/field?lang=en")
    assert english.one("html")["lang"] == "en"
    assert english.heading == "Notes in the field (without a network)"


def test_the_worker_keeps_the_files_of_this_release_and_the_shell_and_nothing_else(app: Flask, anonymous: Client) -> None:
    answer = anonymous.raw.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    given = json.loads(answer.get_data(as_text=True).split("\n", 1)[0].removeprefix("const RELEASE = ").removesuffix(";"))
    assert set(given["shells"].values()) == {"/field?lang=ja", "/field?lang=en"}
    assert all(file.startswith(f"{app.static_url_path}/") for file in given["files"])
    assert f"{app.static_url_path}/js/field.js" in given["files"]
    assert all(anonymous.raw.get(file, buffered=True).status_code == 200 for file in given["files"])


def test_a_phone_can_install_it(anonymous: Client) -> None:
    answer = anonymous.raw.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.get_data())
    assert manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert {"any", "maskable"} == {icon["purpose"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        drawn = anonymous.raw.get(icon["src"], buffered=True)
        assert drawn.status_code == 200
        assert drawn.mimetype == icon["type"]
        assert "immutable" in drawn.headers["Cache-Control"]


def test_the_icon_is_a_png_of_that_size_and_no_other_size_is_drawn(anonymous: Client) -> None:
    content = anonymous.raw.get("/icon-192.png").data
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (192, 192)
    start = content.index(b"IDAT") + 4
    length = struct.unpack(">I", content[start - 8 : start - 4])[0]
    assert len(zlib.decompress(content[start : start + length])) == 192 * (1 + 3 * 192)
    assert anonymous.raw.get("/icon-4096.png").status_code == 404


def test_the_cards_are_those_of_my_own_companies_and_kept_by_no_cache(client: ClientFor, cast: Cast, records: Records) -> None:
    answer = client("owner").get("field/cards")
    assert answer.headers["Cache-Control"] == "no-store"
    [card] = answer.json["cards"]
    assert card["name"] == cast.asahi.name
    assert card["team"] == [cast["owner"].name, cast["sub"].name]
    assert card["last"]["on"]
    assert card["actions"]
    assert card["forms"]["visit"] == f"/p/r8/visits/new?company={cast.asahi.enrolment_id}"
    assert answer.json["today"] == "2026-11-24"
    assert answer.json["language"] == "ja"
    assert client("ninth").get("field/cards").json["cards"] == []
    assert client("manager").get("field/cards").json["cards"] == []  # a device is no archive of the programme
    assert "社外秘" not in json.dumps(answer.json, ensure_ascii=False)


def test_a_card_names_the_form_of_each_visit_that_is_near(client: ClientFor, cast: Cast, writing: At) -> None:
    with writing():
        there = {"now": NOW, "who": [cast.producer_id("owner")], "status": EventStatus.SCHEDULED}
        near = make_visit(cast.minato, on=date(2026, 11, 25), start_time=time(13, 30), **there)
        far = make_visit(cast.asahi, on=date(2027, 1, 12), **there)
    browser = client("owner")
    asahi, minato = browser.get("field/cards").json["cards"]
    [visit] = minato["visits"]
    assert (visit["on"], visit["said"], visit["url"]) == ("2026-11-25", "11/25(水) 13:30", f"/p/r8/visits/{near}/log")
    assert (minato["forms"], minato["last"], minato["actions"]) == ({}, None, [])
    assert browser.get(visit["url"]).one("form[data-draft]")["action"] == visit["url"]
    assert [(one["visit_id"], one["url"]) for one in asahi["visits"]] == [(far, None)]
    browser.post("/language", {"locale": "en", "csrf_token": browser.csrf_token()})
    told = browser.get("field/cards").json
    assert (told["language"], told["cards"][1]["visits"][0]["said"]) == ("en", "Wed 25 Nov 13:30")


def test_the_session_says_who_and_when_and_gives_a_token(client: ClientFor, cast: Cast) -> None:
    browser = client("owner")
    told = browser.get("/session").json
    assert told["account"] == browser.get("visits/").one("html")["data-account"]
    assert told["account"] != client("colleague").get("/session").json["account"]
    assert told["now"].startswith("2026-11-24T01:00:00")
    answer = browser.post("drafts/" + "0" * 32 + "/discard", {"csrf_token": told["csrf_token"]})
    assert answer.status == 404  # the token is good: it is the draft that is not there
