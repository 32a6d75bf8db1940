"""What may stand behind the question mark of a link to one of our lists: a name that nobody reads narrows nothing, unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from wtforms.fields.core import UnboundField

from tracker.web.actions.forms import ActionFilterForm
from tracker.web.audit.forms import AuditFilterForm
from tracker.web.challenges.forms import ChallengeFilterForm
from tracker.web.companies.forms import CompanyFilterForm
from tracker.web.exhibitions.forms import ExhibitionFilterForm
from tracker.web.forms import BaseForm
from tracker.web.meetings.forms import MeetingFilterForm
from tracker.web.outcomes.forms import FilterOutcomesForm, OutcomeBoardForm
from tracker.web.staffing.forms import FilterTeamsForm
from tracker.web.trainings.forms import TrainingFilterForm
from tracker.web.visits.filter_form import FilterVisitsForm
from tracker.web.voices.forms import VoiceFilterForm


def _names(form: type[BaseForm], *also: str) -> frozenset[str]:
    """The names under which the form reads, and what the page reads beside it."""
    fields = {name: field for one in form.__mro__ for name, field in vars(one).items() if isinstance(field, UnboundField)}
    return frozenset({field.name or name for name, field in fields.items()} | {"page", *also})


READ = {
    "actions/": _names(ActionFilterForm, "moved", "from"),
    "audit/": _names(AuditFilterForm, "id", "before", "after"),
    "challenges/": _names(ChallengeFilterForm),
    "companies/": _names(CompanyFilterForm),
    "exhibitions/": _names(ExhibitionFilterForm),
    "meetings/": _names(MeetingFilterForm),
    "outcomes/": _names(FilterOutcomesForm, "case", "companies"),
    "outcomes/overview": _names(OutcomeBoardForm),
    "outcomes/paths": _names(OutcomeBoardForm),
    "staffing/": _names(FilterTeamsForm),
    "trainings/": _names(TrainingFilterForm),
    "visits/": _names(FilterVisitsForm, "drafts", "deleted"),
    "voices/": _names(VoiceFilterForm, "case"),
}
LIST = re.compile(r"/p/[^/]+/([a-z-]+/(?:overview|paths)?)\Z")


def faults_of_list_links(addresses: Iterable[str]) -> list[str]:
    """The names in the links to our lists that the list does not read."""
    faults = []
    for href in set(addresses):
        split = urlsplit(href)
        found = LIST.match(split.path)
        if found and found[1] in READ:
            unread = {name for name, _value in parse_qsl(split.query, keep_blank_values=True)} - READ[found[1]]
            faults += [f"a link to {href}, and the list reads no {name!r}" for name in sorted(unread)]
    return faults
