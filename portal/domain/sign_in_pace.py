"""How fast passwords may be guessed: after a few failures each further try waits longer than the one before.

Failures are counted for the name together with where the try comes from, for the name whoever tries, and for the
network address whatever name it tries. A device on which the account has signed in before is counted for itself alone:
whoever guesses elsewhere, or at the same address, cannot lock the owner out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

FORGOTTEN_AFTER = timedelta(hours=24)
"""Failures count for a day after the last of them."""
LONGEST_WAIT = 15 * 60


@dataclass(frozen=True, slots=True)
class Pace:
    """``free`` failures cost nothing; the next costs ``first`` seconds, each further one twice as much, at most
    LONGEST_WAIT."""

    free: int
    first: int

    def seconds(self, failures: int) -> int:
        """How long after the last of so many failures the next try is considered."""
        if failures < self.free:
            return 0
        # More doublings than these are beyond the longest wait, and would only make long numbers.
        doubled: int = self.first << min(failures - self.free, 20)
        return min(doubled, LONGEST_WAIT)


class Counted(Enum):
    """What failures are counted for; each pace is of its own, for equal ones would be one member. **[choice]**"""

    DEVICE = Pace(10, 5)
    """The name, on a device where it has signed in before."""
    PAIR = Pace(5, 10)
    """The name, from one network address."""
    NAME = Pace(20, 10)
    """The name, from wherever: what many addresses together may try."""
    ADDRESS = Pace(30, 10)
    """The address: an office of a hundred people shares one."""
    FACTOR = Pace(5, 30)
    """The account's second factor."""
    CONFIRMATION = Pace(5, 20)
    """The password of somebody who is signed in already, in one session."""


@dataclass(frozen=True, slots=True)
class Failures:
    """So many failures, the last of them then."""

    count: int
    last: datetime


def counting(known: Failures | None, now: datetime) -> int:
    """How many failures still count."""
    return 0 if known is None or now - known.last >= FORGOTTEN_AFTER else known.count


def wait(counted: Counted, known: Failures | None, now: datetime) -> int:
    """The whole seconds until the next try is considered; 0 if it is now."""
    seconds = counted.value.seconds(counting(known, now))
    if known is None or seconds == 0:
        return 0
    # A failure that somebody else has just noted may lie a moment after ``now``.
    opens = known.last + timedelta(seconds=seconds)
    return max(0, -(-(opens - now) // timedelta(seconds=1)))
