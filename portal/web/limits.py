"""Who comes too often: counted by network address or by site, asked in the view, so that nothing typed is lost.

The address is the connection's own, or what as many proxies as ``PORTAL_TRUSTED_PROXIES`` says tell of it. Counts live
in each web process, or in Redis for all of them together.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from enum import Enum
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from portal.config import SettingError, Settings

Answer = TypeVar("Answer")

log = structlog.get_logger()


class Limit(Enum):
    """What is counted, and how much of it one address (or one site) may do. **[choice]**"""

    REPORTS = "60/hour"
    """Reports from one address: some people report a hundred errors of one site in two hours."""
    REPORTS_ON_SITE = "600/hour"
    WRONG_CODES = "10/10minutes"
    """Tracking codes that do not exist. Whoever has typed so many waits, for right ones too."""
    LOST_CODES = "5/hour"
    WRONG_ANSWERS = "20/10minutes"
    """Wrong characters of a picture, wrong answers to a question."""
    PICTURES = "120/hour"
    SEARCHES = "600/10minutes"
    """Searches for words; a whole office may share one address, and a long query counts as several."""


AWAY_FOR = 30
"""Seconds for which a Redis that did not answer is not asked again."""
PATIENCE = 0.5
"""Seconds that Redis may take."""


class Limiter:
    """Counts visits; with ``on`` false it never refuses anybody. While Redis is away each process counts for itself."""

    def __init__(self, storage: Storage, on: bool) -> None:
        self.on = on
        self._shared = MovingWindowRateLimiter(storage)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._items: dict[Limit, RateLimitItem] = {limit: parse(limit.value) for limit in Limit}
        self._ask_again_at = 0.0

    def count(self, limit: Limit, who: str, cost: int = 1) -> int:
        """Count one more, or as many as ``cost`` says; the seconds to wait if that is too many, otherwise 0."""
        item = self._items[limit]
        if not self.on or self._ask(lambda counts: counts.hit(item, limit.name, _key(who), cost=cost)):
            return 0
        return self.wait(limit, who, cost) or 1

    def wait(self, limit: Limit, who: str, cost: int = 1) -> int:
        """The seconds until that is allowed, 0 if it is now; counts nothing."""
        item, key = self._items[limit], _key(who)
        if not self.on or self._ask(lambda counts: counts.test(item, limit.name, key, cost=cost)):
            return 0
        reset = self._ask(lambda counts: counts.get_window_stats(item, limit.name, key).reset_time)
        return max(1, math.ceil(reset - time.time()))

    def _ask(self, question: Callable[[MovingWindowRateLimiter], Answer]) -> Answer:
        """Ask the counts that all share; nobody is refused, and nobody waits for long, because these are away."""
        if time.monotonic() >= self._ask_again_at:
            try:
                return question(self._shared)
            except StorageError as error:
                self._ask_again_at = time.monotonic() + AWAY_FOR
                # The error's own words may quote the address, and with it a password.
                log.warning("counts are away", kind=type(error.storage_error).__name__, seconds=AWAY_FOR)
        return question(self._own)


def _key(who: str) -> str:
    # Redis need not know addresses of people.
    return hashlib.sha256(who.encode()).hexdigest()[:24]


def install(app: Flask, settings: Settings) -> None:
    """Open the counts of this process, or those in Redis."""
    app.extensions["limiter"] = Limiter(_storage(settings.redis_url), settings.rate_limits)


def _storage(redis_url: str) -> Storage:
    """The counts in Redis, which is not asked before it is needed; without an address those of this process."""
    if not redis_url:
        return MemoryStorage()
    try:
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise SettingError("PORTAL_REDIS_URL needs: pip install '.[redis]'") from None
    # Left to itself the client tries for ten seconds, and a citizen would wait for it.
    once: Any = Retry(NoBackoff(), 0)
    return RedisStorage(
        redis_url, wrap_exceptions=True, retry=once, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )


def limiter() -> Limiter:
    """The running application's counts."""
    counts: Limiter = current_app.extensions["limiter"]
    return counts


def address() -> str:
    """The network address of whoever makes this request; "" where a proxy told of something else."""
    try:
        return str(ip_address(request.remote_addr or ""))
    except ValueError:
        return ""


def sender() -> str:
    """Whom the request counts for: an IPv4 address, or the network of an IPv6 one, for each line has a whole network of
    those."""
    known = address()
    return str(ip_network(f"{known}/64", strict=False)) if ":" in known else known


def minutes(seconds: int) -> str:
    """How long to wait, in words."""
    return f"{math.ceil(seconds / 60)} 分钟"
