"""What the list of visits is narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from tracker.domain.cadence import EventStatus, VisitMode
from tracker.web.forms import BaseForm, ChoiceField, DateField, choices
from tracker.web.labels import label


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
