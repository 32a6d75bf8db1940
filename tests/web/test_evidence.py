"""証憑つづり: as many records as the figure says, one document, and nothing in it that stays inside; the CSV files beside it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_meeting, add_visit
from tests.records import make_attachment, make_outcome
from tracker.database import db
from tracker.domain.attachments import AttachedTo
from tracker.models import (
    Challenge,
    Company,
    MeetingCase,
    MeetingSection,
    NextAction,
    SupportCase,
    Visit,
    VisitCase,
)

Ways = Callable[[], AbstractContextManager[None]]
MARKER = "内輪だけの印"
FIGURES = ("visits", "online", "case_visits", "escorts", "meetings", "company_meetings", "outcomes")


@pytest.fixture
def visit_id(cast: Cast, writing: Ways) -> int:
    owner = cast.producer_id("owner")
    with writing():
        for month in (4, 5):
            found = add_visit(cast.minato, date(2026, month, 10), people=[owner], cases=cast.minato.case_ids)
        add_meeting([cast.asahi, cast.minato], date(2026, 5, 20), [owner])
        make_outcome(cast.minato, now=NOW, on=date(2026, 10, 1), description=f"{cast.minato.name}の試作1号機")
        for note in db.session.query(VisitCase):
            note.report_summary = f"{cast.minato.name}の工程を観た"
        return found


def test_a_figure_has_as_many_records_as_it_says_and_the_list_leads_to_each(cast: Cast, client: ClientFor, visit_id: int) -> None:
    clerk = client("clerk")
    page = clerk.get("report/evidence?figure=visits&month=2026-05")
    assert len(page.rows()) == len(page.select(".evidence__record")) == 1
    assert {link["href"] for link in page.select("main table a")} == {"#record-1"}
    assert "工程を観た" in page.main
    assert clerk.get("report/evidence?figure=visits&month=2026-12&as_of=2026-11-24").select(".evidence__record") == []
    assert len(clerk.get("report/evidence?figure=company_meetings&month=2026-05").rows()) == 2
    assert clerk.get("report/evidence?figure=company_meetings&month=2026-04").rows() == []
    assert len(clerk.get("report/evidence?figure=case_visits").rows()) == 2 * len(cast.minato.case_ids)
    assert len(clerk.get("report/evidence?figure=meetings").rows()) == 1
    assert len(clerk.get("report/evidence?figure=company_meetings").rows()) == 2
    assert "試作1号機" in clerk.get(f"report/evidence?figure=outcomes&company={cast.minato.enrolment_id}").main
    assert "この数のもとになる記録はありません" in clerk.get("report/evidence?figure=escorts").main
    assert clerk.get("report/evidence?figure=visits&company=999999").status == 404


def test_more_than_a_volume_holds_goes_on_in_the_next(
    cast: Cast, client: ClientFor, visit_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.report.evidence.VOLUME", 1)
    pages = [client("clerk").get(f"report/evidence?figure=visits&page={page}") for page in (1, 2, 9)]
    assert [[row.get_text(strip=True) for row in page.select("main tbody th")] for page in pages] == [["証1"], ["証2"], ["証2"]]
    assert pages[0].select("main a[rel=next]") and pages[1].select("main a[rel=prev]")


def test_pictures_are_in_it_unless_they_are_confidential(cast: Cast, client: ClientFor, visit_id: int, writing: Ways) -> None:
    with writing():
        of_visit = {"kind": AttachedTo.VISIT, "visit_id": visit_id}
        shown = make_attachment(cast.minato, now=NOW, **of_visit)
        make_attachment(cast.minato, now=NOW, stored_name="ab/other", is_confidential=True, **of_visit)
    for person in ("manager", "auditor"):
        pictures = client(person).get("report/evidence?figure=visits").select("main img")
        assert [str(one["src"]) for one in pictures] == [f"/p/r8/attachments/{shown}/view"]


def test_a_company_that_may_not_be_named_is_its_letter_in_every_bundle_and_file(
    cast: Cast, client: ClientFor, visit_id: int, writing: Ways
) -> None:
    with writing():
        db.session.get_one(Company, cast.minato.company_id).may_be_named = False
        db.session.get_one(SupportCase, cast.minato.case_id).title = f"㈱{cast.minato.name}の試作"
        make_attachment(cast.minato, now=NOW, kind=AttachedTo.VISIT, visit_id=visit_id, caption=cast.minato.name)
    clerk = client("clerk")
    for figure in FIGURES:
        page = clerk.get(f"report/evidence?figure={figure}")
        assert cast.minato.name not in page.main and not page.select("main img"), figure
    assert "A社の工程を観た" in clerk.get("report/evidence?figure=visits").main
    assert cast.minato.name not in all_files(clerk.get("report/csv", buffered=True).data)


def test_no_internal_text_leaves_in_any_part_of_any_output(cast: Cast, client: ClientFor, visit_id: int, writing: Ways) -> None:
    made = {"programme_id": cast.programme_id, "enrolment_id": cast.minato.enrolment_id, "created_at": NOW}
    with writing():
        for model, fields in (
            (Visit, ("internal_memo", "decisions", "attendees", "status_reason")),
            (MeetingSection, ("internal_memo", "decisions")),
            (VisitCase, ("facts", "interpretation")),
            (MeetingCase, ("facts", "interpretation")),
        ):
            for row in db.session.query(model):
                for name in fields:
                    if hasattr(row, name):
                        setattr(row, name, MARKER)
        db.session.add(
            Challenge(
                title="歩留まり",
                description=MARKER,
                reason=MARKER,
                case_id=cast.minato.case_id,
                raised_on=date(2026, 4, 1),
                **made,
            )
        )
        db.session.add(NextAction(what="図面を送る", owner_name=MARKER, due_on=date(2026, 12, 1), **made))
        company = db.session.get_one(Company, cast.minato.company_id)
        company.contact_name = company.street = MARKER
    clerk = client("manager")
    pages = [f"report/evidence?figure={figure}" for figure in FIGURES]
    pages += ["report/", "report/narratives/", f"report/narratives/{cast.minato.case_id}"]
    for address in pages:
        assert MARKER not in clerk.get(address).html, address
    for address in ("report/download", "report/csv"):
        assert MARKER not in all_files(clerk.get(address, buffered=True).data), address


def all_files(package: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return "".join(name + opened.read(name).decode("utf-8-sig") for name in opened.namelist())


def test_a_data_sheet_comes_as_a_file_and_all_come_in_one(cast: Cast, client: ClientFor, visit_id: int) -> None:
    clerk = client("clerk")
    answer = clerk.get("report/csv/visits", buffered=True)
    assert answer.headers["Content-Type"].startswith("text/csv")
    heads, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert heads[0] == "訪問ID" and len(rows) == 2
    assert clerk.get("report/csv/nothing").status == 404
    assert clerk.get("report/csv?as_of=2020-01-01").status == 302
    names = zipfile.ZipFile(io.BytesIO(clerk.get("report/csv", buffered=True).data)).namelist()
    assert "データ_訪問.csv" in names and "項目定義.csv" in names
