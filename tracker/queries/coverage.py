"""Which items the companies' teams cover, for the manager alone: below, it would be one more cut of the peers' means."""

from __future__ import annotations

from datetime import date

from tracker.domain.access import Act, Viewer
from tracker.domain.coverage import cover_team
from tracker.domain.scores import Scale
from tracker.queries.results import get_strengths
from tracker.queries.teams import staffing_of
from tracker.rows.results import CompanyCoverageRow, StrengthsRow, TeamCoverageRow
from tracker.rows.staffing import StaffingRow


def list_coverage(viewer: Viewer, today: date) -> TeamCoverageRow:
    """How the team of every company under support covers the items of the latest closed round, in the order of the roster."""
    viewer.require(Act.GROUP_RESULTS)
    basis = get_strengths(viewer)
    companies = (row for row in staffing_of(viewer, today=today) if today in row.support)
    return TeamCoverageRow(basis, tuple(coverage_of(row, basis) for row in companies))


def coverage_of(row: StaffingRow, basis: StrengthsRow) -> CompanyCoverageRow:
    """How the team that stands in the row covers the items, by strengths that the caller has asked for."""
    members = {person.producer_id for person in row.team.people}
    scale = basis.round.scale if basis.round else Scale()
    coverage = cover_team(members, basis.item_ids, basis.means, scale)
    return CompanyCoverageRow(row.enrolment_id, row.company_name, len(members), coverage)
