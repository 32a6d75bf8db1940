"""What `run.py` checks and makes before the program starts, and what it says where it cannot."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import run as program
from set_up import checks, packages, server
from set_up.places import ROOT, python_of
from set_up.words import Stop, words

SCRIPTS = [ROOT / "run.py", *sorted((ROOT / "set_up").glob("*.py"))]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "LANG": "ja_JP.UTF-8", "LC_ALL": "", "PYTHONUTF8": "1", **environment}
    return subprocess.run([sys.executable, str(ROOT / "run.py"), *arguments], env=settings, capture_output=True, encoding="utf-8")


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


class TestTheScriptItself:
    def test_it_uses_the_standard_library_alone(self) -> None:
        foreign = {
            (script.name, name)
            for script in SCRIPTS
            for node in ast.walk(ast.parse(script.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if name.split(".")[0] not in sys.stdlib_module_names | {"set_up"}
        }
        assert foreign == set()

    def test_an_old_python_can_read_it_far_enough_to_be_told_that_it_is_too_old(self) -> None:
        for script in SCRIPTS:
            assert ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 7))
            assert "from datetime import UTC" not in script.read_text(encoding="utf-8"), "new in Python 3.11"
        with pytest.raises(Stop, match=r"3\.11 or newer is needed \(this is 3\.9\.2\)"):
            checks.check_python((3, 9, 2))

    def test_every_sentence_has_the_same_blanks_in_both_languages(self) -> None:
        pairs = [
            [part.value for part in node.args[:2] if isinstance(part, ast.Constant)]
            for script in SCRIPTS
            for node in ast.walk(ast.parse(script.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("words", "tell")
        ]
        sentences = [pair for pair in pairs if len(pair) == 2]
        assert len(sentences) > 20
        for japanese, english in sentences:
            assert set(re.findall(r"\{\w*\}", japanese)) == set(re.findall(r"\{\w*\}", english))
            assert re.search(r"[ぁ-ん]", japanese)
            assert not re.search(r"[ぁ-んァ-ン一-龥]", english)

    def test_the_language_is_english_where_the_locale_is_and_else_japanese(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert words("止めました。", "Stopped.") == "Stopped."
        for other in ("ja_JP.UTF-8", "C.UTF-8", "POSIX"):
            monkeypatch.setenv("LC_ALL", other)
            assert words("止めました。", "Stopped.") == "止めました。"

    def test_it_speaks_japanese_where_no_language_is_set(self) -> None:
        assert "プログラムを用意して起動します" in run("--help", LANG="", LC_MESSAGES="", LC_CTYPE="").stdout

    def test_help_is_there_in_both_languages(self) -> None:
        assert "プログラムを用意して起動します" in run("--help").stdout
        assert "Sets the program up and starts it" in run("--help", LC_ALL="en_US.UTF-8").stdout

    def test_an_option_that_is_none_is_told_in_both_languages(self) -> None:
        for locale, told in (("ja_JP.UTF-8", "「--nothing」を読めません"), ("en_US.UTF-8", "Cannot read “--nothing”")):
            done = run("--nothing", LC_ALL=locale)
            assert (done.returncode, told in done.stderr, "unrecognized" in done.stderr) == (2, True, False)


def test_a_set_up_says_that_it_is_over_and_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = "go_back_if_cut_short check_folder prepare_environment compile_translations prepare_assets prepare_database"
    for step in steps.split():
        monkeypatch.setattr(program, step, lambda *_, **__: None)
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))
    for within, said in ((), "add the first accounts"), (("--within-upgrade",), ""):
        monkeypatch.setattr(sys, "argv", ["run.py", "--set-up", *within])
        assert program.start(program.options()) == 0
        assert said in (out := capsys.readouterr().out) and bool(out) == bool(said)


class TestPortAndFolder:
    def test_a_port_in_use_is_named_together_with_a_way_out_and_nothing_is_made(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = run(PORT=str(port), TRACKER_INSTANCE=str(tmp_path / "instance"))
        assert done.returncode == 1
        assert f"ポート{port}はほかのプログラムが使っています" in done.stderr
        assert re.search(r"例：PORT=\d+ make run", done.stderr)
        assert str(port) not in re.findall(r"例：PORT=(\d+)", done.stderr)
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("port", ["0", "65536", "http", "８０００", "-1"])
    def test_a_port_that_is_no_port_is_refused_in_words(self, port: str) -> None:
        done = run(PORT=port)
        assert done.returncode == 1
        assert f"PORTは1から65535までの数字にしてください（いまは「{port}」）" in done.stderr

    def test_a_host_that_is_not_this_machine_is_refused_in_words(self) -> None:
        with pytest.raises(Stop, match=r"Cannot listen on port 8000 of 192\.0\.2\.1"):
            checks.check_port("192.0.2.1", 8000)

    def test_a_folder_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        done = run("--set-up", TRACKER_INSTANCE=str(tmp_path / "file" / "instance"))
        assert done.returncode == 1
        assert f"フォルダー{tmp_path / 'file' / 'instance'}に書き込めません" in done.stderr
        assert "TRACKER_INSTANCE" in done.stderr

    def test_a_full_disk_is_told_before_anything_is_made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=5 * 2**20))
        with pytest.raises(Stop, match=r"has only 5 MB left\. Free at least 700 MB"):
            checks.check_folder(tmp_path, packages.ROOM_FOR_PACKAGES)


def test_on_windows_a_proxy_that_is_told_of_is_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    flag = "--no-clear-untrusted-proxy-headers"
    monkeypatch.delenv("BEHIND_PROXY", raising=False)
    assert flag not in server.for_waitress("127.0.0.1:8000")
    monkeypatch.setenv("BEHIND_PROXY", "1")
    assert server.for_waitress("127.0.0.1:8000") == ["--listen=127.0.0.1:8000", flag]


class Workshop:
    """Stands in for venv and pip: notes what was asked, and makes what they would make."""

    def __init__(self, venv: Path) -> None:
        self.venv = venv
        self.asked: list[str] = []
        self.fails = ""

    def call(self, command: list[str], *advice: str) -> str:
        self.asked.append("venv")
        python_of(self.venv).parent.mkdir(parents=True, exist_ok=True)
        python_of(self.venv).touch()
        if self.fails == "venv":
            raise Stop("venv failed")
        return ""

    def install(self, lock: Path, venv: Path) -> None:
        self.asked.append(lock.name)
        if self.fails == lock.name:
            raise Stop("pip failed")


class TestEnvironment:
    @pytest.fixture
    def lock(self, tmp_path: Path) -> Path:
        (tmp_path / "requirements.txt").write_text("flask==3.1.3")
        return tmp_path / "requirements.txt"

    @pytest.fixture
    def workshop(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
        workshop = Workshop(tmp_path / ".venv")
        monkeypatch.setattr(packages, "call", workshop.call)
        monkeypatch.setattr(packages, "install", workshop.install)
        return workshop

    def test_it_is_made_once(self, workshop: Workshop, lock: Path) -> None:
        packages.prepare_environment([lock], workshop.venv)
        packages.prepare_environment([lock], workshop.venv)
        assert workshop.asked == ["venv", "requirements.txt"]

    def test_what_a_failed_start_left_behind_is_made_anew(self, workshop: Workshop, lock: Path) -> None:
        workshop.fails = "venv"
        with pytest.raises(Stop):
            packages.prepare_environment([lock], workshop.venv)
        assert python_of(workshop.venv).exists(), "the trap: bin/ is there and looks whole"
        workshop.fails = ""
        packages.prepare_environment([lock], workshop.venv)
        assert workshop.asked == ["venv", "venv", "requirements.txt"]

    def test_packages_that_failed_half_way_are_installed_at_the_next_start(self, workshop: Workshop, lock: Path) -> None:
        workshop.fails = "requirements.txt"
        with pytest.raises(Stop):
            packages.prepare_environment([lock], workshop.venv)
        workshop.fails = ""
        packages.prepare_environment([lock], workshop.venv)
        assert workshop.asked == ["venv", "requirements.txt", "requirements.txt"]

    def test_a_changed_lock_is_installed_into_the_same_environment(self, workshop: Workshop, lock: Path) -> None:
        packages.prepare_environment([lock], workshop.venv)
        lock.write_text("flask==3.1.4")
        packages.prepare_environment([lock], workshop.venv)
        assert workshop.asked == ["venv", "requirements.txt", "requirements.txt"]

    def test_another_python_gets_an_environment_of_its_own(
        self, workshop: Workshop, lock: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        packages.prepare_environment([lock], workshop.venv)
        monkeypatch.setattr(sys, "version_info", (3, 99, 0))
        packages.prepare_environment([lock], workshop.venv)
        assert workshop.asked == ["venv", "requirements.txt"] * 2

    def test_an_environment_that_another_folder_links_to_is_used_as_it_is(self, workshop: Workshop, lock: Path) -> None:
        packages.prepare_environment([lock], workshop.venv)
        link = workshop.venv.parent / "linked"
        link.symlink_to(workshop.venv)
        packages.prepare_environment([lock], link)
        assert workshop.asked == ["venv", "requirements.txt"]

    def test_a_python_without_venv_is_told_which_package_to_install(
        self, workshop: Workshop, lock: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
        with pytest.raises(Stop, match="sudo apt install python3-venv"):
            packages.prepare_environment([lock], workshop.venv)

    @pytest.mark.parametrize(
        ("output", "advice"),
        [
            ("NewConnectionError: Failed to establish a new connection: Name or service not known", "connection to the internet"),
            ("WARNING: Retrying (Retry(total=4)) after connection broken by 'ProxyError'", "HTTPS_PROXY"),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "is not the one that was recorded"),
            ("OSError: [Errno 28] No space left on device", "The disk is full"),
            ("error: something else", "Read the lines above"),
        ],
    )
    def test_what_pip_stumbled_over_is_told_with_what_to_do(self, output: str, advice: str) -> None:
        assert advice in packages.why_pip_failed(output)
