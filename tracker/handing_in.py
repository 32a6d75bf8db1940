"""Hands in a report: file and values are made before the write lock is taken, inside it two rows are added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.access import Viewer
from tracker.queries.submissions import get_frozen, get_submission
from tracker.rows.report import ReportRow
from tracker.services import transaction
from tracker.services.submissions import Prepared, hand_in_report
from tracker.workbooks.report import freeze_report
from tracker.workbooks.report.names import file_name


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says of a submission; ``replaces_id``: in place of which one; ``key``: so that sent twice it is one."""

    title: str
    handed_in_on: date
    remark: str
    replaces_id: int | None
    key: str | None


def hand_in(
    viewer: Viewer,
    report: ReportRow,
    words: Words,
    *,
    today: date,
    now: datetime,
    told: Callable[[int, int], None] | None = None,
) -> int:
    """Freeze the report; in place of an earlier submission with what differs from it as a sheet. RuleBroken names the field."""
    replacing = None
    if words.replaces_id is not None:
        replaced = get_submission(viewer, words.replaces_id)
        replacing = (f"第{replaced.number}号「{replaced.title}」", get_frozen(viewer, replaced.submission_id))
    frozen = freeze_report(report, made_at=now, replacing=replacing, told=told)
    prepared = Prepared(
        whole=report.head.whole,
        as_of=report.head.as_of,
        file_name=file_name(report.head),
        file_content=frozen.file_content,
        frozen_values=frozen.values,
        row_count=frozen.row_count,
        lack_count=frozen.lack_count,
    )
    with transaction.writing():
        return hand_in_report(
            viewer,
            prepared=prepared,
            title=words.title,
            handed_in_on=words.handed_in_on,
            remark=words.remark,
            replaces_id=words.replaces_id,
            today=today,
            now=now,
            key=words.key,
        )
