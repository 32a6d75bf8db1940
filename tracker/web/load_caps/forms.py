"""The form of a cap."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from tracker.domain.load_caps import HIGHEST_CAP, LoadCap
from tracker.web.forms import BaseForm, HiddenVersionField, NumberField


class CapForm(BaseForm):
    """The most companies as lead, and in all; blank without limit."""

    version = HiddenVersionField(default=0)
    leads = NumberField(_l("主担当として"), maximum=HIGHEST_CAP, description=_l("空欄なら、上限はありません。"))
    companies = NumberField(_l("主担当と副担当を合わせて"), maximum=HIGHEST_CAP, description=_l("空欄なら、上限はありません。"))

    @property
    def cap(self) -> LoadCap:
        return LoadCap(self.leads.data, self.companies.data)


class OwnCapForm(CapForm):
    """One supporter's; without the tick the programme's holds."""

    is_own = BooleanField(_l("この人だけの上限を決める"), description=_l("外すと、事業の上限に戻ります。"))
