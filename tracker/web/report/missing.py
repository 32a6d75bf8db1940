"""What is missing in the report before it goes out: each kind with its count, each line with the link that leads to it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import MonthCell, MonthState
from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.rows.report import ReportCompanyRow, ReportDraftRow, ReportRow
from tracker.rows.unassigned import UnassignedRow
from tracker.web.attention import IN_SIGHT, Group, Line
from tracker.web.language import say_day, say_month


def groups(report: ReportRow, viewer: Viewer) -> list[Group]:
    """The kinds of which there is something, the most pressing first."""
    found = (
        ("drafts", _("下書き"), "awaiting_record", _("確定するまで、どの数にも入りません。"), _drafts(report, viewer)),
        ("awaiting", _("記録待ち"), "awaiting_record", _("終わった月のものは、未実施として報告されます。"), _awaiting(report)),
        ("missed", _("未実施"), "missed", _("理由があれば、見送り（理由承認）にしてください。"), _missed(report, viewer)),
        ("gaps", _("訪問の合間の会議なし"), "missed", _("実施した会議があれば記録してください。"), _gaps(report)),
        ("staffing", _("体制不足・体制未確定"), "missed", _("担当を決めてください。"), _staffing(report, viewer)),
        ("phases", _("フェーズの順番の理由が未記入"), "unscheduled", _("案件の画面で理由を書いてください。"), _phases(report)),
        (
            "unassigned",
            _("案件未指定の記録"),
            "unscheduled",
            _("どの案件の記録かを選んでください。"),
            _unassigned(report, viewer),
        ),
        ("rounds", _("受付中の評価"), "unscheduled", _("締め切るまで、評価の値は報告に出ません。"), _rounds(report)),
        ("items", _(WORDING_BEING_CHECKED), "unscheduled", _("正しい文を入れると、この表示は消えます。"), _items(report, viewer)),
    )
    return [
        Group(
            anchor=f"missing-{kind}",
            title=title,
            state=state,
            count=ngettext("%(count)s件", "%(count)s件", len(lines), count=len(lines)),
            url=f"#missing-{kind}",
            hint=hint,
            lines=tuple(lines[:IN_SIGHT]),
            more=tuple(lines[IN_SIGHT:]),
        )
        for kind, title, state, hint, lines in found
        if lines
    ]


def _drafts(report: ReportRow, viewer: Viewer) -> list[Line]:
    return [
        Line(
            report.company(draft.enrolment_id).name,
            _draft_url(draft, viewer),
            _("%(day)sの訪問", day=say_day(draft.on)) if draft.visit_id else _("%(day)sの会議", day=say_day(draft.on)),
        )
        for draft in report.drafts
    ]


def _draft_url(draft: ReportDraftRow, viewer: Viewer) -> str:
    if not viewer.may(Act.LOG):
        return url_for("companies.show", enrolment_id=draft.enrolment_id)
    if draft.visit_id is not None:
        return url_for("visits.log", visit_id=draft.visit_id)
    return url_for("meetings.edit", meeting_id=draft.meeting_id)


def _of_months(report: ReportRow, state: MonthState, *, lacks_record: bool) -> list[tuple[ReportCompanyRow, MonthCell]]:
    return [
        (row, cell)
        for row in report.companies
        for cell in row.cells
        if (cell.lacks_record if lacks_record else cell.state is state and not cell.lacks_record)
    ]


def _awaiting(report: ReportRow) -> list[Line]:
    return [
        Line(
            _("%(company)s　%(month)s", company=row.name, month=say_month(cell.month)),
            url_for("visits.index", company=row.enrolment_id, month=cell.month.iso),
            _("予定日が過ぎて、記録がありません"),
        )
        for row, cell in _of_months(report, MonthState.AWAITING_RECORD, lacks_record=True)
    ]


def _missed(report: ReportRow, viewer: Viewer) -> list[Line]:
    return [
        Line(
            _("%(company)s　%(month)s", company=row.name, month=say_month(cell.month)),
            url_for("months.excuse", enrolment_id=row.enrolment_id, month=cell.month.iso)
            if viewer.may(Act.STAFF)
            else url_for("visits.index", company=row.enrolment_id, month=cell.month.iso),
            _("訪問も承認された理由もありません"),
        )
        for row, cell in _of_months(report, MonthState.MISSED, lacks_record=False)
    ]


def _gaps(report: ReportRow) -> list[Line]:
    return [
        Line(
            row.name,
            f"{url_for('meetings.index')}?{urlencode({'company': row.enrolment_id, 'from': gap.from_on, 'to': gap.to_on})}",
            _("%(first)sの訪問と%(last)sの訪問の間", first=say_day(gap.from_on), last=say_day(gap.to_on)),
        )
        for row in report.companies
        for gap in row.year.missing_gaps
    ]


def _staffing(report: ReportRow, viewer: Viewer) -> list[Line]:
    place = "staffing.edit" if viewer.may(Act.STAFF) else "staffing.show"
    return [
        Line(
            row.name,
            url_for(place, enrolment_id=row.enrolment_id),
            _(row.staffing.sentence, **row.staffing.params) if row.staffing.params else _(row.staffing.sentence),
        )
        for row in report.companies
        if row.staffing.needs_mending
    ]


def _phases(report: ReportRow) -> list[Line]:
    return [
        Line(row.title, url_for("cases.show", case_id=row.case_id), report.company(row.enrolment_id).name)
        for row in report.cases
        if row.lacking_reason
    ]


def _unassigned(report: ReportRow, viewer: Viewer) -> list[Line]:
    def url(row: UnassignedRow) -> str:
        may_assign = row.may_assign and viewer.may(Act.LOG)
        return url_for("unassigned.assign", note_id=row.note_id) if may_assign else url_for("unassigned.index")

    return [
        Line(
            report.company(row.enrolment_id).name,
            url(row),
            _("%(day)sの訪問", day=say_day(row.on)) if row.visit_id else _("%(day)sの会議", day=say_day(row.on)),
        )
        for row in report.unassigned
    ]


def _rounds(report: ReportRow) -> list[Line]:
    return [
        Line(row.name, url_for("assessments.index"), _("締切日 %(day)s", day=say_day(row.due_on))) for row in report.open_rounds
    ]


def _items(report: ReportRow, viewer: Viewer) -> list[Line]:
    place = "assessments.items" if viewer.may(Act.SETTINGS) else "assessments.index"
    return [
        Line(_("項目%(number)s", number=item.number), url_for(place), item.short_label)
        for item in report.items
        if not item.is_complete
    ]
