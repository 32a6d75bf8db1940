"""The finding of each picture of results as a sentence with its values: pages translate it, workbooks say it in Japanese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.domain.coverage import CoverageState
from tracker.domain.scores import PeerMean
from tracker.domain.words import N_
from tracker.rows.assessments import ItemRow
from tracker.rows.results import CompanyCoverageRow, Finding

COUNTS = ("own_told", "own_up", "own_down", "own_same", "peer_told", "peer_up", "peer_down", "peer_noise")


@dataclass(frozen=True, slots=True)
class Said:
    """A translatable sentence and what fills it."""

    sentence: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """In the language of the source."""
        return self.sentence % self.params if self.params else self.sentence


def radar_said(first: str, last: str, found: Finding) -> Said:
    """How far self and peers changed between two rounds, by name."""
    if first == last:
        return Said(N_("「%(last)s」の結果です。変化は、次の評価時期が締め切られると比べられます。"), {"last": last})
    values = {name: getattr(found, name) for name in COUNTS} | {"first": first, "last": last}
    if found.own_told and found.peer_told:
        sentence = N_(
            "「%(first)s」から「%(last)s」までに、自己評価は比べられる%(own_told)s項目のうち上昇%(own_up)s・低下%(own_down)s・"
            "同じ%(own_same)s、他者評価は比べられる%(peer_told)s項目のうち上昇%(peer_up)s・低下%(peer_down)s・誤差の範囲%(peer_noise)sです。"
        )
    elif found.peer_told:
        sentence = N_(
            "「%(first)s」から「%(last)s」までに、他者評価は比べられる%(peer_told)s項目のうち上昇%(peer_up)s・低下%(peer_down)s・"
            "誤差の範囲%(peer_noise)sです。自己評価の変化は比べられません。"
        )
    elif found.own_told:
        sentence = N_(
            "「%(first)s」から「%(last)s」までに、自己評価は比べられる%(own_told)s項目のうち上昇%(own_up)s・低下%(own_down)s・"
            "同じ%(own_same)sです。他者評価の変化は比べられません。"
        )
    else:
        sentence = N_("「%(first)s」から「%(last)s」への変化は、比べられる値がそろっていません。")
    return Said(sentence, values)


def dumbbells_said(found: Finding) -> Said:
    """On how many items the peers' change says something."""
    if not found.peer_told:
        return Said(
            N_("自己評価（丸）と他者評価（四角）を、項目と評価時期ごとに並べています。変化を比べられる項目はまだありません。")
        )
    return Said(
        N_(
            "自己評価（丸）と他者評価（四角）を、項目と評価時期ごとに並べています。灰色の帯の中にある他者評価の動きは誤差の範囲で、"
            "比べられる%(told)s項目のうち%(noise)s項目がそうです。"
        ),
        {"told": found.peer_told, "noise": found.peer_noise},
    )


def heat_map_said(round_name: str, *, persons: int, items: int, cells: Sequence[PeerMean]) -> Said:
    """How much of the heat map is shown, and no word about who stands where."""
    return Said(
        N_(
            "「%(name)s」の他者評価を、名簿の順に%(persons)s人×%(items)s項目で示します。%(all)sの値のうち、回答が足りず示せないものは%(hidden)s、"
            "尺度の端に近く境だけを示すものは%(bounded)sです。"
        ),
        {
            "name": round_name,
            "persons": persons,
            "items": items,
            "all": len(cells),
            "hidden": sum(mean.is_hidden for mean in cells),
            "bounded": sum(mean.is_bounded for mean in cells),
        },
    )


def coverage_said(row: CompanyCoverageRow, items: Iterable[ItemRow]) -> Said:
    """The finding about a team; it names items, never people."""
    if not row.coverage:
        return Said(N_("まだ公開された評価時期がないため、チームの補い合いは分かりません。"))
    told = list(zip(items, row.coverage, strict=True))
    thin, unknown = (
        "、".join(item.short_label for item, one in told if one.state is state)
        for state in (CoverageState.THIN, CoverageState.UNKNOWN)
    )
    if thin and unknown:
        return Said(
            N_("このチームで薄い項目：%(thin)s。値を示せず分からない項目：%(unknown)s。"), {"thin": thin, "unknown": unknown}
        )
    if thin:
        return Said(N_("このチームで薄い項目：%(thin)s。ほかの項目は補い合えています。"), {"thin": thin})
    if unknown:
        return Said(N_("薄いと言える項目はありません。値を示せず分からない項目：%(unknown)s。"), {"unknown": unknown})
    return Said(N_("すべての項目を、チームのだれかが補えています。"))
