"""A photo of the notebook or the whiteboard: made smaller, kept on the phone, sent after the text, and typed up at the desk."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast
from tests.journeys.conftest import VisitorFor
from tracker.database import db
from tracker.domain.media import JPEG, check_media
from tracker.models import Attachment, MeetingCase, VisitCase

At = Callable[[], AbstractContextManager[None]]
# A picture of many megabytes, as a camera makes it: noise does not pack.
NOISE = """async ([width, height]) => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const tile = context.createImageData(512, 512);
  for (let at = 0; at < tile.data.length; at += 65536) crypto.getRandomValues(tile.data.subarray(at, at + 65536));
  for (let at = 3; at < tile.data.length; at += 4) tile.data[at] = 255;
  for (let x = 0; x < width; x += 512) for (let y = 0; y < height; y += 512) context.putImageData(tile, x, y);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 1); });
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(blob);
  });
}"""


def camera(page: Page, place: Path, *, width: int = 4000, height: int = 3000) -> Path:
    """A photo on the disk, drawn by the browser."""
    content = b64decode(page.evaluate(NOISE, [width, height]))
    photo = place / "IMG_0001.jpg"
    photo.write_bytes(content)
    return photo


def test_a_photo_of_the_notebook_is_the_note_and_is_typed_up_at_the_desk(
    visitor: VisitorFor, cast: Cast, tmp_path: Path, at_rest: At
) -> None:
    phone = visitor("phone")
    phone.sign_in("owner")
    page = phone.open(f"visits/new?company={cast.asahi.enrolment_id}")
    photo = camera(page, tmp_path)
    assert photo.stat().st_size > 10_000_000
    page.get_by_label("見る・観る").first.check()
    page.locator("[data-take]").set_input_files(photo)
    expect(page.locator(".pictures__row img")).to_be_visible()
    expect(page.locator("[data-pictures-status]")).to_have_text("写真・録音1件を、この端末に保存しました。")
    phone.axe()
    page.locator(".pictures__caption input").first.fill("工程の流れ")
    page.get_by_label("日程未定").first.check()
    page.get_by_role("button", name="記録を確定する").click()
    page.wait_for_url("**/visits/*")
    expect(page.get_by_text("清書待ち").first).to_be_visible()

    expect(page.locator(".gallery__picture")).to_be_visible(timeout=30_000)  # by itself, as soon as it is sent
    expect(page.get_by_text("端末から送信中です")).to_have_count(0)
    with at_rest():
        row = db.session.scalars(select(Attachment)).one()
        assert (row.is_note, row.case_id, row.caption) == (True, cast.asahi.case_id, "工程の流れ")
        stored = phone.app.config["TRACKER"].attachments / str(row.stored_name)
    content = stored.read_bytes()
    assert check_media(content) is JPEG
    assert len(content) < 3_000_000

    desk = visitor("desk")
    desk.sign_in("sub")
    page = desk.open(phone.page.url)
    page.get_by_role("link", name="見ながら文字にする").click()
    picture = page.locator(".desk__picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 2000
    page.get_by_role("button", name="回す").click()
    assert picture.get_attribute("data-quarter") == "1"
    desk.axe()
    page.get_by_label("聞いたこと・見たこと").fill("段取り替えの手順が図になっている")
    page.get_by_role("button", name="清書を保存").click()
    expect(page.get_by_text("段取り替えの手順が図になっている")).to_be_visible()
    with at_rest():
        assert db.session.scalars(select(VisitCase.facts)).one() == "段取り替えの手順が図になっている"


def test_a_photo_of_the_whiteboard_is_what_was_said_at_a_meeting_and_is_typed_up_at_the_desk(
    visitor: VisitorFor, cast: Cast, tmp_path: Path, at_rest: At
) -> None:
    phone = visitor("phone")
    phone.sign_in("owner")
    page = phone.open(f"meetings/new?company={cast.asahi.enrolment_id}")
    page.locator("[data-take]").set_input_files(camera(page, tmp_path, width=640, height=480))
    expect(page.locator("[data-pictures-status]")).to_have_text("写真・録音1件を、この端末に保存しました。")
    page.get_by_role("button", name="記録を確定する").click()
    page.wait_for_url("**/meetings/*")
    expect(page.get_by_text("清書待ち").first).to_be_visible()

    def taken() -> bool:
        with at_rest():
            return db.session.scalar(select(Attachment.stored_name)) is not None

    arrived(page, taken)
    desk = visitor("desk")
    desk.sign_in("sub")
    page = desk.open(phone.page.url)
    page.get_by_role("link", name="見ながら文字にする").click()
    expect(page.locator(".desk__picture img")).to_be_visible()
    page.locator("main textarea").first.fill("見積もりの比べ方を図にした")
    page.get_by_role("button", name="清書を保存").click()
    expect(page.get_by_text("見積もりの比べ方を図にした")).to_be_visible()
    with at_rest():
        row = db.session.scalars(select(Attachment)).one()
        assert (row.is_note, row.case_id) == (True, cast.asahi.case_id)
        assert db.session.scalars(select(MeetingCase.facts)).one() == "見積もりの比べ方を図にした"


def arrived(page: Page, happened: Callable[[], bool]) -> None:
    """Wait until the phone has sent it; each new look of the phone at the program sends what waits."""
    for _turn in range(10):
        if happened():
            return
        with page.expect_response("**/attachments/", timeout=5_000) as _sent:
            page.reload()
    assert happened()


def test_a_file_that_is_too_large_to_be_kept_is_said_and_nothing_is_lost(visitor: VisitorFor, cast: Cast, tmp_path: Path) -> None:
    phone = visitor("phone")
    phone.sign_in("owner")
    page = phone.open(f"visits/new?company={cast.asahi.enrolment_id}")
    scan = tmp_path / "図面.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + b"0" * 11_000_000 + b"\n%%EOF")
    page.locator("#cases-0-facts").fill("図面を見た")
    page.locator("[data-take]").set_input_files(scan)
    expect(page.locator("[data-pictures-status]")).to_have_text("「図面.pdf」は大きすぎます。10MB以下にしてから選んでください。")
    assert page.locator("#cases-0-facts").input_value() == "図面を見た"
    assert page.locator("[data-pictures-inputs] input").count() == 0
