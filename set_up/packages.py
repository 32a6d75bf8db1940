"""Makes the Python environment and installs the hashed packages into it."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from set_up.checks import check_folder
from set_up.commands import call, environment
from set_up.places import ROOT, VENV, python_of
from set_up.words import Stop, tell, words

ROOM_FOR_PACKAGES = 700 * 1024 * 1024


def stamp_of(*locks: Path) -> str:
    """What an environment was made from: this Python and these locks."""
    made_from = hashlib.sha256(f"{sys.version_info[:2]} {sys.platform}".encode())
    for lock in locks:
        made_from.update(lock.read_bytes())
    return made_from.hexdigest()


def prepare_environment(locks: list[Path], venv: Path = VENV) -> None:
    """Install each lock that is not stamped as installed. A stamp is written last: what failed half-way is made anew."""
    venv = venv.resolve()  # what another folder's link leads to is whole where it lies, and is not cleared through the link
    stamps = {lock: venv / f"{lock.stem}.stamp" for lock in locks}
    python_stamp, python_is = venv / "python.stamp", f"{stamp_of()} {venv}"  # its scripts know where they lie
    whole = python_of(venv).exists() and python_stamp.exists() and python_stamp.read_text() == python_is
    missing = [lock for lock, stamp in stamps.items() if not (whole and stamp.exists() and stamp.read_text() == stamp_of(lock))]
    if not missing:
        return
    check_folder(venv.parent, ROOM_FOR_PACKAGES)
    if not whole:
        tell("Pythonの環境を作っています…", "Making the Python environment …")
        if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
            raise Stop(no_venv())
        # the interpreter below an environment: the one above may be the very folder that is cleared
        maker = getattr(sys, "_base_executable", None) or sys.executable
        call([maker, "-m", "venv", "--clear", str(venv)], no_venv())
        python_stamp.write_text(python_is)
    for lock in missing:
        tell("{lock} を入れています（数分かかることがあります）…", "Installing {lock} (this can take minutes) …", lock=lock.name)
        install(lock, venv)
        stamps[lock].write_text(stamp_of(lock))


def no_venv() -> str:
    return words(
        "Pythonの仮想環境を作れません。Debian・Ubuntuでは「sudo apt install python3-venv」を実行し、もう一度実行してください。"
        "ほかの環境では、https://www.python.org/downloads/ のPythonをお使いください。",
        "Python cannot make a virtual environment. On Debian and Ubuntu run “sudo apt install python3-venv” and try again. "
        "Elsewhere use the Python of https://www.python.org/downloads/.",
    )


def install(lock: Path, venv: Path) -> None:
    command = [str(python_of(venv)), "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "--quiet", "-r", str(lock)], cwd=ROOT, env=environment(PIP_USER="0"), capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        raise Stop(f"{done.stdout}{done.stderr}\n{why_pip_failed(done.stdout + done.stderr)}")


def why_pip_failed(output: str) -> str:
    """What to do about it, from what pip wrote."""
    said = output.lower()
    if "no space left" in said:
        return words(
            "ディスクがいっぱいです。空けてから、もう一度実行してください。", "The disk is full. Free some room and try again."
        )
    if "do not match the hashes" in said:
        return words(
            "取り寄せたパッケージの中身が記録と一致しません。途中のネットワークかパッケージの配布元を管理者に確かめてください。",
            "A package that arrived is not the one that was recorded. Ask whoever runs the network or the package mirror.",
        )
    if any(sign in said for sign in ("connection", "timed out", "resolution", "proxy", "ssl", "network", "retrying")):
        return words(
            "パッケージを取り寄せられません。インターネットにつながっているか確かめ、もう一度実行してください。"
            "プロキシの内側ではHTTPS_PROXYを設定してください。",
            "The packages cannot be fetched. Check the connection to the internet and try again. Behind a proxy set HTTPS_PROXY.",
        )
    return words(
        "パッケージを入れられませんでした。上の表示を確かめ、もう一度実行してください。",
        "The packages could not be installed. Read the lines above and try again.",
    )
