"""What readers may type: words that must all be there, phrases in quotes, `-` before what must not be, `|` for or.

There is no wrong input. Whatever is not one of those signs in its place is text to be found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.search.text import normalise

MAX_QUERY_LENGTH = 4_000

Clause = tuple[str, ...]
"""Normalised words of which at least one must be there."""

# Normalising has already made the full-width forms of these signs plain; Chinese quotation marks stay as they are.
_TOKEN = re.compile(r'(?P<or>\|)|(?P<not>-?)(?:"(?P<plain>[^"]*)"?|“(?P<chinese>[^”]*)”?|(?P<bare>[^\s|"“]+))')


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A query understood: each clause must be met, and no excluded word may occur."""

    clauses: tuple[Clause, ...] = ()
    excluded: Clause = ()

    def __bool__(self) -> bool:
        return bool(self.clauses or self.excluded)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that is looked for, each once, in order: what is marked in the texts that were found."""
        return tuple(dict.fromkeys(word for clause in self.clauses for word in clause))

    def matches(self, record: str) -> bool:
        """Whether a normalised text, its fields in lines of their own, is what was asked for."""
        return all(any(word in record for word in clause) for clause in self.clauses) and not any(
            word in record for word in self.excluded
        )

    def without(self, place: int) -> "TextQuery":
        """The same query less one clause."""
        return TextQuery(self.clauses[:place] + self.clauses[place + 1 :], self.excluded)

    def replacing(self, old: str, new: str) -> "TextQuery":
        """The same query with one word written differently."""
        return TextQuery(
            tuple(tuple(new if word == old else word for word in clause) for clause in self.clauses), self.excluded
        )

    def typed(self) -> str:
        """A way to type this query."""
        clauses = [" | ".join(_typed(word) for word in clause) for clause in self.clauses]
        return " ".join([*clauses, *(f"-{_typed(word)}" for word in self.excluded)])


def parse(typed: str) -> TextQuery:
    """Understand what was typed; beyond MAX_QUERY_LENGTH characters it is cut. Never fails."""
    clauses: list[Clause] = []
    excluded: list[str] = []
    joins = False
    for sign, word in _tokens(normalise(typed[:MAX_QUERY_LENGTH])):
        if sign == "|":
            joins = bool(clauses)
        elif sign == "-":
            excluded.append(word)
            joins = False
        elif joins:
            clauses[-1] = tuple(dict.fromkeys((*clauses[-1], word)))
            joins = False
        else:
            clauses.append((word,))
    return TextQuery(tuple(dict.fromkeys(clauses)), tuple(dict.fromkeys(excluded)))


def _tokens(normal: str) -> Iterator[tuple[str, str]]:
    """Signs and words in order: ("|", ""), ("-", word) or ("", word)."""
    for found in _TOKEN.finditer(normal):
        word = (found["plain"] or found["chinese"] or found["bare"] or "").strip()
        if found["or"]:
            yield "|", ""
        elif word:
            yield found["not"], word


def _typed(word: str) -> str:
    if '"' in word:
        return f"“{word}”"
    return f'"{word}"' if re.search(r"[\s|“]|^-", word) else word
