"""The supervisor's cockpit over a million reports: how long the server takes for it and for the lists behind it.

``python -m tests.benchmarks.cockpit --reports 1000000 --open 20000``: six years of reports, all but the newest
finished, put into SQLite by SQLite itself, which takes some minutes; then pages are asked through the test client, so
that the figures are the server's own time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from portal import logs
from portal.services import rising
from tests.benchmarks.cases import SEED, Author
from tests.benchmarks.desk import CLOCKS, counted, open_stage
from tests.benchmarks.tables import Timing, figure, print_machine, print_table, progress
from tests.web.people import Stage

LIMIT_MS = 500
"""The cockpit takes less server time than this."""
OFFICES = 300
"""Filing units with a website each, besides the cast's own."""
YEARS = 6
PROMISED = 10
"""One of so many reports is finished with a promise; one of a hundred of those is late."""

# Ages fall from six years to a minute: the newest reports are the open ones.
AT = "datetime('now', '-' || CAST(1 + (:last - i) * :minutes / :last AS INTEGER) || ' minutes')"
UNIT = "(SELECT id FROM units WHERE code = 'office-' || (i * 7919 % :offices))"
OPEN = "(i > :last - :open)"
ENDED = f"CASE WHEN NOT {OPEN} THEN {AT} END"
PAST = {
    "reports (id, number, kind, state, holder_id, version, site_id, site_code, site_name, page_url, problem_type, "
    "description, submitted_at, finished_at, rectified_on, urged_at, promised_for)": f"""
        i, printf('%04d-%07d', 2000 + i % 20, i), CASE WHEN i % 50 THEN 'correction' ELSE 'unlisted' END,
        CASE WHEN {OPEN} THEN (CASE i % 3 WHEN 0 THEN 'triage' WHEN 1 THEN 'answering' ELSE 'review' END)
        WHEN i % 9 THEN 'published' ELSE 'closed' END,
        CASE WHEN {OPEN} THEN {UNIT} END, 4, CASE WHEN i % 50 THEN {UNIT} END, '6301020000', '网站',
        'http://www.example/' || i, 'typo', (SELECT words FROM texts WHERE texts.id = i % :texts), {AT}, {ENDED},
        CASE WHEN NOT {OPEN} AND NOT i % :promised AND i % 1000 THEN date('now') END,
        CASE WHEN {OPEN} AND i % 40 = 0 THEN {AT} END,
        CASE WHEN NOT {OPEN} AND i % 1000 = 0 THEN date('now', '-9 days') END""",  # noqa: S608 - our own words
    "clocks (report_id, unit_id, received_at, opens_on, due_on, due_at, provisional, ended_at)": f"""
        i, {UNIT}, {AT}, date('now'), date('now', (i % 7 - 3) || ' days'),
        datetime(date('now', (i % 7 - 2) || ' days'), '-8 hours'), 0, {ENDED}""",
    "holdings (report_id, unit_id, state, since, until)": f"""
        i, {UNIT}, 'triage', datetime({AT}, '-20 days'), datetime({AT}, '-' || (i % 19) || ' days')""",
    "holdings(report_id, unit_id, state, since, until)": f"""
        i, {UNIT}, 'answering', datetime({AT}, '-' || (i % 19) || ' days'), {ENDED}""",
    "replies (report_id, version, author_id, unit_id, written_at, approved_at, finding, text, public, corrected_on, "
    "correct_by)": f"""
        i, 1, 1, {UNIT}, {AT}, {AT}, 'confirmed', '已改正', 1, CASE WHEN i % :promised THEN date('now') END,
        CASE WHEN NOT i % :promised THEN date('now', '-9 days') END""",
    "events (report_id, position, at, action, from_state, to_state, details)": f"""
        i, step, {AT}, CASE WHEN step > 3 AND i % 20 = 0 THEN 'send_back' ELSE 'transfer' END, 'triage', 'triage',
        '{{}}'""",
}
"""What is put into which table, for a report with the number ``i``; events have a ``step``."""
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
STEPS = "(SELECT 1 AS step UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5)"
TEXTS = 40_000
"""Different descriptions; more of them than there are reports in the days that are compared."""


def main() -> None:
    options = _options()
    logs.configure()
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        stage = open_stage(Path(folder))
        fill(stage, options.reports, options.open)
        started = time.perf_counter()
        rising.turn(stage.workings.context)
        progress(f"the day's rising words took the worker {time.perf_counter() - started:.1f} s")
        found = list(measure(stage, options.rounds, options.clock))
    rows = [(name, str(queries), figure(timing.median), figure(timing.p95)) for name, timing, queries in found]
    print_table(f"{options.reports:,} reports", ("page", "queries", "median", "p95"), rows, markdown=False)
    slow = [name for name, timing, _ in found if "/desk/cockpit" in name and timing.p95 >= LIMIT_MS]
    sys.exit(f"too slow: {', '.join(slow)}" if slow else 0)


def fill(stage: Stage, count: int, still_open: int) -> None:
    """``count`` reports of six years, the newest ``still_open`` of them on the desks of the offices."""
    started = time.perf_counter()
    given = {"first": 1, "last": count, "open": still_open, "offices": OFFICES, "promised": PROMISED}
    given |= {"minutes": YEARS * 365 * 24 * 60, "texts": TEXTS}
    with stage.workings.context.database.engine.execution_options(writes=True).begin() as connection:
        _offices(connection)
        _texts(connection)
        for table, values in PAST.items():
            rows = f"n, {STEPS}" if table.startswith("events") else "n"
            made = f"INSERT INTO {table} {NUMBERS} SELECT {values} FROM {rows}"  # noqa: S608 - our own words
            connection.execute(text(made), given)
        connection.execute(text("DROP TABLE texts"))
    progress(f"{count:,} reports made in {time.perf_counter() - started:.0f} s")


def _offices(connection: Connection) -> None:
    above = ("chengdong", "xining", "fgw", "haidong")
    unit = "INSERT INTO units (code, name, kind, parent_id) SELECT :code, :name, 'filing', id FROM units "
    rows = [
        {"code": f"office-{place}", "name": f"第{place}局", "above": above[place % len(above)]}
        for place in range(OFFICES)
    ]
    connection.execute(text(f"{unit} WHERE code = :above"), rows)
    # The website of an office has the office's own id, so that a report finds both by one number.
    site = """INSERT INTO sites (id, code, name, url, filing_unit_id, status)
        SELECT id, printf('6301%06d', id), name || '网站', 'http://x.example', id, 'active' FROM units
        WHERE code LIKE 'office-%'"""
    connection.execute(text(site))


def _texts(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE texts (id INTEGER PRIMARY KEY, words TEXT)"))
    rows = [{"id": place, "words": case["description"]} for place, case in enumerate(Author(SEED).cases(TEXTS))]
    connection.execute(text("INSERT INTO texts VALUES (:id, :words)"), rows)


PAGES = (
    ("province", "/desk/cockpit"),
    ("xining", "/desk/cockpit"),
    ("fgw", "/desk/cockpit"),
    ("province", "/desk/reports?late=yes&unit=province"),
    ("province", "/desk/reports?watch=returned"),
    ("province", "/desk/reports?state=answering&waiting=8-&unit=province"),
    ("xining", "/desk/reports?late=yes&charged=xining"),
    ("province", "/desk/promises?state=overdue&unit=province"),
)


def measure(stage: Stage, rounds: int, clock: str) -> Iterator[tuple[str, Timing, int]]:
    """Ask every page again and again: its name, its times and its queries."""
    tick = CLOCKS[clock]
    for who, address in PAGES:
        officer = stage.officer(who)
        with counted() as statements:
            assert officer.get(address).status_code == 200, address
        times = []
        for _ in range(rounds):
            started = tick()
            officer.get(address)
            times.append((tick() - started) * 1000)
        yield f"{who} {address}", Timing.of(times), len(statements)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=20_000, help="how many of them are being handled")
    parser.add_argument("--rounds", type=int, default=15, help="how often each page is asked")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="seconds passed, or seconds of work")
    return parser.parse_args()


if __name__ == "__main__":
    main()
