"""What narrows the audit trail; in the address."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from tracker.domain.access import Viewer
from tracker.domain.audit_kinds import ActKind, acts_of
from tracker.queries.audit import INSTALLATION, list_nouns, list_persons
from tracker.rows.audit import AuditFilter
from tracker.web.audit_words import AUDITED_ACTS, AUDITED_NOUNS
from tracker.web.forms import BaseForm, ChoiceField, DateField
from tracker.web.paging import asked_id

NOBODY = "0"
ACT_KINDS = {
    ActKind.RECORD: _l("記録・登録"),
    ActKind.CHANGE: _l("訂正・変更"),
    ActKind.CALL_OFF: _l("中止・延期・取り消し"),
    ActKind.DELETE: _l("削除・墨消し"),
    ActKind.RESTORE: _l("元に戻す"),
    ActKind.CONFIRM: _l("確認・承認・締切"),
    ActKind.IMPORT: _l("取込"),
    ActKind.PEOPLE: _l("利用者と役割"),
}


class AuditFilterForm(BaseForm):
    """Who, which thing, what kind of act, from when to when."""

    class Meta:
        csrf = False

    person = ChoiceField(_l("利用者"), default="")
    noun = SelectField(_l("対象"), default="")
    kind = SelectField(_l("操作の種類"), default="")
    from_on = DateField(_l("この日から"), name="from")
    to_on = DateField(_l("この日まで"), name="to")

    def offer(self, viewer: Viewer, *, sees_all: bool, installation: bool = False) -> None:
        """Of things those kinds that there are entries of, and the one that the address asks for: a link may lead to none."""
        persons = [(str(account_id), name) for account_id, name in list_persons(viewer)] if sees_all else []
        self.person.choices = [("", _("すべて")), *persons, (NOBODY, _("コマンドでの操作"))]
        nouns = set(INSTALLATION) if installation else {*list_nouns(viewer), self.noun.data} & AUDITED_NOUNS.keys()
        self.noun.choices = [
            ("", _("すべて")),
            *sorted(((noun, str(AUDITED_NOUNS[noun])) for noun in nouns), key=lambda one: one[1]),
        ]
        self.kind.choices = [("", _("すべて")), *((kind.value, words) for kind, words in ACT_KINDS.items())]

    @property
    def filters(self) -> AuditFilter:
        """What the address asks for; a value that was not offered narrows nothing and is told at its field."""
        kind = ActKind(self.kind.data) if self.kind.data in set(ActKind) else None
        offered = {value for value, _words in self.person.choices}
        return AuditFilter(
            person=int(self.person.data) if self.person.data and self.person.data in offered else None,
            noun=self.noun.data if self.noun.data in AUDITED_NOUNS else None,
            noun_id=asked_id("id"),
            acts=acts_of(kind, AUDITED_ACTS) if kind is not None else None,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )

    @property
    def is_asked(self) -> bool:
        return any(request.args.get(name) for name in ("person", "noun", "kind", "from", "to", "id"))
