"""市場の声: what somebody said at an exhibition about a company's product."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.exhibitions import VisitorKind
from tracker.models.columns import Keyed, SoftDeleted, Stamped, Versioned


class MarketFeedback(Stamped, Versioned, Keyed, SoftDeleted, Base):
    __tablename__ = "market_feedback"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_market_feedback_enrolment"
        ),
        Index("ix_market_feedback_company", "enrolment_id", "heard_on"),
        CheckConstraint("words <> ''", name="words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    enrolment_id: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("support_case.id"), index=True)
    visitor_kind: Mapped[VisitorKind] = mapped_column(choice(VisitorKind))
    visitor: Mapped[str] = mapped_column(String(200), default="")
    heard_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
