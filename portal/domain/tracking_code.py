"""Tracking codes: what a citizen keeps to follow a report, printable, speakable and with a check character.

Sixteen characters of Crockford's alphabet (no I, L, O, U, which are mistaken for others): fifteen carry 75 bits, the
last is a Luhn check over the alphabet of 32, which finds every single wrong character and nearly every swapped pair.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def make_tracking_code(secret: bytes) -> str:
    """The code that stands for ``secret`` (at least ten unpredictable bytes), as four groups of four.

    The same secret gives the same code, so that a submission that arrives twice can be answered alike.
    """
    if len(secret) < 10:
        raise ValueError("a tracking code needs at least 10 bytes of secret")
    number = int.from_bytes(secret[:10], "big")
    body = "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(LENGTH - 1))
    code = body + _check_character(body)
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def parse_tracking_code(text: str) -> str | None:
    """The code as it was given out, or None where length, alphabet or check character are wrong.

    Case, spaces, hyphens, full-width forms and the letters that are read as digits do not matter.
    """
    folded = unicodedata.normalize("NFKC", text).upper().translate(_MISREAD)
    code = "".join(character for character in folded if character not in " -\t\r\n—–_")
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    if _check_character(code[:-1]) != code[-1]:
        return None
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def _check_character(body: str) -> str:
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character)
        if place % 2 == 0:
            value *= 2
            value = value // 32 + value % 32
        total += value
    return ALPHABET[-total % 32]
