"""An upload on its way to its row: checked and on the disk before the write lock is taken, gone where no row came to name it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from tracker.domain.attachments import StoredFile
from tracker.domain.errors import NotAllowed, NotFound, Refused
from tracker.domain.media import MAX_BYTES, too_large
from tracker.services.attachment_files import discard, discard_unnamed, store
from tracker.web.attachments.blueprint import folder


@contextmanager
def on_disk(upload: FileStorage) -> Iterator[StoredFile]:
    """Around the transaction that makes its row. RuleBroken on ``file`` for what is not kept.

    After an outage the file stays: nobody knows whether its row was written, and upkeep compares the two.
    """
    with upload.stream:
        content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise too_large(request.content_length or len(content))
    stored = store(folder(), content, file_name=upload.filename or "")
    try:
        yield stored
    except (Refused, NotAllowed, NotFound):
        discard(folder(), stored)
        raise
    discard_unnamed(folder(), stored)


def say_kept(saved: str, upload: FileStorage, file_name: str) -> str:
    """What was saved; a PDF called .jpg is kept as the PDF that it is, and that is said too."""
    ending = file_name.rpartition(".")[2]
    if (upload.filename or "").lower().endswith(f".{ending}"):
        return saved
    return " ".join((saved, _("中身に合わせて、名前を「%(name)s」にしました。", name=file_name)))
