"""The next actions of a record: one row of the form each."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form

from tracker.domain.visits import ActionNoted
from tracker.domain.words import N_
from tracker.services.actions import LONGEST_NAME, LONGEST_WHAT
from tracker.web.choosing import NamedChoiceField
from tracker.web.forms import AtMost, DateField, LineField

MOST_ACTIONS = 20
COMPANY_SIDE = "company"
# Also said of the rows of a meeting (`tracker/web/meetings/sections.py`).
NO_WHAT, NO_OWNER = N_("することを入力してください。"), N_("担当を選んでください。")
NO_OWNER_NAME, NO_DUE = N_("企業側の担当者の名前を入力してください。"), N_("期限の日付を入力してください。")


class NextActionForm(Form):
    """One next action in the form of a record; a row without words and without a day is no action."""

    what = LineField(_l("すること"), [AtMost(LONGEST_WHAT)])
    owner_id = NamedChoiceField(_l("担当"))
    owner_name = LineField(_l("企業側の担当者"), [AtMost(LONGEST_NAME)], description=_l("担当が「企業側」のとき"))
    due_on = DateField(_l("期限"))

    @property
    def is_blank(self) -> bool:
        return not (self.what.data or self.owner_name.data or self.due_on.data or self.due_on.errors)

    def is_complete(self) -> bool:
        """Whether an action that was begun has its words, its owner and its day; says at the field what is missing."""
        missing = (
            (self.what, not self.what.data, NO_WHAT),
            (self.owner_id, not self.owner_id.data, NO_OWNER),
            (
                self.owner_name,
                self.owner_id.data == COMPANY_SIDE and not self.owner_name.data,
                NO_OWNER_NAME,
            ),
            (self.due_on, self.due_on.data is None and not self.due_on.errors, NO_DUE),
        )
        for field, is_missing, sentence in missing:
            if is_missing:
                field.errors = [*field.errors, _(sentence)]
        return not any(is_missing for _field, is_missing, _sentence in missing)

    def read(self) -> ActionNoted:
        assert self.due_on.data is not None
        owner = self.owner_id.data
        return ActionNoted(
            self.what.data, self.due_on.data, int(owner) if owner != COMPANY_SIDE else None, self.owner_name.data or ""
        )
