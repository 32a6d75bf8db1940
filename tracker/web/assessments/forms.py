"""The forms of assessment: a round, its deadline, one rating form, the wording of an item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField

from tracker.domain.scores import Scale
from tracker.rows.assessments import SheetRow
from tracker.services.assessments import LONGEST_COMMENT, Answer
from tracker.web.assessments.words import CANNOT_JUDGE, say_anchors
from tracker.web.forms import AtMost, BaseForm, BlockField, DateField, HiddenKeyField, HiddenVersionField, LineField, Required


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


class _PointsField(RadioField):
    """One point of the scale, or 「評価できない」; anything else is refused in words."""

    def pre_validate(self, form: Form) -> None:
        if self.data and self.data not in {value for value, *_rest in self.iter_choices()}:
            raise ValueError(gettext("一覧にある点数か「評価できない」を選んでください。"))


class _AnswerForm(Form):
    score = _PointsField(_l("評価"), validate_choice=False, default="")
    comment = BlockField(_l("コメント（任意）"), [AtMost(LONGEST_COMMENT)])


class RateForm(BaseForm):
    """The viewer's answers about one person, in the order of the items."""

    answers = FieldList(FormField(_AnswerForm))
    then = HiddenField()


def rate_form(sheet: SheetRow) -> RateForm:
    """The form with what was answered before; as many answers as the round has items, whatever was sent."""
    stored = [sheet.answers.get(item.item_version_id) for item in sheet.items]
    form = RateForm(
        answers=[
            {
                "score": "" if answer is None else CANNOT_JUDGE if answer.cannot_judge else str(answer.score),
                "comment": answer.comment if answer else "",
            }
            for answer in stored
        ]
    )
    while len(form.answers) > len(sheet.items):
        form.answers.pop_entry()
    while len(form.answers) < len(sheet.items):
        form.answers.append_entry()
    for entry in form.answers:
        entry.form.score.choices = _points(sheet.round.scale)
    return form


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
