"""Hands in a report: file and values are made before the write lock is taken, inside it rows are added. What changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tracker.domain.access import Viewer
from tracker.filled_forms import fill_forms
from tracker.queries.hidden_names import get_report_names
from tracker.queries.submission_changes import acts_since
from tracker.queries.submissions import get_frozen, get_submission
from tracker.rows.report import ReportRow
from tracker.rows.submission_changes import ToldChangeRow
from tracker.services import transaction
from tracker.services.submissions import Prepared, hand_in_report
from tracker.workbooks.report import changes_since, freeze_report
from tracker.workbooks.report.names import file_name


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says of a submission; ``replaces_id``: in place of which one; ``key``: so that sent twice it is one;
    ``form_ids``: the uploaded forms that go in with it."""

    title: str
    handed_in_on: date
    remark: str
    replaces_id: int | None
    key: str | None
    form_ids: tuple[int, ...] = ()


def hand_in(
    viewer: Viewer,
    report: ReportRow,
    words: Words,
    *,
    attachments: Path,
    today: date,
    now: datetime,
    told: Callable[[int, int], None] | None = None,
) -> int:
    """Freeze the report and the forms filled from it; in place of an earlier submission with what differs from it as a sheet.

    ``attachments``: where the files of forms lie. RuleBroken names the field, and nothing is kept.
    """
    forms = fill_forms(viewer, words.form_ids, report, attachments=attachments)
    replacing = None
    if words.replaces_id is not None:
        replaced = get_submission(viewer, words.replaces_id)
        replacing = (f"第{replaced.number}号「{replaced.title}」", tell_changes(viewer, report, replaced.submission_id))
    frozen = freeze_report(report, made_at=now, replacing=replacing, told=told)
    prepared = Prepared(
        whole=report.head.whole,
        as_of=report.head.as_of,
        file_name=file_name(report.head),
        file_content=frozen.file_content,
        frozen_values=frozen.values,
        row_count=frozen.row_count,
        lack_count=frozen.lack_count,
        forms=forms,
        read_after=report.head.read_after,
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


def tell_changes(viewer: Viewer, report: ReportRow, submission_id: int) -> tuple[ToldChangeRow, ...]:
    """What the report says otherwise than the submission did, and who changed it; nothing that may not be named any more."""
    _names, concealment = get_report_names(viewer)
    return changes_since(
        report,
        get_frozen(viewer, submission_id),
        acts_of=lambda keys: acts_since(viewer, submission_id, keys),
        concealment=concealment,
    )
