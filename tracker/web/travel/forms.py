"""The forms of a journey: by itself, of a visit, and as a part of the form in which a visit is logged."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form

from tracker.domain.notes import LONGEST_LINE
from tracker.domain.travel import HIGHEST_COST, LONGEST_DISTANCE, LONGEST_PLACE, TravelMeans, TravelRecord
from tracker.domain.work_entries import MINUTES_OF_DAY
from tracker.rows.staffing import PersonRow
from tracker.rows.travel import TravelOfferRow
from tracker.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    ChoiceField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    NumberField,
    RadioChoiceField,
    TimeField,
    choices,
)
from tracker.web.labels import label

NOT_SAID = ""


class TravelFields:
    """From where to where, by what, how long, at what cost."""

    from_place = LineField(_l("出発地"), [AtMost(LONGEST_PLACE)], description=_l("例：架空駅、自宅"))
    to_place = LineField(_l("行き先"), [AtMost(LONGEST_PLACE)], description=_l("例：本社工場"))
    means = RadioChoiceField(_l("交通手段"), default=NOT_SAID)
    minutes_out = NumberField(_l("行き"), minimum=0, maximum=MINUTES_OF_DAY)
    minutes_back = NumberField(_l("帰り"), minimum=0, maximum=MINUTES_OF_DAY)
    minutes_both = NumberField(_l("または往復の合計"), minimum=0, maximum=MINUTES_OF_DAY)
    cost_yen = NumberField(_l("交通費（往復の合計）"), minimum=0, maximum=HIGHEST_COST)
    distance_km = NumberField(_l("距離（往復の合計）"), minimum=0, maximum=LONGEST_DISTANCE)

    def offer_means(self) -> None:
        self.means.choices = [(NOT_SAID, _("書かない")), *choices(TravelMeans, label)]

    def read_way(self) -> dict[str, Any]:
        """What was typed, by the names of a journey."""
        return {
            "from_place": self.from_place.data or "",
            "to_place": self.to_place.data or "",
            "means": TravelMeans(self.means.data) if self.means.data else None,
            "minutes_out": self.minutes_out.data,
            "minutes_back": self.minutes_back.data,
            "minutes_both": self.minutes_both.data,
            "cost_yen": self.cost_yen.data,
            "distance_km": self.distance_km.data,
        }


class VisitTravelForm(TravelFields, Form):
    """The writer's own journey in the form of a visit; the last one is taken over only where its box is ticked."""

    as_last = BooleanField(_l("前回と同じ移動を記録する"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_means()

    def read(self, last: TravelOfferRow | None) -> TravelRecord | None:
        """None where nothing of a journey was written."""
        typed = TravelRecord(**self.read_way())
        if typed.is_blank and self.as_last.data and last is not None:
            return last.record
        return None if typed.is_blank else typed


class TravelForm(TravelFields, BaseForm):
    """A journey by itself or of a visit (then ``people`` or ``producer_id`` says whose, and the day is the visit's)."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    people = CheckboxesField(_l("移動した人"))
    producer_id = ChoiceField(_l("移動した人"))
    travel_on = DateField(_l("移動した日"))
    leaves_at = TimeField(_l("行きの出発時刻"))
    returns_at = TimeField(_l("帰りの出発時刻"))
    note = LineField(_l("用務・備考"), [AtMost(LONGEST_LINE)], description=_l("例：定例会議への出席"))

    def offer(self, people: tuple[PersonRow, ...], *, of_visit: bool = True) -> None:
        self.offer_means()
        for field in (self.travel_on, self.note):
            field.flags.required = not of_visit  # of a visit's journey the visit says both
        self.people.choices = [(str(person.producer_id), person.name) for person in people]
        self.producer_id.choices = list(self.people.choices)

    def read(self) -> TravelRecord:
        return TravelRecord(
            **self.read_way(),
            travel_on=self.travel_on.data,
            leaves_at=self.leaves_at.data,
            returns_at=self.returns_at.data,
            note=self.note.data or "",
        )


def values_of(record: TravelRecord) -> dict[str, Any]:
    """A stored journey by the names of the form's fields."""
    values = {name: getattr(record, name) for name in TravelRecord.__dataclass_fields__}
    return values | {"means": record.means.value if record.means else NOT_SAID}
