"""What a note must say, as far as its form alone shows it: a device without a network asks for it in the server's own words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.domain import meetings, notes, visits
from tracker.domain.phases import FACT_PHASES, INTERPRETING_PHASES
from tracker.services.actions import ONE_OWNER
from tracker.web.choosing import BY_NAME
from tracker.web.forms import Required
from tracker.web.meetings.forms import LogMeetingForm
from tracker.web.visits.action_rows import COMPANY_SIDE, NO_DUE, NO_OWNER, NO_OWNER_NAME, NO_WHAT
from tracker.web.visits.log_form import LogVisitForm

_NOTE = ("facts", "interpretation", "report_summary", "pictures")


@dataclass(frozen=True, slots=True)
class Asked:
    """One of ``names`` must be filled, else ``sentence`` is said at the field ``at``.

    Where ``when`` names fields and values, only if for each pair one of the fields holds one of the values (any text where there
    are none); without ``names`` it is refused wherever that is so. ``#`` is the number of a row, ``*`` of the section around it.
    """

    at: str
    sentence: str
    names: tuple[str, ...]
    when: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    of_draft: bool = False


def asked_of(form: Any) -> tuple[Asked, ...]:
    """In the order of the form's own checks: each field's first, then those across fields."""
    asked = [*_required(form)]
    if isinstance(form, LogVisitForm):
        asked += [
            Asked("team", _(visits.NOBODY_THERE), ("team", "others", "others" + BY_NAME)),
            *_notes(form.cases, works=form.must_work),
            *_actions(),
            Asked("next_answer", _(visits.NO_NEXT_ANSWER), ("next_answer", "next_on")),
            Asked("next_on", _(visits.NO_NEXT_DAY), ("next_on",), ((("next_answer",), (visits.NextAnswer.DATE.value,)),)),
        ]
    if isinstance(form, LogMeetingForm):
        asked.append(Asked("team", _(meetings.NOBODY_THERE), ("team", "team" + BY_NAME)))
        for section in form.sections:
            asked += _notes(section.form.cases, works=None)
        asked += _actions_of_sections()
    return tuple(asked)


def _required(form: Any) -> Iterator[Asked]:
    for field in form:
        for one in getattr(field, "validators", ()):
            if isinstance(one, Required):
                yield Asked(field.name, one.words(field), (field.name, field.name + BY_NAME), of_draft=True)


def _notes(entries: Iterable[Any], *, works: bool | None) -> Iterator[Asked]:
    """``works``: one of the cases must have been worked; None: not even a note need name a phase."""
    names = [entry.name for entry in entries]
    if names and works:
        every = tuple(f"{name}-{part}" for name in names for part in ("phases", *_NOTE))
        yield Asked(f"{names[0]}-phases", _(notes.NO_WORK), every)
    for name in names:
        phases, written = (f"{name}-phases",), tuple(f"{name}-{part}" for part in _NOTE)
        if works is not None:
            yield Asked(phases[0], _(notes.NO_PHASE), phases, ((written, ()),))
        facts = (f"{name}-facts", f"{name}-pictures")
        yield Asked(facts[0], _(notes.NO_FACTS), facts, ((phases, _values(FACT_PHASES)),))
        said = (f"{name}-interpretation",)
        yield Asked(said[0], _(notes.NO_INTERPRETATION), said, ((phases, _values(INTERPRETING_PHASES)),))


def _actions() -> Iterator[Asked]:
    """Of a row that was begun."""
    what, owner, name, due = (f"actions-#-{part}" for part in ("what", "owner_id", "owner_name", "due_on"))
    begun: tuple[tuple[str, ...], tuple[str, ...]] = ((what, name, due), ())
    yield Asked(what, _(NO_WHAT), (what,), (begun,), of_draft=True)
    yield Asked(owner, _(NO_OWNER), (owner, owner + BY_NAME), (begun,), of_draft=True)
    yield Asked(name, _(NO_OWNER_NAME), (name,), (begun, ((owner,), (COMPANY_SIDE,))), of_draft=True)
    yield Asked(due, _(NO_DUE), (due,), (begun,), of_draft=True)


def _actions_of_sections() -> Iterator[Asked]:
    """The same in a meeting, once for all its sections; nobody chosen is the company's side."""
    what, owner, name, due = (f"sections-*-actions-#-{part}" for part in ("what", "owner_id", "owner_name", "due_on"))
    owners = (owner, owner + BY_NAME)
    begun: tuple[tuple[str, ...], tuple[str, ...]] = ((what, name, due, owner + BY_NAME), ())
    yield Asked(what, _(NO_WHAT), (what,), (begun,), of_draft=True)
    yield Asked(name, _(NO_OWNER_NAME), (*owners, name), (begun,), of_draft=True)
    yield Asked(name, _(ONE_OWNER), (), ((owners, ()), ((name,), ())), of_draft=True)
    yield Asked(due, _(NO_DUE), (due,), (begun,), of_draft=True)


def _values(phases: Sequence[Any]) -> tuple[str, ...]:
    return tuple(phase.value for phase in phases)


def draft_rules(form: Any) -> Markup:
    """The rules as JSON for the form's script, `static/js/required.js`."""
    told = [
        {"at": one.at, "sentence": one.sentence, "names": one.names, "when": one.when, "of_draft": one.of_draft}
        for one in asked_of(form)
    ]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["draft_rules"] = draft_rules
