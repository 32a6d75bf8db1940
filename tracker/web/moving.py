"""The form that moves a record to another company: why, which case each note is about, where the challenges' lines go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.moves import LONGEST_REASON, Destination
from tracker.domain.text import clean_line
from tracker.domain.unassigned import NO_CASE
from tracker.rows.moves import MoveRow
from tracker.web import choosing
from tracker.web.choosing import BY_NAME, NamedChoiceField
from tracker.web.closing.asking import standing_on
from tracker.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    ChoiceField,
    HiddenVersionField,
    LineField,
    RadioChoiceField,
    Required,
)
from tracker.web.refusals import pin, say
from tracker.web.typed import number_of

OUT, NEW = "out", "new-"
MOST_RADIOS = 7


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages of a move stand: their own address, the record's, and the words of both for the way back."""

    here: str
    back: str
    trail: tuple[str, str]
    record: str


class WhereToForm(BaseForm):
    """Which company a record is about; lives in the address."""

    class Meta:
        csrf = False

    to = NamedChoiceField(_l("移す先の企業"), [Required(_l("移す先の企業を選んでください。"))])

    @property
    def others(self) -> bool:
        """Whether there is any company to choose."""
        return self.to.suggestions is not None or len(self.to.choices) > 1


def where_to(enrolment_id: int) -> tuple[WhereToForm, int | None]:
    """The form that asks for any other company than this one, and which one ``?to=`` (or a name beside it) chose."""
    form = WhereToForm(request.args)
    form.to.offer(choosing.companies(), first=[("", _("選んでください"))])
    form.to.choices = [(value, words) for value, words in form.to.choices if value != str(enrolment_id)]
    asked = bool({"to", "to" + BY_NAME} & request.args.keys())
    return form, number_of(form.to.data) if asked and form.validate() else None


def ask_where_to(form: WhereToForm, place: Place, *, about: str, on: date) -> tuple[str, int]:
    """The page that asks which other company the record is about."""
    return render_template("visits/move_to.html", form=form, about=about, on=on, **asdict(place)), 422 if form.errors else 200


def ask_or_move(
    row: MoveRow, place: Place, *, of: int, version: int, move: Callable[[Any, dict[str, Any]], object]
) -> Response | tuple[str, int]:
    """The page that asks what becomes of the record's parts; ``move`` is given the form and what it says, once it is valid.

    ``of``: the enrolment that it is moved away from; the months of both companies ask why, where they are closed.
    """
    form = move_form(row)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            move(form, read_move(form, row))
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            form.form_errors.append(say(conflict))
            form.version.data, status = version, 409
        else:
            flash(_("記録を%(company)sに移しました。", company=row.to_company), "success")
            return redirect(place.back)
    standing = standing_on([of, row.to_enrolment_id], row.on)
    return render_template("visits/move.html", form=form, row=row, standing=standing, **asdict(place)), status


class MoveForm(BaseForm):
    """Why; the questions about cases and challenges are the record's own (:func:`move_form`)."""

    version = HiddenVersionField(default=0)
    voices = CheckboxesField(
        _l("一緒に移す市場の声"), description=_l("この訪問の日に展示会で書かれたものです。選ばないものは、いまの企業に残ります。")
    )
    reason = LineField(
        _l("移す理由"),
        [Required(_l("移す理由を入力してください（例：企業を選び間違えたため）。")), AtMost(LONGEST_REASON)],
        description=_l("変更の記録に残ります（例：企業を選び間違えたため）。"),
    )


def move_form(row: MoveRow) -> Any:
    """A question for each note and each challenge; where the other company has one case, that answer is filled in."""
    cases = [(str(case.case_id), f"{case.number} {case.title}".strip()) for case in row.cases]
    only = cases[0][0] if len(cases) == 1 else None
    offered = cases if only is not None else [*cases, (str(NO_CASE), _("案件未指定（あとで選ぶ）"))]
    fields: dict[str, Any] = {
        f"case_{note.case_id}": RadioChoiceField(
            _("「%(title)s」の記録は、どの案件のものですか", title=_(note.title) if note.unassigned_id else note.title),
            [Required(_("移す先の企業のどの案件の記録かを選んでください。"))],
            default=only,
        )
        for note in row.notes
    }
    goes = {f"challenge_{line.challenge_id}": _goes(row, line.title, cases) for line in row.lines}
    for line in row.lines:
        name = f"challenge_{line.challenge_id}"
        kind, many = (RadioChoiceField, False) if len(goes[name]) <= MOST_RADIOS else (ChoiceField, True)
        goes[name] = [("", _("選んでください")), *goes[name]] if many else goes[name]
        fields[name] = kind(
            _("課題「%(title)s」の進みを、どうしますか", title=line.title),
            [Required(_("この課題の進みを、移す先でどうするかを選んでください。"))],
        )
    form: Any = type("MoveThisForm", (MoveForm,), fields)(version=row.version)
    for note in row.notes:
        form[f"case_{note.case_id}"].choices = offered
    for name, choices in goes.items():
        form[name].choices = choices
    form.voices.choices = [(str(voice.voice_id), clean_line(voice.words)[:80]) for voice in row.voices]
    return form


def _goes(row: MoveRow, title: str, cases: list[tuple[str, str]]) -> list[tuple[str, str]]:
    there = [(str(one.challenge_id), _("移す先の課題「%(title)s」の進みにする", title=one.title)) for one in row.challenges]
    new = [
        (f"{NEW}{case_id}", _("移す先の新しい課題「%(title)s」にする（%(case)s）", title=title, case=words))
        for case_id, words in cases
    ]
    return [*there, *new, (OUT, _("取り除く（変更の記録には残ります）"))]


def read_move(form: Any, row: MoveRow) -> dict[str, Any]:
    """What the services ask for, of a form that is valid."""
    return {
        "cases": {note.case_id: int(form[f"case_{note.case_id}"].data) for note in row.notes},
        "lines": {line.challenge_id: _destination(form[f"challenge_{line.challenge_id}"].data) for line in row.lines},
        "reason": form.reason.data or "",
        "version": form.version.data,
    }


def _destination(answer: str) -> Destination:
    if answer == OUT:
        return Destination()
    if answer.startswith(NEW):
        return Destination(case_id=int(answer.removeprefix(NEW)))
    return Destination(challenge_id=int(answer))
