"""The demonstration's rounds: the first complete, the second with too few raters for two people, the next open half way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from tracker.demonstration.year import YearPlan
from tracker.domain.access import Viewer
from tracker.domain.calendar import TOKYO
from tracker.domain.roles import Role
from tracker.queries.assessments import get_round
from tracker.queries.programmes import get_programme
from tracker.queries.ratings import get_sheet, list_my_rounds
from tracker.queries.round_plans import list_manager_choices
from tracker.services.assessments import close_round, end_round, open_round, plan_round
from tracker.services.programmes import ProgrammeSettings, set_up_programme
from tracker.services.raters import note_reminders
from tracker.services.ratings import Answer, hand_in, save_ratings

LASTS = timedelta(days=14)
FIRST_AFTER = timedelta(days=25)
SECOND_AFTER = timedelta(days=170)
LAST_AFTER = timedelta(days=310)
# Places in the roster of whoever only few could judge in the second round, and of who did not hand in.
HARDLY_KNOWN = (7, 8)
DID_NOT_HAND_IN = 6
KNOW_THEM = 2
# In the round that is open: since when, and who is in the middle of it; whoever comes after has not begun.
OPEN_SINCE = timedelta(days=5)
STILL_RATING = 6


def play_rounds(plan: YearPlan, programme_id: int, people: Sequence[tuple[int, int]], manager: Viewer) -> None:
    """Play every round whose time has come, and open the next one; ``people`` are (account, producer) by roster.

    From the second round on a manager rates everybody too, in a series of their own. The means without severity are shown.
    """
    row = get_programme(manager)
    shown = ProgrammeSettings(row.name, row.contract.starts_on, row.contract_ends_on, severity_shown=True)
    set_up_programme(manager, settings=shown, version=row.version)
    dice = random.Random(7)  # the same year every time
    strengths = [[dice.randint(2, 3) for _item in range(5)] for _person in people]
    is_open = False
    for name, after in (("期首", FIRST_AFTER), ("中間", SECOND_AFTER), ("期末", LAST_AFTER)):
        opened_on = plan.starts_on + after
        is_over = opened_on + LASTS < plan.today
        opens_now = not is_over and not is_open and plan.today - OPEN_SINCE >= plan.starts_on
        if opens_now:
            opened_on = min(opened_on, plan.today - OPEN_SINCE)
        planned_on = min(opened_on, plan.today)
        managers = () if name == "期首" else _managers(manager, planned_on)
        round_id = plan_round(
            manager, name=name, due_on=opened_on + LASTS, today=planned_on, now=_at(planned_on), manager_ids=managers
        )
        if not is_over and not opens_now:
            continue
        open_round(manager, round_id=round_id, version=get_round(manager, round_id).version, today=opened_on, now=_at(opened_on))
        is_open = opens_now
        not_handed_in = {"期首": None}.get(name, DID_NOT_HAND_IN if is_over else STILL_RATING)
        for account_id in managers:
            rater = Viewer(account_id, "", programme_id=programme_id, roles=frozenset({Role.MANAGER}))
            _rate(rater, None, [one for _account, one in people], round_id, strengths, dice, is_second=True)
            hand_in(rater, round_id=round_id, now=_at(opened_on + OPEN_SINCE))
        for place, (account_id, producer_id) in enumerate(people):
            rater = Viewer(
                account_id, "", programme_id=programme_id, roles=frozenset({Role.COORDINATOR}), producer_id=producer_id
            )
            if is_open and place > STILL_RATING:
                continue  # nothing yet
            _rate(rater, place, [one for _account, one in people], round_id, strengths, dice, is_second=name == "中間")
            if place != not_handed_in:
                hand_in(rater, round_id=round_id, now=_at(min(opened_on + LASTS, plan.today)))
        if is_open:
            late = [account_id for account_id, _producer in people[STILL_RATING + 1 :]]
            note_reminders(manager, round_id=round_id, account_ids=late, today=plan.today, now=_at(plan.today))
            continue
        closed_on = opened_on + LASTS + timedelta(days=1)
        end_round(manager, round_id=round_id, version=get_round(manager, round_id).version, now=_at(closed_on))
        close_round(manager, round_id=round_id, version=get_round(manager, round_id).version, now=_at(closed_on))


def _managers(manager: Viewer, day: date) -> tuple[int, ...]:
    """The first of the managers who is none of the ten."""
    return tuple(row.account_id for row in list_manager_choices(manager, day) if row.producer_id is None)[:1]


def _rate(
    rater: Viewer,
    place: int | None,
    producer_ids: Sequence[int],
    round_id: int,
    strengths: Sequence[Sequence[int]],
    dice: random.Random,
    *,
    is_second: bool,
) -> None:
    now = datetime.now(UTC)
    for pair in next(row for row in list_my_rounds(rater) if row.round.round_id == round_id).pairs:
        ratee = producer_ids.index(pair.ratee_id)
        is_unknown = is_second and ratee in HARDLY_KNOWN and place is not None and ratee != place and place >= KNOW_THEM
        answers = []
        for at, item in enumerate(get_sheet(rater, round_id, pair.ratee_id).items):
            score = min(5, max(1, strengths[ratee][at] + is_second + dice.choice((-1, 0, 0, 1))))
            # People tend to rate themselves a little below what the others see.
            score = max(1, score - 1) if ratee == place and dice.random() < 0.5 else score
            answers.append(Answer(item.item_version_id, cannot_judge=True) if is_unknown else Answer(item.item_version_id, score))
        save_ratings(rater, round_id=round_id, ratee_id=pair.ratee_id, answers=answers, now=now)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 0), TOKYO).astimezone(UTC)
