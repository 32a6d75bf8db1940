"""What forms are filled with are the report's own numbers, every record in its order; A社 stays A社."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.cast import Cast
from tests.form_records import own_form, own_mapping
from tests.records import Records
from tracker.database import db
from tracker.domain.counts import visit_count
from tracker.domain.form_fields import FormRecord, fields_of
from tracker.models import Company
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.workbooks.form_filling import prepare
from tracker.workbooks.form_values import entries_of
from tracker.workbooks.forms import read_form

Ways = Callable[[], AbstractContextManager[None]]


def report_of(cast: Cast, at_rest: Ways) -> ReportRow:
    with at_rest():
        return get_report(cast.viewer("clerk"), as_of=date(2026, 11, 24))


def test_every_field_of_every_record_has_its_place_in_the_report(cast: Cast, records: Records, at_rest: Ways) -> None:
    report = report_of(cast, at_rest)
    for record in FormRecord:
        names = {field.name for field in fields_of(record) if field.month is None}
        entries = entries_of(report, record)
        assert entries, record
        for entry in entries:
            assert names | {"sequence"} <= entry.values.keys() | {"sequence"}, record


def test_the_rows_of_a_band_are_the_records_that_the_report_counts(cast: Cast, records: Records, at_rest: Ways) -> None:
    report = report_of(cast, at_rest)
    (whole,) = entries_of(report, FormRecord.PROGRAMME)
    companies = entries_of(report, FormRecord.COMPANY)
    assert whole.values["visit_count"] == len(entries_of(report, FormRecord.VISIT)) == visit_count(report.counted_visits)
    assert whole.values["meeting_count"] == len(entries_of(report, FormRecord.MEETING))
    assert whole.values["visit_count"] == sum(int(str(one.values["visit_count"])) for one in companies)
    for one in companies:
        months = [value for name, value in one.values.items() if name.startswith("visits_")]
        assert sum(int(str(value)) for value in months) == one.values["visit_count"]
        assert "visits_12" not in one.values  # a month to come is blank, not nought


def test_a_company_that_may_not_be_named_is_its_letter_in_a_form_too(
    cast: Cast, records: Records, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        db.session.get_one(Company, cast.asahi.company_id).may_be_named = False
    prepared = prepare(own_mapping(), read_form(own_form()), report_of(cast, at_rest), {"契約番号": ""})
    (band,) = prepared.filling.bands
    assert band.entries[0].values[1] == "A社"
    assert "アサヒ" not in str(prepared)
    assert [blank.source for blank in prepared.blanks] == ["fixed:契約番号"]
