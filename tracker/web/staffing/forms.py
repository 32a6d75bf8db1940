"""The forms of staffing."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from tracker.domain.staffing import StaffingState
from tracker.rows.staffing import CandidateRow
from tracker.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    ChoiceField,
    DateField,
    HiddenVersionField,
    LineField,
    RadioChoiceField,
    Required,
)
from tracker.web.labels import label

TO_MEND = "to_mend"
STATES: dict[str, Collection[StaffingState]] = {
    "": frozenset(StaffingState),
    TO_MEND: frozenset({StaffingState.UNDERSTAFFED, StaffingState.UNSTAFFED}),
    **{state.value: frozenset({state}) for state in StaffingState},
}


class FilterTeamsForm(BaseForm):
    """The day on which teams and load are shown, and the states that are listed; in the address."""

    class Meta:
        csrf = False

    on = DateField(_l("基準日"))
    state = ChoiceField(
        _l("体制の状態"),
        default="",
        choices=lambda: [
            ("", _l("すべて")),
            (TO_MEND, _l("体制不足・体制未確定")),
            *((state.value, label(state)) for state in StaffingState),
        ],
    )

    @property
    def state_words(self) -> str:
        """What was searched, in the words of the choice."""
        return next((str(words) for value, words, *_rest in self.state.iter_choices() if value == self.state.data), "")


class _ChangeForm(BaseForm):
    """What every change of a team says: the version it started from, its first day and why."""

    version = HiddenVersionField()
    from_on = DateField(_l("この体制にする日"), [Required(_l("いつからの体制かを入力してください。"))])
    reason = LineField(_l("変更の理由"), [AtMost(300)], description=_l("変更の記録に残ります（例：人事異動のため）。"))


class SetTeamForm(_ChangeForm):
    """A whole team from a day on."""

    lead_id = RadioChoiceField(_l("主担当"), [Required(_l("主担当を1人選んでください。"))])
    sub_lead_ids = CheckboxesField(_l("副担当"), [Required(_l("副担当を1人以上選んでください。"))])

    def offer(self, people: Iterable[CandidateRow]) -> None:
        offered = [(str(row.person.producer_id), row.person.name) for row in people]
        self.lead_id.choices = offered
        self.sub_lead_ids.choices = offered


class HandOverLeadForm(_ChangeForm):
    """A new lead from a day on."""

    from_on = DateField(_l("交代する日"), [Required(_l("いつ交代するかを入力してください。"))])
    to_producer_id = RadioChoiceField(_l("新しい主担当"), [Required(_l("新しい主担当を選んでください。"))])
    keep_as_sub = BooleanField(_l("これまでの主担当を、副担当として残す"))

    def offer(self, people: Iterable[CandidateRow]) -> None:
        self.to_producer_id.choices = [(str(row.person.producer_id), row.person.name) for row in people]


class PreviewHandOverForm(HandOverLeadForm):
    """The same, asked of the address before anything is changed."""

    class Meta:
        csrf = False
