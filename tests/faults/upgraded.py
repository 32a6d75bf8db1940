"""``run.py --upgrade`` as an administrator calls it: ``python -m tests.faults.upgraded [sqlite|postgresql]``, both unless given.

A repository of two more versions is made of this tree: one whose migration succeeds, one whose migration fails in the middle. An
installation with the demonstration's year is brought to them, and killed on the way: before the migration, and after it. Whatever
happens, program and data belong together and no row is lost. The tests of every single step: ``tests/house/test_upgrade.py``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from set_up.database import revisions
from set_up.packages import stamp_of
from tests.faults.clusters import running
from tests.faults.figures import Figure, alone
from tests.faults.planted import LEFT_OUT
from tests.faults.served import ROOT, environment
from tests.fingerprints import Fingerprint, fingerprint

TOO_LONG_SECONDS = 600
GOOD, FAILING = "good", "failing"
TRAIL = "audit"  # that a backup was put back stands there
MIGRATION = '''"""Of the trial: a table and a row of it."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("upgrade_trial", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("DELETE FROM next_action WHERE id = (SELECT max(id) FROM next_action)")
    op.execute("{statement}")


def downgrade() -> None:
    op.drop_table("upgrade_trial")
'''


@dataclass(frozen=True, slots=True)
class State:
    """Which version of program and data there is, and what is in it."""

    program: str
    revision: str
    rows: Fingerprint

    def lost(self, after: State) -> set[str]:
        """The tables that are not what they were."""
        return {name for name in self.rows if not name.startswith(TRAIL) and self.rows[name] != after.rows.get(name)}


@dataclass(frozen=True, slots=True)
class Installation:
    program: Path
    instance: Path
    address: str
    is_file: bool

    def call(self, *arguments: str) -> subprocess.Popen[str]:
        more = {} if self.is_file else {"DATABASE_URL": self.address}
        return subprocess.Popen(
            [sys.executable, "run.py", *arguments],
            cwd=self.program,
            env=environment(self.instance, LC_ALL="C.UTF-8", PORT="8999", **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> int:
        called = self.call(*arguments)
        said, _error = called.communicate(timeout=TOO_LONG_SECONDS)
        if called.returncode not in (0, 1) or "Traceback" in said:  # whoever upgrades reads sentences
            raise RuntimeError(said)
        if called.returncode == 1 and arguments[-1] != f"origin/{FAILING}":
            sys.stderr.write(said)  # why, since nothing should fail here
        return called.returncode

    def version(self) -> str:
        return git(self.program, "rev-parse", "HEAD")

    def revision(self) -> str:
        engine = create_engine(self.address)
        try:
            with engine.connect() as connection:
                return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
        finally:
            engine.dispose()

    def state(self) -> State:
        engine = create_engine(self.address)
        try:
            return State(self.version(), self.revision(), fingerprint(engine))
        finally:
            engine.dispose()


def git(place: Path, *arguments: str) -> str:
    who = ["-c", "user.name=trial", "-c", "user.email=trial@example.jp"]
    return subprocess.run(["git", *who, *arguments], cwd=place, check=True, capture_output=True, text=True).stdout.strip()


def run(folder: Path, databases: Collection[str] = ("sqlite", "postgresql")) -> Iterator[Figure]:
    origin = versions(folder)
    file = folder / "sqlite" / "instance" / "tracker.sqlite3"
    if "sqlite" in databases:
        yield from tried("SQLite", install(folder / "sqlite", origin, f"sqlite:///{file}", is_file=True))
    if "postgresql" not in databases:
        return
    (folder / "cluster").mkdir()
    with running(folder / "cluster") as cluster:
        address = cluster.create("tracker")
        yield from tried("PostgreSQL", install(folder / "postgresql", origin, address, is_file=False))


def versions(folder: Path) -> Path:
    """This tree as a repository, with a branch for each of what it is brought to."""
    origin = folder / "origin"
    shutil.copytree(ROOT, origin, ignore=shutil.ignore_patterns(*LEFT_OUT))
    git(origin, "init", "--quiet", "--initial-branch", "main")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "as it is")
    (newest,) = revisions()[1]
    for name, statement in ((GOOD, "INSERT INTO upgrade_trial VALUES (1)"), (FAILING, "INSERT INTO nowhere VALUES (1)")):
        git(origin, "switch", "--quiet", "--create", name, "main")
        made = MIGRATION.format(revision=f"trial_{name}", before=newest, statement=statement)
        if name == GOOD:
            made = "\n".join(line for line in made.splitlines() if "DELETE" not in line) + "\n"
        (origin / "tracker" / "migrations" / "versions" / f"trial_{name}.py").write_text(made, "utf-8")
        git(origin, "add", "--all")
        git(origin, "commit", "--quiet", "--message", name)
    git(origin, "switch", "--quiet", "main")
    return origin


def install(place: Path, origin: Path, address: str, *, is_file: bool) -> Installation:
    """A clone with the packages of this one, and the demonstration's year."""
    place.mkdir()
    made = Installation(place / "program", place / "instance", address, is_file)
    git(place, "clone", "--quiet", str(origin), str(made.program))
    venv, ours = made.program / ".venv", Path(sys.prefix)
    venv.mkdir()
    for part in ("bin", "lib"):
        (venv / part).symlink_to(ours / part)
    shutil.copy(ours / "pyvenv.cfg", venv)
    (venv / "python.stamp").write_text(f"{stamp_of()} {venv.resolve()}")
    (venv / "requirements.stamp").write_text(stamp_of(made.program / "requirements.txt"))
    made.instance.mkdir()
    if made.run("--set-up") != 0:
        raise RuntimeError("the demonstration's year was not made")
    return made


def tried(database: str, it: Installation) -> Iterator[Figure]:
    before = it.state()
    new = git(it.program, "rev-parse", f"origin/{GOOD}")
    code, after = it.run("--upgrade", f"origin/{FAILING}"), it.state()
    yield Figure(
        f"{database}: a migration fails in the middle",
        "the old version with its data",
        f"ends with {code}; {said_of(before, after)}",
        code == 1 and is_back(before, after),
    )
    for moment, reached in (
        ("before the migration", lambda: it.version() == new),
        ("after the migration", lambda: it.revision() == f"trial_{GOOD}"),
    ):
        was_reached = kill_when(it.call("--upgrade", f"origin/{GOOD}"), reached)
        between = it.version() == new
        code, after = it.run("--mend"), it.state()
        yield Figure(
            f"{database}: kill -9 {moment}, then the next start",
            "the old version with its data",
            f"killed there: {was_reached and between}; mended with {code}; {said_of(before, after)}",
            was_reached and between and code == 0 and is_back(before, after),
        )
    code, after = it.run("--upgrade", f"origin/{GOOD}"), it.state()
    lost = before.lost(after)
    yield Figure(
        f"{database}: an upgrade",
        "the new version with every row",
        f"ends with {code}; revision {after.revision}; {len(before.rows)} tables, changed: {sorted(lost) or 'none'}",
        code == 0 and after.program == new and after.revision == f"trial_{GOOD}" and not lost,
    )


def kill_when(called: subprocess.Popen[str], reached: Callable[[], bool]) -> bool:
    """All of it at once, as soon as it has come that far; False where it ended before."""
    begun = time.monotonic()
    while not reached():
        if called.poll() is not None or time.monotonic() - begun > TOO_LONG_SECONDS:
            return False
        time.sleep(0.02)
    os.killpg(called.pid, signal.SIGKILL)
    called.communicate()
    return True


def is_back(before: State, after: State) -> bool:
    return (before.program, before.revision) == (after.program, after.revision) and not before.lost(after)


def said_of(before: State, after: State) -> str:
    return (
        f"program {'old' if after.program == before.program else 'NEW'}, revision {after.revision}, "
        f"{len(before.rows)} tables, changed: {sorted(before.lost(after)) or 'none'}"
    )


if __name__ == "__main__":
    sys.exit(alone(lambda folder: run(folder, sys.argv[1:] or ("sqlite", "postgresql"))))
