"""Which id a name of an address, a question or a form stands for, and what of the neighbour's is put there."""

from __future__ import annotations

import re
from typing import Any

NOBODYS = 999_999_998  # of a row that there is not
NOBODYS_KEY = "0" * 32

# In an address: what is no id of a row of a programme.
NO_ROWS = {"programme", "month", "box", "slug", "code", "size", "number", "filename", "token", "account_id"}

# Behind the question mark and in forms: the id that a name stands for, a key of ``tests/house/test_rights.py::values_of`` or a
# pattern of several. None: whatever it holds, it is no row's id. An address may say otherwise: ``visits.move`` before ``to``.
KINDS: dict[str, str | None] = {
    **dict.fromkeys(("version", "back", "back_to_form", "page", "number", "month", "kind", "status", "mode", "state", "role")),
    **dict.fromkeys(("from", "to", "on", "q", "as_of", "starts_on", "ends_on", "fiscal_year", "from_on", "last_on")),
    **dict.fromkeys(("due_from", "due_to", "visited_from", "visited_to", "name", "next", "step", "show", "side", "week")),
    **dict.fromkeys(("all", "ask", "attendance", "attention", "by_company", "cell", "counted", "deleted", "done")),
    **dict.fromkeys(("drafts", "figure", "join", "keep_as_sub", "lang", "language", "max_sub_leads", "mine", "moved")),
    **dict.fromkeys(("not_sent", "noun", "of_my_companies", "of_others", "order", "over", "overdue", "phase", "reason")),
    **dict.fromkeys(("relist", "rows", "sent", "sheet", "stuck", "undo", "companies", "choose", "again", "undone", "look")),
    **dict.fromkeys(("undo_version", "undo_on", "programme", "asked", "chosen", "wanted", "take", "visit_on", "meeting_on")),
    # of the trail: where its list goes on, a number of the page and not of what is shown
    "before": None,
    "after": None,
    # a programme of the installation, which its administrator alone is asked
    "programme_id": None,
    "account_ids": "account_id",
    "case": "case_id",
    "case_id": "case_id",
    "challenge_id": "challenge_id",
    "challenges": "challenge_id",
    "company": "enrolment_id",
    "draft": "draft_key",
    "enrolment_id": "enrolment_id",
    "exhibition": "exhibition_id",
    "exhibition_id": "exhibition_id",
    "forms": "form_id",
    "gone": "enrolment_id",
    "id": "visit_id",
    "kept": "enrolment_id",
    "lead_id": "producer_id",
    "manager_ids": "account_id",
    "members": "membership_id",
    "offered": "{tool_id}-{part_id}",
    "others": "producer_id",
    "owner": "producer_id",
    "owner_id": "producer_id",
    "people": "producer_id",
    "person": "producer_id",
    "pictures": "picture_key",
    "producer": "producer_id",
    "producer_id": "producer_id",
    "producers": "producer_id",
    "replaces": "submission_id",
    "sub_lead_ids": "producer_id",
    "subject": "visit_id",
    "subject_id": "visit_id",
    "subject_key": "picture_key",
    "team": "producer_id",
    "to_producer_id": "producer_id",
    "under": "part_id",
    "undo_lead": "producer_id",
    "undo_subs": "producer_id",
    "visit": "visit_id",
    "voices": "voice_id",
    "what": "{tool_id}-{part_id}",
    "who": "enrolment_id",
    # numbers of the form's own: minutes, points, how many, places in a list
    **dict.fromkeys(("minutes_both", "minutes_out", "minutes_back", "minutes", "unit", "leads", "sub_leads", "cases")),
    **dict.fromkeys(
        ("years", "minimum_raters", "expected_producers", "visits_per_month", "short_month_days", "stuck_days", "outcome_target")
    ),
    **dict.fromkeys(
        ("cost_yen", "scale_minimum", "scale_maximum", "long_day_hours", "score", "standing", "last_row", "nth", "row")
    ),
}
OTHERWISE: dict[tuple[str, str], str | None] = {
    ("actions.new", "what"): None,
    ("actions.edit", "what"): None,
    ("audit.index", "person"): "account_id",
    ("audit.index", "id"): None,  # without a noun of nothing in particular: a test of its own
    ("audit.installation", "person"): None,
    ("audit.installation", "id"): None,
    ("design_sheets.changes", "before"): "snapshot_id",
    ("design_sheets.changes", "after"): "snapshot_id",
    ("meetings.move_section", "to"): "enrolment_id",
    ("meetings.schedule", "companies"): "enrolment_id",
    ("merges.people", "gone"): "producer_id",
    ("merges.people", "kept"): "producer_id",
    ("next_year.new", "companies"): "enrolment_id",
    ("assessments.remind", "subject"): None,
    ("visits.letter", "subject"): None,
    ("snoozes.new", "subject"): "{enrolment_id}/2026-09",
    ("suggestions.show", "kept"): "{enrolment_id}-lead-{producer_id}",
    ("suggestions.show", "undo"): "enrolment_id",
    ("submissions.new", "confirmed"): None,
    ("submissions.new", "edit"): None,
    ("visits.move", "to"): "enrolment_id",
}
ROW = re.compile(r"-[0-9]+(?=-|$)")
NUMBERS = re.compile(r"[0-9]{1,9}(-[0-9]{1,9})?")


def last_name(name: str) -> str:
    """``tools-0-case_id``, which is a row's ``case_id``; a name typed beside a choice (``company-name``) is the choice's."""
    last = ROW.sub("", name).removesuffix("-name").split("-")[-1]
    return "version" if last.endswith("_version") else re.sub(r"_[0-9]+$", "", last)


def kind_of(endpoint: str, name: str) -> str | None:
    """KeyError where nobody has said yet what the name stands for."""
    last = last_name(name)
    return OTHERWISE[endpoint, last] if (endpoint, last) in OTHERWISE else KINDS[last]


def looks_like_an_id(name: str, values: list[str]) -> bool:
    """Whether a field of a form could name rows: by its name, or since all that it offers are numbers."""
    offered = [value for value in values if value]
    return last_name(name).endswith(("_id", "_ids")) or (bool(offered) and all(NUMBERS.fullmatch(value) for value in offered))


def value_of(kind: str, values: dict[str, Any]) -> str:
    return kind.format(**values) if "{" in kind else str(values[kind])
