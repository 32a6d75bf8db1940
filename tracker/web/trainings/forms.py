"""The form of a training with the attendance of each supporter, and what the list is narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, FormField, HiddenField

from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT
from tracker.domain.trainings import Attendance, TrainingKind
from tracker.rows.choices import Offered
from tracker.rows.producers import ProducerRow
from tracker.rows.trainings import TrainingFilter, TrainingRow
from tracker.services.trainings import TrainingRecord
from tracker.web.choosing import Among, NamedCheckboxesField, NamedChoiceField
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
    choices,
)
from tracker.web.labels import label

MOST_PEOPLE = 1_000
DAY_MINUTES = 24 * 60


class AttendeeForm(Form):
    """出欠 of one supporter; ``title`` is their name."""

    title = ""

    producer_id = HiddenField()
    attendance = RadioChoiceField(_l("出欠"))
    minutes = NumberField(_l("出席した時間"), minimum=0, maximum=DAY_MINUTES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendance.choices = [*choices(Attendance, label), ("", _("対象外"))]


class TrainingForm(BaseForm):
    """What, when, by whom, where, and who was there."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    title = LineField(
        _l("研修の名前"),
        [Required(_l("研修の名前を入力してください。")), AtMost(LONGEST_LINE)],
        description=_l("例：対話の基礎講座"),
    )
    kind = RadioChoiceField(_l("種類"), [Required(_l("研修の種類を選んでください。"))])
    training_on = DateField(_l("研修の日"), [Required(_l("研修の日を入力してください。"))])
    start_time = TimeField(_l("開始時刻"))
    end_time = TimeField(_l("終了時刻"))
    lecturer = LineField(_l("講師"), [AtMost(LONGEST_LINE)])
    is_online = BooleanField(_l("オンラインで開催"))
    place = LineField(_l("場所"), [AtMost(LONGEST_LINE)], description=_l("会場名や、オンライン会議の名前"))
    content = BlockField(_l("内容"), [AtMost(LONGEST_TEXT)])
    people = FieldList(FormField(AttendeeForm), max_entries=MOST_PEOPLE)
    others = NamedCheckboxesField(
        _l("ほかに出席した人"),
        description=_l("ここに書いた人は「出席」になります。欠席や一部出席の人は、登録したあとの訂正で選び直せます。"),
    )

    def offer(self, producers: Iterable[ProducerRow], among: Among, *, is_whole: bool) -> None:
        """Every supporter once, whatever was sent; where these are not all there are, others are found by name."""
        self.kind.choices = choices(TrainingKind, label)
        left = {str(row.producer_id): row.name for row in producers}
        for entry in self.people:
            entry.form.title = left.pop(entry.form.producer_id.data or "", "")
        self.people.entries = [entry for entry in self.people.entries if entry.form.title]
        for producer_id, name in left.items():
            if len(self.people.entries) < MOST_PEOPLE:
                self.people.append_entry({"producer_id": producer_id}).form.title = name
        chosen = self.others.chosen()
        named = tuple(row for row in among.offer(chosen).rows if row.id in chosen) if chosen else ()
        self.others.offer_these(Offered(named, is_whole), among)

    def read(self) -> TrainingRecord:
        """What was typed; call it on a valid form only."""
        return TrainingRecord(
            training_on=self.training_on.data,
            title=self.title.data,
            kind=TrainingKind(self.kind.data),
            start_time=self.start_time.data,
            end_time=self.end_time.data,
            lecturer=self.lecturer.data or "",
            is_online=self.is_online.data,
            place=self.place.data or "",
            content=self.content.data or "",
            attendance={int(producer_id): (Attendance.ATTENDED, None) for producer_id in self.others.data or ()}
            | {
                int(form.producer_id.data): (Attendance(form.attendance.data), form.minutes.data)
                for form in (entry.form for entry in self.people)
                if form.attendance.data
            },
        )

    def field_of(self, name: str | None) -> str | None:
        """The service names a person's field by the person: here it is named by its place in the form."""
        parts = (name or "").split("-")
        for index, entry in enumerate(self.people):
            if len(parts) == 3 and entry.form.producer_id.data == parts[1]:
                return f"people-{index}-{parts[2]}"
        return name


def values_of(row: TrainingRow, producers: Iterable[ProducerRow]) -> dict[str, Any]:
    """What the form of a stored training opens with."""
    there = {one.producer_id: one for one in row.attendees}
    names = ("title", "training_on", "start_time", "end_time", "lecturer", "is_online", "place", "content", "version")
    values: dict[str, Any] = {name: getattr(row, name) for name in names} | {"kind": row.kind.value}
    people = [
        {
            "producer_id": str(one.producer_id),
            "attendance": there[one.producer_id].attendance.value if one.producer_id in there else None,
            "minutes": there[one.producer_id].minutes if one.producer_id in there else None,
        }
        for one in producers
    ]
    return values | {"people": people}


def stored(form: TrainingForm, row: TrainingRow) -> Mapping[str, Any]:
    """What stands in the database by the names of the form's fields."""
    there = {str(one.producer_id): one for one in row.attendees}
    names = ("title", "training_on", "start_time", "end_time", "lecturer", "is_online", "place", "content")
    values: dict[str, Any] = {name: getattr(row, name) for name in names} | {"kind": row.kind.value}
    for index, entry in enumerate(form.people):
        one = there.get(entry.form.producer_id.data or "")
        values[f"people-{index}-attendance"] = one.attendance.value if one else ""
        values[f"people-{index}-minutes"] = one.minutes if one else None
    return values


class TrainingFilterForm(BaseForm):
    """What the list is narrowed by; lives in the address."""

    class Meta:
        csrf = False

    producer = NamedChoiceField(_l("担い手"))
    attendance = ChoiceField(_l("出欠"))
    kind = ChoiceField(_l("種類"))
    from_on = DateField(_l("この日から"), name="from")
    to_on = DateField(_l("この日まで"), name="to")
    fiscal_year = NumberField(_l("年度（西暦）"), minimum=1990, maximum=2199)

    def offer(self, producers: Among) -> None:
        self.producer.offer(producers, first=[("", _("全員"))])
        self.attendance.choices = [("", _("すべて")), *choices(Attendance, label)]
        self.kind.choices = [("", _("すべて")), *choices(TrainingKind, label)]

    def read(self) -> TrainingFilter:
        """The filters as far as they can be read; a field with an error narrows nothing."""

        def chosen(field: Any) -> Any:
            return field.data if field.data and not field.errors else None

        producer, attendance, kind = (chosen(field) for field in (self.producer, self.attendance, self.kind))
        return TrainingFilter(
            producer=int(producer) if producer else None,
            attendance=Attendance(attendance) if attendance else None,
            kind=TrainingKind(kind) if kind else None,
            fiscal_year=chosen(self.fiscal_year),
            from_on=chosen(self.from_on),
            to_on=chosen(self.to_on),
        )

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)
