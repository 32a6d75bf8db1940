"""Which words of a person or company are looked for; what is handed out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from tracker.rows.personal_data import SubjectRow
from tracker.web.forms import AtMost, BaseForm, BlockField, CheckboxesField
from tracker.web.redactions.forms import ConfirmForm


class TakeDataForm(BaseForm):
    with_closed = BooleanField(
        _l("内部メモと社外秘の添付も入れる"),
        description=_l("本人や企業に渡すときは入れません。"),
    )


class LookForSubjectForm(BaseForm):
    """Nothing is looked for that was not ticked: a name that is somebody else's too stays."""

    words = CheckboxesField(
        _l("墨消しする文字"),
        description=_l("ほかの人や企業と同じ文字は、印を外します。"),
    )
    others = BlockField(
        _l("ほかの呼び方"),
        [AtMost(500)],
        description=_l("通称、旧姓、略した社名などを1行に1つずつ入力します。"),
    )

    def offer(self, subject: SubjectRow) -> None:
        self.words.choices = [(word, word) for word in subject.words]
        if not self.is_submitted():
            self.words.data = list(subject.words)

    @property
    def passages(self) -> tuple[str, ...]:
        typed = (line.strip() for line in (self.others.data or "").splitlines())
        return tuple(dict.fromkeys([*(self.words.data or ()), *(line for line in typed if line)]))


class RedactSubjectForm(LookForSubjectForm, ConfirmForm):
    """The words, and what their redaction needs."""

    def take_as_sent(self) -> None:
        """Sent twice, the words stand nowhere any more; the service does what was shown, and that once."""
        self.words.choices = [(word, word) for word in self.words.data or ()]
        self.files.choices = [(one, one) for one in self.files.data or () if one.isdecimal()]
        self.take_chosen_as_sent()
