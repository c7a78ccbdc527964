"""One-time passwords by the clock (RFC 6238, with HMAC-SHA-1 and six digits, as every authenticator makes them)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps that the clock of a telephone may be off, either way."""


def step_of(instant: datetime) -> int:
    """The number of the step that an instant lies in."""
    return int(instant.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step (RFC 4226 §5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, typed: str, now: datetime, used: int | None = None) -> int | None:
    """The step whose code was typed; None if it is none of the present ones, or one not later than ``used``: a code
    that somebody saw being typed must open nothing."""
    code = "".join(typed.split())
    if not (code.isascii() and code.isdecimal() and len(code) == DIGITS):
        return None
    present = step_of(now)
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), code) and (used is None or step > used):
            return step
    return None


def written_secret(secret: bytes) -> str:
    """The secret as authenticators take it, in groups of four for whoever types it."""
    letters = b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def set_up_address(secret: bytes, issuer: str, username: str) -> str:
    """What the QR code says: authenticators take secret, portal and user name from it."""
    given = urlencode({"secret": written_secret(secret).replace(" ", ""), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{given}"
