"""How gunicorn serves the program: two processes that share what was loaded, some threads each."""

import gc
import os
from pathlib import Path

from tracker.logs import as_json

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# more than may wait for the lock of an SQLite database at once (WAITING_WRITERS): reading goes on beside them
threads = 8
# loaded once, before the processes part: less memory, a quicker start
preload_app = True
timeout = 60
graceful_timeout = 10
loglevel = "warning"
# a server's log is read by programs; whoever starts it by run.py sees what is wrong and nothing else
if "TRACKER_READY" not in os.environ:
    logconfig_dict = as_json()
# no socket that could command the server from outside
control_socket_disable = True
# a busy disk must not make a worker look dead
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"


def when_ready(server: object) -> None:
    """Say the address where run.py asked for it; take what stays for good out of the collector's rounds."""
    if "TRACKER_READY" in os.environ:
        print(os.environ["TRACKER_READY"], flush=True)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
