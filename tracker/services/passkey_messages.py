"""What is asked of a browser for a passkey and what it answers (WebAuthn), read by the library ``webauthn``.

The library takes a fifth of a second to load, since it brings what reads the certificates of makers, which we do not ask for:
it is loaded by the first passkey of a process.
"""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.domain.passkeys import RelyingParty

LONGEST = 20_000  # characters of an answer; one is a thousand or two
DIALOGUE_MS = 300_000
# A key whose other half nobody has: what is answered of a passkey that is not known here takes the same work.
NOBODYS = b64decode("pQECAyYgASFYIMViL8WhumHWqc2u8ZJTpazHbs0mvqPgEdy3Ub1gsw81IlggvQkWYW/0pZJl2H94D8z1DtFeFID06CknapV0k9A3WSM=")


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that a device has made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that a device has used; ``handle``: whose the device says it is, where it says so."""

    sign_count: int
    is_synced: bool
    handle: bytes | None


def load_library() -> None:
    """Before anybody holds the database: no other writer waits for it."""
    import webauthn  # noqa: F401, PLC0415 - heavy: no start waits for it


def creation_options(
    *, party: RelyingParty, issuer: str, handle: bytes, email: str, name: str, challenge: bytes, known: Iterable[bytes]
) -> str:
    """For ``navigator.credentials.create``: a passkey that is found without an address and asks for finger, face or PIN."""
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415 - heavy: no start waits for it
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    options = generate_registration_options(
        rp_id=party.rp_id,
        rp_name=issuer,
        user_id=handle,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        timeout=DIALOGUE_MS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def request_options(*, party: RelyingParty, challenge: bytes, known: Iterable[bytes], must_verify: bool) -> str:
    """For ``navigator.credentials.get``; ``known`` empty: whichever passkey the device has for us."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415 - heavy: no start waits for it
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    wanted = structs.UserVerificationRequirement.REQUIRED if must_verify else structs.UserVerificationRequirement.PREFERRED
    options = generate_authentication_options(
        rp_id=party.rp_id,
        challenge=challenge,
        timeout=DIALOGUE_MS,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=wanted,
    )
    return options_to_json(options)


def read_answer(text: str) -> tuple[bytes, bytes]:
    """The id of the passkey that an answer is about and the question that it answers; empty where it is no answer at all."""
    try:
        answer = _parsed(text)
        asked = json.loads(_bytes(answer["response"]["clientDataJSON"]))
        return _bytes(answer["id"]), _bytes(asked["challenge"])
    except Exception:  # whatever is wrong with what a stranger sent: it is no answer
        return b"", b""


def read_made(text: str, *, party: RelyingParty, challenge: bytes) -> Made | None:
    """None where the answer is not a passkey made for us, just now, by whoever unlocked the device."""
    from webauthn import verify_registration_response  # noqa: PLC0415 - heavy: no start waits for it

    try:
        made = verify_registration_response(
            credential=_parsed(text),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception:  # the library reads what a stranger sent, and stumbles over it in many ways
        return None
    return Made(made.credential_id, made.credential_public_key, made.sign_count, made.credential_backed_up)


def read_shown(text: str, *, party: RelyingParty, challenge: bytes, public_key: bytes | None, must_verify: bool) -> Shown | None:
    """None where the answer is not signed for us, just now, with that key; without a key the same work is done for nothing."""
    from webauthn import verify_authentication_response  # noqa: PLC0415 - heavy: no start waits for it

    try:
        answer = _parsed(text)
        shown = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            credential_public_key=public_key or NOBODYS,
            # 0 lets every count pass: one that goes back is told from a wrong signature by whoever asks
            credential_current_sign_count=0,
            require_user_verification=must_verify,
        )
        handle = answer["response"].get("userHandle")
        told = _bytes(handle) if handle else None
    except Exception:  # as above
        return None
    if public_key is None:
        return None
    return Shown(shown.new_sign_count, shown.credential_backed_up, told)


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ValueError("longer than any answer")
    parsed = json.loads(text)
    if not isinstance(parsed, dict):
        raise TypeError("an answer is an object")
    return parsed


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(f"{text}===")
