"""How points, means and changes of an assessment are said; the wording of the points is ours, the original's is not public."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.adjustment import AdjustmentState
from tracker.domain.agreement import Agreement
from tracker.domain.coverage import ItemCoverage
from tracker.domain.scores import PeerMean, Scale, one_place
from tracker.rows.adjustments import AdjustmentRow
from tracker.rows.assessments import ItemRow
from tracker.rows.result_sentences import Said, coverage_said, dumbbells_said, heat_map_said, radar_said
from tracker.rows.results import ChangeRow, CompanyCoverageRow, GroupResultsRow, PersonResultsRow, ScoreRow

OF_FIVE = (
    _l("まだできていない"),
    _l("あまりできていない"),
    _l("どちらともいえない"),
    _l("おおむねできている"),
    _l("十分にできている"),
)

AGREEMENTS = {
    Agreement.CLOSE: _l("よくそろっている（同じ人への点数を2人ずつ比べると、8割以上が1点以内の差）"),
    Agreement.MIXED: _l("おおむねそろっている（1点以内の差が半分以上、8割未満）"),
    Agreement.APART: _l("分かれている（1点以内の差が半分未満）"),
    None: _l("人数が少ないため示しません"),
}


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


def say_item(item: ItemRow) -> str:
    """An item as charts and tables head it: its number and short label."""
    return f"{item.number}　{item.short_label}"


def say_best(coverage: ItemCoverage) -> str:
    """The highest mean that is shown of a team, in words."""
    return "―" if coverage.best is None else say_mean(coverage.best)


def say(said: Said) -> str:
    """A sentence of the rows in the viewer's language."""
    return _(said.sentence, **said.params) if said.params else _(said.sentence)


def say_coverage(row: CompanyCoverageRow, items: Sequence[ItemRow]) -> str:
    """The finding about a team in one sentence; it names items, never people."""
    return say(coverage_said(row, items))


def say_agreement(level: Agreement | None) -> str:
    """How far the raters of one person agree, in plain words."""
    return str(AGREEMENTS[level])


def say_adjusted(mean: PeerMean) -> str:
    """A mean without severity: one decimal, or the bound; the number of raters stands with the raw mean beside it."""
    return _("補正後 %(value)s", value=one_place(mean.mean) if mean.mean is not None else say_mean(mean))


def say_adjustment(row: AdjustmentRow) -> str:
    """What the means without severity are and what they assume, or why there are none."""
    if row.took_part:
        return _("補正できません。あなたもこの評価時期で評価したか評価されたため、補正後の値は示しません。")
    if row.state is AdjustmentState.FITTED:
        return _(
            "「補正後」は、評価者ごとの点数の厳しさを全員の点数から推し量り、他者評価の平均から取り除いた値です。"
            "厳しさはどの相手にもどの項目にも同じだけ働き、極端な人は少ないと仮定しています。評価者が少ない人ほど不確かです。"
            "全員が全員を評価したときは、ほとんど変わりません。表の中で平均の下に添えます。まず平均を見てください。順位を付けるための値ではありません。"
        )
    if row.state is AdjustmentState.APART:
        groups = "／".join("、".join(names) for names in row.groups)
        return _(
            "補正できません。評価者が、互いに比べられない%(n)s組に分かれています（%(groups)s）。組をまたいで同じ人の同じ項目を評価した人が"
            "いないため、評価者の厳しさの違いと、評価された人の違いを分けられません。平均をそのまま示せる値だけで調べています。",
            n=len(row.groups),
            groups=groups,
        )
    if row.state is AdjustmentState.FOLLOWS:
        return _("補正できません。補正後の値を平均と合わせて示すと、だれかの付けた点数が分かってしまうおそれがあります。")
    return _("補正できません。平均をそのまま示せる値がありません。")


def say_heat_map(row: GroupResultsRow) -> str:
    """The finding of the heat map: how much of it is shown, and no word about who stands where."""
    cells = [score.peer for person in row.persons for score in person.scores]
    return say(heat_map_said(row.round.name, persons=len(row.persons), items=len(row.items), cells=cells))


def say_dumbbells(row: PersonResultsRow | GroupResultsRow) -> str:
    """The finding of the dumbbell: on how many items the peers' change says something."""
    return say(dumbbells_said(row.finding))


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
    return say(radar_said(row.rounds[0].round.name, row.rounds[-1].round.name, row.finding))
