"""The form of a record: what was worked, heard, seen and agreed. Other nouns add their own fields from files of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_TEXT
from tracker.domain.phases import FACT_PHASES
from tracker.domain.same_day import SameDay
from tracker.domain.visits import (
    ActionNoted,
    NextAnswer,
    VisitRecord,
    broken_by,
    broken_rules,
    check_next,
    check_next_answer,
)
from tracker.rows.challenges import ChallengeChoiceRow
from tracker.rows.choices import ChoiceRow, Offered
from tracker.rows.staffing import PersonRow
from tracker.rows.visits import VisitFormRow, VisitRow
from tracker.web import choosing, viewing
from tracker.web.challenges.fields import offer_challenges, progress_field, raised_field, read_progress, read_raised
from tracker.web.form_parts import PartField, RowsField
from tracker.web.forms import AtMost, BlockField, DateField, RadioChoiceField
from tracker.web.language import say_short_day
from tracker.web.notes import case_notes_field, note_values, offer_cases, read_notes, read_pictures, stored_notes
from tracker.web.tools.fields import complete_uses, offer_tools, read_uses, tool_uses_field, tool_values
from tracker.web.travel.forms import VisitTravelForm
from tracker.web.visits.action_rows import COMPANY_SIDE, MOST_ACTIONS, NextActionForm
from tracker.web.visits.visit_form import VisitForm


class LogVisitForm(VisitForm):
    """実施: what was worked, heard, seen and agreed."""

    use_scheduled = BooleanField(_l("訪問日に予定があれば、その予定を記録する"), default=True)
    same_day = HiddenField()  # asked where the company has a record of that day; what else is sent than its answers asks again
    early = HiddenField()  # filled where somebody was asked whether a visit was held before its hour, and presses again
    cases = case_notes_field()
    decisions = BlockField(_l("決まったこと"), [AtMost(LONGEST_TEXT)])
    counterparts = BlockField(_l("先方の出席者"), [AtMost(LONGEST_TEXT)], description=_l("例：社長、製造部長"))
    travel = PartField(VisitTravelForm)
    internal_memo = BlockField(_l("内部メモ"), [AtMost(LONGEST_TEXT)], description=_l("社外秘。報告書には出ません。"))
    tools = tool_uses_field()
    actions = RowsField(FormField(NextActionForm), max_entries=MOST_ACTIONS, beside={"owner_id"})
    challenges = progress_field()
    raised = raised_field()
    next_answer = RadioChoiceField(_l("次回の訪問"))
    next_on = DateField(_l("次回の訪問日"))
    move_next = BooleanField(_l("登録済みの予定を、この日に移す"))
    must_work = True  # False: a note of the visit is no case's yet, so none of its cases need have one
    owners: Offered  # who may have a next action beside the team
    owners_of_team: tuple[ChoiceRow, ...]

    def offer(self, about: VisitFormRow, *, there: Iterable[PersonRow] = ()) -> None:
        super().offer(about, there=there)
        offer_cases(self.cases, about.cases)
        self._offer_next(about)
        offer_tools(self.tools, about.tools, about.cases, noted=(*about.uses, *about.last_uses))
        self.team.flags.required = True  # of a final record, so the service asks for it; the mark stands for drafts too
        if len(about.cases) == 1:
            self.cases[0].form.phases.flags.required = True

    def offer_people(self, about: VisitFormRow, there: Iterable[PersonRow]) -> None:
        super().offer_people(about, there)
        team, others = (
            tuple(ChoiceRow(int(value), name) for value, name in field.choices if int(value) not in about.left)
            for field in (self.team, self.others)
        )
        self.owners, self.owners_of_team = Offered(others, not about.has_more), team
        for entry in self.actions:
            self._offer_owners(entry.form)

    def named(self) -> set[int]:
        return super().named() | {number for entry in self.actions for number in entry.form.owner_id.chosen()}

    def offer_challenges(self, about: VisitFormRow, open_ones: Iterable[ChallengeChoiceRow]) -> None:
        """How each of the company's open challenges moved, and what came up for each of its cases."""
        offer_challenges(self.challenges, self.raised, open_ones, about.cases)

    def offer_action(self, mine: int | None) -> None:
        """A blank row for one more next action at the end, its owner whoever writes."""
        if len(self.actions.entries) < MOST_ACTIONS:
            self._offer_owners(self.actions.append_entry({"owner_id": str(mine) if mine else ""}).form)

    def drop_blank_actions(self) -> None:
        self.actions.entries = [entry for entry in self.actions.entries if not entry.form.is_blank]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then the next actions that were begun; blank rows are left out from here on."""
        valid = super().validate(extra_validators) & complete_uses(self.tools)
        self.drop_blank_actions()
        complete = [entry.form.is_complete() for entry in self.actions.entries]
        if not all(complete):
            self.actions.errors = [entry.errors for entry in self.actions.entries]
        return valid and all(complete)

    def stored(self, row: VisitRow) -> dict[str, Any]:
        assert row.record is not None
        return {
            **super().stored(row),
            **stored_notes(self.cases, row.notes),
            "decisions": row.record.decisions,
            "counterparts": row.record.counterparts,
            "internal_memo": row.internal_memo or "",
        }

    def read(self) -> VisitRecord:
        common = super().read()
        return VisitRecord(
            visit_on=common.visit_on,
            mode=common.mode,
            start_time=common.start_time,
            end_time=common.end_time,
            place=common.place,
            producer_ids=common.producer_ids,
            other_attendees=common.other_attendees,
            counterparts=self.counterparts.data or "",
            decisions=self.decisions.data or "",
            internal_memo=self.internal_memo.data or "",
            notes=read_notes(self.cases),
            pictures=read_pictures(self.cases),
            progress=read_progress(self.challenges),
            raised=read_raised(self.raised),
            tools=read_uses(self.tools),
        )

    def read_actions(self) -> tuple[ActionNoted, ...]:
        return tuple(entry.form.read() for entry in self.actions.entries)

    def find_broken(self, *, today: date, is_final: bool, says_next: bool = True, must_work: bool = True) -> Iterator[RuleBroken]:
        """Rules across fields, as far as these can be read; so that they are said together with what a field refuses."""
        people = (*(self.team.data or ()), *(self.others.data or ()))
        record = VisitRecord(
            visit_on=self.visit_on.data or today,
            start_time=self.start_time.data,
            end_time=self.end_time.data,
            producer_ids=frozenset() if not people else frozenset({0}),
            notes=() if self.cases.errors else read_notes(self.cases),
            progress=() if self.challenges.errors else read_progress(self.challenges),
        )
        yield from broken_rules(record, today=today, is_final=is_final, must_work=must_work and not self.cases.errors)
        if is_final and says_next and not self.next_on.errors and not self.next_answer.errors:
            yield from broken_by(lambda: check_next_answer(self.answer, self.next_on.data))
        if self.visit_on.data is not None:
            yield from broken_by(lambda: check_next(self.next_on.data, visit_on=self.visit_on.data))

    @property
    def same_day_answer(self) -> SameDay:
        answers = {one.value: one for one in SameDay}
        return answers.get(self.same_day.data or "", SameDay.ASK)

    @property
    def answer(self) -> NextAnswer | None:
        return NextAnswer(self.next_answer.data) if self.next_answer.data else None

    def _offer_next(self, about: VisitFormRow) -> None:
        """That the visit ahead stays is an answer where there is one; else 日程未定 is."""
        keep, fixed, undecided = NextAnswer.KEEP.value, NextAnswer.DATE.value, NextAnswer.OPEN.value
        choices = [(fixed, _("日を決めた"))]
        if about.ahead:
            choices.insert(0, (keep, _("%(day)sのまま", day=say_short_day(about.ahead.visit_on))))
        if not about.ahead or self.next_answer.data == undecided:
            choices.append((undecided, _("日程未定")))
        self.next_answer.choices = choices
        self.next_answer.flags.required = True

    def _offer_owners(self, form: NextActionForm) -> None:
        first = [("", _("選んでください")), *((str(row.id), row.name) for row in self.owners_of_team)]
        form.owner_id.offer_these(
            self.owners, choosing.producers(since=viewing.today()), first=first, last=[(COMPANY_SIDE, _("企業側"))]
        )


def log_values(about: VisitFormRow, row: VisitRow | None, *, today: date) -> dict[str, Any]:
    """What the form of a record opens with: the stored visit, or today and the team of today."""
    values: dict[str, Any] = {"cases": note_values(about.cases, row.notes if row else ())}
    is_open = row is None or row.is_scheduled
    values["tools"] = tool_values(about.uses, about.last_uses if is_open else ())
    # 「診断する」「企てる」 are never ticked beforehand: they would make a field compulsory that nobody asked for
    if (row is None or row.is_scheduled) and len(about.cases) == 1 and about.cases[0].furthest in FACT_PHASES:
        values["cases"][0]["phases"] = [about.cases[0].furthest.value]
    if row is None or row.record is None:
        return values | {"visit_on": today, "team": [str(one) for one in about.expected]}
    values |= {"version": row.version, "visit_on": row.visit_on, "mode": row.mode.value}
    for name in ("start_time", "end_time", "place", "other_attendees", "counterparts", "decisions"):
        values[name] = getattr(row.record, name)
    values["internal_memo"] = row.internal_memo or ""
    team = {person.producer_id for person in about.team}
    there = [person.producer_id for person in row.people] or ([] if row.is_held else list(about.expected))
    values["team"] = [str(one) for one in there if one in team]
    values["others"] = [str(one) for one in there if one not in team]
    return values
