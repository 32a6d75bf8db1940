"""The forms of exhibitions: the exhibition itself, who of us was there, and the filters of the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField

from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT
from tracker.rows.exhibitions import ExhibitionFilter, ExhibitionRow
from tracker.services.exhibitions import ExhibitionRecord, Exhibitor
from tracker.web.choosing import Among, NamedChoiceField
from tracker.web.exhibitors import NamedWhoField, offer_whos, read_who, who_value
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
    Required,
    TimeField,
)

MOST_EXHIBITORS = 100
_HEAD = ("name", "starts_on", "ends_on", "place", "organiser", "remarks")


class ExhibitorForm(Form):
    """One company that takes part; a row without a company is none."""

    who = NamedWhoField(_l("企業と案件"))
    exhibit = LineField(_l("出展物"), [AtMost(LONGEST_LINE)], description=_l("例：小型ろ過装置の試作1号"))


class ExhibitionForm(BaseForm):
    """Name, days, place, organiser, and the companies that take part."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    name = LineField(_l("展示会の名前"), [Required(_l("展示会の名前を入力してください。")), AtMost(LONGEST_LINE)])
    starts_on = DateField(_l("初日"), [Required(_l("初日を入力してください。"))])
    ends_on = DateField(_l("最終日"), [Required(_l("最終日を入力してください。"))])
    place = LineField(_l("会場"), [AtMost(LONGEST_LINE)])
    organiser = LineField(_l("主催"), [AtMost(LONGEST_LINE)])
    remarks = BlockField(_l("メモ"), [AtMost(LONGEST_TEXT)], description=_l("すべての利用者に見えます。"))
    exhibitors = FieldList(FormField(ExhibitorForm), max_entries=MOST_EXHIBITORS)

    def offer(self, companies: Among) -> None:
        """Fill in what may be chosen; one blank row stands at the end."""
        rows = self.exhibitors.entries
        if len(rows) < MOST_EXHIBITORS and (not rows or rows[-1].form.who.data or rows[-1].form.who.typed):
            self.exhibitors.append_entry({})
        offer_whos([entry.form.who for entry in rows], companies, first=[("", _("選んでください"))])

    def read(self) -> ExhibitionRecord:
        """What was typed; call it on a valid form only."""
        return ExhibitionRecord(
            name=self.name.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            place=self.place.data or "",
            organiser=self.organiser.data or "",
            remarks=self.remarks.data or "",
            exhibitors=tuple(
                Exhibitor(*read_who(entry.form.who.data), entry.form.exhibit.data or "")
                for entry in self.exhibitors
                if entry.form.who.data
            ),
        )

    def drop_blank_rows(self) -> None:
        """The service numbers the companies as they come: blank rows between them go first."""
        self.exhibitors.entries = [entry for entry in self.exhibitors.entries if entry.form.who.data]


def values_of(row: ExhibitionRow) -> dict[str, Any]:
    """What the form of a stored exhibition opens with."""
    exhibitors = [{"who": who_value(one.enrolment_id, one.case_id), "exhibit": one.exhibit} for one in row.exhibitors]
    return {name: getattr(row, name) for name in (*_HEAD, "version")} | {"exhibitors": exhibitors}


def stored(row: ExhibitionRow) -> Mapping[str, Any]:
    """What stands in the database by the names of the form's fields."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _HEAD}
    for index, one in enumerate(row.exhibitors):
        values[f"exhibitors-{index}-who"] = who_value(one.enrolment_id, one.case_id)
        values[f"exhibitors-{index}-exhibit"] = one.exhibit
    return values


class AttendForm(BaseForm):
    """Who of us was there on which day, from when to when."""

    producer_id = NamedChoiceField(_l("参加した人"), [Required(_l("参加した人を選んでください。"))])
    attended_on = DateField(_l("参加した日"), [Required(_l("参加した日を入力してください。"))])
    start_time = TimeField(_l("開始時刻"))
    end_time = TimeField(_l("終了時刻"))

    def offer(self, producers: Among) -> None:
        self.producer_id.offer(producers, first=[("", _("選んでください"))])


class LinkVisitForm(BaseForm):
    """To which exhibition a visit was made."""

    exhibition_id = ChoiceField(_l("展示会"))

    def offer(self, exhibitions: Iterable[ExhibitionRow]) -> None:
        self.exhibition_id.choices = [("", _("選ばない")), *((str(row.exhibition_id), row.name) for row in exhibitions)]


class ExhibitionFilterForm(BaseForm):
    """What the list is narrowed by; lives in the address."""

    class Meta:
        csrf = False

    company = NamedChoiceField(_l("企業"))
    producer = NamedChoiceField(_l("参加した人"))
    fiscal_year = NumberField(_l("年度（西暦）"), minimum=1990, maximum=2199)

    def offer(self, *, companies: Among, producers: Among) -> None:
        self.company.offer(companies, first=[("", _("すべての企業"))])
        self.producer.offer(producers, first=[("", _("全員"))])

    def read(self) -> ExhibitionFilter:
        """The filters as far as they can be read; a field with an error narrows nothing."""

        def number(field: ChoiceField) -> int | None:
            return int(field.data) if field.data and not field.errors else None

        return ExhibitionFilter(number(self.company), number(self.producer), self.fiscal_year.data)

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)
