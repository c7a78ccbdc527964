"""Who is named as doing better or worse than the rest: one rule for pages and bulletins alike.

The best are at least as good as the whole, the others are not, so that nobody is both; whoever rests on too little is
neither **[choice]**.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Share = tuple[int, int | None]
"""Numerator and denominator of a rate."""


def best_and_worst(shares: Sequence[Share], whole: Share, minimum: int) -> tuple[list[int], list[int]]:
    """Places in ``shares`` of those that are at least as good as ``whole``, the best first, and of those that are not,
    the worst first; of equal rates, those with more to do come first among the best. Denominators below ``minimum``
    are not ranked."""
    ranked = [place for place, (_, among) in enumerate(shares) if (among or 0) >= max(1, minimum)]
    ranked.sort(key=lambda place: (-_rate(shares[place]), -(shares[place][1] or 0)))
    best = [place for place in ranked if _rate(shares[place]) >= _rate(whole)]
    return best, ranked[len(best) :][::-1]


def _rate(share: Share) -> Fraction:
    return Fraction(share[0], share[1] or 1)
