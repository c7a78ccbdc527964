"""What the board costs besides answers: building, committing, being found, memory, and how answers slow down.

``python -m tests.benchmarks.growth --cases 10000 100000``: everything but the last table is of the largest number.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace

from portal import logs
from portal.config import CHECKOUT
from portal.domain.deadlines import day_of
from portal.domain.demands import ActionInput
from portal.jobs import IndexKeeper
from portal.queries import published
from portal.queries.board import Board
from portal.queries.board_query import BoardQuery
from portal.search import CaseIndex
from portal.services import publication
from portal.services.context import Context
from portal.store import Clock, Reply, Report
from tests.benchmarks.board import Results, compare
from tests.benchmarks.cases import SEED, Author, MadeCase
from tests.benchmarks.corpus import Corpus, Question
from tests.benchmarks.filling import reply_row, report_row
from tests.benchmarks.own import Portal, context_of
from tests.benchmarks.pages import mixed, portal_path
from tests.benchmarks.questions import question_sets
from tests.benchmarks.servers import portal_environment, portal_web, running, visit
from tests.benchmarks.tables import Timing, figure, print_machine, print_table, progress, ratio

COMMITS = 200
PUBLICATIONS = 40
PAGES = 500
_PATIENCE = 30.0
_POLL = 0.005


def main() -> None:
    options = _options()
    logs.configure()
    print_machine()
    results: dict[int, Results] = {}
    for count in sorted(options.cases):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            own = Portal(home, count, options.seed)
            own.fill()
            rebuilt = _rebuild(home, count)
            corpus = Corpus(count, options.seed)
            questions = mixed(corpus, options.seed)
            kinds = question_sets(corpus, options.seed)
            results[count], wrong = compare(corpus, [own], kinds)
            del corpus
            if wrong:
                sys.exit(f"{wrong} answers were wrong")
            if count == max(options.cases):
                rows = [*rebuilt, *_memory(home, questions), *_commits(own), *_publish(own, home, count)]
                print_table(f"{count:,} cases", ["figure", "median", "p95", "value"], rows, markdown=options.markdown)
    _print_growth(results, markdown=options.markdown)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def _rebuild(home: Path, count: int) -> list[list[str]]:
    """`portal index rebuild`, as a person runs it."""
    command = [sys.executable, "-m", "portal", "index", "rebuild"]
    started = time.perf_counter()
    with (home / "rebuild.log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **portal_environment(home)}, cwd=CHECKOUT, stdout=log, stderr=log
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit((home / "rebuild.log").read_text(encoding="utf-8"))
    taken = time.perf_counter() - started
    size = sum(file.stat().st_size for file in (home / "search_index").rglob("*") if file.is_file())
    progress(f"rebuilt in {taken:.0f} s")
    return [
        ["rebuild, cases/s", "", "", figure(count / taken)],
        ["rebuild, cases a CPU second", "", "", figure(count / (usage.ru_utime + usage.ru_stime))],
        ["rebuild, peak memory, MB", "", "", figure(usage.ru_maxrss / 1024)],
        ["index on disk, MB", "", "", figure(size / 1e6)],
    ]


def _commits(own: Portal) -> list[list[str]]:
    """One case at a time into the index, with what the worker does after it."""
    database = own.database
    keeper = IndexKeeper(context_of(database), own.index())
    dice = random.Random(SEED)
    with database.reading() as session:
        ids = dice.sample(sorted(published.visible_revisions(session)), COMMITS)
    applied, updated = [], []
    for case_id in ids:
        with database.reading() as session:
            changed, _ = published.split_visible(session, [case_id])
        started = time.perf_counter()
        keeper.index.apply(changed, [])
        applied.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        keeper.update([{"report_id": case_id}])
        updated.append((time.perf_counter() - started) * 1000)
    progress("committed one by one")
    return [
        _row("commit of one case to the index, ms", applied),
        _row("the worker's whole turn for one case, ms", updated),
    ]


def _publish(own: Portal, home: Path, count: int) -> list[list[str]]:
    """Publish new cases beside a running worker; how long until the board finds each, and until the index holds it."""
    context = context_of(own.database)
    board, index = Board(own.database, own.index()), own.index()
    found, held = [], []
    command = [sys.executable, "-m", "portal", "worker"]
    with running(command, home / "worker.log", portal_environment(home)):
        board.answer(BoardQuery(q="政府"), day_of(context.now()))
        for place, case in enumerate(Author(SEED + 1).cases(PUBLICATIONS)):
            word = f"qzx{place:04}"
            case["id"], case["number"] = count + place + 1, f"2099-{place:06}"
            committed = _appear(context, case, word)
            found.append(_until(partial(_finds, board, word), committed))
            held.append(_until(partial(_holds, index, word), committed))
    progress("published one by one")
    return [
        _row("from publication until the board finds it, ms", found),
        _row("from publication until the index holds it, ms", held),
    ]


def _appear(context: Context, case: MadeCase, word: str) -> float:
    """Put a new case on the board as the final approval does; the moment at which it was committed."""
    now = context.now()
    given = ActionInput(
        public_title=f"{case['title'][:80]} {word}", public_description=case["description"], public_reply=case["reply"]
    )
    with context.database.writing() as session:
        report, reply = Report(**report_row(case)), Reply(**reply_row(case))
        report.submitted_at, report.finished_at = now - timedelta(days=2), now
        session.add(report)
        session.flush()
        day = day_of(now)
        clock = Clock(
            report_id=report.id,
            unit_id=reply.unit_id,
            received_at=now - timedelta(days=2),
            opens_on=day,
            due_on=day,
            due_at=now,
            provisional=False,
            ended_at=now,
        )
        session.add_all([reply, clock])
        session.flush()
        # A case that is not yet whole must not be written by a query in between, as in every step of the workflow.
        with session.no_autoflush:
            publication.appear(session, report, reply, given, now, context.calendar, context.working_days)
    return time.perf_counter()


def _memory(home: Path, questions: list[Question]) -> list[list[str]]:
    """Resident size of the one process that has answered many mixed questions."""
    with portal_web(home, workers=1) as (port, master):
        seen = visit([port], islice(cycle(map(portal_path, questions)), PAGES), 4, 600)
        children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="utf-8").split()
        sizes = [_resident(process) for process in children]
    if seen.failures:
        sys.exit(seen.failures[0])
    progress("asked for pages")
    whole = max(sizes, key=lambda size: size.whole)
    return [
        [f"web process after {PAGES} pages, resident, MB", "", "", figure(whole.whole)],
        ["of it not backed by files, MB", "", "", figure(whole.anonymous)],
    ]


def _resident(process: str) -> SimpleNamespace:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return SimpleNamespace(
        whole=int(lines["VmRSS"].split()[0]) / 1024, anonymous=int(lines["RssAnon"].split()[0]) / 1024
    )


def _finds(board: Board, word: str) -> bool:
    return board.answer(BoardQuery(q=word), day_of(datetime.now(UTC))).total == 1


def _holds(index: CaseIndex, word: str) -> bool:
    return len(index.view().find([(word,)]).ids) == 1


def _until(true: Callable[[], bool], since: float) -> float:
    """Milliseconds until it is true."""
    while not true():
        if time.perf_counter() > since + _PATIENCE:
            sys.exit(f"not within {_PATIENCE:.0f} s: {true}")
        time.sleep(_POLL)
    return (time.perf_counter() - since) * 1000


def _row(name: str, times: list[float]) -> list[str]:
    timing = Timing.of(times)
    return [name, figure(timing.median), figure(timing.p95), ""]


def _print_growth(results: dict[int, Results], *, markdown: bool) -> None:
    """The cold median by kind of question, and how many times the first the last is."""
    counts = sorted(results)
    rows = []
    for kind, name in results[counts[0]]:
        medians = [Timing.of(results[count][kind, name].cold).median for count in counts]
        rows.append([kind, *map(figure, medians), ratio(medians[-1], medians[0])])
    head = ["cold median, ms", *(f"{count:,}" for count in counts), "growth"]
    print_table("How answers slow down", head, rows, markdown=markdown)


if __name__ == "__main__":
    main()
