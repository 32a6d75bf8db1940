"""What narrows a company's timeline: in the address, each choice with how many records it would leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.calendar import Month
from tracker.domain.phases import Phase
from tracker.rows.phases import CaseProgressRow
from tracker.rows.timeline import TimelineFilter, TimelineKind, TimelineRow
from tracker.web.asked import asked_again
from tracker.web.forms import BaseForm, ChoiceField, DateField
from tracker.web.labels import label
from tracker.web.page import Link

AT_HAND = 5
KINDS = {
    TimelineKind.VISIT: _l("企業訪問"),
    TimelineKind.MEETING: _l("チームミーティング"),
    TimelineKind.ACTION: _l("宿題"),
    TimelineKind.CHALLENGE: _l("課題"),
    TimelineKind.OUTCOME: _l("成果"),
    TimelineKind.EXHIBITION: _l("展示会"),
    TimelineKind.VOICE: _l("市場の声"),
    TimelineKind.DOCUMENT: _l("資料"),
    TimelineKind.MONTH: _l("見送り"),
    TimelineKind.TEAM: _l("体制"),
}


class TimelineForm(BaseForm):
    """A field that cannot be read narrows nothing; the kind is chosen by links and kept beside the fields."""

    class Meta:
        csrf = False

    kind = HiddenField()
    person = ChoiceField(_l("人"))
    case = ChoiceField(_l("案件"))
    phase = ChoiceField(_l("フェーズ"))
    from_on = DateField(_l("この日から"), name="from")
    to_on = DateField(_l("この日まで"), name="to")

    def narrow(self, rows: Sequence[TimelineRow], cases: Iterable[CaseProgressRow]) -> TimelineFilter:
        """What the address asks for; offers each choice with how many records it leaves beside the others."""
        people = sorted({name for row in rows for name in row.supporters})
        of_company = {str(case.case_id): case for case in cases}
        wanted = {"person": people, "case": list(of_company), "phase": [phase.value for phase in Phase]}
        for name, known in wanted.items():
            self[name].choices = [("", ""), *((one, one) for one in known)]
        self.validate()
        if self.kind.data not in set(TimelineKind):
            self.kind.data = ""
        given = {name: field.data for name, field in self._fields.items() if field.data and not field.errors}
        filters = TimelineFilter(
            kind=TimelineKind(self.kind.data) if self.kind.data else None,
            person=given.get("person"),
            case=int(given["case"]) if "case" in given else None,
            phase=Phase(given["phase"]) if "phase" in given else None,
            from_on=given.get("from_on"),
            to_on=given.get("to_on"),
        )
        self._offer(self.person, rows, {name: (name, replace(filters, person=name)) for name in people}, filters)
        titles = {one: (f"{case.number} {case.title}", replace(filters, case=int(one))) for one, case in of_company.items()}
        self._offer(self.case, rows, titles, filters)
        phases = {phase.value: (str(label(phase)), replace(filters, phase=phase)) for phase in Phase}
        self._offer(self.phase, rows, phases, filters)
        return filters

    def _offer(
        self,
        field: ChoiceField,
        rows: Sequence[TimelineRow],
        choices: dict[str, tuple[str, TimelineFilter]],
        filters: TimelineFilter,
    ) -> None:
        field.choices = [("", _("すべて（%(count)s件）", count=_count(rows, replace(filters, **{field.name: None}))))]
        field.choices += [
            (value, _("%(name)s（%(count)s件）", name=words, count=_count(rows, narrowed)))
            for value, (words, narrowed) in choices.items()
        ]

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)


def stretches(rows: Sequence[TimelineRow], *, this_month: Month) -> list[tuple[Month | None, list[TimelineRow]]]:
    """A page of the timeline in stretches that a phone shows closed, by month; those at hand stand open before them, as of None.

    At hand is what is of this month or to come, and what precedes it until there are :data:`AT_HAND`.
    """
    open_ones: list[TimelineRow] = []
    closed: list[tuple[Month | None, list[TimelineRow]]] = []
    for month, of_month in groupby(rows, lambda row: Month.of(row.on)):
        if month >= this_month or len(open_ones) < AT_HAND:
            open_ones += of_month
        else:
            closed.append((month, list(of_month)))
    return [(None, open_ones), *closed] if open_ones else closed


def kind_links(rows: Sequence[TimelineRow], filters: TimelineFilter) -> tuple[Link, ...]:
    """Each kind with how many of it the other filters leave; they stay as they are."""
    others = {name: values for name, values in asked_again("kind", "page").items() if any(values)}
    place: Callable[..., str] = url_for
    return tuple(
        Link(
            _("%(name)s（%(count)s件）", name=words, count=_count(rows, replace(filters, kind=kind))),
            place(
                "companies.show",
                **(request.view_args or {}),
                **others,
                kind=kind.value if kind else None,
                _anchor="timeline-heading",
            ),
            kind is filters.kind,
        )
        for kind, words in ({None: _("すべて")} | KINDS).items()
    )


def _count(rows: Sequence[TimelineRow], filters: TimelineFilter) -> int:
    return sum(filters.lets_through(row) for row in rows)
