"""docs/deployment.md and the files that it tells to copy say the same as the program."""

from __future__ import annotations

import os
import re
import runpy
import signal
from configparser import RawConfigParser
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.page_rules import ALWAYS_SENT
from tracker.cli import COMMANDS
from tracker.config import MAX_REQUEST_BYTES, read_config
from tracker.web.headers import POLICIES, Kind

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
SERVICES = sorted(DEPLOY.glob("*.service"))
SETTINGS = re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", (DEPLOY / "tracker.env").read_text(encoding="utf-8"), re.MULTILINE)
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def unit(file: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(file, encoding="utf-8")
    return parser


def test_every_file_that_is_named_is_there_and_every_one_there_is_named() -> None:
    named = {name for name in re.findall(r"deploy/([\w.*-]+[\w*])", PAGE) if "*" not in name}
    by_kind = {f".{kind}" for kind in re.findall(r"deploy/\*\.(\w+)", PAGE)}
    there = {file.name for file in DEPLOY.iterdir()}
    assert named <= there
    assert {name for name in there - named if Path(name).suffix not in by_kind} == set()


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_unit_runs_a_command_of_ours_as_nobody_else_with_the_settings_of_all(file: Path) -> None:
    service = unit(file)["Service"]
    assert service["User"] == "tracker"
    assert service["EnvironmentFile"] == "/etc/tracker.env"
    assert service["NoNewPrivileges"] == "true"
    assert "/srv/tracker/instance" in service["ReadWritePaths"].split()
    program, *arguments = service["ExecStart"].split()
    assert program.startswith("/srv/tracker/program/.venv/bin/")
    if program.endswith("/flask"):
        assert arguments[:2] == ["--app", "wsgi"]
        command = next(one for one in COMMANDS if one.name == arguments[2])
        known = {option for parameter in command.params for option in parameter.opts}
        assert {one for one in arguments if one.startswith("--")} <= known | {"--app"}


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_unit_names_no_program_that_an_empty_debian_lacks(file: Path) -> None:
    """``/bin/kill`` is of a package that a small image leaves out: a reload failed there."""
    service = unit(file)["Service"]
    programs = {service[key].lstrip("+").split()[0] for key in service if key.lower().startswith("exec")}
    assert {one for one in programs if not one.startswith("/srv/tracker/")} <= {"/bin/sh", "/usr/sbin/runuser"}


def test_every_timer_has_its_unit_and_every_unit_but_the_server_its_timer() -> None:
    timers = {file.stem for file in DEPLOY.glob("*.timer")}
    assert timers == {file.stem for file in SERVICES} - {"tracker"}
    assert timers <= set(re.findall(r"(tracker-[\w-]+)\.timer", PAGE))


def test_every_setting_is_one_that_the_program_reads(tmp_path: Path) -> None:
    read = (ROOT / "tracker" / "config.py").read_text(encoding="utf-8")
    assert [name for name, _value in SETTINGS if f'"{name}"' not in read and name != "BACKUP_OPTIONS"] == []
    given = {**dict(SETTINGS), "TRACKER_INSTANCE": str(tmp_path), "SMTP_PASSWORD": "x"}
    config = read_config(given)
    assert config.behind_proxy
    assert config.secure_cookies
    assert config.mail is not None
    assert config.trusted_hosts[0] in config.base_url


def test_the_proxy_takes_what_the_program_takes_and_passes_on_what_it_believes() -> None:
    assert f"client_max_body_size {MAX_REQUEST_BYTES // 2**20}m;" in NGINX
    assert dict(re.findall(r"proxy_set_header ([\w-]+) (\S+);", NGINX)) == {
        "Host": "$host",
        "X-Forwarded-Host": "$host",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "$remote_addr",
    }
    assert unit(DEPLOY / "tracker.socket")["Socket"]["ListenStream"] in NGINX
    assert "access_log off" in NGINX


def test_another_name_is_answered_with_nothing_over_either_network() -> None:
    listens = [re.findall(r"^    listen (.*);$", server, re.MULTILINE) for server in NGINX.split("\nserver {")[1:]]
    ours, others = listens[:-1], listens[-1]
    assert {line.removesuffix(" default_server") for line in others} == {
        line.removesuffix(" http2") for server in ours for line in server
    }
    assert all(line.endswith(" default_server") for line in others)
    assert "return 444;" in NGINX.rpartition("server {")[2]


def test_what_the_proxy_answers_by_itself_is_said_in_both_languages() -> None:
    pages = dict(reversed(one) for one in re.findall(r"error_page ([\d ]+) /([\w-]+)\.html;", NGINX))
    assert pages == {"not-taken": "400 413 414 494", "away": "502 504"}
    for name in pages:
        page = (DEPLOY / f"{name}.html").read_text(encoding="utf-8")
        assert '<html lang="ja">' in page
        assert '<div lang="en">' in page
        assert f"deploy/{name}.html" in PAGE
    assert f"location ~ ^/({'|'.join(pages)})\\.html$" in NGINX
    sent = dict(re.findall(r'add_header ([\w-]+) "?([^";]+(?:; [^";]+)*)"? always;', NGINX))
    known = {**ALWAYS_SENT, "Content-Security-Policy": POLICIES[Kind.STATIC], "Cache-Control": "no-store"}
    assert {name: sent.get(name) for name in known} == known


def test_whoever_has_taken_over_takes_the_next_reload_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """gunicorn ignores USR2 as long as it thinks that it has a server before it, and sees that it has none once a second."""
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("os.kill", lambda process, sign: told.append((process, sign)))
    monkeypatch.setattr("gunicorn.systemd.sd_notify", lambda state, logger: None)
    monkeypatch.setenv("GUNICORN_PID", "4711")
    server = SimpleNamespace(master_pid=4711, log=None)
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))["take_over"](server)
    assert told == [(4711, signal.SIGTERM)]
    assert server.master_pid == 0
    assert "GUNICORN_PID" not in os.environ


def test_how_the_installation_is_doing_is_told_to_the_server_itself_alone() -> None:
    assert re.search(r"location = /healthz \{\s*return 404;", NGINX)
    assert "http://127.0.0.1:8000/healthz" in PAGE


def test_a_place_that_a_command_makes_is_its_owners_alone(tmp_path: Path) -> None:
    config = read_config({"TRACKER_INSTANCE": str(tmp_path / "new")})
    assert config.instance.stat().st_mode & 0o077 == 0
