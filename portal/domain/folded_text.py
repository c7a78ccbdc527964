"""A text without its disguises, with the way back to the text as it was written."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_NUMERALS = ("〇零○◯", "一壹弌幺", "二贰貳弍", "三叁叄弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_CHINESE = str.maketrans({letter: str(digit) for digit, letters in enumerate(_NUMERALS) for letter in letters})
_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me"})


@dataclass(frozen=True, slots=True)
class FoldedText:
    """``letters``: half width, nothing invisible; ``digits``: the same with Chinese numerals as digits, place by place.

    ``places`` tells for each of their characters from where to where it stood in the original.
    """

    letters: str
    digits: str
    places: list[tuple[int, int]]


def fold(text: str) -> FoldedText:
    """The text in one writing; spaces and line ends stay."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for place, letter in enumerate(text):
        for folded in letter if letter.isascii() or "一" <= letter <= "鿿" else _fold(letter):
            if folded in "\n\t" or folded.isprintable():
                letters.append(folded)
                places.append((place, place + 1))
    joined = "".join(letters)
    return FoldedText(joined, joined.translate(_CHINESE), places)


def _fold(letter: str) -> str:
    if unicodedata.category(letter) in _INVISIBLE:
        return ""
    if unicodedata.category(letter) == "Nd":
        return str(unicodedata.digit(letter))
    # Spaces of every width count as one kind, also those that NFKC leaves alone.
    return " " if letter.isspace() else unicodedata.normalize("NFKC", letter)
