"""The page of the rights says what the program does."""

from pathlib import Path

from tracker.domain.access import RIGHTS, Answer
from tracker.domain.roles import Role

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
WORDS = {Answer.YES: "yes", Answer.ON_TEAM: "on the team", Answer.OWN: "own", Answer.FORBIDDEN: "403", Answer.HIDDEN: "404"}


def table() -> str:
    lines = ["| act | " + " | ".join(role.value for role in Role) + " |", "|---" * (1 + len(Role)) + "|"]
    lines += [f"| `{act.value}` | " + " | ".join(WORDS[answers[role]] for role in Role) + " |" for act, answers in RIGHTS.items()]
    return "\n".join(lines)


def test_the_page_holds_the_table_of_the_program() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")
