"""What stands beside a round: an added peer, a manager's series, a reminder."""

from __future__ import annotations

from datetime import date, datetime

from tests.cast import Cast
from tracker.database import db
from tracker.models import ExtraPair, ManagerRating, RoundManager, RoundReminder


def round_records(
    cast: Cast, *, planned_round_id: int, open_round_id: int, closed_round_id: int, item_version_id: int, now: datetime
) -> None:
    manager, owner = cast["manager"].account_id, cast.producer_id("owner")
    db.session.add(ExtraPair(round_id=planned_round_id, rater_id=owner, ratee_id=cast.producer_id("sub")))
    db.session.add(RoundManager(round_id=closed_round_id, account_id=manager, handed_in_at=now))
    db.session.flush()
    db.session.add_all(
        [
            ManagerRating(
                round_id=closed_round_id,
                account_id=manager,
                ratee_id=owner,
                item_version_id=item_version_id,
                score=4,
                comment="管理者の一言",
                saved_at=now,
            ),
            RoundReminder(
                round_id=open_round_id,
                account_id=cast["colleague"].account_id,
                reminded_on=date(2026, 11, 20),
                reminded_at=now,
                reminded_by_id=manager,
            ),
        ]
    )
    db.session.flush()
