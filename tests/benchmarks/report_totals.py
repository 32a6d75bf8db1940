"""``python -m tests.benchmarks.report_totals [INSTANCE]``: the workbook of one year of size L, read back and counted in SQL.

With INSTANCE the newest year in the database that lies there, else in one that is built for it.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from openpyxl import load_workbook
from sqlalchemy import text

from tests.benchmarks.build import NOW, build
from tests.benchmarks.report import AS_OF, inside, say
from tests.benchmarks.sizes import SIZES
from tests.lack_sql import book_notes, sql_notes
from tests.report_sql import COUNTED, book_figures, kinds_are_in_order, sql_figures
from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.outcomes import OutcomeKind
from tracker.queries.programmes import find_programme_id
from tracker.queries.report import get_report
from tracker.workbooks.report import write_report

FINAL = "programme_id = :programme AND deleted_at IS NULL AND record_state = 'final'"
VISITS = f"visit WHERE {FINAL} AND visit_on BETWEEN :first AND :last"
MEETINGS = f"team_meeting WHERE {FINAL} AND meeting_on BETWEEN :first AND :last"
LIVING = "enrolment_id IN (SELECT id FROM enrolment WHERE deleted_at IS NULL)"
# data sheet → what has a row in it
ROWS = {
    "データ_企業": "enrolment WHERE programme_id = :programme AND deleted_at IS NULL",
    "データ_案件": "cases",
    "データ_担い手": "producer WHERE programme_id = :programme AND deleted_at IS NULL",
    "データ_訪問": f"{VISITS} AND {LIVING}",
    "データ_訪問案件": f"visit_case WHERE visit_id IN (SELECT id FROM {VISITS} AND visit_on <= :as_of AND {LIVING})",
    "データ_会議": MEETINGS,
    "データ_会議企業": f"meeting_section WHERE meeting_id IN (SELECT id FROM {MEETINGS}) AND {LIVING}",
    "データ_参加": f"""(SELECT visit_id FROM visit_participant WHERE visit_id IN (SELECT id FROM {VISITS} AND {LIVING})
        UNION ALL SELECT meeting_id FROM meeting_participant WHERE meeting_id IN (SELECT id FROM {MEETINGS})) AS there""",
    "データ_合間": "pairs WHERE from_on IS NOT NULL AND to_on BETWEEN :first AND :as_of",
    "データ_成果": "came",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        with inside(folder):
            if len(sys.argv) == 1:
                upgrade()
                build(replace(SIZES["L"], years=1))
            _compare(Path(name) / "report.xlsx")


def _compare(path: Path) -> None:
    programme = find_programme_id("y2026")
    assert programme is not None
    report = get_report(operator(programme), as_of=AS_OF)
    with path.open("wb+") as out:
        write_report(report, out, made_at=NOW)
    book, kinds = load_workbook(path, read_only=True), list(OutcomeKind)
    assert kinds_are_in_order(book, kinds)
    told = book_figures(book, [month.iso for month in report.months], kinds)
    found = sql_figures(db.session.connection(), programme, report.head.period.starts_on, AS_OF)
    wrong: set[Any] = {key for key in told.keys() | found.keys() if told.get(key) != found.get(key)}
    say(f"{len(found):,} totals of the form sheets, {len(wrong)} of them not what SQL finds {sorted(map(str, wrong))[:5]}")
    noted, counted = book_notes(book), sql_notes(db.session.connection(), programme, report.head.period.starts_on, AS_OF)
    wrong = {key for key in noted.keys() | counted.keys() if noted.get(key) != counted.get(key)}
    say(f"{len(counted):,} counts of the notes of 概要, {len(wrong)} of them not what SQL finds {sorted(wrong)[:5]}")
    days = {"programme": programme, "first": date(2026, 4, 1), "last": date(2027, 3, 31), "as_of": AS_OF}
    for title, source in ROWS.items():
        asked = {key: value for key, value in days.items() if f":{key}" in COUNTED + source}
        rows = db.session.execute(text(f"{COUNTED} SELECT count(*) FROM {source}"), asked).scalar_one()
        there = sum(1 for _row in book[title].iter_rows(min_row=2, max_col=1))
        say(f"{title}: {there:,} rows, {rows:,} by SQL{'' if there == rows else '  DIFFERENT'}")


if __name__ == "__main__":
    main()
