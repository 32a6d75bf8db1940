"""The two steps of a redaction: which text, then everything that goes with it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from tracker.domain.redaction import LONGEST
from tracker.rows.redactions import FoundRow
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    CheckboxesField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    Required,
)


class LookForPassageForm(BaseForm):
    """Sent and never in the address: what is to vanish must not stay in a history or a log."""

    passage = BlockField(
        _l("墨消しする文字"),
        [Required(), AtMost(LONGEST)],
        description=_l(
            "氏名や文など、消したい文字だけを入力します。全角と半角、英字の大文字と小文字、空白の違いは区別しません。"
        ),
    )


class ConfirmForm(BaseForm):
    """What was seen is sent along: more places than were seen are not redacted unseen."""

    step = HiddenField(default="redact")
    idempotency_key = HiddenKeyField()
    seen = HiddenVersionField()
    chosen = CheckboxesField(_l("墨消しする場所"))
    files = CheckboxesField(
        _l("一緒に消すファイル"),
        description=_l("写真や資料の中身は、機械では確かめられません。その文字が写っているものを選びます。"),
    )
    reason = LineField(
        _l("墨消しの理由"),
        [Required(), AtMost(300)],
        description=_l("変更の記録に残ります。墨消しする文字そのものは書きません。"),
    )
    understood = BooleanField(
        _l("元に戻せないことを確かめました"),
        [InputRequired(_l("元に戻せないことを確かめて、印を付けてください。"))],
    )

    def offer_files(self, found: FoundRow) -> None:
        self.files.choices = [
            (str(one.attachment_id), one.caption or one.file_name or _("名前のないファイル")) for one in found.files
        ]

    def tick_all(self, found: FoundRow) -> None:
        self.chosen.data = [place.key for place in found.places]

    def take_chosen_as_sent(self) -> None:
        """Sent twice, the places are not there any more; the service knows which were shown."""
        self.chosen.choices = [(one, one) for one in self.chosen.data or ()]

    @property
    def attachment_ids(self) -> tuple[int, ...]:
        return tuple(int(one) for one in self.files.data or ())


class RedactForm(LookForPassageForm, ConfirmForm):
    """A passage, and what its redaction needs."""
