"""The ratings given in an open round, answer by answer, and handing them in; no rating enters the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.rounds import RaterKind, RoundState, fingerprint
from tracker.domain.words import N_
from tracker.models import AssessmentRound, HandIn, ManagerRating, Rating, RatingPair, RoundItem, RoundManager
from tracker.queries.ratings import rates_as_manager
from tracker.services import audit

LONGEST_COMMENT = 2000
NOTHING_SEEN = fingerprint(None, False, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rater says on one item; neither a score nor ``cannot_judge`` leaves the item as it is.

    ``is_taken_back`` makes it unanswered again.

    ``seen``: the fingerprints of what the page was drawn with or has sent itself; None where it is not known and not asked.
    """

    item_version_id: int
    score: int | None = None
    cannot_judge: bool = False
    comment: str = ""
    seen: tuple[str, ...] | None = None
    is_taken_back: bool = False

    @property
    def is_given(self) -> bool:
        return self.score is not None or self.cannot_judge

    @property
    def takes_away(self) -> bool:
        """Whether what stands there goes: not where its page showed no answer, and another one was given elsewhere since."""
        return self.is_taken_back and self.seen != (NOTHING_SEEN,)


@dataclass(frozen=True, slots=True)
class _Series:
    """The answers of one rater about one person: what there is by wording, and how a further one is made."""

    stored: Mapping[int, Rating | ManagerRating]
    make: Callable[..., Rating | ManagerRating]


def save_ratings(viewer: Viewer, *, round_id: int, ratee_id: int, answers: Sequence[Answer], now: datetime) -> None:
    """Keep the viewer's answers about one person, all or nothing; items without an answer stay as they were, and those
    whose answer is taken back are unanswered again.

    Refused on ``answers-<place>-score`` or ``answers-<place>-comment`` where an answer does not fit. Conflict where an answer was
    changed in another tab since; ``theirs`` holds what stands there, by place.
    """
    row = _round_to_rate(viewer, round_id)
    series = _series(viewer, row, ratee_id)
    asked = set(db.session.scalars(select(RoundItem.item_version_id).where(RoundItem.round_id == row.id)))
    for place, answer in enumerate(answers):
        _check_answer(row, answer, asked, place)
    _check_seen(series, answers)
    for answer in answers:
        if answer.is_given:
            values = {"score": answer.score, "cannot_judge": answer.cannot_judge, "comment": answer.comment}
            _keep(series, answer.item_version_id, values, now)
        elif answer.takes_away and (stored := series.stored.get(answer.item_version_id)) is not None:
            db.session.delete(stored)


def hand_in(viewer: Viewer, *, round_id: int, now: datetime) -> None:
    """Say that the viewer's assessment is done; it can be changed until the deadline. Handing in again changes nothing."""
    row = _round_to_rate(viewer, round_id)
    pairs = db.session.scalars(
        select(RatingPair.id)
        .where(RatingPair.round_id == row.id, RatingPair.rater_id == (viewer.producer_id or 0))
        .order_by(RatingPair.id)
        .with_for_update()
    ).all()
    manager = _locked_manager(viewer, row)
    if not pairs and manager is None:
        raise NotFound
    as_peer = exists().where(Rating.pair_id.in_(pairs))
    as_manager = exists().where(ManagerRating.round_id == row.id, ManagerRating.account_id == viewer.account_id)
    if not db.session.scalar(select(as_peer | as_manager)):
        raise RuleBroken(N_("まだ1項目も回答していません。1項目以上に回答してから提出してください。"))
    if manager is not None:
        if manager.handed_in_at is None:
            manager.handed_in_at = now
            audit.note(viewer, "hand_in", row, after={"handed_in_as": RaterKind.MANAGER})
    elif db.session.get(HandIn, (row.id, viewer.producer_id)) is None:
        handed_in = HandIn(round_id=row.id, rater_id=viewer.producer_id, handed_in_at=now)
        db.session.add(handed_in)
        audit.note(viewer, "hand_in", handed_in)


def _series(viewer: Viewer, row: AssessmentRound, ratee_id: int) -> _Series:
    """The viewer's own series about a person, locked; refused in words where they are not asked to rate them."""
    pair = db.session.scalar(
        select(RatingPair)
        .where(RatingPair.round_id == row.id, RatingPair.rater_id == (viewer.producer_id or 0), RatingPair.ratee_id == ratee_id)
        .with_for_update()
    )
    if pair is not None:
        if (pair.kind is RaterKind.SELF) is not (pair.rater_id == pair.ratee_id):
            raise RuleBroken(N_("自分を他者として評価することはできません。自己評価に入力してください。"))
        pair_id = pair.id
        given = db.session.scalars(select(Rating).where(Rating.pair_id == pair_id))
        return _Series({one.item_version_id: one for one in given}, lambda **values: Rating(pair_id=pair_id, **values))
    is_rated = exists().where(RatingPair.round_id == row.id, RatingPair.ratee_id == ratee_id)
    if _locked_manager(viewer, row) is None or ratee_id == viewer.producer_id or not db.session.scalar(select(is_rated)):
        raise RuleBroken(N_("この人は、この評価時期であなたが評価する相手ではありません。一覧から相手を選んでください。"))
    key = {"round_id": row.id, "account_id": viewer.account_id, "ratee_id": ratee_id}
    as_manager = db.session.scalars(select(ManagerRating).filter_by(**key))
    return _Series({one.item_version_id: one for one in as_manager}, lambda **values: ManagerRating(**key, **values))


def _locked_manager(viewer: Viewer, row: AssessmentRound) -> RoundManager | None:
    if not rates_as_manager(viewer, row.id):
        return None
    return db.session.scalar(
        select(RoundManager)
        .where(RoundManager.round_id == row.id, RoundManager.account_id == viewer.account_id)
        .with_for_update()
    )


def _round_to_rate(viewer: Viewer, round_id: int) -> AssessmentRound:
    """The open round of the viewer's programme, kept from being ended or closed until this is written."""
    viewer.require(Act.RATE)
    row = db.session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.id == round_id, AssessmentRound.programme_id == viewer.programme)
        .with_for_update(read=True)
    )
    if row is None or (viewer.producer_id is None and not rates_as_manager(viewer, round_id)):
        raise NotFound
    if row.state is RoundState.PLANNED:
        raise RuleBroken(N_("この評価時期はまだ始まっていません。始まってから入力してください。"))
    if row.state is RoundState.CLOSED or row.ended_at is not None:
        raise RuleBroken(N_("この評価時期は締め切られました。評価の入力・変更はできません。"))
    return row


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
    if answer.is_taken_back and answer.comment:
        raise RuleBroken(
            N_("未回答に戻すには、コメントも消してください。コメントを残すには、点数か「評価できない」を選んでください。"),
            field=f"answers-{place}-comment",
        )
    if answer.comment and not answer.is_given:
        raise RuleBroken(N_("コメントを保存するには、点数か「評価できない」も選んでください。"), field=f"answers-{place}-score")
    if len(answer.comment) > LONGEST_COMMENT:
        raise RuleBroken(
            N_("コメントは%(longest)s文字以内にしてください。"), field=f"answers-{place}-comment", longest=LONGEST_COMMENT
        )


def _check_seen(series: _Series, answers: Sequence[Answer]) -> None:
    theirs = {}
    for place, answer in enumerate(answers):
        there = series.stored.get(answer.item_version_id)
        if there is None or answer.seen is None or not (answer.is_given or answer.takes_away):
            continue
        stands = fingerprint(there.score, there.cannot_judge, there.comment)
        if stands not in (*answer.seen, fingerprint(answer.score, answer.cannot_judge, answer.comment)):
            theirs[str(place)] = Answer(there.item_version_id, there.score, there.cannot_judge, there.comment, (stands,))
    if theirs:
        raise Conflict(
            N_("別の画面や端末で、先に別の回答が保存されています。残すほうを選んで、もう一度保存してください。"), theirs=theirs
        )


def _keep(series: _Series, item_version_id: int, values: Mapping[str, Any], now: datetime) -> None:
    stored = series.stored.get(item_version_id)
    if stored is None:
        db.session.add(series.make(item_version_id=item_version_id, saved_at=now, **values))
    elif any(getattr(stored, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(stored, name, value)
        stored.saved_at = now
