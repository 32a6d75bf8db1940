"""The demonstration's dialogue tools: what came of them at one company, and its design sheet with two saved versions."""

from __future__ import annotations

from datetime import timedelta

from tracker.demonstration.stage import Stage, at_evening
from tracker.domain.design_sheets import Box, mark_of
from tracker.domain.tools import ToolUsed
from tracker.queries.design_sheets import get_sheet
from tracker.queries.tools import find_tools_by_name
from tracker.queries.visits import list_visits
from tracker.rows.events import EventFilter
from tracker.services.design_sheets import BoxWritten, start_sheet, take_snapshot, write_boxes
from tracker.services.tool_uses import note_uses

PLACE = 0
FINDINGS = (
    ("経営デザインシート", "これからの価値を、社長と工場長が別の言葉で話していた。"),
    ("MURAMATSUメソッド・4脚ビジネス化", "売上の脚が受託加工の一本に偏っている。"),
    ("OKAMURAメソッド・メインテキスト", "誰のための製品かを、一文で言えるようになった。"),
)
AT_FIRST = {
    Box.PURPOSE: "水で困る現場をなくす。",
    Box.PAST_RESOURCES: "ろ過の技術と、二十年分の図面。",
    Box.PAST_MODEL: "部品の受託加工。",
    Box.PAST_VALUE: "図面どおりに、納期を守って届ける。",
    Box.PAST_SURROUNDINGS: "取引先の海外移転が進んだ。",
}
LATER = {
    Box.PURPOSE: "水で困る町と現場をなくす。",
    Box.NEXT_SURROUNDINGS: "小さな設備を自分で管理したい自治体が増える。",
    Box.NEXT_RESOURCES: "ろ過の技術に、展示会で得た利用者の声を加える。",
    Box.NEXT_MODEL: "小型装置の販売と、部品の定期交換。",
    Box.NEXT_VALUE: "専門家がいなくても、水をきれいに保てる。",
    Box.TRANSITION: "試作1号を町工場3か所で使ってもらい、交換部品の値段を決める。",
}


def use_tools(stage: Stage) -> None:
    """Tools noted in the company's last visits, and a sheet that was saved before and after it was thought over."""
    manager, plan = stage.manager, stage.plan
    filters = EventFilter(company=stage.enrolment_ids[PLACE], counted=True)
    visits = list_visits(manager, today=plan.today, filters=filters, limit=len(FINDINGS))
    if not visits:
        return
    for visit, (name, finding) in zip(visits, FINDINGS, strict=False):
        uses = [ToolUsed(*found, finding=finding) for found in find_tools_by_name(manager, name).found]
        note_uses(manager, uses=uses, visit_id=visit.visit_id, today=plan.today)
    sheet_id, _is_new = start_sheet(
        manager, enrolment_id=stage.enrolment_ids[PLACE], today=plan.today, now=at_evening(visits[-1].visit_on)
    )
    days = (visits[-1].visit_on, max(visits[0].visit_on, visits[-1].visit_on + timedelta(days=1)))
    for on, title, texts in zip(days, ("最初の対話", "展示会のあと"), (AT_FIRST, LATER), strict=True):
        if on > plan.today:
            continue
        there = get_sheet(manager, sheet_id, today=plan.today)
        written = {box: BoxWritten(text, there.versions[box], mark_of(there.words[box])) for box, text in texts.items()}
        write_boxes(manager, sheet_id, written=written, today=plan.today)
        take_snapshot(manager, sheet_id, title=title, taken_on=on, today=plan.today, now=at_evening(on))
