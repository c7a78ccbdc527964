"""A sum that a browser does in a second and a sender of thousands does not: ALTCHA's proof of work, version 2.

The answer is a counter, drawn between two bounds, so that no phone is unlucky; the library signs the whole sum, and
with it whatever ``data`` was put into it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import altcha

ALGORITHM = "PBKDF2/SHA-256"
ROUNDS = 1500
"""Rounds of each attempt: about half a millisecond on a desktop, four on a slow phone."""
LEAST, MOST = 200, 400
"""Between these lies the number of attempts: less than two seconds on a slow phone."""


def make_sum(key: bytes, data: Mapping[str, Any]) -> dict[str, Any]:
    """A new sum for a browser to do, as JSON knows it; ``data`` can be read by anybody and changed by nobody."""
    counter = LEAST + secrets.randbelow(MOST - LEAST)
    made = altcha.create_challenge(
        ALGORITHM, ROUNDS, counter=counter, data=dict(data), hmac_secret=key, hmac_key_secret=_key_for_answers(key)
    )
    return made.to_dict()


def read_solution(key: bytes, payload: str) -> dict[str, Any] | None:
    """``nonce`` and ``data`` of the sum if ``payload`` (base64 of JSON) holds one of ours with its right answer."""
    try:
        sent = altcha.Payload.from_base64(payload)
        checked = altcha.verify_solution(sent, key, hmac_key_secret=_key_for_answers(key))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not checked.verified:
        return None
    return {"nonce": sent.challenge.parameters.nonce, "data": sent.challenge.parameters.data}


def _key_for_answers(key: bytes) -> bytes:
    # With the answer signed too, checking costs two digests instead of one more attempt.
    return hashlib.sha256(key + b" answers").digest()
