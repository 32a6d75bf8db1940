"""What somebody signs in with beside the password, in software: a device that keeps passkeys, and an authenticator app."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b32decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.auditing import Client, Page
from tests.cast import Cast
from tracker.domain.totp import code_at, step_of

ORIGIN = "http://localhost"  # where the tests' browser is
PRESENT, VERIFIED, CAN_SYNC, SYNCED, KEY_INCLUDED = 1, 4, 8, 16, 64
APP = "/account/second-factor/app"


def text_of(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(f"{text}===")


@dataclass
class Authenticator:
    """One passkey of one device. ``flags`` and ``origin`` may lie, to see whether somebody looks."""

    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes | None = None
    rp_id: str | None = None  # None: the one that is asked for

    def make(self, options: str | dict[str, Any], **client: Any) -> str:
        """What ``navigator.credentials.create`` gives for these options, as JSON."""
        asked = json.loads(options) if isinstance(options, str) else options
        self.handle = bytes_of(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        told = self._about(asked["rp"]["id"], self.flags | KEY_INCLUDED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        return self._answer(
            clientDataJSON=self._client("webauthn.create", asked["challenge"], client), attestationObject=attestation
        )

    def show(self, options: str | dict[str, Any], **client: Any) -> str:
        """What ``navigator.credentials.get`` gives for these options, as JSON."""
        asked = json.loads(options) if isinstance(options, str) else options
        told = self._about(asked["rpId"], self.flags)
        data = self._client("webauthn.get", asked["challenge"], client)
        signature = self.key.sign(told + hashlib.sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        handle = {} if self.handle is None else {"userHandle": self.handle}
        return self._answer(clientDataJSON=data, authenticatorData=told, signature=signature, **handle)

    def _about(self, rp_id: str, flags: int) -> bytes:
        if self.counts:
            self.count += 1
        name = self.rp_id or rp_id
        return hashlib.sha256(name.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, client: dict[str, Any]) -> bytes:
        data = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(data | client).encode()

    def _answer(self, **response: bytes) -> str:
        key = text_of(self.credential_id)
        written = {name: text_of(content) for name, content in response.items()}
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": written})


def changed(answer: str, name: str, content: bytes) -> str:
    """The answer with one part of it changed after it was signed."""
    told = json.loads(answer)
    told["response"][name] = text_of(content)
    return json.dumps(told)


def secret_on(page: Page) -> bytes:
    return b32decode(page.words(".handed-code")[0].replace("-", ""))


def set_up(browser: Client, cast: Cast, clock: Callable[[], datetime]) -> tuple[bytes, list[str]]:
    """The app of whoever is signed in: its secret, and the recovery codes."""
    page = browser.get(APP)
    secret = secret_on(page)
    code = code_at(secret, step_of(clock()))
    done = browser.submit(page, {"current_password": cast.password, "code": code})
    assert done.status == 200, done.text
    return secret, done.words(".recovery-codes li")
