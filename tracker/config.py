"""Reads the environment once: where things are kept and how the program is reached."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_REQUEST_BYTES = 12 * 1024 * 1024
MAX_FORM_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Config:
    """``instance``: folder of everything the installation owns; ``database_url``: an SQLAlchemy address."""

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    trusted_hosts: tuple[str, ...] = ()
    behind_proxy: bool = False
    secure_cookies: bool = False
    testing: bool = False

    @property
    def attachments(self) -> Path:
        """Where the files of attachments lie, outside everything that is served as a file."""
        return self.instance / "attachments"

    @property
    def assets(self) -> Path:
        """Where set-up leaves what it made from installed packages (the compressed chart library)."""
        return self.instance / "assets"


def _secret_key(instance: Path) -> str:
    """The installation's own key: made at the first start, readable by its owner alone."""
    path = instance / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        instance.mkdir(parents=True, exist_ok=True)
        key = secrets.token_hex(32)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was quicker
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration from ``TRACKER_INSTANCE``, ``DATABASE_URL``, ``SECRET_KEY``, ``TRUSTED_HOSTS``, ``BEHIND_PROXY``."""
    instance = Path(environ.get("TRACKER_INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    hosts = tuple(host.strip() for host in environ.get("TRUSTED_HOSTS", "").split(",") if host.strip())
    behind_proxy = environ.get("BEHIND_PROXY", "") == "1"
    return Config(
        instance=instance,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{instance / 'tracker.sqlite3'}",
        secret_key=environ.get("SECRET_KEY") or _secret_key(instance),
        trusted_hosts=hosts,
        behind_proxy=behind_proxy,
        secure_cookies=behind_proxy,
    )
