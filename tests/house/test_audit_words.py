"""Every verb and noun that the services note has its words on the page of the audit trail."""

import ast
from pathlib import Path

from tracker.domain.audit_kinds import kind_of
from tracker.models import AuditEntry
from tracker.queries.redaction_columns import PARENTS, words_columns
from tracker.web.audit_words import AUDITED_ACTS, AUDITED_NOUNS

SERVICES = Path(__file__).parents[2] / "tracker" / "services"


def noted_acts() -> set[str]:
    """The second argument of every call of ``audit.note``, and of what passes it on; both where one of two is noted."""
    acts = set()
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > 1:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                acts |= _verbs(node.args[1]) if name in {"note", "_write", "delete_row", "restore_row"} else set()
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "act":
                acts |= _verbs(node.value)
    return acts


def _verbs(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _verbs(node.body) | _verbs(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_act_that_is_noted_has_words() -> None:
    noted = noted_acts()
    assert len(noted) > 30
    assert {"log_visit", "draft_visit", "cancel_meeting"} <= noted
    assert noted - set(AUDITED_ACTS) == set()


def test_every_noun_that_can_be_noted_has_words() -> None:
    tables = set(AuditEntry.metadata.tables)
    assert set(AUDITED_NOUNS) <= tables
    assert {"visit", "team_meeting", "next_action", "outcome", "enrolment", "membership"} <= set(AUDITED_NOUNS)


def test_whatever_holds_words_can_be_named_where_it_is_redacted() -> None:
    assert {PARENTS.get(words.table.name, (words.table.name,))[0] for words in words_columns()} - set(AUDITED_NOUNS) == set()


def test_every_act_is_of_a_kind_that_the_trail_can_be_narrowed_to() -> None:
    assert [act for act in AUDITED_ACTS if kind_of(act) is None] == []
