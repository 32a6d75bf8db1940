"""``run.py --upgrade``: the new version with the data, or the old one with the data; whatever fails, wherever it is killed."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from set_up import upgrade
from set_up.words import Stop

STEPS = [step.__name__ for step in upgrade.STEPS]
BACK = [step.__name__ for step in upgrade.BACK]


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


def git(place: Path, *arguments: str) -> str:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.jp"]
    return subprocess.run(["git", *who, *arguments], cwd=place, check=True, capture_output=True, text=True).stdout.strip()


@dataclass
class Installation:
    """A program of two versions, what its environment was made of, and its data at the revision of the version."""

    program: Path
    instance: Path
    old: str
    new: str
    dies_in_set_up: int = 9
    fails_check: bool = False

    @property
    def file(self) -> Path:
        return self.instance / "tracker.sqlite3"

    def data(self, statement: str) -> list[object]:
        with contextlib.closing(sqlite3.connect(self.file)) as connection, connection:
            return [row[0] for row in connection.execute(statement)]

    def state(self) -> tuple[str, str, str, list[object], list[object]]:
        return (
            git(self.program, "rev-parse", "HEAD"),
            (self.program / "version.txt").read_text(),
            (self.program / ".venv" / "made-of").read_text(),
            self.data("SELECT version_num FROM alembic_version"),
            self.data("SELECT text FROM note"),
        )

    def flask(self, *arguments: str, **_environment: str) -> str:
        """The program's commands, of whichever version is checked out."""
        assert (self.program / ".venv" / "made-of").exists()
        if arguments[0] == "backup":
            shutil.copyfile(self.file, arguments[1])
        elif arguments[0] == "restore":
            assert git(self.program, "rev-parse", "HEAD") == self.old, "the old program reads the old data"
            shutil.copyfile(arguments[1], self.file)
        elif arguments[0] == "check" and self.fails_check:
            raise Stop("a finding")
        return ""

    def set_up(self, command: list[str], **_environment: str) -> str:
        """What the new version's own set-up does, which may be killed after each part."""
        assert upgrade.WITHIN in command
        venv = self.program / ".venv"
        parts: list[Callable[[], object]] = [
            lambda: venv.mkdir(exist_ok=True),
            lambda: (venv / "made-of").write_text((self.program / "requirements.txt").read_text()),
            lambda: self.data("UPDATE alembic_version SET version_num = 'b2'"),
            lambda: self.data("UPDATE note SET text = text || ' of the new version'"),
        ][: 4 if self.file.exists() else 2]
        for number, part in enumerate(parts):
            if number == self.dies_in_set_up:
                raise Killed
            part()
        return ""


@pytest.fixture(scope="module", params=[True, False], ids=["packages change", "packages stay"])
def cloned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository and a clone of it that is a version behind."""
    place = tmp_path_factory.mktemp("cloned")
    origin = place / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet")
    for version in ("old", "new"):
        (origin / "version.txt").write_text(version)
        (origin / "requirements.txt").write_text(version if request.param else "the same")
        git(origin, "add", ".")
        git(origin, "commit", "--quiet", "-m", version)
    git(origin, "tag", "v2")
    git(place, "clone", "--quiet", "--no-tags", str(origin), str(place / "program"))
    git(place / "program", "reset", "--quiet", "--hard", "HEAD~1")
    return place / "program"


@pytest.fixture
def installation(cloned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    program, instance = tmp_path / "program", tmp_path / "instance"
    shutil.copytree(cloned, program)
    (program / ".venv").mkdir()
    (program / ".venv" / "made-of").write_text((program / "requirements.txt").read_text())
    instance.mkdir()
    made = Installation(program, instance, git(program, "rev-parse", "HEAD"), git(program, "rev-parse", "@{upstream}"))
    for statement in (
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES ('a1')",
        "CREATE TABLE note (text)",
        "INSERT INTO note VALUES ('聞く・聴く')",
    ):
        made.data(statement)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr(upgrade, "ROOT", program)
    monkeypatch.setattr(upgrade, "VENV", program / ".venv")
    monkeypatch.setattr(upgrade, "flask", made.flask)
    monkeypatch.setattr(upgrade, "call", made.set_up)
    monkeypatch.setattr(upgrade, "compile_translations", lambda: None)
    monkeypatch.setattr(upgrade, "prepare_assets", lambda _instance: None)
    return made


def run(installation: Installation, version: str | None = None) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    upgrade.upgrade(installation.instance, "127.0.0.1", port, version)


def is_new(installation: Installation) -> bool:
    lock = (installation.program / "requirements.txt").read_text()
    there = not (installation.instance / "upgrade.json").exists() and not (installation.program / ".venv-before").exists()
    whole = (installation.new, "new", lock, ["b2"], ["聞く・聴く of the new version"])
    return there and installation.state() == whole


def dying(name: str, steps: tuple[Callable[[upgrade.Plan], None], ...]) -> tuple[Callable[[upgrade.Plan], None], ...]:
    """The steps, killed before the one of that name."""

    def die(_plan: upgrade.Plan) -> None:
        raise Killed

    at = [step.__name__ for step in steps].index(name) if name else len(steps)
    return (*steps[:at], die, *steps[at:])


def test_an_upgrade_takes_program_packages_and_data_along(installation: Installation) -> None:
    run(installation)
    assert is_new(installation)
    (backup,) = (installation.instance / "backups").iterdir()
    assert backup.name.startswith("before-upgrade-")
    run(installation)  # there is nothing newer: nothing happens
    assert is_new(installation)
    assert list((installation.instance / "backups").iterdir()) == [backup]


@pytest.mark.parametrize("name", [*STEPS, ""])
def test_killed_before_any_step_the_next_start_has_the_old_version_whole(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = installation.state()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(upgrade, "STEPS", dying(name, upgrade.STEPS))
        run(installation)
    upgrade.go_back_if_cut_short(installation.instance)
    assert installation.state() == before
    assert not (installation.instance / "upgrade.json").exists()
    run(installation)
    assert is_new(installation)


@pytest.mark.parametrize("part", range(4))
def test_killed_within_the_set_up_of_the_new_version_the_old_one_comes_back(installation: Installation, part: int) -> None:
    before = installation.state()
    installation.dies_in_set_up = part
    with pytest.raises(Killed):
        run(installation)
    upgrade.go_back_if_cut_short(installation.instance)
    assert installation.state() == before


@pytest.mark.parametrize("name", [*BACK, ""])
def test_killed_on_the_way_back_the_next_start_goes_on_with_it(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = installation.state()
    installation.fails_check = True
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(upgrade, "BACK", dying(name, upgrade.BACK))
        run(installation)
    upgrade.go_back_if_cut_short(installation.instance)
    assert installation.state() == before
    assert not (installation.instance / "upgrade.json").exists()


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "ORIG_HEAD.lock", "refs/heads/{branch}.lock"])
def test_no_lock_of_a_git_that_was_killed_stands_in_the_way_back(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    before = installation.state()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(upgrade, "STEPS", dying("set_up_new_program", upgrade.STEPS))
        run(installation)
    branch = git(installation.program, "symbolic-ref", "--short", "HEAD")
    (installation.program / ".git" / lock.format(branch=branch)).touch()
    upgrade.go_back_if_cut_short(installation.instance)
    assert installation.state() == before


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("keep_backup", OSError(28, "No space left on device"), "could not be backed up"),
        ("set_packages_aside", OSError(13, "Permission denied"), "could not be set aside"),
        ("take_new_program", Stop("git failed"), "could not be taken"),
        ("set_up_new_program", Stop("no network"), "could not be brought to the new version"),
        ("check_new_program", KeyboardInterrupt(), "stopped on the way"),
    ],
)
def test_what_fails_is_undone_at_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, name: str, fault: BaseException, said: str
) -> None:
    before = installation.state()
    break_off(monkeypatch, name, fault)
    with pytest.raises(Stop, match=f"{said}\\.\nThe version before .* is back") as stop:
        run(installation)
    assert installation.state() == before
    assert not (installation.instance / "upgrade.json").exists()
    backups = list(installation.instance.glob("backups/*"))
    assert [f"The backup taken before: {one}" in str(stop.value) for one in backups] == [True] * (name != "keep_backup")


def break_off(monkeypatch: pytest.MonkeyPatch, name: str, fault: BaseException, steps: str = "STEPS") -> None:
    """The step of that name fails."""

    def fail(_plan: upgrade.Plan) -> None:
        raise fault

    fail.__name__ = name
    monkeypatch.setattr(upgrade, steps, tuple(fail if one.__name__ == name else one for one in getattr(upgrade, steps)))


def test_a_check_that_finds_something_brings_the_old_version_back_and_its_findings_are_kept(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    before = installation.state()
    installation.fails_check = True
    with pytest.raises(Stop, match="found something") as stop:
        run(installation)
    assert installation.state() == before
    log = installation.instance / "upgrade.log"
    assert f"Details: {log}\n" in str(stop.value)
    assert "a finding" in log.read_text() and "Traceback" in log.read_text()
    assert "Traceback" not in capsys.readouterr().err + str(stop.value)


def test_a_way_back_that_fails_says_how_it_goes_on_and_does(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    before = installation.state()
    installation.fails_check = True
    with monkeypatch.context() as patch, pytest.raises(Stop, match=r"run\.py --mend") as stop:
        break_off(patch, "take_old_data", OSError(28, "No space left on device"), "BACK")
        run(installation)
    (backup,) = (installation.instance / "backups").iterdir()
    assert str(backup) in str(stop.value)
    assert "No space left on device" in (installation.instance / "upgrade.log").read_text()
    upgrade.go_back_if_cut_short(installation.instance)
    assert installation.state() == before


def test_where_the_disk_takes_no_log_the_details_stand_on_the_screen(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installation.fails_check = True
    (installation.instance / "upgrade.log").mkdir()
    with pytest.raises(Stop, match="Details: –"):
        run(installation)
    assert "a finding" in capsys.readouterr().err


def test_a_version_that_there_is_not_is_named_and_nothing_is_done(installation: Installation) -> None:
    before = installation.state()
    with pytest.raises(Stop, match=r"^There is no version nosuch\.$"):
        run(installation, "nosuch")
    assert installation.state() == before


def test_a_version_is_chosen_by_its_name(installation: Installation) -> None:
    run(installation, "v2")
    assert is_new(installation)


def test_nothing_is_begun_where_the_program_runs(installation: Installation) -> None:
    before = installation.state()
    with socket.create_server(("127.0.0.1", 0)) as running, pytest.raises(Stop, match="Stop it first"):
        upgrade.upgrade(installation.instance, "127.0.0.1", running.getsockname()[1], None)
    assert installation.state() == before
    assert not (installation.instance / "backups").exists()


def test_files_that_were_changed_by_hand_are_not_thrown_away(installation: Installation) -> None:
    (installation.program / "version.txt").write_text("mended by hand")
    with pytest.raises(Stop, match=r"changed by hand(.|\n)*version\.txt"):
        run(installation)
    assert (installation.program / "version.txt").read_text() == "mended by hand"


def test_a_program_that_git_did_not_fetch_says_so(installation: Installation) -> None:
    shutil.rmtree(installation.program / ".git")
    with pytest.raises(Stop, match="not fetched by git"):
        run(installation)


def test_an_installation_without_data_is_upgraded_without_a_backup(installation: Installation) -> None:
    installation.file.unlink()
    run(installation)
    assert git(installation.program, "rev-parse", "HEAD") == installation.new
    assert not (installation.instance / "backups").exists()
