"""What a device sends and is told of a draft, between JSON and the rows of the lower floors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from tracker.domain.drafts import Address, DraftState, read_address, read_fields
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.rows.drafts import SavedDraft
from tracker.services.drafts import Sheet


def read_sheet() -> Sheet:
    """The sheet in the body of this request; RuleBroken for what is none."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise RuleBroken(N_("入力された内容を読み取れませんでした。画面を開き直してください。"))
    changed = given.get("changed")
    return Sheet(
        address=read_address(given.get("address")),
        fields=read_fields(given.get("fields")),
        since=_number(given.get("since")),
        changed=[name for name in changed if isinstance(name, str)] if isinstance(changed, list) else (),
        title=_text(given.get("title")),
        release=_text(given.get("release")),
        device=say_device(request.user_agent.string),
        started_at=read_instant(given.get("started_at")),
        changed_at=read_instant(given.get("changed_at")),
    )


def posted_sheet(address: Address) -> Sheet:
    """The sheet of a form that was sent as forms are."""
    fields = {name: tuple(values) for name, values in request.form.lists() if name != "csrf_token"}
    return Sheet(address=address, fields=fields, started_at=read_instant(request.headers.get("X-Draft-Started")))


def tell(saved: SavedDraft) -> dict[str, Any]:
    """What the device is told: the state, and where the record is once it is one."""
    return {
        "state": saved.state.value,
        "version": saved.version,
        "fields": {name: list(values) for name, values in saved.fields.items()},
        "clashes": [{"name": one.name, "mine": list(one.mine), "theirs": list(one.theirs)} for one in saved.clashes],
        "reason": saved.reason,
        "url": record_url(saved.visit_id, saved.meeting_id) if saved.state is DraftState.SENT else None,
    }


def record_url(visit_id: int | None, meeting_id: int | None) -> str | None:
    """Where the record is that a draft became; None outside the programme, to somebody who has left it."""
    if g.get("programme") is None:
        return None
    if visit_id is not None:
        return url_for("visits.show", visit_id=visit_id)
    return url_for("meetings.show", meeting_id=meeting_id) if meeting_id is not None else None


def read_instant(text: object) -> datetime | None:
    """An instant of the device's clock as JavaScript writes it; None for anything else."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo and 2000 < instant.year < 9000 else None


def say_device(agent: str) -> str:
    """「iPhone」「Android」…: what a person would call the device, from what its browser says of itself."""
    for mark, name in (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Macintosh", "Mac"),
        ("Windows", "Windows"),
    ):
        if mark in agent:
            return name
    return _("パソコン")


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
