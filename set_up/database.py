"""Brings the database to the newest revision and loads the demonstration on the first start."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sqlite3
import time
from pathlib import Path

from set_up.commands import call, flask
from set_up.places import MIGRATIONS, VENV, python_of
from set_up.words import Stop, tell, words

# without the letters and digits that are mistaken for one another
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

# By the program's own connection, without its migrations: a program may be older than the data, and its migrations then know no
# such revision.
READ_REVISION = """
from sqlalchemy import inspect, text

from tracker.database import db
from wsgi import app

with app.app_context(), db.engine.connect() as connection:
    if inspect(connection).has_table("alembic_version"):
        print(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
"""


def database_file(instance: Path) -> Path | None:
    """The SQLite file, or ``None`` where the data lies in another database."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return instance / "tracker.sqlite3"
    file = Path(url.removeprefix("sqlite:///").partition("?")[0])
    return file if url.startswith("sqlite:///") and file.is_absolute() else None


def stored_revision(file: Path | None) -> str | None:
    """The revision that the data is at; ``None`` for a database in which nothing was made yet."""
    if file is None:
        return call([str(python_of(VENV)), "-c", READ_REVISION]).strip() or None
    if not file.exists():
        return None
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return str(row[0]) if row else None


def revisions() -> tuple[set[str], set[str]]:
    """All revisions of the migrations, and the newest: those that no other builds on."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in MIGRATIONS.glob("*.py"):
        for name, value in re.findall(
            r"^(revision|down_revision)\b[^=\n]*=(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE
        ):
            named[name].update(re.findall(r"[\"']([^\"']+)[\"']", value))
    return named["revision"], named["revision"] - named["down_revision"]


def back_up(file: Path, revision: str) -> None:
    """Copy the database as one whole before it is changed: what lies in its write-ahead log comes along."""
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    copy = file.parent / "backups" / f"{file.stem}-{revision}-{now}.sqlite3"
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = copy.with_suffix(".part")
    with contextlib.closing(sqlite3.connect(file)) as source, contextlib.closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.replace(copy)
    tell("更新の前のデータを {copy} に控えました。", "The data as it was before the update is kept in {copy}.", copy=copy)


def prepare_database(instance: Path, *, with_demo: bool) -> None:
    file = database_file(instance)
    stored, (known, newest) = stored_revision(file), revisions()
    demo_wanted = instance / "demo.wanted"
    if stored is not None and stored not in known:
        raise Stop(
            words(
                "データは新しい版のもので（{stored}）、この版では開けません。プログラムを新しい版にしてください。",
                "The data belongs to a newer version ({stored}) and this one cannot open it. Update the program.",
                stored=stored,
            )
        )
    if stored is None and with_demo:  # a mark, so that a first start that was cut short is made up for at the next
        demo_wanted.touch()
    if stored not in newest:
        if file and stored:
            back_up(file, stored)
        tell("データベースを用意しています…", "Preparing the database …")
        flask("db", "upgrade")
    if with_demo and demo_wanted.exists():
        load_demo(instance)
        demo_wanted.unlink()
    else:
        show_demo(instance)


def load_demo(instance: Path) -> None:
    given = os.environ.get("DEMO_PASSWORD")
    password = given or "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))
    tell("体験用のデータを入れています…", "Loading the demonstration data …")
    accounts = flask("demo", DEMO_PASSWORD=password)
    (instance / "demo-accounts.txt").write_text(accounts, encoding="utf-8")
    tell(
        "\n体験用のアカウント（パスワード：{password}）\n{accounts}",
        "\nDemonstration accounts (password: {password})\n{accounts}",
        password=password,
        accounts=accounts.rstrip(),
    )
    if not given:
        tell(
            "このパスワードはどこにも保存していません。控えておいてください。",
            "This password is kept nowhere. Write it down.",
        )


def show_demo(instance: Path) -> None:
    """The accounts of a demonstration that was loaded before; a ``DEMO_PASSWORD`` given now becomes their password."""
    kept = instance / "demo-accounts.txt"
    if not kept.exists():
        return
    given = os.environ.get("DEMO_PASSWORD")
    if given:
        flask("demo", DEMO_PASSWORD=given)
    else:
        given = words(
            "最初の起動で表示したもの。DEMO_PASSWORDで変えられます", "as shown at the first start; DEMO_PASSWORD changes it"
        )
    tell(
        "\n体験用のアカウント（パスワード：{given}）\n{accounts}",
        "\nDemonstration accounts (password: {given})\n{accounts}",
        given=given,
        accounts=kept.read_text(encoding="utf-8").rstrip(),
    )
