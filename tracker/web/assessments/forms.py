"""The forms of assessment: a round, its deadline, one rating form, the wording of an item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, RadioField
from wtforms.validators import StopValidation

from tracker.domain.scores import Scale
from tracker.rows.assessments import AnswerRow, SheetRow
from tracker.services.assessments import LONGEST_COMMENT, Answer
from tracker.web.assessments.words import CANNOT_JUDGE, say_anchors
from tracker.web.forms import AtMost, BaseForm, BlockField, DateField, HiddenKeyField, HiddenVersionField, LineField, Required

UNANSWERED = AnswerRow(None, False, "")


class PlanRoundForm(BaseForm):
    """A round that is to come."""

    key = HiddenKeyField()
    name = LineField(_l("評価時期の名前"), [Required(), AtMost(40)], description=_l("例：期首、中間、期末"))
    due_on = DateField(_l("締切日"), [Required()], description=_l("この日までに提出してもらいます。受付中はあとから延ばせます。"))


class ChangeRoundForm(BaseForm):
    """A planned round again."""

    version = HiddenVersionField()
    name = LineField(_l("評価時期の名前"), [Required(), AtMost(40)])
    due_on = DateField(_l("締切日"), [Required()])


class ExtendRoundForm(BaseForm):
    """A later deadline."""

    version = HiddenVersionField()
    due_on = DateField(_l("新しい締切日"), [Required()])


class StepForm(BaseForm):
    """Opening or closing a round: nothing but the version that was looked at."""

    version = HiddenVersionField()


class WordItemForm(BaseForm):
    """The true wording of an item."""

    version = HiddenVersionField()
    short_label = LineField(_l("略称"), [Required(), AtMost(40)], description=_l("グラフや表の見出しに使う短い名前です。"))
    text = BlockField(_l("評価項目の文言"), [Required(), AtMost(2000)])
    is_complete = BooleanField(
        _l("原典どおりの、欠けのない文言である"), description=_l("チェックすると「原典の記載を確認中」の表示が消えます。")
    )


class PointsRadioField(RadioField):
    """One point of the scale, or 「評価できない」; anything else is refused in words."""

    def pre_validate(self, form: Form) -> None:
        if self.data and self.data not in {value for value, *_rest in self.iter_choices()}:
            raise StopValidation(gettext("一覧にある点数か「評価できない」を選んでください。"))


class _AnswerForm(Form):
    score = PointsRadioField(_l("評価"), validate_choice=False, default="")
    comment = BlockField(_l("コメント（任意）"), [AtMost(LONGEST_COMMENT)])


class RateForm(BaseForm):
    """The viewer's answers about one person, in the order of the items."""

    answers = FieldList(FormField(_AnswerForm))


def rate_form(sheet: SheetRow, sent: MultiDict[str, str] | None) -> RateForm:
    """The form with what was answered before, or with what was sent: one answer an item, in the order of the items."""
    stored = [sheet.answers.get(item.item_version_id, UNANSWERED) for item in sheet.items]
    shown = [{"score": _chosen(answer), "comment": answer.comment} for answer in stored]
    form = RateForm(formdata=None if sent is None else _one_an_item(sent, stored), answers=shown)
    for entry in form.answers:
        entry.form.score.choices = _points(sheet.round.scale)
    return form


def _one_an_item(sent: MultiDict[str, str], stored: Sequence[AnswerRow]) -> MultiDict[str, str]:
    """What was sent for the items that there are, with a place for each: a form list would move up where one is missing."""
    places = {str(place) for place in range(len(stored))}
    kept = MultiDict(
        (name, value) for name, value in sent.items(multi=True) if not name.startswith("answers-") or name.split("-")[1] in places
    )
    for place, answer in enumerate(stored):
        kept.setdefault(f"answers-{place}-comment", answer.comment)
    return kept


def _chosen(answer: AnswerRow) -> str:
    if answer.cannot_judge:
        return CANNOT_JUDGE
    return "" if answer.score is None else str(answer.score)


def given_answers(form: RateForm, sheet: SheetRow) -> list[Answer]:
    """What the form says, item by item."""
    entries: Iterable[tuple[Any, Any]] = zip(sheet.items, form.answers, strict=True)
    return [_answer(item.item_version_id, entry.form.score.data or "", entry.form.comment.data or "") for item, entry in entries]


def _answer(item_version_id: int, chosen: str, comment: str) -> Answer:
    return Answer(
        item_version_id,
        score=int(chosen) if chosen and chosen != CANNOT_JUDGE else None,
        cannot_judge=chosen == CANNOT_JUDGE,
        comment=comment,
    )


def _points(scale: Scale) -> list[tuple[str, str]]:
    anchors = say_anchors(scale)
    points = [
        (str(point), f"{point}　{anchors[point]}" if point in anchors else str(point))
        for point in range(scale.minimum, scale.maximum + 1)
    ]
    return [*points, (CANNOT_JUDGE, gettext("評価できない"))]
