"""The forms of assessment: a round, its deadline, one rating form, the wording of an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, FormField, HiddenField, RadioField
from wtforms.validators import StopValidation

from tracker.domain.letters import LONGEST_BODY, LONGEST_SUBJECT
from tracker.domain.rounds import CANNOT_JUDGE, TAKE_BACK, RoundDesign
from tracker.domain.scores import Scale
from tracker.rows.assessments import AnswerRow, ManagerChoiceRow, SheetRow
from tracker.services.ratings import LONGEST_COMMENT, Answer
from tracker.services.single_scores import LONGEST_REASON
from tracker.web.assessments.words import say_anchors
from tracker.web.form_parts import FieldList
from tracker.web.forms import (
    AtMost,
    BaseForm,
    BlockField,
    CheckboxesField,
    DateField,
    HiddenKeyField,
    HiddenVersionField,
    LineField,
    NumberField,
    RadioChoiceField,
    Required,
    choices,
)
from tracker.web.labels import label

UNANSWERED = AnswerRow(None, False, "")


class PlanRoundForm(BaseForm):
    """A round that is to come: when it ends, who rates whom, and what is announced at its start."""

    key = HiddenKeyField()
    version = HiddenVersionField()
    name = LineField(_l("評価時期の名前"), [Required(), AtMost(40)], description=_l("例：期首、中間、期末"))
    due_on = DateField(
        _l("締切日"), [Required()], description=_l("この日までに提出してもらいます。結果を公開するまでは、あとから延ばせます。")
    )
    design = RadioChoiceField(
        _l("評価のしかた"),
        default=RoundDesign.ALL_RATE_ALL.value,
    )
    manager_ids = CheckboxesField(
        _l("管理者評価をする人（任意）"),
        coerce=int,
        default=(),
        description=_l(
            "選んだマネージャーは全員を評価します。管理者評価は、他者評価の平均に入れず、そのマネージャーの名前で本人に示します。"
            "担い手でもある人は、その評価時期では、ほかの人の他者評価をしません。"
        ),
    )
    minimum_raters = NumberField(
        _l("他者評価を示す最少人数"),
        [Required()],
        minimum=1,
        maximum=100,
        description=_l(
            "点数を付けた人がこの人数に満たない結果は示しません。設定の人数より多くはできますが、少なくはできません。"
        ),
    )
    singles_visible = BooleanField(
        _l("公開のあと、マネージャーが一人ひとりの点数を見られるようにする"),
        description=_l(
            "始めるときに全員に知らせます。見るには理由がいり、見たことは記録に残ります。マネージャー自身が評価される評価時期では見られません。"
        ),
    )

    def offer(self, managers: Sequence[ManagerChoiceRow]) -> PlanRoundForm:
        """With the designs, and the managers of today, as choices."""
        self.design.choices = choices(RoundDesign, label)
        self.manager_ids.choices = [
            (row.account_id, gettext("%(name)s（担い手でもある）", name=row.name) if row.producer_id else row.name)
            for row in managers
        ]
        return self

    @property
    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {
            "name": self.name.data,
            "due_on": self.due_on.data,
            "design": RoundDesign(self.design.data),
            "manager_ids": tuple(self.manager_ids.data or ()),
            "minimum_raters": self.minimum_raters.data,
            "singles_visible": self.singles_visible.data,
        }


class AddRatersForm(BaseForm):
    """One of the suggestions: how many more than the minimum."""

    version = HiddenVersionField()
    spare = HiddenField()

    @property
    def chosen(self) -> int:
        text = self.spare.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1


class RemindForm(BaseForm):
    """What everybody is written, and who was reminded."""

    subject = LineField(_l("件名"), [Required(_l("件名を入力してください。")), AtMost(LONGEST_SUBJECT)])
    body = BlockField(_l("本文"), [Required(_l("本文を入力してください。")), AtMost(LONGEST_BODY)])
    account_ids = CheckboxesField(_l("催促した人"), coerce=int, default=())


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
    seen = HiddenField(default="")
    score = PointsRadioField(_l("評価"), validate_choice=False, default="")
    comment = BlockField(_l("コメント（任意）"), [AtMost(LONGEST_COMMENT)])


class RateForm(BaseForm):
    """The viewer's answers about one person, in the order of the items."""

    answers = FieldList(FormField(_AnswerForm))


def rate_form(sheet: SheetRow, sent: MultiDict[str, str] | None) -> RateForm:
    """The form with what was answered before, or with what was sent: one answer an item, in the order of the items."""
    stored = [sheet.answers.get(item.item_version_id, UNANSWERED) for item in sheet.items]
    shown = [{"score": _chosen(answer), "comment": answer.comment, "seen": answer.seen} for answer in stored]
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
    return [_answer(item.item_version_id, entry.form) for item, entry in entries]


def _answer(item_version_id: int, form: Any) -> Answer:
    chosen, seen = form.score.data or "", form.seen
    return Answer(
        item_version_id,
        score=int(chosen) if chosen not in ("", CANNOT_JUDGE, TAKE_BACK) else None,
        cannot_judge=chosen == CANNOT_JUDGE,
        comment=form.comment.data or "",
        seen=tuple((seen.data or "").split(" ")) if seen.raw_data else None,
        is_taken_back=chosen == TAKE_BACK,
    )


def show_what_stands(form: RateForm, theirs: Mapping[str, Answer], sentence: str) -> None:
    """At each answer that another tab changed meanwhile: what stands there; saving again then replaces it knowingly."""
    for place, answer in theirs.items():
        entry: Any = form.answers[int(place)]
        words = gettext("評価できない") if answer.cannot_judge else str(answer.score)
        stands = gettext("「%(answer)s」", answer=words) + (
            gettext("、コメント「%(comment)s」", comment=answer.comment) if answer.comment else ""
        )
        told = gettext("%(sentence)s 保存されている回答：%(stands)s", sentence=sentence, stands=stands)
        entry.form.score.errors = [*entry.form.score.errors, told]
        entry.form.seen.data = (answer.seen or ("",))[0]
    form.answers.errors = [entry.errors for entry in form.answers.entries]


def _points(scale: Scale) -> list[tuple[str, str]]:
    anchors = say_anchors(scale)
    points = [
        (str(point), f"{point}　{anchors[point]}" if point in anchors else str(point))
        for point in range(scale.minimum, scale.maximum + 1)
    ]
    return [*points, (CANNOT_JUDGE, gettext("評価できない")), (TAKE_BACK, gettext("未回答に戻す"))]


class LookForm(BaseForm):
    """Why a manager looks at single scores."""

    key = HiddenKeyField()
    reason = BlockField(_l("見る理由"), [Required(), AtMost(LONGEST_REASON)])
