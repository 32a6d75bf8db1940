"""The form of an entry of hours."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.notes import LONGEST_LINE
from tracker.domain.work_entries import MINUTES_OF_DAY, OWN_KINDS, WorkEntry
from tracker.domain.work_log import WorkKind
from tracker.web.choosing import Among
from tracker.web.exhibitors import NamedWhoField, offer_whos, read_who, who_value
from tracker.web.forms import (
    AtMost,
    BaseForm,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    NumberField,
    RadioChoiceField,
    Required,
    TimeField,
)
from tracker.web.labels import label


class WorkEntryForm(BaseForm):
    """What was worked, when or how long, for whom."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    kind = RadioChoiceField(_l("業務の種類"), [Required(_l("業務の種類を選んでください。"))])
    work_on = DateField(_l("日付"), [Required(_l("日付を入力してください。"))])
    start_time = TimeField(_l("開始時刻"))
    end_time = TimeField(_l("終了時刻"))
    minutes = NumberField(_l("または時間"), minimum=0, maximum=MINUTES_OF_DAY, description=_l("時刻が分からないときだけ"))
    break_minutes = NumberField(_l("休憩"), minimum=0, maximum=MINUTES_OF_DAY)
    note = LineField(_l("内容"), [AtMost(LONGEST_LINE)], description=_l("1行で。日誌に載ります。その他業務では必須です。"))
    about = NamedWhoField(_l("企業・案件"))

    def offer(self, companies: Among) -> None:
        self.kind.choices = [(kind.value, label(kind)) for kind in OWN_KINDS]
        offer_whos([self.about], companies, first=[("", _("特定の企業ではない"))], lone_cases=False)

    def read(self) -> WorkEntry:
        """What was typed; call it on a valid form only."""
        enrolment_id, case_id = read_who(self.about.data) if self.about.data else (None, None)
        return WorkEntry(
            work_on=self.work_on.data,
            kind=WorkKind(self.kind.data),
            start_time=self.start_time.data,
            end_time=self.end_time.data,
            minutes=self.minutes.data,
            break_minutes=self.break_minutes.data or 0,
            note=self.note.data or "",
            enrolment_id=enrolment_id,
            case_id=case_id,
        )


def values_of(entry: WorkEntry) -> dict[str, Any]:
    """A stored entry by the names of the form's fields."""
    return {
        "kind": entry.kind.value,
        "work_on": entry.work_on,
        "start_time": entry.start_time,
        "end_time": entry.end_time,
        "minutes": entry.minutes,
        "break_minutes": entry.break_minutes or None,
        "note": entry.note,
        "about": who_value(entry.enrolment_id, entry.case_id) if entry.enrolment_id is not None else "",
    }
