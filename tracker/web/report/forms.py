"""The form of the report's page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.web.forms import BaseForm, DateField


class ReportDateForm(BaseForm):
    """Up to which day the report goes; in the address."""

    class Meta:
        csrf = False

    as_of = DateField(
        _l("基準日"),
        description=_l("この日までに行った訪問・会議・成果を数えます。年度の終わりより後の日は、年度の最後の日になります。"),
    )
