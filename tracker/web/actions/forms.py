"""The forms of next actions and of their list's filters."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from tracker.domain.follow_up import ActionStatus, Side
from tracker.rows.actions import ActionFilter
from tracker.rows.cases import CaseRow
from tracker.services.actions import LONGEST_NAME, LONGEST_WHAT
from tracker.web.choosing import Among, NamedChoiceField
from tracker.web.forms import (
    AtMost,
    BaseForm,
    ChoiceField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    RadioChoiceField,
    Required,
)
from tracker.web.labels import label


class ActionForm(BaseForm):
    """What, who, by when, for which case."""

    what = LineField(_l("すること"), [Required(), AtMost(LONGEST_WHAT)], description=_l("例：試作品の図面を見直して送る"))
    owner_id = NamedChoiceField(
        _l("担当"), description=_l("企業側の方が担当するときは「企業側」を選び、名前を入力してください。")
    )
    owner_name = LineField(_l("企業側の担当者"), [AtMost(LONGEST_NAME)], description=_l("例：品質保証部の部長"))
    due_on = DateField(_l("期限"), [Required(_l("期限の日付を入力してください。"))])
    case_id = ChoiceField(_l("案件"))

    def offer(self, *, owners: Among, cases: Iterable[CaseRow]) -> None:
        self.owner_id.offer(owners, first=[("", _("企業側"))])
        self.case_id.choices = [("", _("案件を特定しない")), *((str(row.case_id), row.title) for row in cases)]

    @property
    def owner(self) -> int | None:
        return int(self.owner_id.data) if self.owner_id.data else None

    @property
    def case(self) -> int | None:
        return int(self.case_id.data) if self.case_id.data else None


class AddActionForm(ActionForm):
    idempotency_key = HiddenKeyField()


class CorrectActionForm(ActionForm):
    version = HiddenVersionField()


class ActionFilterForm(BaseForm):
    """What the list is narrowed by; lives in the address."""

    class Meta:
        csrf = False

    visit = HiddenField()
    company = NamedChoiceField(_l("企業"))
    owner = NamedChoiceField(_l("担当"))
    status = RadioChoiceField(_l("状態"), default="")
    side = RadioChoiceField(_l("どちらの宿題か"), default="")
    due_from = DateField(_l("期限（から）"))
    due_to = DateField(_l("期限（まで）"))
    overdue = BooleanField(_l("期限を過ぎたものだけ"))
    mine = BooleanField(_l("自分が担当のものだけ"))
    of_my_companies = BooleanField(_l("自分が担当する企業のものだけ"))
    of_others = BooleanField(_l("自分以外が担当のものだけ"))

    def offer(self, *, companies: Among, producers: Among) -> None:
        self.company.offer(companies, first=[("", _("すべての企業"))])
        self.owner.offer(producers, first=[("", _("全員"))])
        self.status.choices = [("", _("すべて")), *((status.value, label(status)) for status in ActionStatus)]
        self.side.choices = [("", _("すべて")), *((side.value, label(side)) for side in Side)]

    def read(self) -> ActionFilter:
        """The filters as far as they can be read; a field with an error narrows nothing."""
        return ActionFilter(
            company=_number(self.company),
            visit=self.visit_id,
            owner=_number(self.owner),
            status=ActionStatus(self.status.data) if self.status.data and not self.status.errors else None,
            overdue=self.overdue.data,
            mine=self.mine.data,
            of_my_companies=self.of_my_companies.data,
            of_others=self.of_others.data,
            side=Side(self.side.data) if self.side.data and not self.side.errors else None,
            due_from=self.due_from.data,
            due_to=self.due_to.data,
        )

    @property
    def visit_id(self) -> int | None:
        """The visit on which they were agreed; what no row can have is none."""
        text = self.visit.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)


def _number(field: ChoiceField) -> int | None:
    return int(field.data) if field.data and not field.errors else None
