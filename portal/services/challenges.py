"""Challenges: what a browser or a person does once before a report is taken, so that programs cannot send thousands.

Nothing is kept of a challenge until it was solved: its code, its question and its end follow from a token that the
portal signed for this visitor. A solved one is written down with the report, so that it counts once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any

from sqlalchemy import delete

from portal.adapters.proof_of_work import make_sum, read_solution
from portal.domain.folded_text import fold
from portal.domain.word_questions import WordQuestion, word_question
from portal.services.context import Context
from portal.store import SpentChallenge

GOOD_FOR = timedelta(minutes=40)
"""Longer than most people take over a report; the page asks for a new sum before."""
LETTERS = "234567ACDEFHJKMNPRTUWXY"
"""Without those that look like another."""
CODE_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Solved:
    """A solved challenge: ``digest`` tells it from all others, after ``expires_at`` it counts no more anyway."""

    digest: str
    expires_at: datetime


def new_sum(context: Context, visitor: str) -> dict[str, Any]:
    """A sum for this visitor's browser, as ``adapters.proof_of_work`` makes it."""
    return make_sum(_key(context), {"for": _mark(context, visitor), "until": _end(context)})


def check_sum(context: Context, payload: str, visitor: str) -> Solved | None:
    """The sum that was done, None unless it is one of this visitor's, done right and not too old."""
    found = read_solution(_key(context), payload)
    if found is None:
        return None
    data = found["data"] or {}
    if data.get("for") != _mark(context, visitor):
        return None
    return _solved(context, found["nonce"], data.get("until", 0))


def new_token(context: Context, visitor: str) -> str:
    """A token that stands for a code in a picture and for a question in words."""
    nonce, end = secrets.token_hex(12), _end(context)
    return f"{nonce}.{end}.{_signature(context, nonce, end, visitor)}"


def is_good(context: Context, token: str, visitor: str) -> bool:
    """True if the token is this visitor's and not too old."""
    return _read(context, token, visitor) is not None


def picture_code(context: Context, token: str) -> str:
    """The characters that the token's picture shows."""
    digest = context.digest("picture code", token)
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:CODE_LENGTH])


def question(context: Context, token: str) -> WordQuestion:
    """The question that the token asks."""
    return word_question(context.digest("word question", token))


def check_code(context: Context, token: str, visitor: str, typed: str) -> Solved | None:
    """The challenge if what was typed is what the picture shows, in large or small letters."""
    shown = "".join(letter for letter in fold(typed[:40]).letters.upper() if letter.isalnum())
    right = compare_digest(shown.encode(), picture_code(context, token).encode())
    return _read(context, token, visitor) if right else None


def check_answer(context: Context, token: str, visitor: str, typed: str) -> Solved | None:
    """The challenge if what was typed answers the question."""
    return _read(context, token, visitor) if question(context, token).accepts(typed) else None


def stamp(context: Context, begun: datetime) -> str:
    """A moment, to whole seconds, that travels with a form and cannot be changed on the way."""
    second = str(int(begun.timestamp()))
    return f"{second}.{context.digest('form begun', second).hex()[:32]}"


def read_stamp(context: Context, stamped: str) -> datetime | None:
    """The moment of such a stamp, None if it is not ours."""
    second, _, _ = stamped.partition(".")
    if not (second.isascii() and second.isdecimal() and len(second) < 12):
        return None
    begun = datetime.fromtimestamp(int(second), UTC)
    return begun if compare_digest(stamp(context, begun).encode(), stamped.encode("utf-8", "replace")) else None


def forget_expired(context: Context) -> int:
    """Delete solved challenges that would count no more anyway; returns how many."""
    with context.database.writing() as session:
        gone = session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at < context.now()))
        return int(gone.rowcount)  # type: ignore[attr-defined]


def _key(context: Context) -> bytes:
    return context.digest("proof of work")


def _mark(context: Context, visitor: str) -> str:
    return context.digest("challenged visitor", visitor).hex()[:32]


def _end(context: Context) -> int:
    return int((context.now() + GOOD_FOR).timestamp())


def _signature(context: Context, nonce: str, end: int, visitor: str) -> str:
    return context.digest("challenge token", nonce, str(end), visitor).hex()[:32]


def _read(context: Context, token: str, visitor: str) -> Solved | None:
    nonce, _, rest = token.partition(".")
    end, _, signature = rest.partition(".")
    if not (end.isascii() and end.isdecimal() and len(end) < 12):
        return None
    expected = _signature(context, nonce, int(end), visitor)
    if not compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        return None
    return _solved(context, nonce, int(end))


def _solved(context: Context, nonce: str, end: int) -> Solved | None:
    expires_at = datetime.fromtimestamp(end, UTC)
    return Solved(context.digest("spent challenge", nonce).hex(), expires_at) if expires_at > context.now() else None
