"""The form of the report's page."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.web.forms import BaseForm, DateField


class ReportDateForm(BaseForm):
    """Up to which day the report goes, and of what period; in the address."""

    class Meta:
        csrf = False

    as_of = DateField(
        _l("基準日"),
        description=_l("この日までに行った訪問・会議・成果を数えます。期間の終わりより後の日は、期間の最後の日になります。"),
    )
    starts_on = DateField(_l("期間のはじめ"))
    ends_on = DateField(_l("期間の終わり"), description=_l("契約期間の中で選べます。空欄なら年度の1年間です。"))
    is_set_back = False  # the day that was typed lies after the period

    def whole(self, year: Period) -> Period | None:
        """The period that was chosen, an end that was left out from the fiscal year; None for the year itself."""
        starts_on, ends_on = self.starts_on.data or year.starts_on, self.ends_on.data or year.ends_on
        if ends_on is not None and ends_on < starts_on:
            raise RuleBroken(N_("期間の終わりは、はじめの日以後にしてください。"), field="ends_on")
        return None if Period(starts_on, ends_on) == year else Period(starts_on, ends_on)

    def show_day(self, as_of: date) -> None:
        """The day that counts, in place of a later one that was typed."""
        self.is_set_back = self.as_of.data is not None and self.as_of.data > as_of
        if self.is_set_back:
            self.as_of.data, self.as_of.typed = as_of, None
