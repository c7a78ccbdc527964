"""A morning at a desk with 300 open reports: how long the server takes for every page that an officer opens.

``python -m tests.benchmarks.desk --reports 300``: a province of its own in a temporary folder, as an installation
keeps it (SQLite that waits for the disk, the State Council's calendar, compiled templates kept); pages are asked
through the test client in one process, so that the figures are the server's own time. ``--clock cpu`` counts the
seconds of work instead of those that pass, which stays right on a machine that others use too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, update

from portal import create_app, logs
from portal.adapters.calendar import StateCouncilCalendar
from portal.adapters.passwords import hash_password
from portal.adapters.pictures import PictureStore
from portal.config import Settings
from portal.domain.deadlines import day_of
from portal.queries.board import Board
from portal.search import open_index
from portal.services.context import Context
from portal.store import Account, Database
from portal.store.migrate import upgrade
from portal.web.workings import Workings
from tests.benchmarks.tables import Timing, figure, print_machine, print_table, progress
from tests.handling import Desk
from tests.province import settle
from tests.web.people import PASSWORD, Stage

LIMIT_MS = 150
"""Every page an officer opens takes less server time than this."""
MOST_QUERIES = 12
BULK = 30
"""Reports dealt with in one go: a whole page of the list."""
CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}
SECRET = "benchmark-only-R4x_7Lw2Qn9Vb5Tc1Yd8Kf3"
VARIETY = ("报名须知", "办事指南", "领导分工", "预算公开", "联系电话", "招聘公告", "政策解读", "会议纪要")


def main() -> None:
    options = _options()
    logs.configure()
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        stage = open_stage(Path(folder))
        fill(stage, options.reports)
        slow = [
            name
            for name, timing, queries in measure(stage, options.rounds, CLOCKS[options.clock])
            if not good(name, timing, queries)
        ]
    sys.exit(f"too slow or too many queries: {', '.join(slow)}" if slow else 0)


def open_stage(home: Path) -> Stage:
    """An empty province with its application."""
    address = f"sqlite:///{home / 'portal.sqlite'}"
    settings = Settings(home, address, f"whoosh://{home / 'index'}", SECRET)
    database = Database(address)
    upgrade(database)
    cast = settle(database)
    context = Context(database, StateCouncilCalendar(), SECRET.encode())
    with database.writing() as session:
        session.execute(update(Account).values(password_hash=hash_password(PASSWORD)))
    index = open_index(settings.search_url, database.identity(), address)
    workings = Workings(settings, context, index, Board(database, index), PictureStore(settings.attachments))
    return Stage(create_app(settings, workings), workings, cast, Desk(context, cast))


def fill(stage: Stage, count: int) -> None:
    """``count`` open reports on the county's desk, a third to be reviewed; besides, a hundred that were finished with
    a promise, fifty on the desk of the filing unit and fifty with the province."""
    desk, words = stage.desk, cycle(VARIETY)
    promise: dict[str, Any] = {"corrected_on": None, "correct_by": day_of(desk.context.now()) + timedelta(days=9)}
    started = time.perf_counter()

    def make(many: int, into: Callable[[int], object]) -> None:
        for place in range(many):
            into(place)

    make(
        count * 2 // 3,
        lambda place: desk.dispatched(description=f"第 {place} 个栏目“{next(words)}”有一处错误，请核对。"),
    )
    make(count - count * 2 // 3, lambda place: desk.answered(reply=f"经核查，第 {place} 处{next(words)}已改正。"))
    make(50, lambda place: desk.transferred())
    make(50, lambda place: desk.climbed())
    make(100, lambda place: desk.finished(**promise))
    progress(f"{count + 200} reports made in {time.perf_counter() - started:.0f} s")


def visits(stage: Stage) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every page with its name, as something to be done again and again."""
    triage, review = (_first(stage, "chengdong", f"/desk?state={state}") for state in ("triage", "review"))
    answering = _first(stage, "chengdong-gov", "/desk")
    final = _first(stage, "province", "/desk?state=review")
    promised = _first(stage, "chengdong-gov", "/desk/promises")
    pages = (
        ("chengdong", "/desk"),
        ("chengdong", "/desk?state=review&page=3"),
        ("chengdong", "/desk/reports"),
        ("chengdong", "/desk/reports?q=城东&page=4"),
        ("province", "/desk/reports"),
        ("chengdong", f"/desk/reports/{triage}?list=todo"),
        ("chengdong", f"/desk/reports/{review}?list=todo"),
        ("chengdong-gov", f"/desk/reports/{answering}?list=todo"),
        ("chengdong-gov", f"/desk/reports/{promised}?list=promises"),
        ("province", f"/desk/reports/{final}?list=todo"),
        ("chengdong", "/desk/review"),
        ("province", "/desk/review"),
        ("chengdong", "/desk/promises"),
        ("chengdong-gov", "/desk/promises"),
    )
    shown = {triage: "<triage>", review: "<review>", answering: "<answering>", final: "<final>", promised: "<promised>"}
    for who, address in pages:
        name = next((address.replace(number, words) for number, words in shown.items() if number in address), address)
        yield f"{who} {name}", lambda who=who, address=address: stage.officer(who).get(address)


def _first(stage: Stage, who: str, address: str) -> str:
    """The number of the first report of a list."""
    links = stage.officer(who).page(address).links
    return next(link for link in links if link.startswith("/desk/reports/2")).split("/")[3].partition("?")[0]


def bulk_visit(stage: Stage, clock: Callable[[], float]) -> Callable[[], Any]:
    """A bulk assignment of thirty reports, which can be repeated."""
    officer = stage.officer("chengdong")

    def assign() -> Any:
        page = officer.page("/desk?state=triage")
        numbers = [box.get("value") for box in page.all("input") if box.get("name") == "number"][:BULK]
        assert len(numbers) == BULK
        fields = {**page.form("/desk/bulk"), "number": numbers, "action": "assign", "account": "chengdong"}
        started = clock()
        answer = officer.post("/desk/bulk", fields)
        return answer, (clock() - started) * 1000

    return assign


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    statements: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def measure(stage: Stage, rounds: int, clock: Callable[[], float]) -> Iterator[tuple[str, Timing, int]]:
    """Ask everything, print it as a table, and give name, times and queries of each."""
    found: list[tuple[str, Timing, int]] = []
    for name, visit in visits(stage):
        visit()
        with counted() as statements:
            assert visit().status_code == 200, name
        times = []
        for _ in range(rounds):
            started = clock()
            visit()
            times.append((clock() - started) * 1000)
        found.append((name, Timing.of(times), len(statements)))
    assign, times = bulk_visit(stage, clock), []
    for _ in range(max(3, rounds // 5)):
        answer, took = assign()
        assert answer.status_code == 200
        times.append(took)
    found.append((f"POST /desk/bulk ({BULK})", Timing.of(times), 0))
    rows = [(name, str(queries or ""), figure(timing.median), figure(timing.p95)) for name, timing, queries in found]
    print_table("Server time of the desk's pages", ("page", "queries", "median", "p95"), rows, markdown=False)
    yield from found


def good(name: str, timing: Timing, queries: int) -> bool:
    """Quick enough, with few enough queries."""
    return timing.p95 < LIMIT_MS and queries <= MOST_QUERIES


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=300, help="open reports on the desk")
    parser.add_argument("--rounds", type=int, default=25, help="how often each page is asked")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="seconds passed, or seconds of work")
    return parser.parse_args()


if __name__ == "__main__":
    main()
