"""The part of a case that a search has found, to be shown below its title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.search import excerpt, normalise
from portal.store import Case

_FIELDS = (
    ("", "description"), ("原文", "wrong_text"), ("建议改为", "suggested_text"), ("答复", "reply"),
    ("网页", "page_url"), ("编号", "number"),
)  # fmt: skip

BEFORE, AFTER = 150, 250
"""Characters around a match, more than an excerpt shows on either side."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of one public text around the first match, in pieces; ``label`` names texts but the description."""

    label: str
    pieces: Iterable[tuple[str, bool]]


def excerpt_of(case: Case, words: Sequence[str]) -> Excerpt:
    """From the public text that contains most of the normalised words, or the beginning of the description."""
    label, text, most = "", case.description, 0
    for name, field in _FIELDS:
        content = getattr(case, field)
        normal = normalise(content)
        matches = sum(word in normal for word in words)
        if matches > most:
            label, text, most = name, content, matches
        if most == len(words):
            break
    return Excerpt(label, excerpt(_around(text, words), words))


def _around(text: str, words: Sequence[str]) -> str:
    """Enough of the text around its first plain match: aligning all of a long one takes most of a page's time."""
    lower = text.lower()
    places = [place for word in words if (place := lower.find(word)) >= 0]
    # Where lower case has another length, or a word is written in another width, nothing is cut.
    if not places or len(lower) != len(text):
        return text
    return text[max(0, min(places) - BEFORE) : min(places) + AFTER]
