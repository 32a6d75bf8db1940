"""The forms of the market's voice: one screen to note one, and the filters of the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.exhibitions import VisitorKind
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT
from tracker.rows.exhibitions import ExhibitionRow, VoiceFilter
from tracker.services.voices import Voice
from tracker.web.choosing import Among, NamedChoiceField
from tracker.web.exhibitors import read_who
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    ChoiceField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    RadioChoiceField,
    Required,
    choices,
)
from tracker.web.labels import label


class VoiceForm(BaseForm):
    """Whose product, what was said, by whom, when."""

    who = ChoiceField(_l("企業と案件"), [Required(_l("企業を選んでください。"))])
    words = BlockField(
        _l("聞いた言葉"),
        [Required(_l("聞いた言葉を書いてください。")), AtMost(LONGEST_TEXT)],
        description=_l("言われたままに書きます。感想や解釈は書きません。"),
    )
    visitor_kind = RadioChoiceField(_l("だれの声か"), [Required(_l("だれの声かを選んでください。"))])
    visitor = LineField(
        _l("どんな人か"), [AtMost(LONGEST_LINE)], description=_l("例：ホームセンターの工具担当。名前は書きません。")
    )
    heard_on = DateField(_l("聞いた日"), [Required(_l("聞いた日を入力してください。"))])

    def offer(self, who: list[tuple[str, str]]) -> None:
        self.who.choices = who if len(who) == 1 else [("", _("選んでください")), *who]
        self.visitor_kind.choices = choices(VisitorKind, label)

    @property
    def company(self) -> int:
        return read_who(self.who.data)[0]

    def read(self) -> Voice:
        """What was typed; call it on a valid form only."""
        return Voice(
            visitor_kind=VisitorKind(self.visitor_kind.data),
            words=self.words.data,
            heard_on=self.heard_on.data,
            visitor=self.visitor.data or "",
            case_id=read_who(self.who.data)[1],
        )


class NoteVoiceForm(VoiceForm):
    idempotency_key = HiddenKeyField()


class CorrectVoiceForm(VoiceForm):
    version = HiddenVersionField()


class VoiceFilterForm(BaseForm):
    """What the list is narrowed by; lives in the address."""

    class Meta:
        csrf = False

    company = NamedChoiceField(_l("企業"))
    exhibition = ChoiceField(_l("展示会"))
    kind = ChoiceField(_l("だれの声か"))

    def offer(self, *, companies: Among, exhibitions: Iterable[ExhibitionRow]) -> None:
        self.company.offer(companies, first=[("", _("すべての企業"))])
        self.exhibition.choices = [("", _("すべての展示会")), *((str(row.exhibition_id), row.name) for row in exhibitions)]
        self.kind.choices = [("", _("すべて")), *choices(VisitorKind, label)]

    def read(self, case: int | None) -> VoiceFilter:
        """The filters as far as they can be read; a field with an error narrows nothing."""

        def chosen(field: Any) -> Any:
            return field.data if field.data and not field.errors else None

        company, exhibition, kind = (chosen(field) for field in (self.company, self.exhibition, self.kind))
        return VoiceFilter(
            exhibition=int(exhibition) if exhibition else None,
            company=int(company) if company else None,
            case=case,
            visitor_kind=VisitorKind(kind) if kind else None,
        )

    @property
    def narrows(self) -> bool:
        return any(field.data for field in self)
