"""What the page of an exhibition or a training shows of its photos and files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracker.domain.access import Act
from tracker.domain.attachments import AttachedTo
from tracker.queries.attachments import list_attachments
from tracker.rows.attachments import AttachmentFilter
from tracker.web import viewing


def event_files(kind: AttachedTo, event_id: int) -> dict[str, Any]:
    """``attached``, ``attach_to`` and ``attached_deleted`` of attachments/of_record.html."""
    viewer, today = viewing.viewer(), viewing.today()
    of_exhibition = kind is AttachedTo.EXHIBITION
    filters = AttachmentFilter(exhibition=event_id) if of_exhibition else AttachmentFilter(training=event_id)
    may_write = viewer.may(Act.LOG)
    return {
        "attached": list_attachments(viewer, today=today, filters=filters),
        "attach_to": {"kind": kind.value, "subject": event_id} if may_write else None,
        "attached_deleted": list_attachments(viewer, today=today, filters=replace(filters, deleted=True)) if may_write else (),
    }
