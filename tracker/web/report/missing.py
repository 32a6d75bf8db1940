"""What is missing in the report before it goes out: each kind with its count, each line with the link that leads to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, months_of_fiscal_year
from tracker.domain.lacks import LackKind, Mender, whom_to_ask
from tracker.rows.report_lacks import Lack
from tracker.rows.report_preview import ReportPreviewRow
from tracker.web import viewing
from tracker.web.attention import IN_SIGHT, Group, Line
from tracker.web.labels import label
from tracker.web.language import say_day, say_month

Say = Callable[[ReportPreviewRow, Lack, Viewer], Line]


def groups(report: ReportPreviewRow, viewer: Viewer) -> list[Group]:
    """The kinds of which there is something, the most pressing first."""
    found = []
    for group in report.lacks:
        kind = group.kind
        state, hint, say = KINDS[kind]
        mender = whom_to_ask(kind, viewer)
        lines = tuple(_asking(report, lack, say(report, lack, viewer), mender) for lack in group.lacks)
        found.append(
            Group(
                anchor=f"missing-{kind.value}",
                title=label(kind),
                state=state,
                count=ngettext("%(count)s件", "%(count)s件", group.count, count=group.count),
                url=f"#missing-{kind.value}" if group.count == len(lines) else "#workbook-title",
                hint=str(hint) if mender is None else str(ASKED[mender]),
                lines=lines[:IN_SIGHT],
                more=lines[IN_SIGHT:],
                line_count=len(lines),
                beyond=group.count - len(lines),
            )
        )
    return found


def _asking(report: ReportPreviewRow, lack: Lack, line: Line, mender: Mender | None) -> Line:
    """With whom to ask, for whoever cannot mend it: the person whose hours overlap, else the company's lead."""
    if mender is not Mender.TEAM:
        return line
    if lack.kind is LackKind.OVERLAP:
        return replace(line, who=_("頼む相手：%(name)s", name=lack.name))
    lead = report.leads.get(lack.enrolment_id or 0)
    return replace(
        line, who=_("頼む相手：%(name)s（主担当）", name=lead) if lead else _("頼む相手：マネージャー（主担当がいません）")
    )


def _company(report: ReportPreviewRow, lack: Lack) -> str:
    return report.names[lack.enrolment_id] if lack.enrolment_id is not None else ""


def _event(lack: Lack) -> str:
    day = say_day(lack.on) if lack.on else ""
    return _("%(day)sの訪問", day=day) if lack.visit_id else _("%(day)sの会議", day=day)


def _record(lack: Lack) -> str:
    if lack.visit_id is not None:
        return url_for("visits.show", visit_id=lack.visit_id)
    return url_for("meetings.show", meeting_id=lack.meeting_id)


def _draft(report: ReportPreviewRow, lack: Lack, viewer: Viewer) -> Line:
    """Whoever cannot finish it cannot open it either: of a visit 月次締め tells of it, as the dashboard leads there."""
    if whom_to_ask(lack.kind, viewer) is None:
        at = {"visit_id": lack.visit_id} if lack.visit_id else {"meeting_id": lack.meeting_id}
        url = url_for("visits.log" if lack.visit_id else "meetings.edit", **at)  # type: ignore[arg-type]
    elif lack.visit_id and lack.on and _is_closed_monthly(report, lack.on):
        url = url_for("closing.show", month=Month.of(lack.on).iso)
    else:
        url = url_for("companies.show", enrolment_id=lack.enrolment_id)
    return Line(_company(report, lack), url, _event(lack))


def _is_closed_monthly(report: ReportPreviewRow, day: date) -> bool:
    """月次締め knows the months of the fiscal year that have begun; a report may be of other days of the contract."""
    return day <= viewing.today() and Month.of(day) in months_of_fiscal_year(report.head.fiscal_year)


def _month(report: ReportPreviewRow, lack: Lack) -> tuple[str, str]:
    assert lack.month is not None
    words = _("%(company)s　%(month)s", company=_company(report, lack), month=say_month(lack.month))
    return words, url_for("visits.index", company=lack.enrolment_id, month=lack.month.iso)


def _awaiting(report: ReportPreviewRow, lack: Lack, _viewer: Viewer) -> Line:
    return Line(*_month(report, lack), _("予定日が過ぎて、記録がありません"))


def _missed(report: ReportPreviewRow, lack: Lack, viewer: Viewer) -> Line:
    words, url = _month(report, lack)
    if whom_to_ask(lack.kind, viewer) is None and lack.month is not None:
        url = url_for("months.excuse", enrolment_id=lack.enrolment_id, month=lack.month.iso)
    return Line(words, url, _("訪問も承認された理由もありません"))


def _untold(report: ReportPreviewRow, lack: Lack, _viewer: Viewer) -> Line:
    note = f"{_event(lack)}　{lack.name}" if lack.name else _event(lack)
    return Line(_company(report, lack), _record(lack), note)


def _gap(report: ReportPreviewRow, lack: Lack, viewer: Viewer) -> Line:
    asked = urlencode({"company": lack.enrolment_id, "from": lack.on, "to": lack.until})
    days = {"first": say_day(lack.on) if lack.on else "", "last": say_day(lack.until) if lack.until else ""}
    line = Line(_company(report, lack), f"{url_for('meetings.index')}?{asked}", _("%(first)sの訪問と%(last)sの訪問の間", **days))
    if not viewer.may(Act.STAFF):
        return line
    return replace(
        line, instead=(_("会議不要"), url_for("settlements.settle_gaps", enrolment_id=lack.enrolment_id, after=lack.on))
    )


def _staffing(report: ReportPreviewRow, lack: Lack, viewer: Viewer) -> Line:
    place = "staffing.edit" if whom_to_ask(lack.kind, viewer) is None else "staffing.show"
    words = _(lack.sentence, **lack.params) if lack.params else _(lack.sentence)
    return Line(_company(report, lack), url_for(place, enrolment_id=lack.enrolment_id), words)


def _phase(report: ReportPreviewRow, lack: Lack, _viewer: Viewer) -> Line:
    return Line(lack.name, url_for("cases.show", case_id=lack.case_id), _company(report, lack))


def _unassigned(report: ReportPreviewRow, lack: Lack, viewer: Viewer) -> Line:
    may_assign = lack.note_id is not None and whom_to_ask(lack.kind, viewer) is None
    url = url_for("unassigned.assign", note_id=lack.note_id) if may_assign else url_for("unassigned.index")
    return Line(_company(report, lack), url, _event(lack))


def _overlap(_report: ReportPreviewRow, lack: Lack, _viewer: Viewer) -> Line:
    return Line(lack.name, _record(lack), _event(lack))


def _evidence(report: ReportPreviewRow, lack: Lack, viewer: Viewer) -> Line:
    url = url_for("outcomes.edit", outcome_id=lack.outcome_id)
    if whom_to_ask(lack.kind, viewer) is not None:
        url = f"{url_for('outcomes.index')}?{urlencode({'company': lack.enrolment_id, 'from': lack.on, 'to': lack.on})}"
    return Line(_company(report, lack), url, f"{say_day(lack.on) if lack.on else ''}　{lack.name[:40]}")


def _round(_report: ReportPreviewRow, lack: Lack, _viewer: Viewer) -> Line:
    return Line(lack.name, url_for("assessments.index"), _("締切日 %(day)s", day=say_day(lack.on) if lack.on else ""))


def _item(_report: ReportPreviewRow, lack: Lack, viewer: Viewer) -> Line:
    place = "assessments.items" if whom_to_ask(lack.kind, viewer) is None else "assessments.index"
    return Line(_("項目%(number)s", **lack.params), url_for(place), lack.name)


ASKED = {
    Mender.TEAM: _l("記録は、企業の担当が書きます。下の人に頼んでください。リンクからは内容を確かめられます。"),
    Mender.MANAGER: _l("マネージャーが決めることです。マネージャーに頼んでください。リンクからは内容を確かめられます。"),
}
KINDS: dict[LackKind, tuple[str, object, Say]] = {
    LackKind.DRAFT: ("awaiting_record", _l("確定するまで、どの数にも入りません。"), _draft),
    LackKind.AWAITING: ("awaiting_record", _l("終わった月のものは、未実施として報告されます。"), _awaiting),
    LackKind.MISSED: ("missed", _l("理由があれば、見送り（理由承認）にしてください。"), _missed),
    LackKind.UNTOLD: ("awaiting_record", _l("報告用要約を書いてください。"), _untold),
    LackKind.GAP: ("missed", _l("実施した会議があれば記録してください。"), _gap),
    LackKind.STAFFING: ("missed", _l("担当を決めてください。"), _staffing),
    LackKind.PHASE: ("unscheduled", _l("案件の画面で理由を書いてください。"), _phase),
    LackKind.UNASSIGNED: ("unscheduled", _l("どの案件の記録かを選んでください。"), _unassigned),
    LackKind.OVERLAP: ("missed", _l("時刻か参加者を直してください。"), _overlap),
    LackKind.EVIDENCE: (
        "unscheduled",
        _l("裏付けを書くか、資料・課題・展示会を結んでください。"),
        _evidence,
    ),
    LackKind.ROUND: ("unscheduled", _l("締め切るまで、評価の値は報告に出ません。"), _round),
    LackKind.ITEM: ("unscheduled", _l("正しい文を入れると、この表示は消えます。"), _item),
}
