"""The text rules of the search: what counts as the same word, and where it stands in the text that readers see."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from operator import add

# Controls, invisible format characters (zero-width spaces come along with pasted text) and halves of surrogate pairs.
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})

# Most texts are made of characters that each fold to one character, whatever stands beside them: ASCII, ideographs,
# full width forms and common punctuation, with single spaces between. Nothing has to be worked out for those.
_PLAIN = re.compile(r"(?! )(?:[!-~\u4e00-\u9fff\u3001-\u3011\uff01-\uff5e“”‘’—·]| (?! ))*")

Piece = tuple[str, bool]
Span = tuple[int, int]


@lru_cache(maxsize=65_536)
def _is_kept(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _DROPPED_CATEGORIES


def _fold(text: str) -> str:
    """The text without invisible characters, in one width and one case; white space is left as it is."""
    visible = "".join(filter(_is_kept, text))
    # Folding the case can take composed characters apart, hence the second normalisation.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())


@lru_cache(maxsize=16_384)
def _fold_piece(piece: str) -> str:
    """The same for a character or a few, which come again and again."""
    return _fold(piece)


def normalise(text: str) -> str:
    """The form in which texts are indexed and compared; normalising it again changes nothing."""
    return " ".join(_fold(text).split())


def bigrams(normal: str) -> Iterator[str]:
    """The overlapping pairs of characters of a normalised text."""
    return map(add, normal, islice(normal, 1, None))


def highlight(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The whole text in pieces, each with whether it matches one of the normalised words."""
    alignment = _Alignment(text)
    return tuple(_pieces(text, alignment.matches(words), (0, len(text))))


def excerpt(text: str, words: Sequence[str], length: int = 120) -> tuple[Piece, ...]:
    """At most `length` characters around the first match, or the beginning without one, in pieces as in `highlight`.

    An ellipsis is added wherever the text goes on; it is not counted.
    """
    alignment = _Alignment(text)
    matches = alignment.matches(words)
    start, end = alignment.window(matches[0][0] if matches else 0, length)
    pieces = list(_pieces(text, matches, (start, end)))
    if start > 0:
        pieces.insert(0, ("…", False))
    if end < len(text):
        pieces.append(("…", False))
    return tuple(pieces)


class _Alignment:
    """A normalised text, and for each of its characters the stretch of the original text that it came from."""

    spans: list[Span]

    def __init__(self, text: str) -> None:
        self.length = len(text)
        if _PLAIN.fullmatch(text):
            self.cuts = list(range(self.length + 1))
            self.spans = list(pairwise(self.cuts))
            self.normal = _fold(text).rstrip(" ")
            return
        self.cuts = [start for start, _ in _clusters(text)] + [len(text)]
        normal: list[str] = []
        self.spans = []
        for span in pairwise(self.cuts):
            for character in _fold_piece(text[slice(*span)]):
                if not character.isspace():
                    normal.append(character)
                    self.spans.append(span)
                elif normal and normal[-1] != " ":
                    normal.append(" ")
                    self.spans.append(span)
        self.normal = "".join(normal).rstrip(" ")

    def matches(self, words: Iterable[str]) -> list[Span]:
        """Where the words stand in the original text, in order, overlapping places joined."""
        found = sorted(
            (self.spans[place][0], self.spans[place + len(word) - 1][1])
            for word in words
            if word
            for place in _places(self.normal, word)
        )
        joined: list[Span] = []
        for start, end in found:
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def window(self, match: int, length: int) -> Span:
        """At most `length` characters with the match in their first third, not cut inside a composed character."""
        start = max(0, min(match - length // 3, self.length - length))
        start = self.cuts[bisect_left(self.cuts, start)]
        end = self.cuts[bisect_right(self.cuts, start + length) - 1]
        return start, end


def _clusters(text: str) -> Iterator[Span]:
    """Cut the text where its parts fold independently of each other."""
    start = 0
    for place in range(1, len(text)):
        if not _belongs(text[start:place], text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _belongs(cluster: str, character: str) -> bool:
    """Whether a character folds differently after this cluster than alone, as accents and Korean vowels do."""
    if character.isalnum() and (character.isascii() or "\u4e00" <= character <= "\u9fff"):
        return False
    folded = _fold_piece(character)
    # Both are asked, for folding makes a letter of one accent (U+0345) and accents of some letters (U+FF9E).
    if not folded or unicodedata.combining(character) or unicodedata.combining(folded[0]):
        return True
    # Letters that hang below another one, as in Tibetan, fold alone, but must not be cut off when they are shown.
    if unicodedata.category(character) == "Mn":
        return True
    return _fold_piece(cluster + character) != _fold_piece(cluster) + folded


def _places(normal: str, word: str) -> Iterator[int]:
    place = normal.find(word)
    while place >= 0:
        yield place
        place = normal.find(word, place + 1)


def _pieces(text: str, matches: Iterable[Span], window: Span) -> Iterator[Piece]:
    """The text within the window, cut at the edges of the matches; no piece is empty."""
    position, end = window
    for match in matches:
        first, last = max(match[0], position), min(match[1], end)
        if first >= last:
            continue
        if position < first:
            yield text[position:first], False
        yield text[first:last], True
        position = last
    if position < end:
        yield text[position:end], False
