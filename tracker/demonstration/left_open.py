"""What the demonstration leaves open at the desk: a note that is still a picture, a draft that came after its writer had left."""

from __future__ import annotations

import struct
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path

from tracker.demonstration.stage import Stage, at_evening
from tracker.domain.access import Viewer
from tracker.domain.attachments import AttachedTo, Subject
from tracker.domain.drafts import Address, DraftKind
from tracker.domain.roles import Role
from tracker.services.attachment_files import store
from tracker.services.attachments import keep_attachment
from tracker.services.drafts import Sheet, take_late_draft
from tracker.services.letters import note_confirmation

PICTURED = 1  # in COMPANIES: the note of its last visit is a photo of the notebook
CONFIRMED = 0  # its first visit was confirmed by the company
PICTURE_KEY = f"{1:032x}"
LATE_KEY = f"{2:032x}"
WIDTH, HEIGHT = 360, 240


def page_of_a_notebook() -> bytes:
    """A PNG drawn here: ruled paper with strokes that look like a flow of three boxes."""
    rows = [bytearray(b"\xfa" * WIDTH) for _ in range(HEIGHT)]
    for y in range(20, HEIGHT, 24):
        rows[y] = bytearray(b"\xd0" * WIDTH)
    for left in (30, 140, 250):
        for y in range(70, 141):
            thick = range(left, left + 80) if y in (70, 71, 139, 140) else (left, left + 1, left + 78, left + 79)
            for x in thick:
                rows[y][x] = 0x20
        for x in range(left + 82, min(left + 108, WIDTH)):
            rows[105][x] = 0x20
    for line, length in enumerate((250, 190, 220)):
        for x in range(30, 30 + length):
            rows[170 + 24 * line][x] = 0x50 if x % 17 < 12 else 0xFA
    drawn = zlib.compress(b"".join(b"\x00" + bytes(row) for row in rows))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in ((b"IHDR", head), (b"IDAT", drawn), (b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def send_the_picture(stage: Stage, folder: Path) -> None:
    """The photo that a record promised arrives; where there is no folder it stays on the phone."""
    keep_attachment(
        stage.manager,
        key=PICTURE_KEY,
        subject=Subject(AttachedTo.VISIT, key=PICTURE_KEY),
        file=store(folder, page_of_a_notebook(), file_name="架空のノート.png"),
        caption="工程の聞き取りメモ",
        today=stage.plan.today,
        now=at_evening(stage.plan.today),
    )


def confirm(stage: Stage, visit_id: int, on: date) -> None:
    """先方確認 two days after the visit, as far as that is over."""
    confirmed_on = min(on + timedelta(days=2), stage.plan.today)
    note_confirmation(
        stage.manager,
        visit_id=visit_id,
        confirmed_by_name="架空製造部長",
        confirmed_on=confirmed_on,
        today=stage.plan.today,
        now=at_evening(confirmed_on),
    )


def send_too_late(stage: Stage, place: int, account_id: int, producer_id: int, *, now: datetime) -> None:
    """What somebody wrote on their last days in the team reaches the server after they have left: 要確認."""
    programme_id, enrolment_id = stage.manager.programme, stage.enrolment_ids[place]
    writer = Viewer(account_id, "", programme_id=programme_id, roles=frozenset({Role.COORDINATOR}))
    on = stage.departure - timedelta(days=1)
    fields = {
        "visit_on": (f"{on:%Y/%m/%d}",),
        "team": (str(producer_id),),
        "cases-0-case_id": (str(stage.case_ids[place][0]),),
        "cases-0-phases": ("listen",),
        "cases-0-facts": ("最後の訪問で、端材の量を月別に記録した紙をいただいた。",),
    }
    address = Address(f"visits/new?company={enrolment_id}", DraftKind.VISIT, (enrolment_id,))
    sheet = Sheet(address, fields, device="スマートフォン", started_at=at_evening(on), changed_at=at_evening(on))
    take_late_draft(writer, key=LATE_KEY, sheet=sheet, now=now)
