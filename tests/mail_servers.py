"""A real SMTP server on loopback that keeps what it took, and can be told to misbehave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.config import MailSettings


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


@contextmanager
def listening() -> Iterator[Postbox]:
    box = Postbox()
    controller = AnyPort(box, hostname="127.0.0.1", port=0, ready_timeout=30)
    controller.start()
    try:
        box.settings = replace(box.settings, port=controller.port)
        yield box
    finally:
        controller.stop()
