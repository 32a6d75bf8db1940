"""The locks: whole, hashed, and free of the machine that they were made on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements", "requirements-dev"]


def lines_of(lock: str) -> list[str]:
    """One line for each requirement, its hashes included."""
    return (ROOT / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_one_version_with_its_hashes(lock: str) -> None:
    loose = [line for line in lines_of(lock) if not re.match(r"[a-z0-9._-]+==\S+( ;.*?)? +--hash=sha256:[0-9a-f]{64}", line)]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_no_folder_and_no_index(lock: str) -> None:
    foreign = [line for line in lines_of(lock) if re.search(r"[/@]|://|--index|--find-links|--trusted-host|^-", line)]
    assert foreign == []


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_that_is_asked_for_is_in_the_lock(lock: str) -> None:
    asked = re.findall(r"^([a-z][a-z0-9-]+)", (ROOT / f"{lock}.in").read_text(encoding="utf-8"), re.MULTILINE)
    locked = {line.partition("==")[0] for line in lines_of(lock)}
    assert asked
    assert set(asked) - locked == set()


def test_both_locks_name_the_same_version_of_what_they_share() -> None:
    versions: dict[str, set[str]] = {}
    for line in [*lines_of("requirements"), *lines_of("requirements-dev")]:
        name, _, rest = line.partition("==")
        if " ; " not in rest:
            versions.setdefault(name, set()).add(rest.split()[0])
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_lock_is_for_every_system_and_not_for_the_one_it_was_made_on() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(r"^gunicorn==\S+ ; sys_platform != 'win32'", text, re.MULTILINE)
    assert re.search(r"^waitress==", text, re.MULTILINE)
