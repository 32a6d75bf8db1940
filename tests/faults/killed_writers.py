"""Four writers are killed in the middle, round after round, while backups are taken: ``python -m tests.faults.killed_writers``.

An argument is the number of rounds, 20 unless given. What was acknowledged must be there, the database clean, every backup
opened, and the last one go back into an empty place. On SQLite, in a folder of its own, as a real installation has it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text

from tracker.application import create_app
from tracker.domain.access import operator
from tracker.domain.calendar import tokyo_day
from tracker.services.actions import add_action
from tracker.services.transaction import writing

ROOT = Path(__file__).resolve().parents[2]
WRITERS, AT_LEAST = 4, 110  # acknowledged a round: over twenty rounds more than 2,000


def flask(instance: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environment(instance),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"flask {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def environment(instance: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"TRACKER_INSTANCE": str(instance), "DEMO_PASSWORD": "架空のパスワード-3141"}


def write_for_ever(name: str) -> None:
    """One act of a person a transaction; its words go to our output only after the commit has returned."""
    app, number = create_app(), 0
    now = datetime.now(UTC)
    while True:
        number += 1
        words = f"{name}-{number}"
        with app.app_context(), writing():
            add_action(
                operator(1),
                enrolment_id=1,
                what=words,
                owner_id=None,
                owner_name="架空の人",
                due_on=tokyo_day(now),
                today=tokyo_day(now),
                now=now,
            )
        print(words, flush=True)


def one_round(instance: Path, number: int, backups: Path) -> tuple[set[str], float]:
    """What was acknowledged until all writers were killed, and how long the program then needs until it has checked itself."""
    logs = [instance / f"round-{number}-{writer}.log" for writer in range(WRITERS)]
    running = []
    for writer, log in enumerate(logs):
        with log.open("w") as out:
            command = [sys.executable, "-m", "tests.faults.killed_writers", "write", f"{number}-{writer}"]
            running.append(subprocess.Popen(command, cwd=ROOT, env=environment(instance), stdout=out))
    while sum(log.read_text().count("\n") for log in logs) < AT_LEAST:
        if dead := [one.args for one in running if one.poll() is not None]:
            raise SystemExit(f"a writer fell by itself: {dead}")
        time.sleep(0.02)
    flask(instance, "backup", str(backups / f"{number}.tar"))
    for one in running:
        one.send_signal(signal.SIGKILL)
    for one in running:
        one.wait()
    begun = time.monotonic()
    flask(instance, "check", "--quick")
    return {
        line for log in logs for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")
    }, time.monotonic() - begun


def stored(instance: Path) -> set[str]:
    engine = create_engine(f"sqlite:///{instance / 'tracker.sqlite3'}")
    with engine.connect() as connection:
        found = set(connection.execute(text("SELECT what FROM next_action")).scalars())
    engine.dispose()
    return found


def main(rounds: int) -> None:
    with TemporaryDirectory() as folder:
        instance, backups, empty = Path(folder) / "instance", Path(folder) / "backups", Path(folder) / "empty"
        instance.mkdir()
        backups.mkdir()
        flask(instance, "db", "upgrade")
        flask(instance, "demo")
        acknowledged: set[str] = set()
        slowest = 0.0
        for number in range(rounds):
            told, seconds = one_round(instance, number, backups)
            acknowledged |= {line.rstrip("\n") for line in told}
            slowest = max(slowest, seconds)
        lost = acknowledged - stored(instance)
        print(f"rounds {rounds}, writers {WRITERS}, acknowledged {len(acknowledged)}, lost {len(lost)}")
        print(f"database, references and audit trail clean after every round; up and checked again within {slowest:.1f} s")
        print(f"backups taken under the writers, opened and checked: {len(list(backups.iterdir()))}")
        said = flask(empty, "restore", str(backups / f"{rounds - 1}.tar"))
        print(f"the last of them in an empty place: {said.splitlines()[-1]}")
        if lost:
            raise SystemExit(1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write_for_ever(sys.argv[2])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 20)
