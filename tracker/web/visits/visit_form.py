"""What a scheduled visit and a record have in common: when, how, where, who."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from tracker.domain.cadence import VisitMode
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT
from tracker.domain.visits import VisitRecord
from tracker.rows.choices import ChoiceRow, Offered
from tracker.rows.staffing import PersonRow
from tracker.rows.visits import VisitFormRow, VisitRow
from tracker.web import choosing
from tracker.web.choosing import NamedCheckboxesField
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    CheckboxesField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    RadioChoiceField,
    Required,
    TimeField,
    choices,
)
from tracker.web.labels import label
from tracker.web.typed import number_of


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
    others = NamedCheckboxesField(_l("チーム以外の人"))
    other_attendees = BlockField(_l("そのほかの同席者"), [AtMost(LONGEST_TEXT)], description=_l("外部の専門家など"))

    def offer(self, about: VisitFormRow, *, there: Iterable[PersonRow] = ()) -> None:
        """The team first, then everybody else; ``there`` are those of the stored visit, some of whom may have left."""
        self.mode.choices = choices(VisitMode, label)
        self.offer_people(about, there)

    def offer_people(self, about: VisitFormRow, there: Iterable[PersonRow]) -> None:
        self.team.choices = [
            (value, gettext("%(name)s（代行）", name=name) if int(value) in about.standing_in else name)
            for value, name in _people(about.team)
        ]
        left = [person for person in there if person not in about.team and person not in about.others]
        self.others.offer_these(offered([*about.others, *left], about), choosing.producers())
        team = {value for value, _name in self.team.choices}
        self.others.choices = [(value, name) for value, name in self.others.choices if value not in team]
        self._seat_by_todays_team()

    def named(self) -> set[int]:
        """Everybody whom the form names."""
        return {
            number for value in (*(self.team.data or ()), *(self.others.data or ())) if (number := number_of(value)) is not None
        }

    def _seat_by_todays_team(self) -> None:
        """Whoever was there was there: a form filled in a while ago may name as team who has left it since, or as other."""
        team, others = ({value for value, _name in field.choices} for field in (self.team, self.others))
        was_team, was_others = self.team.data or [], self.others.data or []
        self.team.data = [one for one in was_team if one not in others] + [one for one in was_others if one in team]
        self.others.data = [one for one in was_others if one not in team] + [one for one in was_team if one in others]

    def tick(self, producer_id: int | None) -> None:
        """Count somebody among those who were there."""
        for field in (self.team, self.others):
            if str(producer_id) in {value for value, _name in field.choices}:
                field.data = [*(field.data or ()), str(producer_id)]

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


def offered(people: Iterable[PersonRow], about: VisitFormRow) -> Offered:
    """People as a field offers them."""
    return Offered(tuple(ChoiceRow(person.producer_id, person.name) for person in people), is_whole=not about.has_more)


def _people(people: Iterable[PersonRow]) -> list[tuple[str, str]]:
    return [(str(person.producer_id), person.name) for person in people]
