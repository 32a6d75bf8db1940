"""The staffing rule: one lead and at least one sub-lead on every day of a company's support, by dated assignments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from tracker.domain.calendar import Period, day_before
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_


class AssignmentRole(StrEnum):
    """The place that an assignment fills in a company's team."""

    LEAD = "lead"
    SUB_LEAD = "sub_lead"


class StaffingState(StrEnum):
    """How a company's team stands on a day."""

    NOT_STARTED = "not_started"
    STAFFED = "staffed"
    UNDERSTAFFED = "understaffed"
    UNSTAFFED = "unstaffed"


@dataclass(frozen=True, slots=True)
class Assigned:
    """One person in one place of a team; an open end lasts as long as the support. A new row has no ``assignment_id`` yet."""

    producer_id: int
    role: AssignmentRole
    period: Period
    assignment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Who is in place on one day; sub-leads in the order of their ids."""

    lead: int | None
    sub_leads: tuple[int, ...]

    @property
    def members(self) -> frozenset[int]:
        return frozenset(self.sub_leads) | ({self.lead} if self.lead is not None else frozenset())

    @property
    def is_complete(self) -> bool:
        return self.lead is not None and bool(self.sub_leads)


@dataclass(frozen=True, slots=True)
class StaffingGap:
    """Days of support on which a place was empty."""

    role: AssignmentRole
    period: Period


def team_on(assigned: Iterable[Assigned], day: date) -> Team:
    """Who is in place on ``day``."""
    in_place = [row for row in in_order(assigned) if day in row.period]
    leads = [row.producer_id for row in in_place if row.role is AssignmentRole.LEAD]
    sub_leads = {row.producer_id for row in in_place if row.role is AssignmentRole.SUB_LEAD}
    return Team(leads[0] if leads else None, tuple(sorted(sub_leads)))


def check_team(assigned: Iterable[Assigned], *, support: Period, from_on: date) -> None:
    """Raise RuleBroken where somebody stands in a place that is taken, or a place is empty from ``from_on`` on."""
    rows = in_order(assigned)
    check_places(rows)
    ahead = support.common_with(Period(from_on))
    if ahead is None:
        return
    for gap in _gaps(rows, AssignmentRole.LEAD, ahead):
        raise RuleBroken(
            N_("主担当がいない日があります（%(day)s から）。主担当は必ず1人必要です。後任の主担当を選んでください。"),
            field="lead_id",
            day=gap.period.starts_on,
        )
    for gap in _gaps(rows, AssignmentRole.SUB_LEAD, ahead):
        raise RuleBroken(
            N_("副担当がいない日があります（%(day)s から）。副担当は1人以上必要です。副担当を選んでください。"),
            field="sub_lead_ids",
            day=gap.period.starts_on,
        )


def check_places(assigned: Iterable[Assigned]) -> None:
    """Raise RuleBroken where somebody stands in a place that is taken, or in two."""
    for one, other in combinations(in_order(assigned), 2):
        common = one.period.common_with(other.period)
        if common is not None:
            _check_pair(one, other, common.starts_on)


def staffing_gaps(assigned: Iterable[Assigned], *, support: Period, until: date) -> tuple[StaffingGap, ...]:
    """The days of support up to ``until`` without a lead or without a sub-lead, the earliest first."""
    if until < support.starts_on:
        return ()
    window = Period(support.starts_on, until if support.ends_on is None else min(until, support.ends_on))
    rows = in_order(assigned)
    gaps = [gap for role in AssignmentRole for gap in _gaps(rows, role, window)]
    return tuple(sorted(gaps, key=lambda gap: gap.period.starts_on))


def staffing_state(assigned: Iterable[Assigned], *, support: Period, today: date) -> StaffingState:
    """How the team stands today, or stood on the last day of a support that is over."""
    rows = tuple(assigned)
    if today < support.starts_on:
        return StaffingState.NOT_STARTED
    if not rows:
        return StaffingState.UNSTAFFED
    day = today if support.ends_on is None else min(today, support.ends_on)
    return StaffingState.STAFFED if team_on(rows, day).is_complete else StaffingState.UNDERSTAFFED


def set_team(
    assigned: Iterable[Assigned], *, lead_id: int | None, sub_lead_ids: Iterable[int], from_on: date, support: Period
) -> tuple[Assigned, ...]:
    """All assignments when this team is in place from ``from_on`` to the end of support, whatever was planned after that day.

    Days before ``from_on`` keep their team. A person who stays in the same place keeps the row; one that would end before it
    starts vanishes.
    """
    _check_within(from_on, support)
    subs = sorted(sub_lead_ids)
    if lead_id is None:
        raise RuleBroken(N_("主担当を1人選んでください。"), field="lead_id")
    if not subs:
        raise RuleBroken(N_("副担当を1人以上選んでください。"), field="sub_lead_ids")
    if lead_id in subs:
        raise RuleBroken(N_("主担当と副担当に同じ人は選べません。副担当には別の人を選んでください。"), field="sub_lead_ids")
    if len(set(subs)) < len(subs):
        raise RuleBroken(N_("副担当に同じ人が2回選ばれています。1人につき1回だけ選んでください。"), field="sub_lead_ids")
    places = {lead_id: AssignmentRole.LEAD, **dict.fromkeys(subs, AssignmentRole.SUB_LEAD)}
    rows: list[Assigned] = []
    for row in in_order(assigned):
        if places.get(row.producer_id) is row.role and from_on in row.period:
            rows.append(_lasting(row, support))
            del places[row.producer_id]
        else:
            rows += _ended(row, day_before(from_on))
    for producer_id, role in places.items():
        rows = _appoint(rows, Assigned(producer_id, role, Period(from_on)))
    return in_order(rows)


def hand_over_lead(
    assigned: Iterable[Assigned], *, to_producer_id: int, from_on: date, keep_as_sub: bool, support: Period
) -> tuple[Assigned, ...]:
    """All assignments when the lead passes on: the day before the new lead's first day is the old lead's last.

    A new lead who was a sub-lead leaves that place the day before; ``keep_as_sub`` puts the old lead into a sub-lead's place on
    the same day (a swap). The other sub-leads stay as they are.
    """
    _check_within(from_on, support)
    rows = in_order(assigned)
    old_lead = next((row for row in rows if row.role is AssignmentRole.LEAD and from_on in row.period), None)
    _check_hand_over(rows, old_lead, to_producer_id=to_producer_id, from_on=from_on, keep_as_sub=keep_as_sub)
    last_on = day_before(from_on)
    changed: list[Assigned] = []
    for row in rows:
        leaves = row.producer_id == to_producer_id or row.role is AssignmentRole.LEAD
        changed += _ended(row, last_on) if leaves else [row]
    changed = _appoint(changed, Assigned(to_producer_id, AssignmentRole.LEAD, Period(from_on)))
    if keep_as_sub and old_lead is not None:
        # No longer than the lead's place would have been held: the end may be a departure that is already known.
        place = Assigned(old_lead.producer_id, AssignmentRole.SUB_LEAD, Period(from_on, old_lead.period.ends_on))
        changed = _appoint(changed, place)
    _check_sub_leads_after_hand_over(changed, support.common_with(Period(from_on)))
    check_team(changed, support=support, from_on=from_on)
    return in_order(changed)


def end_departed(assigned: Iterable[Assigned], *, producer_id: int, last_on: date) -> tuple[Assigned, ...]:
    """All assignments when somebody leaves after ``last_on``: a fact, so accepted even where it empties a place."""
    rows = in_order(assigned)
    return in_order(cut for row in rows for cut in (_ended(row, last_on) if row.producer_id == producer_id else [row]))


def in_order(assigned: Iterable[Assigned]) -> tuple[Assigned, ...]:
    """By first day, the lead first; the order that every function here answers in."""
    return tuple(sorted(assigned, key=_place_in_order))


def _place_in_order(row: Assigned) -> tuple[date, bool, int, date, int]:
    starts_on, ends_on = row.period.starts_on, row.period.ends_on or date.max
    return starts_on, row.role is not AssignmentRole.LEAD, row.producer_id, ends_on, row.assignment_id or 0


def _check_pair(one: Assigned, other: Assigned, day: date) -> None:
    if one.producer_id == other.producer_id and one.role is not other.role:
        raise RuleBroken(
            N_("同じ人が同じ日（%(day)s）に主担当と副担当を兼ねています。どちらか一方にしてください。"),
            field="sub_lead_ids",
            day=day,
        )
    if one.producer_id == other.producer_id:
        raise RuleBroken(
            N_("同じ人が同じ日（%(day)s）に二重に登録されています。期間が重ならないように直してください。"),
            field="sub_lead_ids",
            day=day,
        )
    if one.role is other.role is AssignmentRole.LEAD:
        raise RuleBroken(
            N_("主担当は1社に1人です。%(day)s に2人います。前の主担当の終了日を、後任の開始日の前日にしてください。"),
            field="lead_id",
            day=day,
        )


def _check_within(from_on: date, support: Period) -> None:
    if support.ends_on is not None and from_on > support.ends_on:
        raise RuleBroken(
            N_("支援は %(day)s までです。体制を変える日は、この日以前にしてください。"), field="from_on", day=support.ends_on
        )


def _check_hand_over(
    rows: Iterable[Assigned], old_lead: Assigned | None, *, to_producer_id: int, from_on: date, keep_as_sub: bool
) -> None:
    if old_lead is not None and old_lead.producer_id == to_producer_id:
        raise RuleBroken(
            N_("この人は %(day)s にはすでに主担当です。後任には別の人を選んでください。"), field="to_producer_id", day=from_on
        )
    if keep_as_sub and old_lead is None:
        raise RuleBroken(
            N_("%(day)s には主担当がいないため、副担当として残す人がいません。「副担当として残す」を外してください。"),
            field="keep_as_sub",
            day=from_on,
        )
    for row in rows:
        if row.role is AssignmentRole.LEAD and row.period.starts_on > from_on and row.producer_id != to_producer_id:
            raise RuleBroken(
                N_(
                    "%(day)s からの主担当の交代がすでに登録されています。体制の編集で、その日からの体制をまとめて直してください。"
                ),
                field="from_on",
                day=row.period.starts_on,
            )


def _check_sub_leads_after_hand_over(rows: Iterable[Assigned], ahead: Period | None) -> None:
    gap = next(_gaps(in_order(rows), AssignmentRole.SUB_LEAD, ahead), None) if ahead else None
    if gap is not None:
        raise RuleBroken(
            N_(
                "この交代では副担当がいない日ができます（%(day)s から）。"
                "前の主担当を副担当として残すか、体制の編集で副担当も一緒に選んでください。"
            ),
            field="keep_as_sub",
            day=gap.period.starts_on,
        )


def _gaps(rows: Iterable[Assigned], role: AssignmentRole, window: Period) -> Iterator[StaffingGap]:
    """The days of ``window``, which may be open, that nobody in ``rows`` (in order) holds the place."""
    starts_on = window.starts_on
    for row in rows:
        common = row.period.common_with(window) if row.role is role else None
        if common is None:
            continue
        if common.starts_on > starts_on:
            yield StaffingGap(role, Period(starts_on, day_before(common.starts_on)))
        if common.ends_on is None:
            return
        starts_on = max(starts_on, common.ends_on + timedelta(days=1))
    if window.ends_on is None or starts_on <= window.ends_on:
        yield StaffingGap(role, Period(starts_on, window.ends_on))


def _ended(row: Assigned, last_on: date) -> list[Assigned]:
    """The row with ``last_on`` as its last day at the latest; none where it would end before it starts."""
    if row.period.starts_on > last_on:
        return []
    if row.period.ends_on is not None and row.period.ends_on <= last_on:
        return [row]
    return [replace(row, period=Period(row.period.starts_on, last_on))]


def _lasting(row: Assigned, support: Period) -> Assigned:
    """The row, without its end where that comes before the end of support."""
    ends_on = row.period.ends_on
    if ends_on is None or (support.ends_on is not None and ends_on >= support.ends_on):
        return row
    return replace(row, period=Period(row.period.starts_on))


def _appoint(rows: list[Assigned], place: Assigned) -> list[Assigned]:
    """The rows with one more place; where the person held the same place until the day before, that row goes on."""
    last_on = day_before(place.period.starts_on)
    for index, row in enumerate(rows):
        if (row.producer_id, row.role, row.period.ends_on) == (place.producer_id, place.role, last_on):
            return [*rows[:index], replace(row, period=Period(row.period.starts_on, place.period.ends_on)), *rows[index + 1 :]]
    return [*rows, place]
