"""What fields, records and formats of forms are called on screen."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from tracker.domain.form_fields import FormField, FormRecord, find_field
from tracker.domain.form_mapping import FIXED
from tracker.domain.formatters import Format, Style
from tracker.rows.forms import FilledForm

RECORDS: dict[FormRecord, Any] = {
    FormRecord.PROGRAMME: _l("報告書全体"),
    FormRecord.COMPANY: lazy_pgettext("one", "支援企業"),
    FormRecord.CASE: _l("案件"),
    FormRecord.VISIT: lazy_pgettext("one", "企業訪問"),
    FormRecord.MEETING: lazy_pgettext("one", "チームミーティング"),
    FormRecord.OUTCOME: lazy_pgettext("one", "成果"),
    FormRecord.PERSON: lazy_pgettext("one", "担い手"),
}
FORMATS: dict[Format, Any] = {
    Format.PLAIN: _l("そのまま（数字は数字、日付は日付のセル）"),
    Format.ERA_YEAR: _l("令和7年度"),
    Format.ERA_DATE: _l("令和7年9月10日"),
    Format.WESTERN_DATE: _l("2025年9月10日"),
    Format.ISO_DATE: _l("2025-09-10"),
    Format.ERA_YEAR_NUMBER: _l("和暦の年の数字だけ（7）"),
    Format.MONTH_NUMBER: _l("月の数字だけ（9）"),
    Format.DAY_NUMBER: _l("日の数字だけ（10）"),
    Format.MARK: _l("当てはまるとき○"),
    Format.CHOSEN: _l("選択肢のうち当てはまるものに○（有・無）"),
    Format.YES_NO_WORDS: _l("はい・いいえを別の言葉で"),
    Format.ONE_EACH: _l("1つのセルに1文字ずつ、右へ"),
    Format.THOUSAND_YEN: _l("千円単位（千円未満は切り捨て）"),
    Format.LIST: _l("「、」で並べる"),
    Format.LINES: _l("改行で並べる"),
}


def say_style(style: Style) -> str:
    """How it is written; nothing where it is simply written as it is."""
    return "" if style.format is Format.PLAIN else str(FORMATS[style.format])


def say_place(filled: FilledForm, sheet: str, ref: str, below: int = 0) -> str:
    """A cell as the uploaded form has it, and where it is in the filled one if rows were added above it."""
    now = filled.now(sheet, ref, below)
    place = f"{sheet}!{ref}"
    return place if now == ref else _("%(place)s（記入後は%(now)s）", place=place, now=now)


def say_field(field: FormField) -> str:
    return _(field.label, month=field.month) if field.month is not None else _(field.label)


def say_name(source: str) -> str:
    """The field alone, where its record is plain from what stands around it."""
    field = find_field(source)
    return say_field(field) if field is not None else source.removeprefix(FIXED)


def say_source(source: str, nth: int | None = None) -> str:
    """「支援企業：企業名」; of a single cell also which one; a fixed value by its name; what is gone by its key."""
    field = find_field(source)
    if field is None or field.record is FormRecord.PROGRAMME:
        return say_name(source)
    record = str(RECORDS[field.record])
    if nth is not None:
        return _("%(record)s（%(nth)s件目）：%(field)s", record=record, nth=nth, field=say_field(field))
    return _("%(record)s：%(field)s", record=record, field=say_field(field))
