"""Each message once, whoever sends it and whoever is killed while sending."""

from __future__ import annotations

import pytest

from portal.services.context import Context
from portal.services.sending import KEEP, TAKEN_FOR, BeingSent, forget, once
from tests.conftest import FrozenClock


def killed() -> None:
    raise KeyboardInterrupt


def fails() -> None:
    raise ConnectionError("away")


def test_a_message_is_sent_once(context: Context) -> None:
    sent: list[str] = []
    assert once(context, "a", lambda: sent.append("a"))
    assert not once(context, "a", lambda: sent.append("a"))
    assert once(context, "b", lambda: sent.append("b"))
    assert sent == ["a", "b"]


def test_what_failed_is_free_at_once(context: Context) -> None:
    with pytest.raises(ConnectionError):
        once(context, "a", fails)
    assert once(context, "a", lambda: None)


def test_two_workers_do_not_send_the_same_message(context: Context) -> None:
    def meanwhile() -> None:
        with pytest.raises(BeingSent):
            once(context, "a", lambda: pytest.fail("it was sent twice"))

    assert once(context, "a", meanwhile)


def test_what_a_killed_worker_was_sending_is_sent_by_the_next_one(context: Context, clock: FrozenClock) -> None:
    with pytest.raises(KeyboardInterrupt):
        once(context, "a", killed)
    clock.advance(seconds=TAKEN_FOR.total_seconds() - 1)
    with pytest.raises(BeingSent):
        once(context, "a", lambda: None)
    clock.advance(seconds=1)

    def meanwhile() -> None:
        with pytest.raises(BeingSent):
            once(context, "a", lambda: pytest.fail("a third worker sent it too"))

    assert once(context, "a", meanwhile)
    assert not once(context, "a", lambda: None)


def test_only_what_is_old_and_named_is_forgotten(context: Context, clock: FrozenClock) -> None:
    for key in ("reminder:1", "received:1"):
        once(context, key, lambda: None)
    clock.advance(seconds=KEEP.total_seconds())
    once(context, "reminder:2", lambda: None)
    assert forget(context, "reminder:") == 0
    clock.advance(seconds=1)
    assert forget(context, "reminder:") == 1
    assert not once(context, "reminder:2", lambda: None)
    assert not once(context, "received:1", lambda: None)
