"""How gunicorn serves the program: two processes that share what was loaded, some threads each."""

import gc
import os
import signal
import sys
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from gunicorn import util
from gunicorn.systemd import SD_LISTEN_FDS_START, sd_notify

from tracker.logs import as_json, as_text
from tracker.web.headers import static_headers

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# more than may wait for the lock of an SQLite database at once (WAITING_WRITERS): reading goes on beside them
threads = 8
# as long as nginx hands on: a search word of kanji takes nine bytes a letter
limit_request_line = 8190
# loaded once, before the processes part: less memory, a quicker start
preload_app = True
timeout = 60
graceful_timeout = 10
loglevel = "warning"
# a server's log is read by programs; whoever starts it by run.py sees what is wrong and nothing else
logconfig_dict = as_text() if "TRACKER_READY" in os.environ else as_json()
# no socket that could command the server from outside
control_socket_disable = True
# a busy disk must not make a worker look dead
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"

NOT_TAKEN = (Path(__file__).parent / "deploy" / "not-taken.html").read_bytes()


def refuse(client: Any, status: int, reason: str, _message: str) -> None:
    """What never comes as far as the program (an address too long, a request cut short) is refused in both languages too."""
    headers = Headers([("Connection", "close"), ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
    headers["Content-Length"] = str(len(NOT_TAKEN))
    static_headers(over_https=False)(headers, "", "")
    util.write_nonblock(client, f"HTTP/1.1 {status} {reason}\r\n".encode() + bytes(headers) + NOT_TAKEN)


# there is no setting for it: gunicorn's own page is English, with the refused text in it and none of our headers
util.write_error = refuse


def pre_exec(server: Any) -> None:
    """Told by USR2, another server starts with the program as it lies on the disk now, beside this one and on its socket.

    As this one was started, ``python -m gunicorn``: by its path gunicorn's folder would hide Python's own ``http``. A socket of
    systemd's is looked for where systemd hands it over, and gunicorn has moved it.
    """
    server.START_CTX["args"] = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]
    if server.systemd:
        (listener,) = server.LISTENERS
        os.dup2(listener.fileno(), SD_LISTEN_FDS_START)


def when_ready(server: Any) -> None:
    """Say the address where run.py asked for it; take what stays for good out of the collector's rounds."""
    if "TRACKER_READY" in os.environ:
        print(os.environ["TRACKER_READY"], flush=True)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    if server.master_pid:
        take_over(server)


def take_over(server: Any) -> None:
    """The program is loaded: the server before this one ends what it has begun, and systemd hears who is in its place.

    A program that cannot be loaded never comes as far as this, and the one before serves on.
    """
    sd_notify(f"MAINPID={os.getpid()}", server.log)
    os.kill(server.master_pid, signal.SIGTERM)
    # This is the server now. Until gunicorn saw for itself that the one before has gone, it would ignore another reload.
    server.master_pid = 0
    os.environ.pop("GUNICORN_PID", None)
