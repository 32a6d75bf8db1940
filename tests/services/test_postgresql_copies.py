"""How PostgreSQL's tools are called, without a server: the sentence where one is missing, and a password that nobody sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from tracker.services.copying import CannotCopy
from tracker.services.postgresql_copies import PostgresqlCopies

COPIES = PostgresqlCopies(make_url("postgresql+psycopg://tracker:a-secret@db.example.jp:5433/tracker"))


def tool(folder: Path, script: str) -> None:
    (folder / "pg_dump").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "pg_dump").chmod(0o755)


def test_a_tool_that_is_missing_is_named_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotCopy, match=r"pg_dump がありません.*apt install postgresql-client"):
        COPIES.copy(tmp_path / "copy")


def test_the_password_goes_by_the_environment_and_not_where_others_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, f'echo "$@" > {tmp_path}/asked; echo "$PGPASSWORD" > {tmp_path}/password')
    monkeypatch.setenv("PATH", str(tmp_path))
    COPIES.copy(tmp_path / "copy")
    asked = (tmp_path / "asked").read_text()
    assert "postgresql://tracker@db.example.jp:5433/tracker" in asked
    assert "a-secret" not in asked
    assert (tmp_path / "password").read_text().strip() == "a-secret"


def test_what_a_tool_says_of_its_failure_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, "echo server version mismatch >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotCopy, match="server version mismatch"):
        COPIES.copy(tmp_path / "copy")
