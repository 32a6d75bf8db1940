"""Rounds of assessment from plan to close, and the ratings given in them; no rating enters the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.rounds import MINIMUM_OF_PERSONS, RaterKind, RoundState, all_rate_all
from tracker.domain.scores import raters_needed
from tracker.domain.words import N_
from tracker.models import AssessmentRound, HandIn, Producer, Programme, Rating, RatingPair, RoundItem
from tracker.models.columns import KEY_LENGTH
from tracker.queries.assessments import list_items, minimum_and_scale, on_roster
from tracker.services import audit
from tracker.services.results import keep_results
from tracker.services.versions import check_version

LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rater says on one item; neither a score nor ``cannot_judge`` leaves the item unanswered."""

    item_version_id: int
    score: int | None = None
    cannot_judge: bool = False
    comment: str = ""

    @property
    def is_given(self) -> bool:
        return self.score is not None or self.cannot_judge


def plan_round(viewer: Viewer, *, name: str, due_on: date, today: date, now: datetime, idempotency_key: str | None = None) -> int:
    """Make a round that can still be changed, after those that are there, and return its id."""
    viewer.require(Act.ROUNDS)
    key = idempotency_key[:KEY_LENGTH] if idempotency_key else None
    # Locked, so that two planned at once get two numbers.
    db.session.scalars(select(Programme.id).where(Programme.id == viewer.programme).with_for_update()).one()
    if key is not None:
        there = db.session.scalar(
            select(AssessmentRound.id).where(
                AssessmentRound.idempotency_key == key, AssessmentRound.programme_id == viewer.programme
            )
        )
        if there is not None:
            return there
    _check_plan(viewer, name=name, due_on=due_on, today=today)
    minimum, scale = minimum_and_scale(viewer)
    last = db.session.scalar(select(func.max(AssessmentRound.number)).where(AssessmentRound.programme_id == viewer.programme))
    planned = AssessmentRound(
        programme_id=viewer.programme,
        number=(last or 0) + 1,
        name=name,
        due_on=due_on,
        state=RoundState.PLANNED,
        scale_minimum=scale.minimum,
        scale_maximum=scale.maximum,
        minimum_raters=raters_needed(minimum),
        idempotency_key=key,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(planned)
    db.session.flush()
    audit.note(viewer, "plan_round", planned)
    return planned.id


def change_round(viewer: Viewer, *, round_id: int, version: int, name: str, due_on: date, today: date) -> None:
    """Change the name and the deadline of a round that has not opened."""
    row = _locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version, theirs={"name": row.name, "due_on": row.due_on})
    if row.state is not RoundState.PLANNED:
        raise RuleBroken(
            N_("この評価時期はすでに始まっています。名前は変えられません。締切日は「締切を延ばす」で変えてください。")
        )
    _check_plan(viewer, name=name, due_on=due_on, today=today, besides=round_id)
    row.name, row.due_on = name, due_on
    audit.note(viewer, "change_round", row, before=before)


def open_round(viewer: Viewer, *, round_id: int, version: int, today: date, now: datetime) -> None:
    """Take ratings from now on: fix the items' wording, the scale, the minimum, and who rates whom (all on today's roster)."""
    row = _locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version)
    if row.state is not RoundState.PLANNED:
        raise RuleBroken(N_("この評価時期はすでに始まっています。"))
    if row.due_on < today:
        raise RuleBroken(N_("締切日（%(day)s）が過ぎています。先に締切日を今日以降に変えてください。"), day=row.due_on)
    items = list_items(viewer)
    if not items:
        raise RuleBroken(N_("評価項目がないため、評価を始められません。先に評価項目を登録してください。"))
    people = db.session.scalars(select(Producer.id).where(*on_roster(viewer, today))).all()
    if len(people) < MINIMUM_OF_PERSONS:
        raise RuleBroken(
            N_("評価し合う人が%(minimum)s人以上必要です（今日の名簿は%(count)s人）。先に名簿を整えてください。"),
            minimum=MINIMUM_OF_PERSONS,
            count=len(people),
        )
    minimum, scale = minimum_and_scale(viewer)
    row.minimum_raters = raters_needed(minimum)
    row.scale_minimum, row.scale_maximum = scale.minimum, scale.maximum
    db.session.add_all(RoundItem(round_id=row.id, item_version_id=item.item_version_id) for item in items)
    db.session.add_all(
        RatingPair(round_id=row.id, rater_id=pair.rater_id, ratee_id=pair.ratee_id, kind=pair.kind)
        for pair in all_rate_all(people)
    )
    row.state, row.opened_at = RoundState.OPEN, now
    audit.note(viewer, "open_round", row, before=before)


def extend_round(viewer: Viewer, *, round_id: int, version: int, due_on: date, today: date) -> None:
    """Move the deadline of an open round to a later day."""
    row = _locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version, theirs={"due_on": row.due_on})
    if row.state is not RoundState.OPEN:
        raise RuleBroken(N_("締切を延ばせるのは、受付中の評価時期だけです。"))
    if due_on <= row.due_on or due_on < today:
        raise RuleBroken(N_("今の締切日（%(day)s）より後の、今日以降の日を入力してください。"), field="due_on", day=row.due_on)
    row.due_on = due_on
    audit.note(viewer, "extend_round", row, before=before)


def close_round(viewer: Viewer, *, round_id: int, version: int, now: datetime) -> None:
    """End a round: nothing is rated any more, and everybody's results are shown at once."""
    row = _locked_round(viewer, round_id)
    before = audit.snapshot(row)
    check_version(row, version)
    if row.state is not RoundState.OPEN:
        raise RuleBroken(N_("締め切れるのは、受付中の評価時期だけです。"))
    row.state, row.closed_at = RoundState.CLOSED, now
    keep_results(row)
    audit.note(viewer, "close_round", row, before=before)


def save_ratings(viewer: Viewer, *, round_id: int, ratee_id: int, answers: Sequence[Answer], now: datetime) -> None:
    """Keep the viewer's answers about one person, all or nothing; items without an answer stay as they were.

    Refused on ``answers-<place>-score`` or ``answers-<place>-comment`` where an answer does not fit.
    """
    row = _round_to_rate(viewer, round_id)
    pair = db.session.scalar(
        select(RatingPair)
        .where(RatingPair.round_id == row.id, RatingPair.rater_id == viewer.producer_id, RatingPair.ratee_id == ratee_id)
        .with_for_update()
    )
    if pair is None:
        raise RuleBroken(N_("この人は、この評価時期であなたが評価する相手ではありません。一覧から相手を選んでください。"))
    if (pair.kind is RaterKind.SELF) is not (pair.rater_id == pair.ratee_id):
        raise RuleBroken(N_("自分を他者として評価することはできません。自己評価に入力してください。"))
    asked = set(db.session.scalars(select(RoundItem.item_version_id).where(RoundItem.round_id == row.id)))
    for place, answer in enumerate(answers):
        _check_answer(row, answer, asked, place)
    stored = {rating.item_version_id: rating for rating in db.session.scalars(select(Rating).where(Rating.pair_id == pair.id))}
    for answer in answers:
        if answer.is_given:
            values = {"score": answer.score, "cannot_judge": answer.cannot_judge, "comment": answer.comment}
            _keep(stored.get(answer.item_version_id), pair.id, answer.item_version_id, values, now)


def hand_in(viewer: Viewer, *, round_id: int, now: datetime) -> None:
    """Say that the viewer's assessment is done; it can be changed until the close. Handing in again changes nothing."""
    row = _round_to_rate(viewer, round_id)
    pairs = db.session.scalars(
        select(RatingPair.id)
        .where(RatingPair.round_id == row.id, RatingPair.rater_id == viewer.producer_id)
        .order_by(RatingPair.id)
        .with_for_update()
    ).all()
    if not pairs:
        raise NotFound
    if not db.session.scalar(select(exists().where(Rating.pair_id.in_(pairs)))):
        raise RuleBroken(N_("まだ1項目も回答していません。1項目以上に回答してから提出してください。"))
    if db.session.get(HandIn, (row.id, viewer.producer_id)) is None:
        handed_in = HandIn(round_id=row.id, rater_id=viewer.producer_id, handed_in_at=now)
        db.session.add(handed_in)
        audit.note(viewer, "hand_in", handed_in)


def _locked_round(viewer: Viewer, round_id: int) -> AssessmentRound:
    viewer.require(Act.ROUNDS)
    row = db.session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.id == round_id, AssessmentRound.programme_id == viewer.programme)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def _round_to_rate(viewer: Viewer, round_id: int) -> AssessmentRound:
    """The open round of the viewer's programme, kept from being closed until this is written."""
    viewer.require(Act.RATE)
    row = db.session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.id == round_id, AssessmentRound.programme_id == viewer.programme)
        .with_for_update(read=True)
    )
    if row is None or viewer.producer_id is None:
        raise NotFound
    if row.state is RoundState.CLOSED:
        raise RuleBroken(N_("この評価時期は締め切られました。評価の入力・変更はできません。"))
    if row.state is RoundState.PLANNED:
        raise RuleBroken(N_("この評価時期はまだ始まっていません。始まってから入力してください。"))
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


def _check_answer(row: AssessmentRound, answer: Answer, asked: set[int], place: int) -> None:
    if answer.item_version_id not in asked:
        raise RuleBroken(N_("この評価時期にない評価項目です。ページを開き直してください。"), field=f"answers-{place}-score")
    if answer.score is not None and (answer.cannot_judge or not row.scale_minimum <= answer.score <= row.scale_maximum):
        raise RuleBroken(
            N_("%(lowest)sから%(highest)sまでのどれか、または「評価できない」を選んでください。"),
            field=f"answers-{place}-score",
            lowest=row.scale_minimum,
            highest=row.scale_maximum,
        )
    if answer.comment and not answer.is_given:
        raise RuleBroken(N_("コメントを保存するには、点数か「評価できない」も選んでください。"), field=f"answers-{place}-score")
    if len(answer.comment) > LONGEST_COMMENT:
        raise RuleBroken(
            N_("コメントは%(longest)s文字以内にしてください。"), field=f"answers-{place}-comment", longest=LONGEST_COMMENT
        )


def _keep(stored: Rating | None, pair_id: int, item_version_id: int, values: Mapping[str, Any], now: datetime) -> None:
    if stored is None:
        db.session.add(Rating(pair_id=pair_id, item_version_id=item_version_id, saved_at=now, **values))
    elif any(getattr(stored, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(stored, name, value)
        stored.saved_at = now
