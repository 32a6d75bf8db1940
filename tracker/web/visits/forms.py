"""The forms of visits: logging one, scheduling one, calling one off, narrowing the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField

from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT
from tracker.domain.visits import LONGEST_TRAVEL_MINUTES, ActionNoted, VisitRecord
from tracker.rows.staffing import PersonRow
from tracker.rows.visits import VisitFormRow, VisitRow
from tracker.services.actions import LONGEST_NAME, LONGEST_WHAT
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    CheckboxesField,
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
from tracker.web.notes import case_notes_field, note_values, offer_cases, read_notes, stored_notes

MOST_ACTIONS = 20
COMPANY_SIDE = "company"


class NextActionForm(Form):
    """One next action in the form of a record; a row without words and without a day is no action."""

    what = LineField(_l("すること"), [AtMost(LONGEST_WHAT)])
    owner_id = ChoiceField(_l("担当"))
    owner_name = LineField(_l("企業側の担当者"), [AtMost(LONGEST_NAME)], description=_l("担当が「企業側」のとき"))
    due_on = DateField(_l("期限"))

    @property
    def is_blank(self) -> bool:
        return not (self.what.data or self.owner_name.data or self.due_on.data or self.due_on.errors)

    def is_complete(self) -> bool:
        """Whether an action that was begun has its words, its owner and its day; says at the field what is missing."""
        missing = (
            (self.what, not self.what.data, _("することを入力してください。")),
            (self.owner_id, not self.owner_id.data, _("担当を選んでください。")),
            (
                self.owner_name,
                self.owner_id.data == COMPANY_SIDE and not self.owner_name.data,
                _("企業側の担当者の名前を入力してください。"),
            ),
            (self.due_on, self.due_on.data is None and not self.due_on.errors, _("期限の日付を入力してください。")),
        )
        for field, is_missing, sentence in missing:
            if is_missing:
                field.errors = [*field.errors, sentence]
        return not any(is_missing for _field, is_missing, _sentence in missing)

    def read(self) -> ActionNoted:
        assert self.due_on.data is not None
        owner = self.owner_id.data
        return ActionNoted(
            self.what.data, self.due_on.data, int(owner) if owner != COMPANY_SIDE else None, self.owner_name.data or ""
        )


class VisitForm(BaseForm):
    """What a scheduled visit and a record have in common."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    visit_on = DateField(_l("訪問日"), [Required(_l("訪問日を入力してください。"))])
    start_time = TimeField(_l("開始時刻"))
    end_time = TimeField(_l("終了時刻"))
    mode = RadioChoiceField(_l("方法"), default=VisitMode.ONSITE.value)
    place = LineField(_l("場所"), [AtMost(LONGEST_LINE)], description=_l("例：本社工場"))
    team = CheckboxesField(_l("参加した人"))
    others = CheckboxesField(_l("チーム以外の人"))
    other_attendees = BlockField(_l("そのほかの同席者"), [AtMost(LONGEST_TEXT)], description=_l("外部の専門家など"))

    def offer(self, about: VisitFormRow, *, there: Iterable[PersonRow] = ()) -> None:
        """The team first, then everybody else; ``there`` are those of the stored visit, some of whom may have left."""
        self.mode.choices = choices(VisitMode, label)
        self.team.choices = _people(about.team)
        left = [person for person in there if person not in about.team and person not in about.others]
        self.others.choices = _people([*about.others, *left])

    def stored(self, row: VisitRow) -> dict[str, Any]:
        """What stands in the database by the names of the form's fields."""
        assert row.record is not None
        there = [str(person.producer_id) for person in row.people]
        team = {value for value, _name in self.team.choices}
        return {
            "visit_on": row.visit_on,
            "start_time": row.record.start_time,
            "end_time": row.record.end_time,
            "mode": row.mode.value,
            "place": row.record.place,
            "team": [one for one in there if one in team],
            "others": [one for one in there if one not in team],
            "other_attendees": row.record.other_attendees,
        }

    def read(self) -> VisitRecord:
        """What was typed; call it on a valid form only."""
        return VisitRecord(
            visit_on=self.visit_on.data,
            mode=VisitMode(self.mode.data),
            start_time=self.start_time.data,
            end_time=self.end_time.data,
            place=self.place.data or "",
            producer_ids=frozenset(int(one) for one in (*(self.team.data or ()), *(self.others.data or ()))),
            other_attendees=self.other_attendees.data or "",
        )


class ScheduleVisitForm(VisitForm):
    """予定: when, where, how, who goes."""

    team = CheckboxesField(_l("行く人"))


class LogVisitForm(VisitForm):
    """実施: what was worked, heard, seen and agreed."""

    use_scheduled = BooleanField(_l("訪問日に予定があれば、その予定を記録する"), default=True)
    cases = case_notes_field()
    decisions = BlockField(_l("決まったこと"), [AtMost(LONGEST_TEXT)])
    counterparts = BlockField(_l("先方の出席者"), [AtMost(LONGEST_TEXT)], description=_l("例：社長、製造部長"))
    travel_minutes = NumberField(_l("移動時間（往復）"), minimum=0, maximum=LONGEST_TRAVEL_MINUTES)
    internal_memo = BlockField(_l("内部メモ"), [AtMost(LONGEST_TEXT)], description=_l("社外秘。報告書には出ません。"))
    actions = FieldList(FormField(NextActionForm), max_entries=MOST_ACTIONS)
    next_on = DateField(_l("次回の訪問日"), description=_l("決まっていなければ、空欄のままにしてください（日程未定）。"))
    move_next = BooleanField(_l("登録済みの予定を、この日に移す"))

    def offer(self, about: VisitFormRow, *, there: Iterable[PersonRow] = ()) -> None:
        super().offer(about, there=there)
        offer_cases(self.cases, about.cases)
        self.team.flags.required = True  # of a final record, so the service asks for it; the mark stands for drafts too
        if len(about.cases) == 1:
            self.cases[0].form.phases.flags.required = True
        for entry in self.actions:
            self._offer_owners(entry.form)

    def offer_action(self, mine: int | None) -> None:
        """A blank row for one more next action at the end, its owner whoever writes."""
        if len(self.actions.entries) < MOST_ACTIONS:
            self._offer_owners(self.actions.append_entry({"owner_id": str(mine) if mine else ""}).form)

    def drop_blank_actions(self) -> None:
        self.actions.entries = [entry for entry in self.actions.entries if not entry.form.is_blank]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then the next actions that were begun; blank rows are left out from here on."""
        valid = super().validate(extra_validators)
        self.drop_blank_actions()
        complete = [entry.form.is_complete() for entry in self.actions.entries]
        if not all(complete):
            self.actions.errors = [entry.errors for entry in self.actions.entries]
        return valid and all(complete)

    def stored(self, row: VisitRow) -> dict[str, Any]:
        assert row.record is not None
        return {
            **super().stored(row),
            **stored_notes(self.cases, row.notes),
            "decisions": row.record.decisions,
            "counterparts": row.record.counterparts,
            "travel_minutes": row.record.travel_minutes,
            "internal_memo": row.internal_memo or "",
        }

    def read(self) -> VisitRecord:
        common = super().read()
        return VisitRecord(
            visit_on=common.visit_on,
            mode=common.mode,
            start_time=common.start_time,
            end_time=common.end_time,
            place=common.place,
            producer_ids=common.producer_ids,
            other_attendees=common.other_attendees,
            counterparts=self.counterparts.data or "",
            decisions=self.decisions.data or "",
            internal_memo=self.internal_memo.data or "",
            travel_minutes=self.travel_minutes.data,
            notes=read_notes(self.cases),
        )

    def read_actions(self) -> tuple[ActionNoted, ...]:
        return tuple(entry.form.read() for entry in self.actions.entries)

    def _offer_owners(self, form: NextActionForm) -> None:
        form.owner_id.choices = [
            ("", _("選んでください")),
            *self.team.choices,
            *self.others.choices,
            (COMPANY_SIDE, _("企業側")),
        ]


class CallOffForm(BaseForm):
    """中止: why."""

    version = HiddenVersionField(default=0)
    reason = LineField(
        _l("理由"), [Required(_l("理由を入力してください。")), AtMost(LONGEST_LINE)], description=_l("例：先方の都合")
    )


class PostponeForm(CallOffForm):
    """延期: why, and until when."""

    idempotency_key = HiddenKeyField()
    new_on = DateField(_l("新しい日"), description=_l("決まっていなければ、空欄のままにしてください（日程未定）。"))


class FilterVisitsForm(BaseForm):
    """What the list is narrowed by; lives in the address, in part under names that Python keeps for itself."""

    class Meta:
        csrf = False

    company = ChoiceField(_l("企業"))
    producer = ChoiceField(_l("参加者"))
    status = ChoiceField(_l("状態"))
    mode = ChoiceField(_l("方法"))
    from_on = DateField(_l("この日から"), name="from")
    to_on = DateField(_l("この日まで"), name="to")
    counted = BooleanField(_l("訪問回数に数えるものだけ"))
    month = HiddenField()
    fiscal_year = HiddenField()
    case = HiddenField()

    def offer(self, *, companies: Iterable[Any], producers: Iterable[Any]) -> None:
        self.company.choices = [("", _("すべての企業")), *((str(row.enrolment_id), row.name) for row in companies)]
        self.producer.choices = [("", _("全員")), *((str(row.producer_id), row.name) for row in producers)]
        self.status.choices = [("", _("すべて")), *choices(EventStatus, label)]
        self.mode.choices = [("", _("すべて")), *choices(VisitMode, label)]


def log_values(about: VisitFormRow, row: VisitRow | None, *, today: date) -> dict[str, Any]:
    """What the form of a record opens with: the stored visit, or today and the team of today."""
    values: dict[str, Any] = {"cases": note_values(about.cases, row.notes if row else ())}
    if row is None or row.record is None:
        return values | {"visit_on": today, "team": [str(person.producer_id) for person in about.team]}
    values |= {"version": row.version, "visit_on": row.visit_on, "mode": row.mode.value}
    for name in ("start_time", "end_time", "place", "other_attendees", "counterparts", "decisions", "travel_minutes"):
        values[name] = getattr(row.record, name)
    values["internal_memo"] = row.internal_memo or ""
    team = {person.producer_id for person in about.team}
    there = [person.producer_id for person in row.people] or ([] if row.is_held else sorted(team))
    values["team"] = [str(one) for one in there if one in team]
    values["others"] = [str(one) for one in there if one not in team]
    return values


def _people(people: Iterable[PersonRow]) -> list[tuple[str, str]]:
    return [(str(person.producer_id), person.name) for person in people]
