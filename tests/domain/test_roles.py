"""The roles of a programme."""

from tracker.domain.roles import Role


def test_a_programme_knows_four_roles_by_the_words_that_commands_use() -> None:
    assert [str(role) for role in Role] == ["coordinator", "manager", "clerk", "auditor"]
