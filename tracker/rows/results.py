"""Results of assessment as a viewer may see them; what is not shown is not in a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.domain.agreement import Agreement
from tracker.domain.coverage import ItemCoverage
from tracker.domain.scores import PeerMean, noise_band
from tracker.rows.adjustments import AdjustmentRow
from tracker.rows.assessments import ItemRow, RoundRow


@dataclass(frozen=True, slots=True)
class ManagerScoreRow:
    """What a manager said of somebody on an item, under their own name as the round announced; no part of any mean."""

    account_id: int
    name: str
    score: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One person on one item in one round: the self score (None: missing, or could not judge) beside the peers' mean."""

    item: ItemRow
    self_score: int | None
    self_cannot_judge: bool
    peer: PeerMean
    comments: tuple[str, ...] = ()
    managers: tuple[ManagerScoreRow, ...] = ()

    @property
    def difference(self) -> float | None:
        """Self minus peers, where both are shown as values."""
        return None if self.self_score is None or self.peer.mean is None else round(self.self_score - self.peer.mean, 6)

    @property
    def band(self) -> float:
        """How far the peers' mean may move to the next round without saying anything."""
        return noise_band(self.peer.n or self.peer.minimum)


@dataclass(frozen=True, slots=True)
class PersonRoundRow:
    """One person in one closed round, item by item."""

    round: RoundRow
    producer_id: int
    name: str
    scores: tuple[ScoreRow, ...]

    @property
    def item_ids(self) -> tuple[int, ...]:
        return tuple(score.item.item_id for score in self.scores)


@dataclass(frozen=True, slots=True)
class ManagerMeanRow:
    """One manager's series over the group on an item, shown by the rule of every group's mean; ``n`` counts persons."""

    name: str
    mean: PeerMean


@dataclass(frozen=True, slots=True)
class MeanRow:
    """The group on one item in one round; ``n`` of the means counts persons. ``managers`` for whoever sees the group alone."""

    item: ItemRow
    own: PeerMean
    peer: PeerMean
    managers: tuple[ManagerMeanRow, ...] = ()

    @property
    def fewest_raters(self) -> int:
        """The number of ratings behind the peers' mean is not shown: as many as there must be at least."""
        return (self.peer.n or 1) * self.peer.minimum

    @property
    def band(self) -> float:
        """How far the peers' mean may move to the next round without saying anything."""
        return noise_band(self.fewest_raters)


@dataclass(frozen=True, slots=True)
class GroupRoundRow:
    """The group in one closed round, item by item."""

    round: RoundRow
    means: tuple[MeanRow, ...]

    @property
    def has_managers(self) -> bool:
        """Whether managers' series stand beside self and peers."""
        return any(mean.managers for mean in self.means)

    @property
    def item_ids(self) -> tuple[int, ...]:
        return tuple(mean.item.item_id for mean in self.means)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One item between the first and the last round; None where an end is missing, hidden or bounded, or the scale differs.

    ``is_noise`` says that the peers' change is smaller than the band; ``reworded`` that the two rounds asked in different words.
    """

    item: ItemRow
    own: float | None
    peer: float | None
    is_noise: bool
    reworded: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What a chart says in its sentence: on how many items a change can be told, and how many of them rose or fell."""

    own_told: int
    own_up: int
    own_down: int
    peer_told: int
    peer_up: int
    peer_down: int

    @property
    def own_same(self) -> int:
        return self.own_told - self.own_up - self.own_down

    @property
    def peer_noise(self) -> int:
        return self.peer_told - self.peer_up - self.peer_down


def finding(changes: tuple[ChangeRow, ...]) -> Finding:
    """Counts the changes; a change of the peers' mean within the band is neither a rise nor a fall."""
    own = [row.own for row in changes if row.own is not None]
    peer = [0.0 if row.is_noise else row.peer for row in changes if row.peer is not None]
    return Finding(
        own_told=len(own),
        own_up=sum(value > 0 for value in own),
        own_down=sum(value < 0 for value in own),
        peer_told=len(peer),
        peer_up=sum(value > 0 for value in peer),
        peer_down=sum(value < 0 for value in peer),
    )


@dataclass(frozen=True, slots=True)
class PersonResultsRow:
    """One person over the closed rounds, the earliest first; ``changes`` from the first to the last (none with one round).

    ``adjustments`` by round, where a manager asks and the programme has them shown.
    """

    producer_id: int
    name: str
    rounds: tuple[PersonRoundRow, ...]
    changes: tuple[ChangeRow, ...]
    adjustments: Mapping[int, AdjustmentRow] = field(default_factory=dict)

    @property
    def adjustment_notes(self) -> tuple[tuple[tuple[str, ...], AdjustmentRow], ...]:
        """What is said of the adjustment once for all rounds of which the same is said, with their names."""
        said: dict[tuple[object, ...], tuple[list[str], AdjustmentRow]] = {}
        for one in self.rounds:
            row = self.adjustments.get(one.round.round_id)
            if row is not None:
                said.setdefault((row.state, row.took_part, row.groups), ([], row))[0].append(one.round.name)
        return tuple((tuple(names), row) for names, row in said.values())

    @property
    def finding(self) -> Finding:
        return finding(self.changes)


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """How far the raters of one person agree on an item, over all persons of the round; None where too few to say."""

    item: ItemRow
    level: Agreement | None


@dataclass(frozen=True, slots=True)
class UnratedRow:
    """Whom one of the raters was asked to rate and gave no answer about."""

    rater: str
    ratees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupResultsRow:
    """The group's results for the manager: the persons of one round, and the group's means of every closed round."""

    round: RoundRow
    items: tuple[ItemRow, ...]
    persons: tuple[PersonRoundRow, ...]
    rounds: tuple[GroupRoundRow, ...]
    changes: tuple[ChangeRow, ...]
    agreement: tuple[AgreementRow, ...] = ()
    unrated: tuple[UnratedRow, ...] = ()
    adjustment: AdjustmentRow | None = None

    @property
    def means(self) -> tuple[MeanRow, ...]:
        """The group's means of the round that is shown."""
        return next(row.means for row in self.rounds if row.round.round_id == self.round.round_id)

    @property
    def finding(self) -> Finding:
        return finding(self.changes)


@dataclass(frozen=True, slots=True)
class ReportScoreRow:
    """One person on one item in one round in the report: the peers' mean alone, since a self score is a single score."""

    round: RoundRow
    producer_id: int
    name: str
    item: ItemRow
    peer: PeerMean


@dataclass(frozen=True, slots=True)
class ReportResultsRow:
    """What the report says of assessment: the same whoever makes it, unless they are one of the raters.

    ``rounds``: the group's means of the rounds that were closed on or before the as-of date (self and peer, n counts persons);
    ``scores``: round × person × item in that order; ``changes``: of the group from the first to the last round.
    ``withheld`` names the rounds of which nothing is said because the viewer rated in them and is no manager.
    """

    rounds: tuple[GroupRoundRow, ...]
    scores: tuple[ReportScoreRow, ...]
    changes: tuple[ChangeRow, ...]
    withheld: tuple[str, ...] = ()

    @property
    def finding(self) -> Finding:
        return finding(self.changes)


@dataclass(frozen=True, slots=True)
class StrengthsRow:
    """What the latest closed round shows of everybody's strengths, for the manager's staffing; without a round there is nothing.

    ``means`` by (producer id, item id) as the manager may see them: ``drawn`` is None where a mean is hidden, and whoever was not
    rated is not in it. ``domain.coverage.cover_team`` says how a team covers the items.
    """

    round: RoundRow | None
    items: tuple[ItemRow, ...]
    means: Mapping[tuple[int, int], PeerMean]

    @property
    def item_ids(self) -> tuple[int, ...]:
        return tuple(item.item_id for item in self.items)


@dataclass(frozen=True, slots=True)
class CompanyCoverageRow:
    """How a company's team covers each item, in the order of the items; ``members`` counts the team."""

    enrolment_id: int
    company_name: str
    members: int
    coverage: tuple[ItemCoverage, ...]


@dataclass(frozen=True, slots=True)
class TeamCoverageRow:
    """Every company's coverage and what it is based on: the latest closed round, and the teams as they stand on a day."""

    basis: StrengthsRow
    companies: tuple[CompanyCoverageRow, ...]
