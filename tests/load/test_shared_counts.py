"""Two web processes count together in Redis. Without a server this is an error, not a skip."""

from __future__ import annotations

import os
import time
import uuid
from typing import Any

import pytest

from portal.web.limits import AWAY_FOR, Limit, Limiter, _storage

pytestmark = pytest.mark.load

ADDRESS = os.environ.get("PORTAL_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


@pytest.fixture
def server() -> Any:
    """The Redis itself. Its client comes with an extra of its own, which the README's test command does without."""
    import redis

    return redis.Redis.from_url(ADDRESS)


def test_what_one_process_counted_the_other_knows(server: Any) -> None:
    assert server.ping()
    who = uuid.uuid4().hex
    first, second = Limiter(_storage(ADDRESS), on=True), Limiter(_storage(ADDRESS), on=True)
    assert [each.count(Limit.LOST_CODES, who) for each in (first, second, first, second, first)] == [0] * 5
    assert 3500 < second.count(Limit.LOST_CODES, who) <= 3600
    assert 3500 < first.wait(Limit.LOST_CODES, who) <= 3600
    assert first.count(Limit.LOST_CODES, uuid.uuid4().hex) == 0


def test_no_address_of_a_person_gets_there(server: Any) -> None:
    person = f"198.51.100.{uuid.uuid4().int % 250}"
    Limiter(_storage(ADDRESS), on=True).count(Limit.REPORTS, person)
    assert not [key for key in server.scan_iter() if person.encode() in key]


def test_a_redis_that_is_away_costs_one_short_wait() -> None:
    away = Limiter(_storage("redis://192.0.2.1:6379/0"), on=True)
    started = time.monotonic()
    assert [away.count(Limit.LOST_CODES, "somebody") for _ in range(5)] == [0] * 5
    assert away.count(Limit.LOST_CODES, "somebody") > 0
    assert time.monotonic() - started < AWAY_FOR / 10
