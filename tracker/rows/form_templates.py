"""Uploaded forms as they are listed, one of them with a version, and where ties can be taken over from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.form_mapping import FormMapping


@dataclass(frozen=True, slots=True)
class FormVersionRow:
    """One uploaded file of a form; ``stored_name`` is where it lies among the attachments' files."""

    version_id: int
    number: int
    file_name: str
    size: int
    digest: str
    stored_name: str
    titles: tuple[str, ...]
    mapping: FormMapping
    version: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form with one of its versions (``shown``, as a rule the newest), and the numbers of all."""

    form_id: int
    name: str
    version: int
    fixed_values: Mapping[str, str]
    shown: FormVersionRow
    numbers: tuple[int, ...]  # of its versions, the newest first

    @property
    def is_newest(self) -> bool:
        return self.shown.number == self.numbers[0]


@dataclass(frozen=True, slots=True)
class FormListRow:
    """A line of the list: the newest version, and how far its mapping is."""

    form_id: int
    name: str
    number: int
    file_name: str
    ties: int
    to_confirm: int
    lost: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class EarlierFormRow:
    """A form whose mapping a new upload may take over; ``is_of_last_year``: of the programme of the year before."""

    form_id: int
    name: str
    is_of_last_year: bool


@dataclass(frozen=True, slots=True)
class DeletedFormRow:
    """A form that can still be brought back."""

    form_id: int
    name: str
    deleted_at: datetime
