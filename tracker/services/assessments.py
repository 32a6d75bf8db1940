"""Rounds of assessment from plan to close: planned, opened, extended, ended, their results shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.rounds import MINIMUM_OF_PERSONS, RaterKind, RoundDesign, RoundState
from tracker.domain.scores import raters_needed
from tracker.domain.words import N_
from tracker.models import AssessmentRound, Programme, RatingPair, RoundItem, RoundManager
from tracker.models.columns import KEY_LENGTH
from tracker.queries.assessments import list_items, minimum_and_scale
from tracker.queries.round_plans import draft_round, list_manager_choices, list_round_managers
from tracker.services import audit
from tracker.services.adjustments import adjust_if_asked
from tracker.services.results import keep_results
from tracker.services.versions import check_version, touch


def plan_round(
    viewer: Viewer,
    *,
    name: str,
    due_on: date,
    today: date,
    now: datetime,
    design: RoundDesign = RoundDesign.ALL_RATE_ALL,
    manager_ids: Collection[int] = (),
    minimum_raters: int | None = None,
    singles_visible: bool = False,
    idempotency_key: str | None = None,
) -> int:
    """Make a round that can still be changed, after those that are there, and return its id.

    ``manager_ids`` are the accounts that rate everybody in series of their own; ``minimum_raters`` only raises.
    """
    viewer.require(Act.ROUNDS)
    key = idempotency_key[:KEY_LENGTH] if idempotency_key else None
    # Locked, so that two planned at once get two numbers.
    db.session.scalars(select(Programme.id).where(Programme.id == viewer.programme).with_for_update(key_share=True)).one()
    if key is not None:
        there = db.session.scalar(
            select(AssessmentRound.id).where(
                AssessmentRound.idempotency_key == key, AssessmentRound.programme_id == viewer.programme
            )
        )
        if there is not None:
            return there
    _check_plan(viewer, name=name, due_on=due_on, today=today)
    _check_managers(viewer, manager_ids, today)
    _minimum, scale = minimum_and_scale(viewer)
    last = db.session.scalar(select(func.max(AssessmentRound.number)).where(AssessmentRound.programme_id == viewer.programme))
    planned = AssessmentRound(
        programme_id=viewer.programme,
        number=(last or 0) + 1,
        name=name,
        due_on=due_on,
        state=RoundState.PLANNED,
        scale_minimum=scale.minimum,
        scale_maximum=scale.maximum,
        minimum_raters=_checked_minimum(viewer, minimum_raters),
        design=design,
        singles_visible=singles_visible,
        idempotency_key=key,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(planned)
    db.session.flush()
    _set_managers(planned.id, manager_ids)
    audit.note(viewer, "plan_round", planned, after=_told(planned, manager_ids))
    return planned.id


def change_round(
    viewer: Viewer,
    *,
    round_id: int,
    version: int,
    name: str,
    due_on: date,
    today: date,
    design: RoundDesign | None = None,
    manager_ids: Collection[int] | None = None,
    minimum_raters: int | None = None,
    singles_visible: bool | None = None,
) -> None:
    """Change a round that has not opened; what is None stays as it is."""
    row = locked_round(viewer, round_id)
    there = list_round_managers(viewer, round_id)
    before = _told(row, there)
    check_version(
        row,
        version,
        theirs={
            "name": row.name,
            "due_on": row.due_on,
            "design": row.design.value,
            "manager_ids": list(there),
            "minimum_raters": row.minimum_raters,
            "singles_visible": row.singles_visible,
        },
    )
    if row.state is not RoundState.PLANNED:
        raise RuleBroken(
            N_("この評価時期はすでに始まっています。名前は変えられません。締切日は「締切を延ばす」で変えてください。")
        )
    _check_plan(viewer, name=name, due_on=due_on, today=today, besides=round_id)
    row.name, row.due_on = name, due_on
    row.design = design or row.design
    row.singles_visible = row.singles_visible if singles_visible is None else singles_visible
    if minimum_raters is not None:
        row.minimum_raters = _checked_minimum(viewer, minimum_raters)
    if manager_ids is not None:
        _check_managers(viewer, manager_ids, today)
        if set(manager_ids) != set(there):
            _set_managers(row.id, manager_ids)
            touch(row)
    audit.note(viewer, "change_round", row, before=before, after=_told(row, there if manager_ids is None else manager_ids))


def open_round(viewer: Viewer, *, round_id: int, version: int, today: date, now: datetime) -> None:
    """Take ratings from now on: fix the items' wording, the scale, the minimum, and who of today's roster rates whom."""
    row = locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version)
    if row.state is not RoundState.PLANNED:
        raise RuleBroken(N_("この評価時期はすでに始まっています。"))
    if row.due_on < today:
        raise RuleBroken(N_("締切日（%(day)s）が過ぎています。先に締切日を今日以降に変えてください。"), day=row.due_on)
    items = list_items(viewer)
    if not items:
        raise RuleBroken(N_("評価項目がないため、評価を始められません。先に評価項目を登録してください。"))
    draft = draft_round(viewer, row.id, today)
    _check_people(draft.people.values())
    _check_managers(viewer, draft.managers, today)
    pairs = draft.pairs
    rated = {pair.ratee_id for pair in pairs if pair.kind is RaterKind.PEER}
    lonely = [name for producer_id, name in draft.people.items() if producer_id not in rated]
    if lonely:
        raise RuleBroken(
            N_(
                "%(names)sさんを評価する人がいません。評価する人を足すか、評価のしかたを「全員が、自分と、ほかの全員を評価する」に変えてください。"
            ),
            names="、".join(lonely),
        )
    _minimum, scale = minimum_and_scale(viewer)
    row.minimum_raters = draft.needed
    row.scale_minimum, row.scale_maximum = scale.minimum, scale.maximum
    db.session.add_all(RoundItem(round_id=row.id, item_version_id=item.item_version_id) for item in items)
    db.session.add_all(
        RatingPair(round_id=row.id, rater_id=pair.rater_id, ratee_id=pair.ratee_id, kind=pair.kind) for pair in pairs
    )
    row.state, row.opened_at = RoundState.OPEN, now
    audit.note(viewer, "open_round", row, before=before)


def extend_round(viewer: Viewer, *, round_id: int, version: int, due_on: date, today: date) -> None:
    """Move the deadline of a round whose results are not shown to a later day; a round that was ended takes ratings again."""
    row = locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version, theirs={"due_on": row.due_on})
    if row.state is RoundState.CLOSED:
        raise RuleBroken(N_("結果を公開した評価時期の締切は延ばせません。"))
    if row.state is not RoundState.OPEN:
        raise RuleBroken(N_("締切を延ばせるのは、受付中の評価時期だけです。"))
    is_later = due_on >= row.due_on if row.ended_at is not None else due_on > row.due_on
    if not is_later or due_on < today:
        raise RuleBroken(N_("今の締切日（%(day)s）より後の、今日以降の日を入力してください。"), field="due_on", day=row.due_on)
    row.due_on, row.ended_at = due_on, None
    audit.note(viewer, "extend_round", row, before=before)


def end_round(viewer: Viewer, *, round_id: int, version: int, now: datetime) -> None:
    """Take no rating any more (締切); nothing is shown until the close, and an extension opens it again."""
    row = locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version)
    if row.state is not RoundState.OPEN or row.ended_at is not None:
        raise RuleBroken(N_("締め切れるのは、受付中の評価時期だけです。"))
    row.ended_at = now
    audit.note(viewer, "end_round", row, before=before)


def close_round(viewer: Viewer, *, round_id: int, version: int, now: datetime) -> None:
    """Show everybody's results at once, for good: from here on nothing is rated and no deadline moves."""
    row = locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version)
    if row.state is not RoundState.OPEN:
        raise RuleBroken(N_("結果を公開できるのは、受付中か締切済みの評価時期だけです。"))
    row.state, row.closed_at, row.ended_at = RoundState.CLOSED, now, row.ended_at or now
    keep_results(row)
    adjust_if_asked(row)
    audit.note(viewer, "close_round", row, before=before)


def locked_round(viewer: Viewer, round_id: int) -> AssessmentRound:
    """A round of the viewer's programme that they may run, locked until this is written."""
    viewer.require(Act.ROUNDS)
    row = db.session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.id == round_id, AssessmentRound.programme_id == viewer.programme)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def _check_plan(viewer: Viewer, *, name: str, due_on: date, today: date, besides: int | None = None) -> None:
    taken = db.session.scalar(
        select(AssessmentRound.id).where(
            AssessmentRound.programme_id == viewer.programme, AssessmentRound.name == name, AssessmentRound.id != (besides or 0)
        )
    )
    if taken is not None:
        raise RuleBroken(N_("「%(name)s」はすでにあります。別の名前にしてください。"), field="name", name=name)
    if due_on < today:
        raise RuleBroken(N_("締切日は今日以降の日にしてください。"), field="due_on")


def _checked_minimum(viewer: Viewer, wanted: int | None) -> int:
    least = raters_needed(minimum_and_scale(viewer)[0])
    if wanted is not None and wanted < least:
        raise RuleBroken(
            N_("最少人数は%(least)s人以上にしてください。少なくすると、だれが付けた点数かわかってしまいます。"),
            field="minimum_raters",
            least=least,
        )
    return wanted or least


def _check_managers(viewer: Viewer, manager_ids: Collection[int], today: date) -> None:
    if not set(manager_ids) <= {row.account_id for row in list_manager_choices(viewer, today)}:
        raise RuleBroken(
            N_("管理者評価をする人は、今のマネージャーから選んでください。役割が変わった人がいれば、選び直してください。"),
            field="manager_ids",
        )


def _check_people(people: Collection[str]) -> None:
    if len(people) < MINIMUM_OF_PERSONS:
        raise RuleBroken(
            N_("評価し合う人が%(minimum)s人以上必要です（今日の名簿は%(count)s人）。先に名簿を整えてください。"),
            minimum=MINIMUM_OF_PERSONS,
            count=len(people),
        )


def _set_managers(round_id: int, manager_ids: Collection[int]) -> None:
    db.session.execute(delete(RoundManager).where(RoundManager.round_id == round_id))
    db.session.add_all(RoundManager(round_id=round_id, account_id=account_id) for account_id in sorted(set(manager_ids)))


def _told(row: AssessmentRound, manager_ids: Collection[int]) -> dict[str, object]:
    """What the audit trail keeps of a plan: the round, and which accounts rate as managers."""
    return {**audit.snapshot(row), "manager_ids": sorted(manager_ids)}
