"""The form of a handover: one choice for each thing that the person has in hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from tracker.domain.handovers import LONGEST_REASON, HandoverChoices
from tracker.rows.handovers import HandoverRow
from tracker.web.forms import AtMost, BaseForm, ChoiceField, DateField, LineField, Required

NOBODY = "none"


class HandoverForm(BaseForm):
    """What stands in every handover; the choices are added for the person (:func:`handover_form`)."""

    seen = HiddenField()
    last_on = DateField(
        _l("名簿にいる最後の日"),
        [Required(_l("名簿にいる最後の日を入力してください。"))],
        description=_l("先の日でもかまいません。この日より後に残るものを下に挙げます。"),
    )
    reason = LineField(
        _l("引継ぎの理由"),
        [Required(_l("引継ぎの理由を入力してください。")), AtMost(LONGEST_REASON)],
        description=_l("例：異動のため。変更の記録に残ります。"),
    )
    ends_membership = BooleanField(
        _l("この事業の利用も、最後の日で終える"),
        description=_l("翌日から、この事業を開けなくなります。ほかの事業の利用は変わりません。"),
    )


def handover_form(row: HandoverRow) -> Any:
    """The form with a choice for each company, scheduled record, next action and draft, sensible ones chosen beforehand."""
    asked = tuple(_asked(row))
    fields = {one.name: _field(one) for one in asked}
    form = type("PersonsHandoverForm", (HandoverForm,), fields)(seen=row.seen, last_on=row.last_on)
    for one in asked:
        form[one.name].choices = one.offered if not one.must_choose else [("", _("選んでください")), *one.offered]
    return form


@dataclass(frozen=True, slots=True)
class _Asked:
    """One choice: whom it offers, who is proposed, what it is called when nobody takes over."""

    name: str
    label: Any
    people: tuple[tuple[str, str], ...]
    proposed: int | None
    nobody: str
    must_choose: bool = False

    @property
    def offered(self) -> list[tuple[str, str]]:
        return [*self.people, (NOBODY, self.nobody)]


def _asked(row: HandoverRow) -> Iterator[_Asked]:
    people = tuple((str(one.person.producer_id), _load(one)) for one in row.candidates)
    names = tuple((str(one.person.producer_id), one.person.name) for one in row.candidates)
    writers = tuple((str(account_id), name) for account_id, name in row.writers)
    leads = {place.enrolment_id: place.proposed_lead for place in row.places}
    stays = _("この人のまま残す")
    left_open, no_other = _("空けておく（体制不足になります）"), _("空けておく（副担当が残らなければ、体制不足になります）")
    for place in row.places:
        if place.leads:
            label = _l("主担当を引き継ぐ人")
            yield _Asked(f"lead_{place.enrolment_id}", label, people, place.proposed_lead, left_open)
        of_team = {str(one.producer_id) for one in place.team.people}
        free = tuple(one for one in people if one[0] not in of_team)
        nobody = no_other if place.needs_sub else _("加えない")
        yield _Asked(f"sub_{place.enrolment_id}", _l("副担当に加わる人"), free, None, nobody, place.needs_sub and bool(free))
    for name, records in (("visit", row.visits), ("meeting", row.meetings)):
        for record in records:
            to = None if record.others else leads.get(record.enrolment_id or 0)
            there = {str(one.producer_id) for one in record.others}
            free = tuple(one for one in names if one[0] not in there)
            yield _Asked(f"{name}_{record.record_id}", _l("代わりに参加する人"), free, to, _("代わりを立てない"))
    for action in row.actions:
        yield _Asked(f"action_{action.action_id}", _l("引き継ぐ人"), names, leads.get(action.enrolment_id), stays)
    for draft in row.drafts:
        yield _Asked(f"draft_{draft.key}", _l("渡す人"), writers, None, stays)


def _field(one: _Asked) -> ChoiceField:
    if one.must_choose:
        return ChoiceField(one.label, [Required(_l("引き継ぐ人を選ぶか、空けておくことを選んでください。"))])
    known = {number for number, _name in one.people}
    return ChoiceField(one.label, default=str(one.proposed) if str(one.proposed) in known else NOBODY)


def choices_of(form: Any, row: HandoverRow) -> HandoverChoices:
    """What was chosen, by the thing's id."""

    def chosen(name: str, ids: Iterable[Any]) -> dict[Any, int | None]:
        found = {one: form[f"{name}_{one}"].data for one in ids if f"{name}_{one}" in form}
        return {one: int(value) if value and value != NOBODY else None for one, value in found.items()}

    return HandoverChoices(
        leads=chosen("lead", (one.enrolment_id for one in row.places)),
        subs=chosen("sub", (one.enrolment_id for one in row.places)),
        visits=chosen("visit", (one.record_id for one in row.visits)),
        meetings=chosen("meeting", (one.record_id for one in row.meetings)),
        actions=chosen("action", (one.action_id for one in row.actions)),
        drafts=chosen("draft", (one.key for one in row.drafts)),
        ends_membership=bool(form.ends_membership.data),
    )


def _load(one: Any) -> str:
    return _("%(name)s（主担当%(leads)s社・副担当%(subs)s社）", name=one.person.name, leads=one.leads, subs=one.sub_leads)
