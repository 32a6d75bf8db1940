"""The form of next year's programme."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from tracker.domain.calendar import fiscal_year_period
from tracker.domain.programmes import next_name, next_slug
from tracker.rows.programmes import NextYearRow
from tracker.services.next_years import NextYear
from tracker.web.forms import AtMost, BaseForm, CheckboxesField, DateField, LineField, Required
from tracker.web.labels import label


class NextYearForm(BaseForm):
    """What it is called, its days, and who and what goes on."""

    name = LineField(_l("事業の名前"), [Required(), AtMost(200)])
    slug = LineField(
        _l("短い名前"), [Required(), AtMost(40)], description=_l("アドレスに使います。半角の英小文字・数字・ハイフン（例：r8）")
    )
    starts_on = DateField(_l("契約期間の始まり"), [Required()])
    ends_on = DateField(_l("契約期間の終わり"), [Required()])
    companies = CheckboxesField(
        _l("続けて支援する企業"), description=_l("案件も同じ番号で続きます。前の記録は、前の年度の事業で読めます。")
    )
    producers = CheckboxesField(_l("続けて名簿に載せる人"))
    carries_teams = BooleanField(
        _l("最後の日の体制を、始まりの日から引き継ぐ"), description=_l("名簿に載せない人の席は空きます。")
    )
    members = CheckboxesField(_l("利用者と役割"), description=_l("あなた自身は、いまの役割のまま加わります。"))

    @property
    def chosen(self) -> NextYear:
        return NextYear(
            slug=self.slug.data,
            name=self.name.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            enrolment_ids=frozenset(map(int, self.companies.data or ())),
            producer_ids=frozenset(map(int, self.producers.data or ())),
            membership_ids=frozenset(map(int, self.members.data or ())),
            carries_teams=self.carries_teams.data,
        )


def next_year_form(row: NextYearRow, *, me: int) -> NextYearForm:
    """Filled with what is likely: the following fiscal year, whoever is there to the last day."""
    last_on = row.programme.contract_ends_on
    year = fiscal_year_period(row.programme.fiscal_year + 1)
    members = [one for one in row.members if one.account_id != me]
    form = NextYearForm(
        data={
            "name": next_name(row.programme.name, row.programme.fiscal_year),
            "slug": next_slug(row.programme.slug),
            "starts_on": year.starts_on,
            "ends_on": year.ends_on,
            "companies": [str(one.enrolment_id) for one in row.companies if one.ends_on >= last_on],
            "producers": [str(one.producer_id) for one in row.producers],
            "members": [
                str(one.membership_id)
                for one in members
                if (one.ends_on is None or one.ends_on >= last_on) and one.account_id not in row.left_accounts
            ],
            "carries_teams": True,
        }
    )
    form.companies.choices = [(str(one.enrolment_id), _company(one)) for one in row.companies]
    form.producers.choices = [(str(one.producer_id), one.name) for one in row.producers]
    form.members.choices = [
        (str(one.membership_id), _("%(name)s（%(roles)s）", name=one.name, roles="、".join(label(role) for role in one.roles)))
        for one in members
    ]
    return form


def _company(one: Any) -> str:
    return _("%(number)s　%(name)s（%(cases)s）", number=one.number, name=one.name, cases="、".join(one.cases) or _("案件なし"))
