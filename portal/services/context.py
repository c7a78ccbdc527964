"""What every service needs from outside: the database, the time, the calendar, keys and the choices of a province."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from portal.domain.deadlines import WORKING_DAYS, Calendar
from portal.domain.safety import Safety
from portal.store import Database


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """Handed to every service. ``secret`` keys the digests of tracking codes and submissions.

    ``working_days`` is the limit of §四, ``dispute_days`` the days in which a citizen may dispute.
    """

    database: Database
    calendar: Calendar
    secret: bytes = field(repr=False)
    now: Callable[[], datetime] = utc_now
    working_days: int = WORKING_DAYS
    dispute_days: int = 15
    safety: Safety = field(default_factory=Safety)

    def digest(self, purpose: str, *parts: str) -> bytes:
        """A keyed digest of ``parts`` (32 bytes), different for every ``purpose``."""
        key = hmac.digest(self.secret, purpose.encode(), hashlib.sha256)
        # Lengths keep ("ab", "c") and ("a", "bc") apart.
        message = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.digest(key, message.encode("utf-8", "surrogatepass"), hashlib.sha256)
