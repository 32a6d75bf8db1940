"""要確認 among the things that need the manager: drafts that arrived when their writers had left the team."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.access import Act, Viewer
from tracker.queries.drafts import list_late_drafts
from tracker.web.attention import IN_SIGHT, Group, Line
from tracker.web.language import say_instant


def late_drafts(viewer: Viewer) -> Iterator[Group]:
    """Nothing for whoever does not decide, or where there is none."""
    rows = list_late_drafts(viewer) if viewer.may(Act.STAFF) else ()
    if not rows:
        return
    lines = tuple(
        Line(
            row.subject or _("（企業を選ぶ前）"),
            url_for("drafts.decide", key=row.key),
            _("%(when)sに届きました", when=say_instant(row.saved_at)),
            row.writer,
        )
        for row in rows
    )
    yield Group(
        anchor="attention-late-drafts",
        title=_("要確認の下書き"),
        state="awaiting_record",
        count=ngettext("%(count)s件", "%(count)s件", len(rows), count=len(rows)),
        url=url_for("drafts.late"),
        hint=_("記録するか、差し戻すか、記録しないかを決めてください。"),
        lines=lines[:IN_SIGHT],
        more=lines[IN_SIGHT:],
        line_count=len(rows),
    )
