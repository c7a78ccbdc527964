"""Relevance by BM25F: how often the words occur, where, and how rare they are on the whole board.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6.
"""

from collections.abc import Iterable, Mapping
from math import log

HEAD_FIELDS = 2
"""The title and the site's name, the first two lines of a record."""
HEAD_WEIGHT = 3.0
SATURATION = 1.2
"""BM25's k1: how soon another occurrence stops adding to the score."""
SHORTENING = 0.75
"""BM25's b: how far a long text counts less than a short one with the same words."""
USUAL_HEAD = 30
USUAL_BODY = 450
"""Usual lengths in characters. Fixed, so that a score does not depend on what else was found."""


def scores(records: Iterable[tuple[int, str]], frequencies: Mapping[str, int], cases: int) -> dict[int, float]:
    """The score of each record by its id, for words that occur in ``frequencies`` of altogether ``cases`` cases."""
    rarities = {word: log(1 + (cases - count + 0.5) / (count + 0.5)) for word, count in frequencies.items()}
    return {case_id: _score(record, rarities) for case_id, record in records}


def _score(record: str, rarities: Mapping[str, float]) -> float:
    *head_fields, body = record.split("\n", HEAD_FIELDS)
    head = "\n".join(head_fields)
    head_share = HEAD_WEIGHT / (1 - SHORTENING + SHORTENING * len(head) / USUAL_HEAD)
    body_share = 1 / (1 - SHORTENING + SHORTENING * len(body) / USUAL_BODY)
    total = 0.0
    for word, rarity in rarities.items():
        weight = head.count(word) * head_share + body.count(word) * body_share
        total += rarity * weight / (SATURATION + weight)
    return total
