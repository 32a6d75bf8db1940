"""What the list of visits is narrowed by."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from tracker.domain.cadence import VisitMode
from tracker.web.choosing import Among, NamedChoiceField
from tracker.web.event_states import offer_states
from tracker.web.forms import BaseForm, ChoiceField, DateField, choices
from tracker.web.labels import label


class FilterVisitsForm(BaseForm):
    """What the list is narrowed by; lives in the address, in part under names that Python keeps for itself."""

    class Meta:
        csrf = False

    company = NamedChoiceField(_l("企業"))
    producer = NamedChoiceField(_l("参加者"))
    status = ChoiceField(_l("状態"))
    mode = ChoiceField(_l("方法"))
    from_on = DateField(_l("この日から"), name="from")
    to_on = DateField(_l("この日まで"), name="to")
    counted = BooleanField(_l("訪問回数に数えるものだけ"))
    month = HiddenField()
    fiscal_year = HiddenField()
    case = HiddenField()

    def offer(self, *, companies: Among, producers: Among) -> None:
        self.company.offer(companies, first=[("", _("すべての企業"))])
        self.producer.offer(producers, first=[("", _("全員"))])
        offer_states(self.status)
        self.mode.choices = [("", _("すべて")), *choices(VisitMode, label)]
