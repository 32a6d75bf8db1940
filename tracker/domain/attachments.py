"""Photos, recordings and files beside a record: what they belong to, what they are called, and when they count as the note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.media import MEDIA_TYPES, MediaType
from tracker.domain.text import clean_line
from tracker.domain.words import N_

LONGEST_CAPTION = 200
LONGEST_FILE_NAME = 120
_KEY = re.compile(r"[0-9a-f]{32}")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


class AttachedTo(StrEnum):
    """What an attachment belongs to."""

    COMPANY = "company"
    VISIT = "visit"
    MEETING = "meeting"
    OUTCOME = "outcome"
    DESIGN_SHEET = "design_sheet"
    EXHIBITION = "exhibition"
    TRAINING = "training"


# They belong to the whole programme, not to a company.
EVENTS = frozenset({AttachedTo.EXHIBITION, AttachedTo.TRAINING})


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that an attachment belongs to: by its id, or by the key under which its form will be saved.

    ``enrolment_id`` is the company of a meeting's section, and of what belongs to a company itself; an exhibition and a training
    belong to the programme and have none.
    """

    kind: AttachedTo
    subject_id: int | None = None
    key: str = ""
    enrolment_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies on the disk already: ``stored_name`` below the folder of attachments, ``digest`` its SHA-256 in hex."""

    stored_name: str
    file_name: str
    media_type: str
    size: int
    digest: str


def check_key(key: str) -> str:
    """A key as browsers make them, 32 lower-case hexadecimal digits; RuleBroken for anything else."""
    if not _KEY.fullmatch(key):
        raise RuleBroken(N_("ファイルを特定できませんでした。画面を開き直して、もう一度選んでください。"), field="file")
    return key


def picture_keys(keys: list[str] | None) -> frozenset[str]:
    """The keys of pictures that a form names; what is no key is none."""
    return frozenset(key for key in keys or () if _KEY.fullmatch(key))


def file_name_of(name: str, media: MediaType) -> str:
    """The name under which it is kept and handed out: one line, no path, and the ending of what the file really is."""
    bare = _NOT_IN_NAMES.sub("_", clean_line(name.replace("\\", "/").rsplit("/", 1)[-1])).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    if not media.fits(ending):
        # a PDF called .jpg loses the wrong ending; what stands behind a dot and is no ending stays part of the name
        stem = stem if dot and any(other.fits(ending) for other in MEDIA_TYPES) else bare
        ending = media.ending
    return f"{stem[:LONGEST_FILE_NAME].strip(' .') or 'file'}.{ending.lower()}"
