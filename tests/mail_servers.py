"""A real SMTP server on loopback that keeps what it took, and can be told to misbehave."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tracker.config import MailSettings

CERTIFICATE = Path(__file__).parent / "data" / "mail-server.pem"  # of 127.0.0.1, made for these tests, with its key
USER, PASSWORD = "tracker", "made-up-for-the-tests"


@dataclass
class Postbox:
    """``answer`` is what the server says to a message; ``hangs_up``: it takes the text and ends without a word."""

    answer: str = "250 OK"
    hangs_up: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    settings: MailSettings = field(default=MailSettings("127.0.0.1", "tracker@example.jp", tls="none"))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        message: Any = message_from_bytes(bytes(envelope.content or b""), policy=default)
        if self.hangs_up or self.answer.startswith("250"):
            self.taken.append(message)
        if self.hangs_up:
            server.transport.abort()
        return self.answer


class AnyPort(Controller):
    """On a port that the system chose: the server is asked for it before it is called the first time."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def listening(*, asks_who: bool = False) -> Iterator[Postbox]:
    """``asks_who``: talks by STARTTLS alone, under its own certificate, and only to who signs in."""
    box = Postbox()
    options: dict[str, Any] = {}
    if asks_who:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
        options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _knows}
        box.settings = replace(box.settings, tls="starttls", user=USER, password=PASSWORD)
    controller = AnyPort(box, hostname="127.0.0.1", port=0, ready_timeout=30, **options)
    controller.start()
    try:
        box.settings = replace(box.settings, port=controller.port)
        yield box
    finally:
        controller.stop()
