"""The cases of one run as every engine gets them, and the truth that every engine is held to."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.domain.deadlines import day_of
from portal.search.text import bigrams
from tests.benchmarks.cases import SEED, Author, normal_texts
from tests.benchmarks.places import regions

PAGE = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: cases with all the words, in a region and what lies in it, published from one day to another."""

    words: tuple[str, ...]
    region: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the ids of the newest page, the exact total, and the total by region and by problem type."""

    page: tuple[int, ...]
    total: int
    regions: dict[str, int]
    problem_types: dict[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case besides its texts."""

    id: int
    region: str
    problem_type: str
    day: date


class Corpus:
    """``count`` cases in the order of publication; a case's place in it is called its rank, from 0."""

    def __init__(self, count: int, seed: int = SEED) -> None:
        made = []
        for case in Author(seed).cases(count):
            facts = Facts(case["id"], case["region"], case["problem_type"], day_of(case["published_at"]))
            made.append(((case["published_at"], case["id"]), facts, "\n".join(normal_texts(case)) + "\n"))
        made.sort(key=lambda each: each[0])
        self.count = count
        self.facts = [facts for _, facts, _ in made]
        # One string of all texts is searched many times faster than a hundred thousand strings one by one.
        self._all = "".join(text for _, _, text in made)
        self._starts = [0]
        for _, _, text in made:
            self._starts.append(self._starts[-1] + len(text))
        self._around = {place.code: place.parent for place in regions()}

    def record(self, rank: int) -> str:
        """The normalised texts of a case, each in a line of its own."""
        return self._all[self._starts[rank] : self._starts[rank + 1] - 1]

    def records(self) -> Iterator[tuple[int, Facts, str]]:
        """Rank, facts and record of every case, in the order of publication."""
        for rank, facts in enumerate(self.facts):
            yield rank, facts, self.record(rank)

    def truth(self, question: Question) -> Found:
        """The answer as plain substring search gives it."""
        ranks = set.intersection(*(set(self._ranks_with(word)) for word in question.words))
        hits = [rank for rank in sorted(ranks, reverse=True) if self._passes(self.facts[rank], question)]
        facts = [self.facts[rank] for rank in hits]
        return Found(
            tuple(each.id for each in facts[:PAGE]),
            len(facts),
            dict(Counter(each.region for each in facts)),
            dict(Counter(each.problem_type for each in facts)),
        )

    def _ranks_with(self, word: str) -> Iterator[int]:
        place = self._all.find(word)
        while place >= 0:
            rank = bisect_right(self._starts, place) - 1
            yield rank
            place = self._all.find(word, self._starts[rank + 1])

    def _passes(self, facts: Facts, question: Question) -> bool:
        if question.region and question.region not in (facts.region, self._around[facts.region]):
            return False
        return (question.since or facts.day) <= facts.day <= (question.until or facts.day)


def bigram_tokens(record: str) -> str:
    """The overlapping pairs of characters of every field, parted by spaces, for engines that know only words.

    A space inside a pair is written as ``▁``; between two fields stands a bar, so that no phrase reaches across.
    """
    fields = (field.replace(" ", "▁") for field in record.split("\n"))
    return " | ".join(" ".join(bigrams(field)) or field for field in fields)


def bigrams_of(word: str) -> list[str]:
    """A word as ``bigram_tokens`` spells it; a word has at least two characters."""
    return list(bigrams(word.replace(" ", "▁")))
