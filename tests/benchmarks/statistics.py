"""A decade of a million reports: how long its figures take to count, and the server to answer with them.

``python -m tests.benchmarks.statistics --reports 1000000``: SQLite as an installation keeps it, the State Council's
calendar, one process. Cold is the first page of a process, which takes all months into memory; warm is any other one.
``--keep`` names a folder in which the decade stays for the next run; ``--clock cpu`` counts the seconds of work instead
of those that pass, which stays right on a machine that others use too.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from portal import create_app, logs
from portal.adapters.calendar import StateCouncilCalendar
from portal.adapters.passwords import hash_password
from portal.adapters.pictures import PictureStore
from portal.config import Settings
from portal.domain.deadlines import day_of
from portal.domain.periods import Period
from portal.domain.vocabulary import ProblemType
from portal.queries.board import Board
from portal.queries.figures import By, Scope, Statistics
from portal.queries.sheet import Sheets
from portal.search import open_index
from portal.services import measuring
from portal.services.context import Context
from portal.store import Account, Database, FigureMonth
from portal.store.migrate import upgrade
from portal.web.workings import Workings
from tests.benchmarks.folders import kept_or_temporary, once
from tests.benchmarks.tables import Timing, figure, print_machine, print_table, progress
from tests.decade import fill
from tests.decade_places import Scale
from tests.web.people import PASSWORD, Visitor

CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}
LIMIT_MS = 500
"""Every page of statistics takes less server time than this over a million reports."""
SECRET = "benchmark-only-R4x_7Lw2Qn9Vb5Tc1Yd8Kf3"
Row = tuple[str, Timing]


def main() -> None:
    options = _options()
    logs.configure()
    print_machine()
    scale, watch = Scale(options.reports, seed=options.seed), Watch(CLOCKS[options.clock], options.rounds)
    with kept_or_temporary(options.keep, options.reports, options.seed) as home:
        address = f"sqlite:///{home / 'portal.sqlite'}"
        once(home, "fill", lambda: _fill(address, scale), options.reports)
        context = Context(Database(address), StateCouncilCalendar(), SECRET.encode(), lambda: scale.end)
        # A decade that was kept may be of an earlier version.
        upgrade(context.database)
        once(home, "count", lambda: _count(context), options.reports)
        before = _resident()
        cold = list(_cold(context, watch))
        _print("The sheet of a process", cold)
        with context.database.reading() as session:
            statistics = Statistics(Sheets().present(session), day_of(scale.end))
        sheet = statistics.sheet
        size = sum(column.nbytes for table in (sheet.rounds, sheet.parts) for column in table.values())
        _print("Counting", list(_counting(statistics, scale, watch)))
        progress(f"{len(sheet.kinds):,} rounds, {len(sheet.parts['day']):,} parts, {size / 1e6:.0f} MB")
        progress(f"resident: {before:.0f} MB before, {_resident():.0f} MB after, peak {_peak():.0f} MB")
        office = _office(context, home)
        pages = list(_pages(office, scale, watch))
        _print("Server time of whole pages", pages)
        _take_home(office, scale)
    slow = [name for name, timing in pages if timing.p95 >= LIMIT_MS]
    sys.exit(f"too slow: {', '.join(slow)}" if slow else 0)


def _fill(address: str, scale: Scale) -> None:
    database = Database(address)
    upgrade(database)
    fill(database, scale)
    database.dispose()


def _count(context: Context) -> None:
    """Count all months from the events, as the worker does after an upgrade."""
    measuring.start_over(context)
    while measuring.turn(context):
        pass


def _cold(context: Context, watch: Watch) -> Iterator[Row]:
    with context.database.reading() as session:
        yield "all months taken into memory", watch(lambda: Sheets().present(session))
        sheets = Sheets()
        sheets.present(session)
        yield "nothing changed", watch(lambda: sheets.present(session))
        newest = session.scalars(select(FigureMonth.month).order_by(FigureMonth.month.desc()).limit(1)).one()

    def change() -> None:
        measuring.count_again(context, [newest])
        measuring.turn(context)

    def take() -> None:
        with context.database.reading() as session:
            sheets.present(session)

    yield "one month changed", watch(take, change)


def _periods(scale: Scale) -> dict[str, Period]:
    year = scale.first + scale.years - 1
    return {
        "month": Period.month(year, 11),
        "quarter": Period.quarter(year, 3),
        "year": Period.year(year),
        "decade": Period(Period.year(scale.first).first, Period.year(year).last),
    }


def _counting(statistics: Statistics, scale: Scale, watch: Watch) -> Iterator[Row]:
    """All figures, of everything and by every grouping."""
    for name, period in _periods(scale).items():
        yield f"totals, {name}", watch(lambda period=period: statistics.totals(period))
    narrow = Scope(unit=2, region="630100", problem_type=ProblemType.TYPO)
    decade = _periods(scale)["decade"]
    yield "totals, decade, a unit's, of a region and type", watch(lambda: statistics.totals(decade, narrow))
    for by in By:
        for name in ("month", "year", "decade"):
            period = _periods(scale)[name]
            table = lambda period=period, by=by: statistics.table(period, Scope(), by)  # noqa: E731
            yield f"table {by.label}, {name}", watch(table)


def _office(context: Context, home: Path) -> Visitor:
    """An officer of the provincial office, signed in."""
    settings = Settings(home, str(context.database.engine.url), f"whoosh://{home / 'index'}", SECRET)
    index = open_index(settings.search_url, context.database.identity(), settings.database_url)
    parts = Workings(settings, context, index, Board(context.database, index), PictureStore(settings.attachments))
    app = create_app(settings, parts)
    with context.database.writing() as session:
        session.execute(update(Account).values(password_hash=hash_password(PASSWORD)))
    office = Visitor(app)
    assert office.sign_in("province").status_code == 303
    return office


def _pages(office: Visitor, scale: Scale, watch: Watch) -> Iterator[Row]:
    """Pages as they are asked for, with the periods that they compare."""
    year = scale.first + scale.years - 1
    whole = f"from={scale.first}-01-01&to={year}-12-31"
    addresses = [f"/statistics?period={year}", f"/statistics/{year}", "/statistics/definitions"]
    addresses += [f"/desk/statistics?period={year}-11&by={by}" for by in By]
    addresses += [f"/desk/statistics?{whole}&by={by}" for by in By]
    addresses += [f"/desk/statistics?{whole}&by=unit&unit=unit-2&view=openness&problem_type=typo"]
    addresses += [f"/desk/statistics/reports?{whole}&figure={key}" for key in ("finished", "overdue")]
    addresses += [f"/api/v1/statistics?{whole}"]
    for address in addresses:
        answer = office.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        yield address, watch(lambda address=address: office.get(address))


def _take_home(office: Visitor, scale: Scale) -> None:
    """The reports of the last year, and those of all, as they are sent: lines, and what the process holds meanwhile."""
    last = scale.first + scale.years - 1
    for first in (last, scale.first):
        address = f"/desk/statistics/reports/export.csv?from={first}-01-01&to={last}-12-31&figure=received"
        before, most, lines, started = _resident(), 0.0, 0, time.perf_counter()
        with office.client.get(address, buffered=False) as answer:
            assert answer.status_code == 200, address
            for part in answer.response:
                lines += part.count(b"\n" if isinstance(part, bytes) else "\n")
                most = max(most, _resident())
        seconds = time.perf_counter() - started
        progress(f"{lines:,} lines of CSV in {seconds:.1f} s; at most {most - before:.0f} MB more than before")


@dataclass(frozen=True)
class Watch:
    """Times work by one of the clocks, so many times over."""

    clock: Callable[[], float]
    rounds: int

    def __call__(self, work: Callable[[], Any], prepare: Callable[[], Any] = lambda: None) -> Timing:
        """How many milliseconds the work takes; what has to be prepared for it each time is not counted."""
        times = []
        for _ in range(self.rounds):
            prepare()
            started = self.clock()
            work()
            times.append((self.clock() - started) * 1000)
        return Timing.of(times)


def _print(title: str, rows: list[Row]) -> None:
    cells = [(name, figure(timing.median), figure(timing.p95)) for name, timing in rows]
    print_table(title, ("what", "median", "p95"), cells, markdown=False)


def _resident() -> float:
    """What this process has in memory now, in MB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=37)
    parser.add_argument("--rounds", type=int, default=15, help="how often each answer is asked")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="seconds passed, or seconds of work")
    parser.add_argument("--keep", type=Path, help="a folder for the decade, to be used again by the next run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
