"""Reads the environment once: where things are kept and how the program is reached."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tracker.domain.mail import is_mail_address

ROOT = Path(__file__).resolve().parent.parent
MAX_REQUEST_BYTES = 12 * 1024 * 1024
MAX_FORM_PARTS = 1000


MAIL_TLS = ("starttls", "implicit", "none")
SECONDS_TO_WAIT = 30  # for each answer of a mail server


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The server that takes our mail; ``tls``: one of :data:`MAIL_TLS`."""

    host: str
    sender: str
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """``instance``: folder of everything the installation owns; ``database_url``: an SQLAlchemy address.

    ``base_url``: under which people reach the program, for links in mails; ``mail`` None: no mail is sent.
    """

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    trusted_hosts: tuple[str, ...] = ()
    behind_proxy: bool = False
    secure_cookies: bool = False
    testing: bool = False
    base_url: str = ""
    mail: MailSettings | None = None

    @property
    def sends_mail(self) -> bool:
        """Whether there is a server to hand mails to, and an address that their links can begin with."""
        return bool(self.mail and self.base_url)

    @property
    def attachments(self) -> Path:
        """Where the files of attachments lie, outside everything that is served as a file."""
        return self.instance / "attachments"

    @property
    def last_backup(self) -> Path:
        """What pages tell of the last backup."""
        return self.instance / "last-backup.json"

    @property
    def reports(self) -> Path:
        """Where large reports are made, each for whoever asked for it, until it is fetched."""
        return self.instance / "reports"

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
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = secrets.token_hex(32)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was quicker
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment):
        raise SystemExit(f"BASE_URL: {value!r} は https://tracker.example.jp の形で書いてください。 / Write it like https://…")
    return value.rstrip("/")


def _mail(environ: Mapping[str, str]) -> MailSettings | None:
    """From ``SMTP_HOST``, ``SMTP_PORT``, ``SMTP_TLS``, ``SMTP_USER``, ``SMTP_PASSWORD``, ``MAIL_FROM``; None without a host."""
    host = environ.get("SMTP_HOST", "").strip()
    if not host:
        return None
    tls = environ.get("SMTP_TLS", "") or "starttls"
    if tls not in MAIL_TLS:
        raise SystemExit(f"SMTP_TLS: {tls!r} は {' / '.join(MAIL_TLS)} のどれかにしてください。 / must be one of these.")
    port = environ.get("SMTP_PORT", "") or {"starttls": "587", "implicit": "465", "none": "25"}[tls]
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 2**16):
        raise SystemExit(f"SMTP_PORT: {port!r} は番号で書いてください。 / must be a number.")
    sender = environ.get("MAIL_FROM", "").strip()
    if not is_mail_address(sender):
        raise SystemExit(
            f"MAIL_FROM: {sender!r} は差出人のメールアドレスにしてください。 / must be the address that mails come from."
        )
    user, password = environ.get("SMTP_USER", ""), environ.get("SMTP_PASSWORD", "")
    if user and tls == "none":
        raise SystemExit("SMTP_USER: SMTP_TLS=none では、パスワードを暗号化せずに送ることになります。 / never without TLS.")
    return MailSettings(host, sender, int(port), tls, user, password)


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration from ``TRACKER_INSTANCE``, ``DATABASE_URL``, ``SECRET_KEY``, ``TRUSTED_HOSTS``, ``BEHIND_PROXY``,
    ``BASE_URL`` and those of the mail server."""
    instance = Path(environ.get("TRACKER_INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    hosts = tuple(host.strip() for host in environ.get("TRUSTED_HOSTS", "").split(",") if host.strip())
    behind_proxy = environ.get("BEHIND_PROXY", "") == "1"
    return Config(
        instance=instance,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{instance / 'tracker.sqlite3'}",
        secret_key=environ.get("SECRET_KEY") or _secret_key(instance),
        trusted_hosts=hosts,
        behind_proxy=behind_proxy,
        secure_cookies=behind_proxy,
        base_url=_base_url(environ.get("BASE_URL", "").strip()),
        mail=_mail(environ),
    )
