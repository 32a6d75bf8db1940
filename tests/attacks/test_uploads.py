"""Uploads: what is not kept is refused in a sentence and leaves no file; what is kept is handed out as itself, and never run."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest

from tests.attacks.files import NAMES, POLYGLOTS, REFUSED, UNREAD
from tests.attacks.sending import At, look, nothing_written, refuses, send
from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.domain.test_media import jpeg
from tracker.config import Config

DISPOSITION = re.compile(r"attachment; filename=\"?[ -~]+?\"?(; filename\*=UTF-8''[A-Za-z0-9%._~!$&+^`|-]+)?")
RANDOM = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


def attach(browser: Client, cast: Cast, content: bytes, name: str, number: int) -> Page:
    data = {
        "key": f"{number:032x}",
        "kind": "company",
        "company": str(cast.asahi.enrolment_id),
        "file": [(BytesIO(content), name)],
    }
    return send(browser, "attachments/", data, content_type="multipart/form-data", headers={"Accept": "application/json"})


def files(config: Config) -> set[str]:
    """Everything below the folder of attachments, and nothing outside it that was not there before."""
    folder = config.attachments
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


def outside(config: Config) -> set[Path]:
    return {path for path in config.instance.rglob("*") if config.attachments not in (path, *path.parents)}


def test_files_that_are_refused(client: ClientFor, cast: Cast, config: Config, at_rest: At, subtests: pytest.Subtests) -> None:
    owner, clerk = client("owner"), client("clerk")
    clerk.csrf_token()
    doors = {"the roster": "roster/new", "the log kept by hand": "log/new", "a form": "report/forms/new"}
    with nothing_written(at_rest):
        for number, (name, content) in enumerate(REFUSED.items()):
            if name not in UNREAD:
                with subtests.test(f"{name}, attached"):
                    answer = attach(owner, cast, content, "a.xlsx", number)
                    assert answer.status == 422
                    assert answer.json["error"]
            for door, url in doors.items() if name in UNREAD or number < 2 else [("the roster", "roster/new")]:
                with subtests.test(f"{name}, for {door}"):
                    data = {"file": [(BytesIO(content), "名簿.xlsx")], "name": "様式"}
                    assert refuses(send(clerk, url, data, content_type="multipart/form-data"), "file")
    assert files(config) == set()


def test_files_that_are_two_things_at_once(client: ClientFor, cast: Cast, config: Config, subtests: pytest.Subtests) -> None:
    owner = client("owner")
    for number, (name, (content, called, kind)) in enumerate(POLYGLOTS.items()):
        with subtests.test(name):
            taken = attach(owner, cast, content, called, number)
            assert taken.status == 201
            answer = look(owner, str(taken.json["url"]))
            assert answer.headers["Content-Type"].split(";")[0] == kind
            assert {"default-src 'none'", "sandbox"} <= set(answer.headers["Content-Security-Policy"].split("; "))
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert DISPOSITION.fullmatch(answer.headers["Content-Disposition"])
            assert not re.search(r"\.(html?|php|svg|exe|js)\b", answer.headers["Content-Disposition"].rpartition(".")[1:][0])


def test_names_that_lead_elsewhere(client: ClientFor, cast: Cast, config: Config, subtests: pytest.Subtests) -> None:
    owner = client("owner")
    before = outside(config)
    for number, (name, called) in enumerate(NAMES.items()):
        with subtests.test(name):
            taken = attach(owner, cast, jpeg(), called, number)
            assert taken.status == 201
            answer = look(owner, str(taken.json["url"]))
            assert answer.status == 200
            given = answer.headers["Content-Disposition"]
            assert DISPOSITION.fullmatch(given), given
            assert not set('/\\:*?"<>|') & set(
                given.split("filename*=")[-1].removeprefix("UTF-8''").removeprefix("attachment; filename=")
            )
            assert given.lower().rstrip('"').endswith((".jpg", ".jpeg"))
    assert outside(config) - before == set()
    assert all(RANDOM.fullmatch(name) for name in files(config))
    assert look(owner, f"companies/{cast.asahi.enrolment_id}/files").status == 200
