"""Every verb and noun that the services note has its words on the page of the audit trail."""

import ast
from pathlib import Path

from tracker.models import AuditEntry
from tracker.web.labels import AUDITED_ACTS, AUDITED_NOUNS

SERVICES = Path(__file__).parents[2] / "tracker" / "services"


def noted_acts() -> set[str]:
    """The second argument of every call of ``audit.note``, and of what passes it on."""
    acts = set()
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > 1:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                verb = node.args[1]
                if name in {"note", "_write"} and isinstance(verb, ast.Constant) and isinstance(verb.value, str):
                    acts.add(verb.value)
    return acts


def test_every_act_that_is_noted_has_words() -> None:
    noted = noted_acts()
    assert len(noted) > 30
    assert noted - set(AUDITED_ACTS) == set()


def test_every_noun_that_can_be_noted_has_words() -> None:
    tables = set(AuditEntry.metadata.tables)
    assert set(AUDITED_NOUNS) <= tables
    assert {"visit", "team_meeting", "next_action", "outcome", "enrolment", "membership"} <= set(AUDITED_NOUNS)
