"""What a search looks through: of each thing the folded words, once for each depth of reading.

Made from the things and from nothing else; ``services/search_index.py`` keeps it. The pieces of the words lie beside it in
``search_index``, which is a full-text table on SQLite and a ``tsvector`` on PostgreSQL, and no model.
"""

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice
from tracker.domain.search import Depth, Kind


class SearchText(Base):
    __tablename__ = "search_text"
    __table_args__ = (Index("ix_search_text_thing", "kind", "thing_id"),)

    # made of the day, the kind, the thing and the depth (``tracker.domain.search.row_id``)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    thing_id: Mapped[int]
    depth: Mapped[Depth] = mapped_column(choice(Depth))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    enrolment_id: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text)
