"""The data sheet of what is missing in the report, as the page lists it before the report goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracker.domain.lacks import LackKind
from tracker.rows.report import ReportRow
from tracker.rows.report_lacks import lacks_of
from tracker.workbooks.report.columns import COMPANY, COMPANY_ID, ISO, ISO_MONTH, Column
from tracker.workbooks.report.data_sheet import DataSheet
from tracker.workbooks.report.styles import Value
from tracker.workbooks.report.words import say


def _rows(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a thing that is missing."""
    for lack in lacks_of(report):
        company = report.company(lack.enrolment_id) if lack.enrolment_id is not None else None
        yield (
            say(lack.kind),
            company.number if company else None,
            company.name if company else None,
            lack.on.isoformat() if lack.on else None,
            lack.until.isoformat() if lack.until else None,
            lack.month.iso if lack.month else None,
            lack.visit_id,
            lack.meeting_id,
            (lack.sentence % lack.params if lack.sentence else lack.name) or None,
        )


LACKS = DataSheet(
    "データ_確認事項",
    "報告に足りないもの、確かめることごとに1行（何もなければ0行）",
    (
        Column("確認事項の種類", "何が足りないか", codes="、".join(say(kind) for kind in LackKind)),
        replace(COMPANY_ID, blank="企業を特定しない事項"),
        replace(COMPANY, blank="企業を特定しない事項"),
        Column("日付", "記録の日。訪問の合間は前の訪問日、評価は締切日", codes=ISO, blank="日付のない事項"),
        Column("後の訪問日", "訪問の合間の、後の訪問日", codes=ISO, blank="訪問の合間ではない"),
        Column("月", "記録待ち・未実施の月", codes=ISO_MONTH, blank="月についての事項ではない"),
        Column("訪問ID", "その訪問のID。下書きはデータ_訪問にない", is_id=True, blank="訪問についての事項ではない"),
        Column("会議ID", "その会議のID。下書きはデータ_会議にない", is_id=True, blank="会議についての事項ではない"),
        Column("内容", "案件名、担い手氏名、成果の内容、評価時期など、何についてか", blank="ほかの列で分かる"),
    ),
    _rows,
)
