"""Fill an empty database with the demo province and a year of its reports."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta

from portal.adapters.pictures import PictureStore
from portal.demo.almanac import Almanac
from portal.demo.history import Clock, History, OneTransaction
from portal.demo.pictures import Album
from portal.demo.plan import YEAR, Plan
from portal.demo.scene import Stage
from portal.demo.settling import settle
from portal.demo.supervision import supervised
from portal.services.context import Context
from portal.store import ScheduleRun
from portal.store.facts import Ground

DISPATCH_TIMES = (time(9), time(14))
ILLUSTRATED = timedelta(days=30)
"""Reports of the last days may come with pictures."""
DISPATCH_JOB = "dispatch"
"""The name under which the worker notes that a set time of dispatch has been served."""


def fill(
    context: Context,
    pictures: PictureStore | None = None,
    *,
    seed: int = 2018,
    reports: int = 400,
    dispatch_times: tuple[time, ...] = DISPATCH_TIMES,
) -> None:
    """Put the demo province and about ``reports`` reports of the last year into the empty database of ``context``.

    The same ``seed`` and the same ``context.now()`` give the same data. Everything is one transaction: after an
    error the database is as empty as before. ``dispatch_times`` are the worker's own; what came in since the last of
    them waits for its next run. With a store for them, some late reports come with ``pictures``.
    """
    with _without_collector():
        _walk(context, pictures, seed, reports, dispatch_times)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for garbage among hundreds of thousands of rows that all stay: a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _walk(
    context: Context, pictures: PictureStore | None, seed: int, reports: int, dispatch_times: tuple[time, ...]
) -> None:
    now = context.now()
    almanac = Almanac(context.calendar, dispatch_times, context.working_days)
    clock = Clock(_first_day(now))
    with context.database.writing() as session:
        province = settle(session, clock.now)
        past = replace(context, database=OneTransaction(context.database, session), calendar=almanac, now=clock)
        album = Album(pictures, now - ILLUSTRATED) if pictures is not None else None
        stage = Stage(past, session, province, almanac, Ground(province.tree, almanac), album)
        history = History(clock, until=now)
        for walk in Plan(stage, seed, now).walks(reports):
            history.add(walk)
        history.add(supervised(stage, now))
        history.run()
        session.add(ScheduleRun(job=DISPATCH_JOB, slot=almanac.last_slot(now), started_at=almanac.last_slot(now)))


def _first_day(now: datetime) -> datetime:
    return now - timedelta(days=YEAR + 30)
