"""What is asked of a suggestion, and what accepting one of its lines sends."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.staffing import AssignmentRole
from tracker.domain.staffing_problem import Place
from tracker.rows.suggestions import ProblemRow
from tracker.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    DateField,
    HiddenVersionField,
    LineField,
    NumberField,
    Required,
)
from tracker.web.labels import label

MOST_SUB_LEADS = 9


class WishForm(BaseForm):
    """From which day, how many sub-leads at most, and which places stay as they are; in the address."""

    class Meta:
        csrf = False

    on = DateField(_l("この日からの体制"), [Required(_l("いつからの体制かを入力してください。"))])
    max_sub_leads = NumberField(
        _l("1社の副担当は多くて"), [Required(_l("副担当の人数を入力してください。"))], minimum=1, maximum=MOST_SUB_LEADS
    )
    kept = CheckboxesField(_l("変えない担当"))
    reason = LineField(
        _l("変更の理由"),
        [AtMost(300)],
        description=_l("採用した行の変更の記録に残ります（例：期の後半の体制）。空欄なら、提案によることだけを残します。"),
    )

    def offer(self, row: ProblemRow) -> None:
        self.kept.choices = [(key_of(place), _words(row, place)) for place in row.problem.places()]


class AcceptForm(BaseForm):
    """One line, as it was shown: the team, the version that it was made from, and why."""

    version = HiddenVersionField()
    from_on = DateField(_l("この体制にする日"), [Required(_l("いつからの体制かを入力してください。"))])
    reason = LineField(_l("変更の理由"), [AtMost(300)])
    lead_id = NumberField(_l("主担当"), [Required()], maximum=2**31 - 1)
    sub_lead_ids = LineField(_l("副担当"), [Required()])

    @property
    def subs(self) -> list[int]:
        """The ids of the sub-leads; a text that holds none gives nobody."""
        return [
            int(one) for one in (self.sub_lead_ids.data or "").split(",") if one.isascii() and one.isdecimal() and len(one) < 10
        ]


def key_of(place: Place) -> str:
    return f"{place.company_id}-{place.person_id}-{place.role.value}"


def places_of(keys: Iterable[str], offered: Iterable[Place]) -> frozenset[Place]:
    chosen = set(keys)
    return frozenset(place for place in offered if key_of(place) in chosen)


def _words(row: ProblemRow, place: Place) -> str:
    role = _("主担当") if place.role is AssignmentRole.LEAD else label(place.role)
    company, name = row.companies[place.company_id].company_name, row.people[place.person_id].name
    return _("%(company)s：%(role)s %(name)s", company=company, role=role, name=name)
