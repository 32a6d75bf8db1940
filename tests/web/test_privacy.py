"""個人情報 on its pages: what goes and what stays is shown first, and the file is handed out on the way."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records
from tracker.domain.redaction import MARK


def test_a_person_is_found_handed_out_and_redacted(cast: Cast, client: ClientFor, records: Records) -> None:
    browser = client("manager")
    number = cast["owner"].producer_id
    name = cast["owner"].name
    assert browser.get("privacy/").status == 200
    page = browser.get(f"privacy/people/{number}")
    assert "報告のために残るもの" in page.main
    data = browser.post(f"privacy/people/{number}/data", {}, buffered=True)
    assert data.headers["Content-Type"] == "application/zip"
    assert "data.json" in ZipFile(BytesIO(data.data)).namelist()
    asked = browser.submit(page, {"others": "担当の通称"}, form="main form.form")
    assert asked.status == 200
    assert name in asked.main
    refused = browser.submit(asked, {"reason": "", "understood": None})
    assert refused.status == 422
    done = browser.submit(refused, {"reason": "本人の求めにより", "understood": "y"})
    assert done.status == 302, done.errors()
    assert browser.get(f"producers/{number}").heading == MARK
    trail = browser.get("audit/").main
    assert "保有データを書き出し" in trail
    assert "利用者を墨消し" in trail


def test_a_company_whose_words_are_all_unticked_is_not_redacted(cast: Cast, client: ClientFor, records: Records) -> None:
    browser = client("manager")
    page = browser.get(f"privacy/companies/{cast.asahi.enrolment_id}")
    asked = browser.submit(page, {"words": []}, form="main form.form")
    assert asked.status == 422
    assert any("どこにもありません" in one for one in asked.errors())
