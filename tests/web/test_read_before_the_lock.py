"""An uploaded file is read before the write lock is taken: whoever saves meanwhile does not wait until it is."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from tests import logs, rosters
from tests.conftest import ClientFor
from tests.form_records import own_form
from tests.records import Records
from tracker.database import WRITES, db
from tracker.services import attachment_files
from tracker.workbooks import package

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
# where a file is taken, what of it, and what reads it
TAKEN: dict[str, tuple[str, Callable[[], bytes], tuple[Any, str]]] = {
    "a roster": ("roster/new", rosters.workbook, (package, "_look_through")),
    "a log kept by hand": ("log/new", lambda: logs.workbook(logs.row()), (package, "_look_through")),
    "a form": ("report/forms/new", own_form, (package, "_look_through")),
    "an attachment": ("attachments/new?kind=visit&subject={visit}", lambda: PDF, (attachment_files, "check_media")),
}


@pytest.mark.parametrize("what", TAKEN)
def test_reading_a_file_keeps_nobody_from_writing(
    what: str, client: ClientFor, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, content, (module, name) = TAKEN[what]
    read, is_writing = getattr(module, name), []

    def look(*args: Any) -> Any:
        is_writing.append(bool(db.session.connection().get_execution_options().get(WRITES)))
        return read(*args)

    monkeypatch.setattr(module, name, look)
    sent = {"file": [(BytesIO(content()), "資料.xlsx")], "name": "様式"}
    page = client("manager").submit(url.format(visit=records.visit_id), sent, content_type="multipart/form-data")
    assert page.status == 302
    assert is_writing
    assert not any(is_writing)
