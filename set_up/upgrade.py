"""Brings program and data to a newer version together, or leaves both as they were: also where the power fails half-way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from set_up.checks import can_listen
from set_up.commands import call, environment, flask
from set_up.database import database_file, stored_revision
from set_up.made import compile_translations, prepare_assets
from set_up.places import ROOT, VENV
from set_up.upgrade_failed import gone_back, keep_details, not_gone_back
from set_up.words import Stop, tell, words

WITHIN = "--within-upgrade"  # the new program's own set-up, called from here


@dataclass(frozen=True)
class Plan:
    """What an upgrade is about; it lies on the disk from before the first step until after the last."""

    instance: str
    old: str  # commits
    new: str
    revision: str  # of the data before; empty where there is none
    backup: str

    @property
    def note(self) -> Path:
        return note_of(Path(self.instance))


def note_of(instance: Path) -> Path:
    return instance / "upgrade.json"


def venv_before() -> Path:
    return VENV.with_name(f"{VENV.name}-before")


def upgrade(instance: Path, host: str, port: int, version: str | None) -> None:
    """From the checked-out commit to ``version``, or to what the branch's origin has."""
    go_back_if_cut_short(instance)
    plan = make_plan(instance, version)
    if plan.new == plan.old:
        tell("すでに最新の版です（{old}）。", "This is the newest version already ({old}).", old=plan.old[:12])
        return
    if not can_listen(host, port):
        raise Stop(
            words(
                "プログラムが動いています（ポート{port}）。先に止めてください。例：sudo systemctl stop tracker",
                "The program is running (port {port}). Stop it first. Example: sudo systemctl stop tracker",
                port=port,
            )
        )
    if venv_before().exists():  # of an upgrade that had ended
        shutil.rmtree(venv_before())
    write_note(plan)
    for step in STEPS:
        try:
            step(plan)
        except (Exception, KeyboardInterrupt) as error:
            log = keep_details(instance, error)
            go_back(plan)
            raise gone_back(step.__name__, error, old=plan.old, backup=plan.backup, log=log) from error
    plan.note.unlink()
    shutil.rmtree(venv_before(), ignore_errors=True)
    tell(
        "更新しました：{old} → {new}\n更新の前のデータ：{backup}\nプログラムを起動してください。",
        "Upgraded: {old} → {new}\nThe data before: {backup}\nStart the program.",
        old=plan.old[:12],
        new=plan.new[:12],
        backup=plan.backup or "–",
    )


def make_plan(instance: Path, version: str | None) -> Plan:
    """Nothing is changed yet but what the repository knows of its origin."""
    try:
        changed = git("status", "--porcelain", "--untracked-files=no")
    except (Stop, OSError):
        raise Stop(
            words(
                "{folder}はgitで取り寄せたものではないため、更新できません。新しい版をgit cloneで取り寄せてください。",
                "{folder} was not fetched by git and cannot be upgraded. Fetch the new version by git clone.",
                folder=ROOT,
            )
        ) from None
    if changed:
        raise Stop(
            words(
                "プログラムのファイルが手で変えられています。元に戻してから更新してください。\n{changed}",
                "Files of the program were changed by hand. Undo that, then upgrade.\n{changed}",
                changed=changed,
            )
        )
    git("fetch", "--quiet", "--tags")
    new = commit_of(version)
    stored = stored_revision(database_file(instance)) or ""
    named = time.strftime("before-upgrade-%Y%m%dT%H%M%SZ.tar", time.gmtime())
    backup = str(instance / "backups" / named) if stored else ""
    return Plan(str(instance), git("rev-parse", "HEAD"), new, stored, backup)


def commit_of(version: str | None) -> str:
    try:
        return git("rev-parse", "--verify", f"{version or '@{upstream}'}^{{commit}}")
    except Stop:
        if version is None:
            raise
        raise Stop(words("版「{version}」はありません。", "There is no version {version}.", version=version)) from None


def keep_backup(plan: Plan) -> None:
    """By the old program, before anything else."""
    if plan.backup:
        Path(plan.backup).parent.mkdir(mode=0o700, exist_ok=True)
        tell("データを控えています…", "Backing the data up …")
        flask("backup", plan.backup)


def set_packages_aside(plan: Plan) -> None:
    """Where the new version needs others. A rename: the old ones are whole, under one name or the other."""
    lock = "requirements.txt"
    if git("show", f"{plan.old}:{lock}") != git("show", f"{plan.new}:{lock}"):
        VENV.rename(venv_before())


def take_new_program(plan: Plan) -> None:
    git("reset", "--quiet", "--hard", plan.new)


def set_up_new_program(plan: Plan) -> None:
    """Packages, translations, assets, migrations: by the new program's own set-up."""
    tell("新しい版を用意しています（数分かかることがあります）…", "Setting up the new version (this can take minutes) …")
    call([sys.executable, str(ROOT / "run.py"), "--set-up", "--no-demo", WITHIN], TRACKER_INSTANCE=plan.instance)


def check_new_program(plan: Plan) -> None:
    tell("確かめています…", "Checking …")
    flask("check")


STEPS: tuple[Callable[[Plan], None], ...] = (
    keep_backup,
    set_packages_aside,
    take_new_program,
    set_up_new_program,
    check_new_program,
)


def go_back_if_cut_short(instance: Path) -> None:
    """At every start: an upgrade that was killed half-way is undone before anything else."""
    if note_of(instance).exists():
        tell("途中で終わった更新があります。元の版に戻します…", "An upgrade was cut short. Going back to the version before …")
        go_back(Plan(**json.loads(note_of(instance).read_text(encoding="utf-8"))))


def go_back(plan: Plan) -> None:
    """Every step looks at what is there, so that it can be taken again where it was cut short itself."""
    try:
        for step in BACK:
            step(plan)
    except Exception as error:
        raise not_gone_back(old=plan.old, backup=plan.backup, log=keep_details(Path(plan.instance), error)) from error
    plan.note.unlink()


def take_old_program(plan: Plan) -> None:
    for left_by_a_git_that_was_killed in Path(git("rev-parse", "--absolute-git-dir")).rglob("*.lock"):  # no branch is called so
        left_by_a_git_that_was_killed.unlink(missing_ok=True)
    git("reset", "--quiet", "--hard", plan.old)


def take_old_packages(_plan: Plan) -> None:
    if venv_before().exists():
        if VENV.exists():
            shutil.rmtree(VENV)
        venv_before().rename(VENV)


def make_old_parts(plan: Plan) -> None:
    compile_translations()
    prepare_assets(Path(plan.instance))


def take_old_data(plan: Plan) -> None:
    """Migrations run in one transaction: the revision says whether the data was touched."""
    if plan.revision and stored_revision(database_file(Path(plan.instance))) != plan.revision:
        flask("restore", plan.backup, "--replace")


BACK: tuple[Callable[[Plan], None], ...] = (take_old_program, take_old_packages, make_old_parts, take_old_data)


def write_note(plan: Plan) -> None:
    """On the disk before the first step is taken."""
    beside = plan.note.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(plan), file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(plan.note)


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        raise Stop(
            done.stderr.strip() + "\n" + words("gitが失敗しました：{what}", "git failed: {what}", what=" ".join(arguments))
        )
    return done.stdout.strip()
