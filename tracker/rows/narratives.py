"""成果のまとめ文 as it is shown: what stands, its versions, and the draft that today's records make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.narratives import NarrativePart, Texts, moved_on
from tracker.rows.cases import CaseRow


@dataclass(frozen=True, slots=True)
class NarrativeVersionRow:
    """One version; ``drafted``: the marks of the draft that it was written beside; ``restored_number``: which it brought back."""

    version_id: int
    case_id: int
    number: int
    restored_number: int | None
    texts: Texts
    drafted: Mapping[NarrativePart, str]
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class NarrativeRow:
    """A case with the text that stands (None: nobody wrote one yet) and the draft of its records up to ``as_of``."""

    case: CaseRow
    as_of: date
    draft: Texts
    standing: NarrativeVersionRow | None

    @property
    def number(self) -> int:
        """Of the version that stands; 0 without one."""
        return self.standing.number if self.standing else 0

    @property
    def texts(self) -> Texts:
        """What goes into forms: what was written by hand, else the draft."""
        return self.standing.texts if self.standing else self.draft

    @property
    def moved(self) -> tuple[NarrativePart, ...]:
        """The parts in which the records have moved on since somebody wrote."""
        return moved_on(self.standing.drafted, self.draft) if self.standing else ()
