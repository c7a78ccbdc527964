"""Writings other than Chinese in what people type: which parts are Tibetan, and how long a text is in any of them.

No language is a ground for refusing a report (§一 names the grounds). Readers' programs want to be told, to choose the
right voice and letters; the code of Tibetan is ``bo`` (BCP 47).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TIBETAN = "bo"
_TIBETAN_RUN = re.compile(r"[\u0f00-\u0fff](?:\s*[\u0f00-\u0fff]+)*")
_SYLLABLE = re.compile(r"[\u0f40-\u0fbc]{1,12}[\u0f0b\u0f0c]?")
"""Letters with their vowel signs up to the dot that ends them; longer ones are not Tibetan and count as several."""

Run = tuple[str, str]


def runs(text: str) -> Iterator[Run]:
    """The text in pieces, each with its language: ``bo``, or nothing where it is that of the page. No piece is empty.

    Space between two Tibetan words belongs to them.
    """
    position = 0
    for found in _TIBETAN_RUN.finditer(text):
        if position < found.start():
            yield text[position : found.start()], ""
        yield found[0], TIBETAN
        position = found.end()
    if position < len(text):
        yield text[position:], ""


def length(text: str) -> int:
    """How long a text is to its writer: in characters; a Tibetan syllable counts as one, as a Chinese one does."""
    return len(_SYLLABLE.sub("字", text))
