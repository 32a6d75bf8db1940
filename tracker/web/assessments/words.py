"""How points, means and changes of an assessment are said; the wording of the points is ours, the original's is not public."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.scores import PeerMean, Scale
from tracker.rows.results import ChangeRow, GroupResultsRow, PersonResultsRow, ScoreRow

COUNTS = ("own_told", "own_up", "own_down", "own_same", "peer_told", "peer_up", "peer_down", "peer_noise")
OF_FIVE = (
    _l("まだできていない"),
    _l("あまりできていない"),
    _l("どちらともいえない"),
    _l("おおむねできている"),
    _l("十分にできている"),
)


def say_anchors(scale: Scale) -> dict[int, str]:
    """What each point means; of a scale that is not of five points only the ends are said."""
    points = range(scale.minimum, scale.maximum + 1)
    if len(points) == len(OF_FIVE):
        return {point: str(words) for point, words in zip(points, OF_FIVE, strict=True)}
    return {point: str(OF_FIVE[0 if point == scale.minimum else -1]) for point in (scale.minimum, scale.maximum)}


def say_mean(peer: PeerMean) -> str:
    """A mean in words: 3.7（3人以上）, 4.5以上, ―（回答3名未満）."""
    return _(peer.sentence, **peer.params)


def say_own(score: ScoreRow) -> str:
    """A self score in words: the point, 評価できない, or ― where there is none."""
    if score.self_cannot_judge:
        return _("評価できない")
    return "―" if score.self_score is None else str(score.self_score)


def say_change(value: float | None) -> str:
    """A change with its sign, and ― where it cannot be told."""
    if value is None:
        return "―"
    if value == 0:
        return "±0"
    return (f"{value:+.1f}" if value % 1 else f"{value:+.0f}").replace("-", "−")


def say_peer_change(row: ChangeRow) -> str:
    """The change of the peers' mean, said to be within the noise where it is."""
    words = say_change(row.peer)
    return _("%(change)s（誤差の範囲）", change=words) if row.is_noise else words


def say_finding(row: PersonResultsRow | GroupResultsRow) -> str:
    """The finding of a chart in one sentence."""
    first, last, found = row.rounds[0].round.name, row.rounds[-1].round.name, row.finding
    if first == last:
        return _("「%(last)s」の結果です。変化は、次の評価時期が締め切られると比べられます。", last=last)
    values = {name: getattr(found, name) for name in COUNTS} | {"first": first, "last": last}
    if found.own_told and found.peer_told:
        return _(
            "「%(first)s」から「%(last)s」までに、自己評価は比べられる%(own_told)s項目のうち上昇%(own_up)s・低下%(own_down)s・"
            "同じ%(own_same)s、他者評価は比べられる%(peer_told)s項目のうち上昇%(peer_up)s・低下%(peer_down)s・誤差の範囲%(peer_noise)sです。",
            **values,
        )
    if found.peer_told:
        return _(
            "「%(first)s」から「%(last)s」までに、他者評価は比べられる%(peer_told)s項目のうち上昇%(peer_up)s・低下%(peer_down)s・"
            "誤差の範囲%(peer_noise)sです。自己評価の変化は比べられません。",
            **values,
        )
    if found.own_told:
        return _(
            "「%(first)s」から「%(last)s」までに、自己評価は比べられる%(own_told)s項目のうち上昇%(own_up)s・低下%(own_down)s・"
            "同じ%(own_same)sです。他者評価の変化は比べられません。",
            **values,
        )
    return _("「%(first)s」から「%(last)s」への変化は、比べられる値がそろっていません。", **values)
