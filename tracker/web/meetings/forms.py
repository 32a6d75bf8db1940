"""The forms of team meetings: the head, a section for each company, and what a list is narrowed by."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, FormField, HiddenField
from wtforms.validators import ValidationError

from tracker.domain.cadence import VisitMode
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT
from tracker.rows.choices import Offered
from tracker.rows.events import EventFilter
from tracker.services.actions import LONGEST_NAME, LONGEST_WHAT
from tracker.services.scheduled_meetings import LONGEST_REASON
from tracker.web.called_off import TakeBackForm
from tracker.web.challenges.fields import progress_field, raised_field
from tracker.web.choosing import Among, NamedCheckboxesField, NamedChoiceField
from tracker.web.event_states import offer_states, read_state
from tracker.web.form_parts import FieldList
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    ChoiceField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    NumberField,
    RadioChoiceField,
    Required,
    TimeField,
)
from tracker.web.notes import case_notes_field
from tracker.web.tools.fields import tool_uses_field
from tracker.web.typed import month_of

MEETING_MODES = ((VisitMode.ONSITE.value, _l("対面")), (VisitMode.ONLINE.value, _l("オンライン")))
MOST_SECTIONS = 200
MOST_ACTIONS = 50


def say_meeting_mode(mode: VisitMode) -> str:
    """対面 or オンライン: nobody visits a meeting."""
    return str(dict(MEETING_MODES)[mode.value])


class ActionRowForm(Form):
    """One next action noted in a section; a row with nothing in it is none."""

    what = LineField(_l("すること"), [AtMost(LONGEST_WHAT)])
    owner_id = NamedChoiceField(_l("担当"))
    owner_name = LineField(_l("企業側の担当者"), [AtMost(LONGEST_NAME)])
    due_on = DateField(_l("期限"))


class SectionForm(Form):
    """What the meeting was about for one company; ``title`` is the company's name."""

    title = ""

    enrolment_id = HiddenField()
    decisions = BlockField(_l("決まったこと"), [AtMost(LONGEST_TEXT)])
    internal_memo = BlockField(
        _l("内部メモ（社外秘）"),
        [AtMost(LONGEST_TEXT)],
        description=_l("チームとマネージャーだけが読めます。報告書には載りません。"),
    )
    gap: tuple[date | None, date | None] | None = None  # the visit days before and after the meeting
    year_before_until: date | None = None  # where the gap begins in the year before: the last day of it

    next_on = DateField(_l("次回の訪問日"), description=_l("決まっていれば入力します。体制の人の予定になります。"))
    challenges = progress_field()
    raised = raised_field()
    cases = case_notes_field()
    tools = tool_uses_field()
    actions = FieldList(FormField(ActionRowForm), max_entries=MOST_ACTIONS)


class ChooseCompaniesForm(BaseForm):
    """The first step: what the meeting is about."""

    class Meta:
        csrf = False

    company = NamedCheckboxesField(_l("会議で扱う企業"), [Required(_l("会議で扱う企業を、一社以上選んでください。"))])


class CompaniesForm(BaseForm):
    """The companies alone of a form that was sent: which sections it has follows from them."""

    class Meta:
        csrf = False

    companies = NamedCheckboxesField()


class MeetingForm(BaseForm):
    """When, where, who, about which companies: all there is of a scheduled meeting."""

    version = HiddenVersionField(default=0)
    idempotency_key = HiddenKeyField()
    companies = NamedCheckboxesField(_l("会議で扱う企業"), [Required(_l("会議で扱う企業を、一社以上選んでください。"))])
    meeting_on = DateField(_l("日付"), [Required(_l("会議の日付を入力してください。"))])
    mode = RadioChoiceField(_l("会議の形"), [Required(_l("「対面」か「オンライン」を選んでください。"))])
    start_time = TimeField(_l("開始時刻"))
    end_time = TimeField(_l("終了時刻"))
    place = LineField(_l("場所"), [AtMost(LONGEST_LINE)], description=_l("会場名や、オンライン会議の名前"))
    team = NamedCheckboxesField(_l("出席した人"))
    other_attendees = BlockField(
        _l("そのほかの出席者"), [AtMost(LONGEST_TEXT)], description=_l("この事業の担い手でない人。例：外部の専門家")
    )

    def offer(self, companies: Offered, people: Offered, *, among_companies: Among, among_people: Among) -> None:
        self.mode.choices = [(value, str(words)) for value, words in MEETING_MODES]
        self.companies.offer_these(companies, among_companies)
        self.team.offer_these(people, among_people)


class LogMeetingForm(MeetingForm):
    sections = FieldList(FormField(SectionForm), max_entries=MOST_SECTIONS)

    def offer(self, companies: Offered, people: Offered, *, among_companies: Among, among_people: Among) -> None:
        super().offer(companies, people, among_companies=among_companies, among_people=among_people)
        self.team.flags.required = True  # of a final record, so the service asks for it; the mark stands for drafts too


class CallOffForm(BaseForm):
    """Why a scheduled meeting does not take place."""

    version = HiddenVersionField()
    reason = LineField(_l("理由"), [Required(_l("理由を入力してください。")), AtMost(LONGEST_REASON)])


class PostponeForm(CallOffForm):
    new_on = DateField(_l("新しい日"), description=_l("決まっていれば入力してください。同じ企業・同じ出席者で予定を作ります。"))


class ReinstateForm(TakeBackForm):
    """Why it is to take place after all."""

    reason = LineField(_l("取り消す理由"), [Required(_l("取り消す理由を入力してください。")), AtMost(LONGEST_REASON)])


class MeetingFilterForm(BaseForm):
    """What the list is narrowed by; lives in the address."""

    class Meta:
        csrf = False

    company = NamedChoiceField(_l("企業"))
    producer = NamedChoiceField(_l("出席した人"))
    status = ChoiceField(_l("状態"))
    from_on = DateField(_l("日付（から）"), name="from")
    to_on = DateField(_l("日付（まで）"), name="to")
    month = LineField(_l("月"), description=_l("例：2026-10"))
    fiscal_year = NumberField(_l("年度（西暦）"), minimum=1990, maximum=2199)
    case = NamedChoiceField(_l("案件"))
    mode = ChoiceField(_l("会議の形"))
    by_company = BooleanField(_l("企業ごとに1行にして、企業別延べ会議回数を数える"))
    drafts = BooleanField(_l("下書きだけ"))
    deleted = BooleanField(_l("削除したものだけ"))

    def offer(self, *, companies: Among, producers: Among, cases: Among) -> None:
        self.company.offer(companies, first=[("", _("すべての企業"))])
        self.producer.offer(producers, first=[("", _("全員"))])
        offer_states(self.status)
        self.mode.choices = [("", _("すべて")), *((value, str(words)) for value, words in MEETING_MODES)]
        self.case.offer(cases, first=[("", _("すべての案件"))])

    def validate_month(self, field: LineField) -> None:
        if field.data and month_of(field.data) is None:
            raise ValidationError(_("月は 2026-10 のように、西暦4桁と月2桁で書いてください。"))

    def read(self) -> EventFilter:
        """The filters as far as they can be read; a field with an error narrows nothing."""
        return EventFilter(
            company=_number(self.company),
            case=_number(self.case),
            producer=_number(self.producer),
            month=month_of(self.month.data),
            fiscal_year=self.fiscal_year.data,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
            mode=VisitMode(self.mode.data) if self.mode.data and not self.mode.errors else None,
            drafts=self.drafts.data and not self.deleted.data,
            deleted=self.deleted.data,
            **read_state(self.status),
        )

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)


def _number(field: Any) -> int | None:
    return int(field.data) if field.data and not field.errors else None
