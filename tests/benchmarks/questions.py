"""What is asked: sets of questions of one kind each, drawn from the cases themselves with a fixed seed."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

from tests.benchmarks.corpus import Corpus, Question
from tests.benchmarks.places import regions

EACH = 220
"""Questions of a kind; no term is asked twice within its kind, so that 95 of 100 cold answers mean something."""

COMMON, MEDIUM, RARE = (0.05, 1.0), (0.005, 0.05), (0.0002, 0.001)
"""Shares of the cases that a word of each kind lies in."""
_SAMPLE = 10_000
_AT_LEVEL = {level: [place for place in regions() if place.level == level] for level in (1, 2)}
_HAN = re.compile(r"[\u4e00-\u9fff]{4,}")


def question_sets(corpus: Corpus, seed: int, each: int = EACH) -> dict[str, list[Question]]:
    """The questions by kind; the same corpus and seed give the same questions."""
    dice = random.Random(seed)
    shares = _shares(corpus)
    common, medium, rare = (_band(shares, band, dice) for band in (COMMON, MEDIUM, RARE))
    return {
        "common word": [Question((word,)) for word in common[:each]],
        "medium word": [Question((word,)) for word in medium[:each]],
        "rare word": [Question((word,)) for word in rare[:each]],
        "two words": [Question(pair) for pair in zip(common[:each], medium[:each], strict=False)],
        "word, dates, region": [_filtered(corpus, word, dice) for word in _alternate(common, medium, each)],
        "phrase 4-8": [Question((phrase,)) for phrase in _phrases(corpus, dice, each)],
        "one character": [Question((character,)) for character in _characters(shares, dice, each)],
    }


def _shares(corpus: Corpus) -> dict[str, float]:
    """In which share of the cases each Chinese bigram lies, from an even sample."""
    step = max(1, corpus.count // _SAMPLE)
    sampled = range(0, corpus.count, step)
    counts: Counter[str] = Counter()
    for rank in sampled:
        text = corpus.record(rank)
        counts.update({a + b for a, b in pairwise(text) if "\u4e00" <= a <= "\u9fff" and "\u4e00" <= b <= "\u9fff"})
    return {bigram: count / len(sampled) for bigram, count in counts.items()}


def _band(shares: dict[str, float], band: tuple[float, float], dice: random.Random) -> list[str]:
    words = sorted(word for word, share in shares.items() if band[0] <= share < band[1])
    dice.shuffle(words)
    return words


def _alternate(one: list[str], other: list[str], count: int) -> list[str]:
    return [word for pair in zip(one, other, strict=False) for word in pair][:count]


def _filtered(corpus: Corpus, word: str, dice: random.Random) -> Question:
    """The word in a city or county and a stretch of one month to three years."""
    first, last = corpus.facts[0].day, corpus.facts[-1].day
    length = timedelta(days=dice.randint(30, 1095))
    since = first + timedelta(days=dice.randint(0, (last - first - length).days))
    level = dice.choice((1, 2))
    return Question((word,), dice.choice(_AT_LEVEL[level]).code, since, since + length)


def _phrases(corpus: Corpus, dice: random.Random, count: int) -> list[str]:
    """Stretches of four to eight Chinese characters from the middle of some case."""
    found: dict[str, None] = {}
    while len(found) < count:
        stretches = _HAN.findall(corpus.record(dice.randrange(corpus.count)))
        stretch = dice.choice(stretches)
        length = min(dice.randint(4, 8), len(stretch))
        start = dice.randint(0, len(stretch) - length)
        found[stretch[start : start + length]] = None
    return list(found)


def _characters(shares: dict[str, float], dice: random.Random, count: int) -> list[str]:
    characters = sorted({character for bigram in shares for character in bigram})
    dice.shuffle(characters)
    return characters[:count]
