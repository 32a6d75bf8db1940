"""個人情報 on its pages: what goes and what stays is shown first, and the file is handed out on the way."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from zipfile import ZipFile

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import PICTURE_AT, Records
from tracker.config import Config
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


def test_a_package_with_a_large_file_costs_no_memory_and_leaves_nothing_on_the_disk(
    cast: Cast, client: ClientFor, config: Config, records: Records
) -> None:
    size = 64 * 1024 * 1024
    with (config.attachments / PICTURE_AT).open("r+b") as file:
        file.truncate(size)
    browser = client("manager")
    address = f"privacy/companies/{cast.asahi.enrolment_id}"
    token = browser.csrf_token()  # what is loaded once counts for nothing
    there = set(config.instance.iterdir())
    tracemalloc.start()
    try:
        answer = browser.raw.post(browser.path(f"{address}/data"), data={"csrf_token": token})
        length, told = sum(len(piece) for piece in answer.iter_encoded()), int(answer.headers["Content-Length"])
        answer.close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told == length > size
    assert peak < size / 4
    assert set(config.instance.iterdir()) == there
