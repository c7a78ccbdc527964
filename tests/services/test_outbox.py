"""Follow-up work is done at least once, and one failure does not block another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.services import outbox
from portal.services.context import Context
from portal.services.outbox import Handler, Unfinished
from portal.store import OutboxItem
from tests.conftest import FrozenClock


class Recorder:
    """A handler that notes what it was given."""

    def __init__(self) -> None:
        self.done: list[Mapping[str, Any]] = []

    def __call__(self, payloads: list[Mapping[str, Any]]) -> None:
        self.done += payloads


def fails(payloads: list[Mapping[str, Any]]) -> None:
    raise ConnectionError("mail server is down")


def put(context: Context, *pieces: tuple[str, int]) -> None:
    """Leave work in the outbox: topic and number."""
    with context.database.writing() as session:
        for topic, number in pieces:
            outbox.add(session, topic, {"number": number}, context.now())


def items(context: Context) -> list[OutboxItem]:
    """Everything in the outbox, oldest first."""
    with context.database.reading() as session:
        return list(session.scalars(select(OutboxItem).order_by(OutboxItem.id)))


def test_work_is_done_once_in_the_order_in_which_it_was_left(context: Context) -> None:
    put(context, ("index", 1), ("index", 2))
    worker = Recorder()
    assert outbox.work(context, {"index": worker}) == 2
    assert worker.done == [{"number": 1}, {"number": 2}]
    assert outbox.work(context, {"index": worker}) == 0
    assert all(item.done_at == context.now() for item in items(context))


def test_work_of_a_transaction_that_failed_does_not_exist(context: Context) -> None:
    with pytest.raises(RuntimeError, match="stop"), context.database.writing() as session:
        outbox.add(session, "index", {"number": 1}, context.now())
        raise RuntimeError("stop")
    assert items(context) == []


def test_a_topic_that_fails_does_not_block_the_others(context: Context) -> None:
    put(context, ("mail", 1), ("index", 2), ("mail", 3), ("index", 4))
    worker = Recorder()
    assert outbox.work(context, {"mail": fails, "index": worker}) == 2
    assert worker.done == [{"number": 2}, {"number": 4}]
    mail = [item for item in items(context) if item.topic == "mail"]
    assert [item.done_at for item in mail] == [None, None]
    assert mail[0].error == "ConnectionError: mail server is down"


def test_of_a_topic_that_was_done_in_part_only_the_rest_comes_back(context: Context, clock: FrozenClock) -> None:
    put(context, ("mail", 1), ("mail", 2), ("mail", 3))

    def second_fails(payloads: list[Mapping[str, Any]]) -> None:
        raise Unfinished([1], "address refused with 450")

    assert outbox.work(context, {"mail": second_fails}) == 2
    assert [(item.done_at is None, item.error) for item in items(context)] == [
        (False, None),
        (True, "address refused with 450"),
        (False, None),
    ]
    clock.advance(seconds=2)
    worker = Recorder()
    assert outbox.work(context, {"mail": worker}) == 1
    assert worker.done == [{"number": 2}]


def test_what_failed_comes_back_later_and_later(context: Context, clock: FrozenClock) -> None:
    put(context, ("mail", 1))
    waits = []
    for _ in range(14):
        outbox.work(context, {"mail": fails})
        (item,) = items(context)
        waits.append(item.available_at - clock.now)
        clock.now = item.available_at
    assert waits == sorted(waits)
    assert waits[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits[-1] == outbox.LONGEST_WAIT
    worker = Recorder()
    assert outbox.work(context, {"mail": worker}) == 1
    assert items(context)[0].error is None


def test_what_failed_is_left_alone_until_its_time(context: Context, clock: FrozenClock) -> None:
    put(context, ("mail", 1))
    outbox.work(context, {"mail": fails})
    worker = Recorder()
    clock.advance(seconds=1.999)
    assert outbox.work(context, {"mail": worker}) == 0
    clock.advance(seconds=0.001)
    assert outbox.work(context, {"mail": worker}) == 1


def test_the_work_of_a_killed_worker_comes_back(context: Context, clock: FrozenClock) -> None:
    put(context, ("index", 1))

    def killed(payloads: list[Mapping[str, Any]]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.work(context, {"index": killed})
    worker = Recorder()
    assert outbox.work(context, {"index": worker}) == 0
    clock.advance(seconds=outbox.CLAIM.total_seconds())
    assert outbox.work(context, {"index": worker}) == 1
    assert items(context)[0].attempts == 2


def test_topics_without_a_handler_wait(context: Context) -> None:
    put(context, ("mail", 1))
    assert outbox.work(context, {"index": Recorder()}) == 0
    assert items(context)[0].attempts == 0


def test_a_batch_takes_the_oldest(context: Context) -> None:
    put(context, *(("index", number) for number in range(5)))
    worker = Recorder()
    assert outbox.work(context, {"index": worker}, batch=2) == 2
    assert worker.done == [{"number": 0}, {"number": 1}]


def test_many_failing_pieces_do_not_starve_the_others(context: Context) -> None:
    put(context, *(("mail", number) for number in range(5)), ("index", 9))
    worker = Recorder()
    handlers: dict[str, Handler] = {"mail": fails, "index": worker}
    for _ in range(3):
        outbox.work(context, handlers, batch=2)
    assert worker.done == [{"number": 9}]


def test_done_work_is_forgotten_after_a_week(context: Context, clock: FrozenClock) -> None:
    put(context, ("index", 1), ("mail", 2))
    outbox.work(context, {"index": Recorder()})
    clock.advance(days=7)
    assert outbox.forget_done(context) == 0
    clock.advance(microseconds=1)
    assert outbox.forget_done(context) == 1
    assert [item.topic for item in items(context)] == ["mail"]
