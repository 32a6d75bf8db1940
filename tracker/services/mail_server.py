"""Hands messages to the mail server, and tells what it surely did not take from what nobody can know."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from types import TracebackType

from tracker.config import SECONDS_TO_WAIT, MailSettings
from tracker.domain.digests import Delivery
from tracker.domain.words import N_

_LINE_WITH_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Answer:
    """``said``: why it was not taken, in the server's words; ``is_reached`` False: there was no server to talk to."""

    delivery: Delivery
    said: str = ""
    is_reached: bool = True


class _Refused(Exception):
    def __init__(self, code: int, said: bytes) -> None:
        super().__init__(f"{code} {said.decode('utf-8', 'replace')}")
        self.code = code


class MailServer:
    """One connection for as many messages as there are, made when the first one is handed over."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> MailServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close(politely=True)

    def deliver(self, to_address: str, message: bytes) -> Answer:
        """Hand over one message. Only what fails after its text has gone out is UNKNOWN; before that nothing was taken."""
        try:
            smtp = self._connected()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._close()
            return Answer(Delivery.LATER, _words(error), is_reached=False)
        handed_over = False
        try:
            _expect(smtp.mail(self._settings.sender))
            _expect(smtp.rcpt(to_address))
            _expect(smtp.docmd("DATA"), 354)
            handed_over = True
            smtp.send(_LINE_WITH_DOT.sub(b"..", message).removesuffix(b"\r\n") + b"\r\n.\r\n")
            _expect(smtp.getreply())
        except _Refused as refused:
            self._close(politely=True)
            return Answer(Delivery.NEVER if 500 <= refused.code < 600 else Delivery.LATER, str(refused))
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Answer(Delivery.UNKNOWN if handed_over else Delivery.LATER, _words(error))
        return Answer(Delivery.TAKEN)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            settings = self._settings
            if settings.tls == "implicit":
                self._smtp = smtplib.SMTP_SSL(
                    settings.host, settings.port, timeout=SECONDS_TO_WAIT, context=ssl.create_default_context()
                )
            else:
                self._smtp = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS_TO_WAIT)
            self._smtp.ehlo_or_helo_if_needed()
            if settings.tls == "starttls":  # a server that offers none is refused, never talked to in the clear
                self._smtp.starttls(context=ssl.create_default_context())
                self._smtp.ehlo_or_helo_if_needed()
            if settings.user:
                self._smtp.login(settings.user, settings.password)
        return self._smtp

    def _close(self, *, politely: bool = False) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            if politely:
                smtp.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            smtp.close()


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    code, said = answer
    if code not in (codes or (250, 251)):
        raise _Refused(code, said)


def _words(error: Exception) -> str:
    """What went wrong: marked sentences for what the installation's settings mend, else the server's own words."""
    if isinstance(error, smtplib.SMTPAuthenticationError | UnicodeError):  # signing in is by ASCII alone
        return N_("メールサーバーが利用者名かパスワードを受け付けませんでした。設定を確かめてください。")
    if isinstance(error, ssl.SSLCertVerificationError):
        return N_("メールサーバーの証明書を信頼できないため、送りませんでした。サーバーの名前と証明書を確かめてください。")
    return f"{type(error).__name__}: {error}"
