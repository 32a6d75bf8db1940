"""A file that proves an outcome comes with its form: one save for both, the rules of every attachment, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.domain.test_media import jpeg
from tests.records import make_outcome
from tracker.config import Config
from tracker.database import db
from tracker.models import Attachment, Outcome

At = Callable[[], AbstractContextManager[None]]
GOOD = {"kind": "prototype", "outcome_on": "2026/11/20", "description": "試作品が1つできた"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def new(cast: Cast) -> str:
    return f"outcomes/new?company={cast.asahi.enrolment_id}"


def send(browser: Client, page: Page | str, content: bytes = PDF, name: str = "図面.pdf", **fields: Any) -> Page:
    typed = GOOD | {"file": [(BytesIO(content), name)], **fields}
    return browser.submit(page, typed, content_type="multipart/form-data")


def files(config: Config) -> list[Path]:
    return [path for path in config.attachments.rglob("*") if path.is_file()]


def count(at_rest: At, model: type[Attachment] | type[Outcome]) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_outcome_and_file_are_one_save(cast: Cast, client: ClientFor, at_rest: At, config: Config) -> None:
    browser = client("owner")
    page = browser.get(new(cast))
    assert page.form()["enctype"] == "multipart/form-data"
    story = browser.follow(send(browser, page, is_confidential="y"))
    assert "成果を記録しました。" in story.text and "図面.pdf" in story.main
    again = send(browser, page)  # a second press of the same form
    assert again.status == 302
    assert (count(at_rest, Outcome), count(at_rest, Attachment), len(files(config))) == (1, 1, 1)
    with at_rest():
        row = db.session.scalars(select(Attachment)).one()
        outcome = db.session.scalars(select(Outcome)).one()
        assert (row.outcome_id, row.enrolment_id, row.is_confidential) == (outcome.id, cast.asahi.enrolment_id, True)


def test_the_story_says_what_proves_an_outcome_to_whoever_reads_the_record(cast: Cast, client: ClientFor) -> None:
    client("owner").submit(new(cast), GOOD | {"evidence": "展示会の来場者名簿"})
    story = f"companies/{cast.asahi.enrolment_id}"
    assert "裏付け：展示会の来場者名簿" in client("owner").get(story).main
    assert "来場者名簿" not in client("colleague").get(story).main


def test_a_file_that_is_refused_takes_nothing_typed_along(cast: Cast, client: ClientFor, at_rest: At, config: Config) -> None:
    page = send(client("owner"), new(cast), b"\0nothing", "a.jpg", evidence="棚の中の写真")
    assert page.status == 422 and "この種類のファイルは添付できません" in page.errors()[0]
    assert page.one("#file-error") and page.fields()["evidence"] == "棚の中の写真"
    assert page.fields()["description"] == GOOD["description"]
    assert (count(at_rest, Outcome), files(config)) == (0, [])


def test_where_another_field_is_refused_the_file_is_asked_for_again(cast: Cast, client: ClientFor, config: Config) -> None:
    page = send(client("owner"), new(cast), description="")
    assert page.status == 422 and "もう一度選んでください" in page.one("#file-hint").get_text()
    future = send(client("owner"), new(cast), outcome_on="2026/11/25")  # refused by a rule, after the file was on the disk
    assert future.status == 422 and files(config) == []
    assert "もう一度選んでください" in future.one("#file-hint").get_text()


def test_a_file_is_added_to_an_outcome_that_stands(
    cast: Cast, client: ClientFor, writing: At, at_rest: At, config: Config
) -> None:
    with writing():
        outcome_id = make_outcome(cast.asahi, now=NOW, on=date(2026, 11, 20))
    browser = client("owner")
    opened = browser.get(f"outcomes/{outcome_id}")
    saved = send(browser, opened, name="図面.jpg", description="試作品が2つできた")
    assert "中身に合わせて、名前を「図面.pdf」にしました。" in browser.follow(saved).text
    page = browser.get(f"outcomes/{outcome_id}")
    assert "図面.pdf" in page.main and page.fields()["description"] == "試作品が2つできた"
    # The form of before knows an older version: both texts are shown, and the file of this save is not kept.
    late = send(browser, opened, jpeg(), "b.jpg", description="試作品が3つできた")
    assert late.status == 409 and "もう一度選んでください" in late.one("#file-hint").get_text()
    assert (count(at_rest, Attachment), len(files(config))) == (1, 1)


def test_whoever_may_not_log_for_the_company_leaves_no_file(cast: Cast, client: ClientFor, writing: At, config: Config) -> None:
    with writing():
        outcome_id = make_outcome(cast.minato, now=NOW, on=date(2026, 11, 20))
    browser = client("owner")
    data = GOOD | {"version": "1", "file_key": "a1" * 16, "file": [(BytesIO(jpeg()), "a.jpg")]}
    assert browser.post(f"outcomes/{outcome_id}", data, content_type="multipart/form-data").status == 404
    assert files(config) == []


def test_a_file_that_was_lost_is_asked_for_until_it_is_chosen_or_there_is_none(
    cast: Cast, client: ClientFor, at_rest: At, config: Config
) -> None:
    browser, lost = client("owner"), "選んだファイルはまだ届いていません"
    page = send(browser, new(cast), description="")
    page = browser.submit(page, {"outcome_on": "2026/11/25", "description": ""})  # refused for a field, without the file
    assert [lost in error for error in page.errors()].count(True) == 1 and len(page.errors()) == 2
    page = browser.submit(page, {"outcome_on": "2026/11/25", "description": "試作品"})  # … and by a rule
    assert [lost in error for error in page.errors()].count(True) == 1 and len(page.errors()) == 2
    page = browser.submit(page, {"outcome_on": "2026/11/20"})
    assert page.status == 422 and lost in page.one("#file-error").get_text()
    assert (count(at_rest, Outcome), count(at_rest, Attachment)) == (0, 0)
    assert send(browser, page).status == 302
    assert (count(at_rest, Outcome), count(at_rest, Attachment), len(files(config))) == (1, 1, 1)
    page = send(browser, new(cast), description="")
    assert browser.submit(page, {"description": "図面だけ", "without_file": "y"}).status == 302
    assert (count(at_rest, Outcome), count(at_rest, Attachment)) == (2, 1)


def test_a_corrected_outcome_asks_for_its_lost_file_too(cast: Cast, client: ClientFor, writing: At, at_rest: At) -> None:
    with writing():
        outcome_id = make_outcome(cast.asahi, now=NOW, on=date(2026, 11, 20))
    browser = client("owner")
    page = send(browser, f"outcomes/{outcome_id}", description="")
    page = browser.submit(page, {"description": "直した"})
    assert page.status == 422 and "もう一度選ぶか" in page.one("#file-error").get_text()
    with at_rest():
        assert db.session.scalars(select(Outcome.description)).one() != "直した"
