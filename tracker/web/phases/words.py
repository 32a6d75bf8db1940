"""A case's way through the phases in words, and as the chart of its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from tracker.charts.phase_history import Stretch, phase_history
from tracker.domain.calendar import Period, fiscal_year_of
from tracker.domain.phases import Phase, history_of, is_stuck, stands_still_since
from tracker.rows.phases import CaseProgressRow
from tracker.web import headers
from tracker.web.exception_words import still_words
from tracker.web.labels import label
from tracker.web.language import axis_day_format, say_day_among_years


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case with since when it has stood where it stands; ``still``: how long that is, where it is too long."""

    case: CaseProgressRow
    since: date
    still: str
    stretches: tuple[tuple[Phase, date, date], ...]

    @property
    def name(self) -> str:
        return f"{self.case.number} {self.case.title}"


def lines(cases: Iterable[CaseProgressRow], supports: Mapping[int, Period], *, days: int, today: date) -> list[CaseLine]:
    """The longest without a move first."""
    found = []
    for case in cases:
        support = supports[case.enrolment_id]
        since = min(stands_still_since(case.progress, supported_from=support.starts_on), today)
        stuck = is_stuck(case.progress, support=support, days=days, today=today)
        still = still_words(case.progress.furthest, (today - since).days) if stuck else ""
        found.append(CaseLine(case, since, still, history_of(case.progress, until=today)))
    return sorted(found, key=lambda line: line.since)


def finding(found: Sequence[CaseLine], days: int) -> str:
    """What the chart says: how many cases stand at which phase, and how many have not moved for long."""
    stands = [(phase, sum(line.case.progress.furthest is phase for line in found)) for phase in Phase]
    told = [_("%(phase)s %(count)s件", phase=label(phase), count=count) for phase, count in stands if count]
    unbegun = sum(line.case.progress.furthest is None for line in found)
    if unbegun:
        told.append(_("未着手 %(count)s件", count=unbegun))
    stuck = sum(bool(line.still) for line in found)
    said = _("いまのフェーズは、%(told)sです。", told=_("、").join(told))
    still = _("%(days)s日を超えてフェーズが進んでいない案件は%(count)s件です。", days=days, count=stuck)
    return _("%(stands)s%(still)s", stands=said, still=still)


def history(found: Sequence[CaseLine], today: date) -> str:
    headers.mark_chart_page()
    stretches = [stretch for place, line in enumerate(found) for stretch in _stretches(place, line, today)]
    names = {phase: label(phase) for phase in Phase}
    return phase_history([line.name for line in found], stretches, names, axis_day_format())


def _stretches(place: int, line: CaseLine, today: date) -> Iterator[Stretch]:
    """Every phase that was reached: those that the case moved on to, and as a moment those begun after a further one."""
    moved = {phase for phase, _first, _last in line.stretches}
    for phase, first, last in line.stretches:
        yield Stretch(place, phase, first, last, _words(line, phase, first, last, today), _case(line))
    for reached in line.case.progress.reached:
        if reached.phase not in moved:
            said = _(
                "%(case)s：%(phase)s %(first)s（先のフェーズのあとで）",
                case=line.name,
                phase=label(reached.phase),
                first=say_day_among_years(reached.first_on, fiscal_year_of(today)),
            )
            yield Stretch(place, reached.phase, reached.first_on, reached.first_on, said, _case(line))


def _case(line: CaseLine) -> str:
    return url_for("cases.show", case_id=line.case.case_id)


def _words(line: CaseLine, phase: Phase, first: date, last: date, today: date) -> str:
    here = fiscal_year_of(today)
    said = {"case": line.name, "phase": label(phase), "first": say_day_among_years(first, here)}
    if first == last < today:
        return _("%(case)s：%(phase)s %(first)s（同じ日に次のフェーズへ）", **said)
    until = _("今日") if last == today else say_day_among_years(last, here)
    return _("%(case)s：%(phase)s %(first)s～%(last)s（%(days)s日）", **said, last=until, days=(last - first).days)
