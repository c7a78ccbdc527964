"""numpy against pyroaring for the arithmetic behind one answer.

``python -m tests.benchmarks.arrays``: cases are numbered in the order of publication, so a stretch of dates is a
stretch of numbers. A posting is the cases with some word.
"""

from __future__ import annotations

import argparse
import time
from array import array
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from tests.benchmarks.cases import SEED
from tests.benchmarks.corpus import PAGE
from tests.benchmarks.tables import Timing, figure, print_table, ratio
from tests.benchmarks.words import zipf

REGIONS, TYPES, POSTINGS, ROUNDS = 50, 7, 200, 300
Numbers = npt.NDArray[np.int32]


class Arrays:
    """Sorted arrays of numbers, and one array of codes for each column."""

    name = "numpy"

    def __init__(self, posting: Numbers, other: Numbers, regions: Numbers, types: Numbers) -> None:
        self.posting, self.other, self.regions, self.types = posting, other, regions, types
        self.rows = len(regions)

    def both(self) -> int:
        """The cases with two words, by a mask of all cases."""
        mask = np.zeros(self.rows, np.bool_)
        mask[self.other] = True
        return int(mask[self.posting].sum())

    def filtered(self, first: int, last: int, region: int) -> int:
        """The posting within a stretch of dates and a region."""
        start, end = np.searchsorted(self.posting, (first, last))
        stretch = self.posting[start:end]
        return len(stretch[self.regions[stretch] == region])

    def counts(self) -> list[int]:
        """The posting counted by region and by type."""
        by_region = np.bincount(self.regions[self.posting], minlength=REGIONS)
        return [*by_region.tolist(), *np.bincount(self.types[self.posting], minlength=TYPES).tolist()]

    def page(self) -> list[int]:
        """The newest of the posting."""
        newest: list[int] = self.posting[-1 : -PAGE - 1 : -1].tolist()
        return newest

    @staticmethod
    def size(postings: list[Numbers]) -> int:
        """Bytes of these postings."""
        return sum(posting.nbytes for posting in postings)


class Bitmaps:
    """A bitmap for every posting and for every value of a column."""

    name = "pyroaring"

    def __init__(self, posting: Numbers, other: Numbers, regions: Numbers, types: Numbers) -> None:
        self.posting, self.other = self.make(posting), self.make(other)
        self.regions = [self.make(np.flatnonzero(regions == code).astype(np.int32)) for code in range(REGIONS)]
        self.types = [self.make(np.flatnonzero(types == code).astype(np.int32)) for code in range(TYPES)]

    @staticmethod
    def make(numbers: Numbers) -> BitMap:
        """The numbers as a bitmap, packed as tightly as it goes."""
        bitmap = BitMap(array("I", numbers.astype(np.uint32).tobytes()))
        bitmap.run_optimize()
        return bitmap

    def both(self) -> int:
        """The cases with two words."""
        return len(self.posting & self.other)

    def filtered(self, first: int, last: int, region: int) -> int:
        """The posting within a stretch of dates and a region."""
        return len(self.posting & self.regions[region] & BitMap(range(first, last)))

    def counts(self) -> list[int]:
        """The posting counted by region and by type."""
        return [self.posting.intersection_cardinality(each) for each in (*self.regions, *self.types)]

    def page(self) -> list[int]:
        """The newest of the posting."""
        total = len(self.posting)
        return list(self.posting[max(0, total - PAGE) : total])[::-1]

    @classmethod
    def size(cls, postings: list[Numbers]) -> int:
        """Bytes of these postings, as they are when written out, which is what they take in memory but for heads."""
        return sum(len(cls.make(posting).serialize()) for posting in postings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[100_000, 300_000])
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    rows = [row for count in options.cases for row in _compare(count)]
    print_table(
        "numpy against pyroaring", ["work", "numpy", "pyroaring", "pyroaring of numpy"], rows, markdown=options.markdown
    )


def _compare(count: int) -> list[list[str]]:
    dice = np.random.default_rng(SEED)
    regions, types = (
        np.searchsorted(weights, dice.random(count) * weights[-1]).astype(np.int32)
        for weights in (zipf(REGIONS, shift=5), zipf(TYPES, shift=2))
    )
    # A word that a third of the cases have, another that a tenth have, and two hundred as words come.
    third, tenth = (np.flatnonzero(dice.random(count) < share).astype(np.int32) for share in (1 / 3, 1 / 10))
    shares = 10 ** dice.uniform(-4, -0.4, POSTINGS)
    postings = [np.flatnonzero(dice.random(count) < share).astype(np.int32) for share in shares]
    arrays, bitmaps = Arrays(third, tenth, regions, types), Bitmaps(third, tenth, regions, types)
    # A stretch of one sixth of the time, and the commonest region.
    first, last = count // 2, count // 2 + count // 6
    raw, packed = third.tobytes(), bitmaps.posting.serialize()
    works: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        # What a posting costs when it is read for the first time.
        "take in sorted numbers": (
            lambda: len(np.frombuffer(raw, np.int32).copy()),
            lambda: len(BitMap(array("I", raw))),
        ),
        "take in what was written out": (
            lambda: len(np.frombuffer(raw, np.int32).copy()),
            lambda: len(BitMap.deserialize(packed)),
        ),
        "intersect two words": (arrays.both, bitmaps.both),
        "word, dates, region": (
            lambda: arrays.filtered(first, last, 0),
            lambda: bitmaps.filtered(first, last, 0),
        ),
        f"count by {REGIONS} regions, {TYPES} types": (arrays.counts, bitmaps.counts),
        "newest page": (arrays.page, bitmaps.page),
    }
    rows = []
    for name, (one, other) in works.items():
        if one() != other():
            raise SystemExit(f"{name}: numpy says {one()}, pyroaring {other()}")
        mine, theirs = _time(one), _time(other)
        rows.append([f"{count:,}: {name}, µs", figure(mine), figure(theirs), ratio(theirs, mine)])
    sizes = Arrays.size(postings) / 1e6, Bitmaps.size(postings) / 1e6
    rows.append([f"{count:,}: {POSTINGS} postings, MB", *map(figure, sizes), ratio(sizes[1], sizes[0])])
    return rows


def _time(work: Callable[[], object]) -> float:
    """The median, in microseconds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1e6)
    return Timing.of(times).median


if __name__ == "__main__":
    main()
