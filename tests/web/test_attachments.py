"""Sending and handing out attachments: by a page's form, by a phone in JSON; what is wrong is one clear sentence."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.domain.test_media import jpeg
from tests.records import PICTURE, Records
from tracker.config import Config
from tracker.domain import media
from tracker.web.attachments import keeping

KEY = "a1" * 16
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def send(browser: Client, content: bytes, name: str, url: str, **fields: Any) -> Page:
    """By the page's own form."""
    page = browser.get(url)
    return browser.submit(page, {"file": [(BytesIO(content), name)], **fields}, content_type="multipart/form-data", follow=True)


def post(browser: Client, content: bytes, *, name: str = "note.jpg", **fields: str) -> Page:
    """As a phone sends what it kept."""
    data = {"key": KEY, "kind": "visit", "file": [(BytesIO(content), name)], **fields}
    return browser.post("attachments/", data, content_type="multipart/form-data", headers={"Accept": "application/json"})


def files(config: Config) -> list[Path]:
    return [path for path in config.attachments.rglob("*") if path.is_file()]


def test_a_photo_is_attached_and_shown_on_the_visit_the_timeline_and_among_the_papers(
    client: ClientFor, cast: Cast, records: Records
) -> None:
    browser = client("owner")
    url = f"attachments/new?kind=visit&subject={records.visit_id}"
    page = send(browser, jpeg(), "試作品.jpg", url, caption="試作品の断面")
    assert "添付しました" in page.main
    assert [str(tag["alt"]) for tag in page.select(".gallery img")] == ["試作品の断面", "ノート.jpg"]
    for shown in (f"companies/{cast.asahi.enrolment_id}", f"companies/{cast.asahi.enrolment_id}/files"):
        assert "試作品の断面" in browser.get(shown).main


def test_a_pdf_called_jpg_is_kept_as_the_pdf_that_it_is(client: ClientFor, cast: Cast) -> None:
    page = send(client("owner"), PDF, "図面.jpg", f"attachments/new?kind=company&company={cast.asahi.enrolment_id}")
    assert "名前を「図面.pdf」にしました" in page.main
    assert "図面.pdf" in page.words(".gallery__file a")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.jpg", "ファイルが空です"),
        (b"\x00\x01\x02\x03 nothing", "a.jpg", "この種類のファイルは添付できません"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", "この種類のファイルは添付できません"),
        (jpeg()[:-4], "a.jpg", "途中で切れている"),
    ],
)
def test_what_is_not_kept_comes_back_with_a_sentence_and_leaves_no_file(
    content: bytes, name: str, sentence: str, client: ClientFor, cast: Cast, config: Config
) -> None:
    page = send(client("owner"), content, name, f"attachments/new?kind=company&company={cast.asahi.enrolment_id}", caption="説明")
    assert page.status == 422
    assert sentence in page.errors()[0]
    assert page.fields()["caption"] == "説明"
    assert files(config) == []


def test_a_file_that_is_too_large_is_refused_with_the_limit(
    client: ClientFor, cast: Cast, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (media, keeping):
        monkeypatch.setattr(place, "MAX_BYTES", media.MEGABYTE // 8)
    content = jpeg(behind=b"\0" * (media.MEGABYTE // 8))
    page = send(client("owner"), content, "a.jpg", f"attachments/new?kind=company&company={cast.asahi.enrolment_id}")
    assert page.status == 422
    assert "以下にしてから選んでください" in page.errors()[0]
    assert files(config) == []


def test_no_file_chosen_is_said_at_the_field(client: ClientFor, cast: Cast) -> None:
    page = client("owner").submit(f"attachments/new?kind=company&company={cast.asahi.enrolment_id}", {})
    assert page.status == 422
    assert page.errors() == ["添付するファイルを選んでください。"]


def test_a_phone_is_answered_in_json_and_sending_again_is_the_same(client: ClientFor, cast: Cast, records: Records) -> None:
    browser = client("owner")
    first = post(browser, jpeg(), subject_id=str(records.visit_id), case_id=str(cast.asahi.case_id))
    again = post(browser, jpeg(), subject_id=str(records.visit_id), case_id=str(cast.asahi.case_id))
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert first.json["key"] == KEY


def test_a_phone_is_told_in_words_what_is_wrong(client: ClientFor, records: Records) -> None:
    browser = client("owner")
    bad = post(browser, b"\0nothing", subject_id=str(records.visit_id))
    assert (bad.status, "この種類のファイル" in bad.json["error"]) == (422, True)
    assert post(browser, jpeg(), subject_id=str(records.visit_id), key="ABC").json["error"].startswith("ファイルを特定できません")


def test_a_picture_for_a_form_that_is_not_saved_yet_is_taken_and_waits(client: ClientFor, config: Config) -> None:
    taken = post(client("owner"), jpeg(), subject_key="c3" * 16, is_note="1")
    assert taken.status == 201
    assert len(files(config)) == 1
    assert client("manager").get(str(taken.json["url"])).status == 404


@pytest.mark.parametrize("kind", ["", "rocket", "diary"])
def test_a_kind_that_nothing_is_attached_to_is_not_there(kind: str, client: ClientFor) -> None:
    assert post(client("owner"), jpeg(), kind=kind).status == 404


def test_a_refused_sender_leaves_no_file(client: ClientFor, config: Config, cast: Cast, records: Records) -> None:
    before = files(config)
    assert post(client("colleague"), jpeg(), subject_id=str(records.visit_id)).status == 404
    assert post(client("stranger"), jpeg(), subject_id=str(records.visit_id)).status == 404
    assert files(config) == before


def test_a_file_is_handed_out_to_be_kept_and_never_run(client: ClientFor, records: Records) -> None:
    browser = client("owner")
    with browser.raw.get(browser.path(f"attachments/{records.attachment_id}")) as page:
        assert page.get_data() == PICTURE
    assert (
        page.headers["Content-Disposition"] == f"attachment; filename=\"attachment.jpg\"; filename*=UTF-8''{quote('ノート.jpg')}"
    )
    assert {"default-src 'none'", "sandbox"} <= set(page.headers["Content-Security-Policy"].split("; "))
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"


def test_only_pictures_and_recordings_are_shown_in_a_page(client: ClientFor, cast: Cast) -> None:
    browser = client("owner")
    taken = post(browser, PDF, name="図面.pdf", kind="company", company=str(cast.asahi.enrolment_id))
    assert browser.get(str(taken.json["url"])).status == 200
    assert browser.get(f"{taken.json['url']}/view").status == 404


def test_the_words_below_are_changed_and_two_editors_see_both(client: ClientFor, records: Records) -> None:
    url = f"attachments/{records.attachment_id}/edit"
    mine, theirs = client("owner"), client("sub")
    before = mine.get(url)
    assert "保存しました" in theirs.submit(url, {"caption": "副担当の説明"}, follow=True).main
    clash = mine.submit(before, {"caption": "主担当の説明"})
    assert clash.status == 409
    assert "副担当の説明" in clash.main
    assert "主担当の説明" in clash.main


def test_deleted_and_brought_back_from_the_papers(client: ClientFor, cast: Cast, records: Records) -> None:
    browser = client("owner")
    assert "削除しました" in browser.submit(f"attachments/{records.attachment_id}/delete", follow=True).main
    assert browser.get(f"attachments/{records.attachment_id}").status == 404
    papers = browser.get(f"companies/{cast.asahi.enrolment_id}/files")
    form = f"form[action$='/attachments/{records.attachment_id}/restore']"
    assert "元に戻しました" in browser.submit(papers, form=form, follow=True).main
    assert browser.get(f"attachments/{records.attachment_id}").status == 200


def test_a_note_in_pictures_is_typed_up_beside_them(client: ClientFor, records: Records) -> None:
    browser = client("sub")
    visit = f"visits/{records.pictured_visit_id}"
    assert "清書待ち" in browser.get(visit).main
    assert "清書待ちのノート" in client("manager").get("").main
    done = browser.submit(f"{visit}/type-up", {"cases-0-facts": "社長は海外を考えている"}, follow=True)
    assert "清書を保存しました" in done.main
    assert "社長は海外を考えている" in done.main
    assert "清書待ち" not in done.main


def test_a_form_that_names_a_picture_may_leave_the_facts_empty(client: ClientFor, cast: Cast) -> None:
    browser = client("owner")
    url = f"visits/new?company={cast.asahi.enrolment_id}"
    refused = browser.submit(url, {"cases-0-phases": ["listen"], "next_answer": "open"})
    assert refused.status == 422
    sent = {"cases-0-phases": ["listen"], "cases-0-pictures": [KEY], "next_answer": "open"}
    saved = browser.submit(url, sent, follow=True)
    assert saved.status == 200
    assert "端末から送信中" in saved.main


@pytest.mark.parametrize("phases", [["observe"], []])
def test_a_photo_of_the_whiteboard_is_a_note_of_the_meeting_and_is_typed_up(
    client: ClientFor, cast: Cast, phases: list[str]
) -> None:
    browser = client("owner")
    form = browser.get(f"meetings/new?company={cast.asahi.enrolment_id}")
    assert form.one("[data-pictures]")["data-company"] == str(cast.asahi.enrolment_id)
    ticked = {"sections-0-cases-0-phases": phases, "team": [str(cast.producer_id("owner"))]}
    if phases:
        assert browser.submit(form, ticked).status == 422
    chosen = browser.submit(form, ticked | {"sections-0-cases-0-pictures": [KEY], "choose": "1"})
    assert chosen.fields()["sections-0-cases-0-pictures"] == KEY  # the page that is drawn again still names it
    saved = browser.submit(form, ticked | {"sections-0-cases-0-pictures": [KEY]}, follow=True)
    assert "清書待ち" in saved.main
    assert "端末から送信中" in saved.main
    assert "清書待ちのノート" in client("manager").get("").main
    assert "写真・録音を文字にする" in browser.get("today/").main
    desk = browser.get(saved.links()["見ながら文字にする"])
    done = browser.submit(desk, {"cases-0-facts": "工程の順番を決めた"}, follow=True)
    assert "工程の順番を決めた" in done.main
    assert "清書待ち" not in done.main


def test_the_microphone_is_allowed_on_the_forms_of_visits_and_meetings_alone(client: ClientFor, cast: Cast) -> None:
    browser = client("owner")
    for address in (f"visits/new?company={cast.asahi.enrolment_id}", f"meetings/new?company={cast.asahi.enrolment_id}"):
        assert "microphone=(self)" in browser.get(address).headers["Permissions-Policy"]
    assert "microphone=()" in browser.get("visits/").headers["Permissions-Policy"]


@pytest.mark.parametrize("kind", ["exhibition", "training"])
def test_a_file_stands_on_the_page_of_an_event_and_is_deleted_and_brought_back_there(
    kind: str, client: ClientFor, records: Records
) -> None:
    owner = client("owner")
    place = f"{kind}s/{getattr(records, f'{kind}_id')}"
    link = next(one for one in owner.get(place).select("main a.button") if "写真・ファイルを添付" in one.text)
    page = send(owner, jpeg(), "会場.jpg", str(link["href"]), caption="会場の様子")
    assert "写真・ファイル（1件）" in page.main
    assert "会場の様子" in client("colleague").get(place).main
    edit = str(page.one(".gallery a[href$=edit]")["href"])
    owner.submit(edit.replace("/edit", "/delete"), {})
    gone = owner.get(place)
    assert "写真・ファイル（0件）" in gone.main
    owner.post(str(gone.one("form[action$=restore]")["action"]))
    assert "写真・ファイル（1件）" in owner.get(place).main


@pytest.mark.parametrize("kind", ["exhibition", "training"])
def test_a_confidential_file_of_an_event_is_its_senders_and_the_managers(kind: str, client: ClientFor, records: Records) -> None:
    owner, place = client("owner"), f"{kind}s/{getattr(records, f'{kind}_id')}"
    url = f"attachments/new?kind={kind}&subject={getattr(records, f'{kind}_id')}"
    send(owner, jpeg(), "会場.jpg", url, caption="見積り", is_confidential="y")
    seen = {who: "見積り" in client(who).get(place).main for who in ("owner", "manager", "clerk", "auditor")}
    assert seen["owner"]
    assert seen["manager"]
    assert not seen["clerk"]


@pytest.mark.parametrize("kind", ["exhibition", "training"])
def test_a_clerk_and_another_programme_attach_nothing_to_an_event(kind: str, client: ClientFor, records: Records) -> None:
    subject = str(getattr(records, f"{kind}_id"))
    assert post(client("clerk"), jpeg(), kind=kind, subject_id=subject).status == 403
    assert post(client("stranger"), jpeg(), kind=kind, subject_id=subject).status == 404
