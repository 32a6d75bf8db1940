"""The wording of the competency items: replaced by a further version, so that rounds keep the one they were made under."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.completeness import LABEL_OF_THE_MISSING, Completeness
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.words import N_
from tracker.models import CompetencyItem, ItemVersion
from tracker.services import audit
from tracker.services.versions import check_version, touch


def word_item(
    viewer: Viewer, *, item_id: int, version: int, short_label: str, text: str, is_complete: bool, now: datetime
) -> None:
    """Set an item's short label and text; where the text changed or is now known to be complete, as a new version of both.

    A better label alone is no other wording: it heads the rounds made under this one as well. A text that is not complete
    keeps the damage it is known to have.
    """
    viewer.require(Act.SETTINGS)
    item = db.session.scalar(
        select(CompetencyItem)
        .where(CompetencyItem.id == item_id, CompetencyItem.programme_id == viewer.programme)
        .with_for_update()
    )
    if item is None:
        raise NotFound
    newest = db.session.scalars(
        select(ItemVersion).where(ItemVersion.item_id == item.id).order_by(ItemVersion.number.desc()).limit(1)
    ).one()
    stands = {"short_label": newest.short_label, "text": newest.text, "is_complete": newest.completeness.is_complete}
    check_version(item, version, theirs=stands)
    if not short_label:
        raise RuleBroken(N_("略称を入力してください。"), field="short_label")
    if not text:
        raise RuleBroken(N_("評価項目の文言を入力してください。"), field="text")
    if is_complete and newest.completeness is Completeness.MISSING and text == newest.text:
        raise RuleBroken(
            N_("原典の文言が入っていません。原典の文言に書き換えるか、「原典どおり」のチェックを外してください。"), field="text"
        )
    if is_complete and LABEL_OF_THE_MISSING in short_label:
        raise RuleBroken(
            N_("略称に「%(words)s」が残っています。図や表の見出しに出るので、文言に合う略称に直してください。"),
            field="short_label",
            words=LABEL_OF_THE_MISSING,
        )
    before = audit.snapshot(newest)
    completeness = _completeness(newest.completeness, is_complete)
    if text != newest.text or completeness is not newest.completeness:
        wording = ItemVersion(
            item_id=item.id,
            number=newest.number + 1,
            short_label=short_label,
            text=text,
            completeness=completeness,
            created_at=now,
            created_by_id=viewer.account_id or None,
        )
        db.session.add(wording)
        db.session.flush()
        touch(item)
        audit.note(viewer, "word_item", wording, before=before)
    elif short_label != newest.short_label:
        newest.short_label = short_label
        touch(item)
        audit.note(viewer, "word_item", newest, before=before)


def _completeness(known: Completeness, is_complete: bool) -> Completeness:
    """What a wording is known to be; somebody who takes the mark of completeness back says that its end is in doubt."""
    if is_complete:
        return Completeness.COMPLETE
    return Completeness.CUT if known.is_complete else known
