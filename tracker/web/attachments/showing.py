"""Attachments handed out: as a file to keep, and pictures and recordings in a page."""

from __future__ import annotations

from flask import send_file
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import NotFound
from tracker.queries.attachments import get_attachment, get_file
from tracker.rows.attachments import FileRow
from tracker.web import viewing
from tracker.web.attachments.blueprint import bp, folder
from tracker.web.downloads import named
from tracker.web.headers import Kind, mark
from tracker.web.rights import may


@bp.get("/<int:attachment_id>")
@may(Act.BOARD)
def show(attachment_id: int) -> Response:
    """The file, to be kept: never opened inside a page of ours."""
    row = get_file(viewing.viewer(), attachment_id, today=viewing.today())
    return _hand_out(row, "attachment")


@bp.get("/<int:attachment_id>/view")
@may(Act.BOARD)
def view(attachment_id: int) -> Response:
    """The picture or the recording in a page; what is neither is not shown."""
    attachment = get_attachment(viewing.viewer(), attachment_id, today=viewing.today())
    if not (attachment.is_picture or attachment.is_sound):
        raise NotFound
    return _hand_out(get_file(viewing.viewer(), attachment_id, today=viewing.today()), "inline")


def _hand_out(row: FileRow, disposition: str) -> Response:
    path = folder() / row.stored_name
    if not path.is_file():
        raise NotFound
    response = send_file(path, mimetype=row.media_type, conditional=True, etag=False)
    ending = row.file_name.rpartition(".")[2]
    response.headers["Content-Disposition"] = named(row.file_name, f"attachment.{ending}", disposition=disposition)
    mark(Kind.SHOWN)
    return response
