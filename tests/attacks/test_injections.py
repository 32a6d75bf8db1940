"""What some reader would take for an order is a text: to the database, the browser, charts, logs, headers and cells."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update

from tests.attacks.injections import BROWSER, CELLS, HEADERS, INJECTIONS, LIKE, LOGS, SQL
from tests.attacks.sending import At, look, nothing_written, read_in, send, skeleton, tags
from tests.attacks.test_texts import raise_challenge, stored
from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.domain.test_media import jpeg
from tests.records import Records
from tracker.database import db
from tracker.domain.text import clean_line
from tracker.models import Company, ItemVersion, Producer, SupportCase
from tracker.queries import accounts


def test_a_text_changes_nothing_of_the_page_that_shows_it(
    client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests
) -> None:
    """Tag by tag and attribute by attribute the page is that of a harmless text, and so is the form that corrects it."""
    owner = client("owner")
    harmless = str(raise_challenge(owner, cast, "ふつうの課題", "ふつうの説明").location)
    page_of_it, form_of_it = (look(owner, url) for url in (harmless, f"{harmless}/edit"))
    plain, shown, form = tags(page_of_it), skeleton(page_of_it), skeleton(form_of_it)
    for name, sent in INJECTIONS.items():
        with subtests.test(name):
            page = raise_challenge(owner, cast, sent, sent)
            assert page.status == 302
            assert stored(at_rest, "title") == clean_line(sent)
            answer = look(owner, str(page.location))
            assert tags(answer) == plain
            assert read_in(answer).count(clean_line(sent)) >= 2
            assert not set("<>\"'") & set(sent) or sent not in answer.html
            if name.startswith("browser"):
                assert skeleton(answer) == shown
                correcting = look(owner, f"{page.location}/edit")
                assert skeleton(correcting) == form
                assert correcting.fields()["title"] == clean_line(sent)


SEARCHES = {
    "the companies": "companies/",
    "the search": "search",
    "a person's name": "search/names",
}


def test_a_word_that_is_looked_for_finds_nothing_by_its_signs(
    client: ClientFor, cast: Cast, records: Records, subtests: pytest.Subtests
) -> None:
    owner = client("owner")
    for where, url in SEARCHES.items():
        for name, sent in (SQL | LIKE).items():
            with subtests.test(f"{where}: {name}"):
                page = look(owner, url, query_string={"q": sent, "kind": "producers"} if "names" in url else {"q": sent})
                assert page.status in {200, 422}
                assert cast.elsewhere.name not in page.html
                if url == "companies/" and name in LIKE:
                    assert not page.rows("main table")


# what ends a statement, and what a column would have to be compared with
FILTERS = ("company", "case", "producer", "owner", "kind", "status", "mode", "from", "to", "month", "page", "q", "sort", "order")
LISTS = ("visits/", "meetings/", "actions/", "outcomes/", "audit/")


def test_no_filter_takes_an_order_for_the_database(
    client: ClientFor, cast: Cast, records: Records, at_rest: At, subtests: pytest.Subtests
) -> None:
    manager = client("manager")
    with nothing_written(at_rest):
        for url in LISTS:
            for name, sent in SQL.items():
                with subtests.test(f"{url}: {name}"):
                    page = look(manager, url, query_string=dict.fromkeys(FILTERS, sent))
                    assert page.status in {200, 404, 422}
                    assert cast.elsewhere.name not in page.html


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def test_the_labels_of_charts_are_texts_to_the_library_that_draws_them(
    client: ClientFor, app: Flask, cast: Cast, records: Records, subtests: pytest.Subtests
) -> None:
    """Plotly reads pseudo-HTML in labels, and a script element ends where a text says so: neither is left to them."""
    names = [f"{place}{text}" for place, text in enumerate(BROWSER.values())]
    with app.app_context():
        for place, producer_id in enumerate(cast.producer_ids):
            db.session.execute(update(Producer).where(Producer.id == producer_id).values(name=names[place]))
        db.session.execute(update(SupportCase).values(title=names[10]))
        db.session.execute(update(Company).where(Company.id == cast.asahi.company_id).values(name=names[11]))
        db.session.execute(update(ItemVersion).values(text=names[13], short_label=names[12]))
        db.session.commit()
    manager = client("manager")
    drawn = 0
    for url in (f"assessments/{records.closed_round_id}/results", "load/", "phases/", "outcomes/paths", "assessments/coverage"):
        with subtests.test(url):
            page = look(manager, url)
            assert page.status == 200
            for block in page.select("script[data-chart-figure]"):
                drawn += 1
                assert "<" not in str(block.string)
                assert "&" not in str(block.string)
                for label in strings(json.loads(str(block.string))):
                    bare = label.replace("<br>", "").replace("<b>", "").replace("</b>", "").replace("<extra>", "")
                    assert "<" not in bare.replace("</extra>", ""), label
            assert {tag.get("type") or tag.get("src") for tag in page.select("script")} <= allowed_scripts(page)
    assert drawn >= 4


def allowed_scripts(page: Page) -> set[object]:
    return {"application/json", "module", *(str(tag["src"]) for tag in page.select("script[src^='/']"))}


def test_no_line_of_the_log_is_written_by_whoever_asks(
    client: ClientFor, cast: Cast, caplog: pytest.LogCaptureFixture, subtests: pytest.Subtests
) -> None:
    caplog.set_level(logging.DEBUG, logger="tracker")
    owner = client("owner")
    for name, sent in LOGS.items():
        with subtests.test(name):
            caplog.clear()
            flat = sent.replace("\r\n", " ")
            look(owner, "visits/", query_string={"q": sent, "company": sent}, headers={"User-Agent": flat, "Referer": flat})
            look(owner, f"/{sent.replace('%', '%25')}")
            raise_challenge(owner, cast, sent)
            send(client(None), "/sign-in", {"email": sent, "password": sent})
            assert caplog.records
            for record in caplog.records:
                line = record.getMessage()
                assert "\n" not in line
                assert "\x1b" not in line
                assert sent not in line
                assert "signed in" not in line


def test_no_header_is_written_by_whoever_names_a_file(client: ClientFor, cast: Cast, subtests: pytest.Subtests) -> None:
    owner = client("owner")
    for number, (name, sent) in enumerate(HEADERS.items()):
        with subtests.test(name):
            data = {
                "key": f"{number:032x}",
                "kind": "company",
                "company": str(cast.asahi.enrolment_id),
                "file": [(BytesIO(jpeg()), f"{sent}.jpg")],
            }
            taken = send(owner, "attachments/", data, content_type="multipart/form-data", headers={"Accept": "application/json"})
            assert taken.status in {201, 422}  # a line break ends the header of the part, and with it the file
            if taken.status == 422:
                continue
            handed_out = look(owner, str(taken.json["url"]))
            assert handed_out.status == 200
            assert "Set-Cookie" not in handed_out.headers
            assert handed_out.headers["Content-Disposition"].startswith("attachment; filename=")
            assert handed_out.headers["Content-Disposition"].count(";") == 2
            assert handed_out.headers["Content-Type"] == "image/jpeg"


def test_a_cell_stays_a_text_whatever_it_begins_with(client: ClientFor, app: Flask, cast: Cast, records: Records) -> None:
    orders = list(CELLS.values())
    with app.app_context():
        for place, producer_id in enumerate(cast.producer_ids[: len(orders)]):
            db.session.execute(update(Producer).where(Producer.id == producer_id).values(name=orders[place]))
        db.session.execute(update(Company).where(Company.id == cast.asahi.company_id).values(name=orders[1], street=orders[2]))
        db.session.execute(update(SupportCase).values(title=orders[0]))
        db.session.commit()
    manager = client("manager")
    with manager.raw.get(manager.path("report/download?as_of=2026-11-24")) as answer:
        book = load_workbook(BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value in orders]
    assert {cell.value for cell in cells} >= set(orders[:3])
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_accounts_are_there_after_all_of_it(client: ClientFor, cast: Cast, at_rest: At) -> None:
    browser = client(None)
    for sent in SQL.values():
        answer = send(browser, "/sign-in", {"email": sent, "password": sent})
        assert answer.status in {422, 429}
    with at_rest():
        assert accounts.find_credentials(cast["owner"].email)[0] == cast["owner"].account_id
        assert db.session.scalar(select(Company.id).where(Company.id == cast.elsewhere.company_id))
