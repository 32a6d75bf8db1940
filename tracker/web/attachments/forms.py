"""The forms of attachments: sending one, naming one."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField

from tracker.domain.attachments import LONGEST_CAPTION, AttachedTo, Subject
from tracker.rows.notes import CaseChoiceRow
from tracker.web.forms import AtMost, BaseForm, ChoiceField, HiddenVersionField, LineField
from tracker.web.typed import number_of

WHAT_IS_KEPT = _l("写真、PDF、Excel・Word・PowerPoint、テキスト、録音。1件10MBまで。")
CONFIDENTIAL = _l("担当チームとマネージャーだけが見られます。報告書には出ません。")


class DescribeAttachmentForm(BaseForm):
    """The words below it, and whether it is for the team alone."""

    version = HiddenVersionField(default=0)
    caption = LineField(_l("説明"), [AtMost(LONGEST_CAPTION)], description=_l("例：試作品の断面、会議のホワイトボード"))
    is_confidential = BooleanField(_l("社外秘にする"), description=CONFIDENTIAL)


class SendAttachmentForm(DescribeAttachmentForm):
    """One file for a record; the names of the hidden fields are the ones under which phones send theirs."""

    key = HiddenField()
    kind = HiddenField()
    subject_id = HiddenField()
    subject_key = HiddenField()
    company = HiddenField()
    is_note = HiddenField()
    case_id = ChoiceField(_l("案件"), default="")
    file = FileField(
        _l("ファイル"),
        [FileRequired(_l("添付するファイルを選んでください。"))],
        description=WHAT_IS_KEPT,
    )

    def offer(self, cases: tuple[CaseChoiceRow, ...]) -> None:
        self.case_id.choices = [("", _("特定の案件ではない")), *((str(case.case_id), case.title) for case in cases)]

    def subject(self) -> Subject | None:
        """What it belongs to; None for a kind that nothing is attached to."""
        if self.kind.data not in set(AttachedTo):
            return None
        return Subject(
            AttachedTo(self.kind.data),
            number_of(self.subject_id.data),
            self.subject_key.data or "",
            number_of(self.company.data),
        )

    def values(self) -> dict[str, Any]:
        """What the service keeps beside the file."""
        return {
            "case_id": number_of(self.case_id.data),
            "is_note": self.is_note.data == "1",
            "is_confidential": self.is_confidential.data,
            "caption": self.caption.data or "",
        }
