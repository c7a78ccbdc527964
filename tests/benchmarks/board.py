"""How fast the board answers, beside SQLite FTS5 and tantivy over the same cases.

``python -m tests.benchmarks.board --cases 100000``: one answer is the page of the twenty newest, the exact total, and
the counts by region and by problem type. Engines take turns question by question in one process, and every answer is
compared with plain substring search. Cold: no engine has been asked the term before; warm: the same questions once
more, after all others of their kind.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portal import logs
from tests.benchmarks.cases import SEED
from tests.benchmarks.competitors import Engine, Fts5Bigram, Fts5Trigram, Tantivy
from tests.benchmarks.corpus import Corpus, Found, Question
from tests.benchmarks.folders import kept_or_temporary
from tests.benchmarks.own import Portal
from tests.benchmarks.questions import EACH, question_sets
from tests.benchmarks.tables import Timing, figure, print_machine, print_table, progress, ratio

ENGINES = ("portal", "fts5_bigram", "fts5_trigram", "tantivy")
Clock = Callable[[], float]
CLOCKS: dict[str, Clock] = {"wall": time.perf_counter, "cpu": time.process_time}
"""Seconds passed, or seconds of work of all threads: the latter stays right on a machine that others use too."""
_OPENING = Question(("政府",))
"""Asked once after opening, so that opening is not part of the first answer."""


@dataclass
class Times:
    """Milliseconds of one engine's answers to the questions of one kind."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)


Results = dict[tuple[str, str], Times]
"""By kind of question and engine."""


def main() -> None:
    options = _options()
    logs.configure()
    wrong = 0
    print_machine()
    for count in options.cases:
        with kept_or_temporary(options.keep, count, options.seed) as folder:
            started = time.perf_counter()
            corpus = Corpus(count, options.seed)
            progress(f"{count:,} cases made in {time.perf_counter() - started:.0f} s")
            engines = [_built(name, corpus, folder, options.seed) for name in options.engines]
            questions = question_sets(corpus, options.seed, options.each)
            results, mismatches = compare(corpus, engines, questions, CLOCKS[options.clock])
        wrong += mismatches
        print_results(count, results, options.engines, markdown=options.markdown)
    if wrong:
        sys.exit(f"{wrong} answers were wrong")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000], help="how many cases; several are allowed")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--each", type=int, default=EACH, help="questions of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="time passed, or processor time")
    parser.add_argument("--markdown", action="store_true", help="tables as the README has them")
    parser.add_argument("--keep", type=Path, help="a folder for what is built, to be used again by the next run")
    return parser.parse_args()


def _built(name: str, corpus: Corpus, folder: Path, seed: int) -> Engine:
    """The engine with the corpus in it."""
    makers: dict[str, Callable[[], Engine]] = {
        "portal": lambda: Portal(folder, corpus.count, seed),
        "fts5_bigram": lambda: Fts5Bigram(folder, corpus),
        "fts5_trigram": lambda: Fts5Trigram(folder, corpus),
        "tantivy": lambda: Tantivy(folder, corpus),
    }
    engine = makers[name]()
    engine.build()
    return engine


def compare(
    corpus: Corpus, engines: Sequence[Engine], questions: dict[str, list[Question]], clock: Clock = time.perf_counter
) -> tuple[Results, int]:
    """Ask everything; the times by this clock, and how many answers were wrong."""
    results: Results = {}
    wrong = 0
    # The cases themselves are no garbage, and looking through them again and again is nobody's cost.
    gc.collect()
    gc.freeze()
    for kind, asked in questions.items():
        for engine in engines:
            engine.open()
            engine.answer(_OPENING)
        # All at once beforehand: looking through every text would push the engines out of the processor's caches.
        truths = [corpus.truth(question) for question in asked]
        for temperature in ("cold", "warm"):
            for place, (question, truth) in enumerate(zip(asked, truths, strict=True)):
                for engine in _in_turn(engines, place, question):
                    times = results.setdefault((kind, engine.name), Times())
                    wrong += _ask(engine, question, truth, getattr(times, temperature), clock)
        progress(f"asked: {kind}")
    return results, wrong


def _in_turn(engines: Sequence[Engine], place: int, question: Question) -> Iterable[Engine]:
    """The engines that can answer, each time beginning with another one."""
    first = place % len(engines)
    return (engine for engine in (*engines[first:], *engines[:first]) if engine.knows(question))


def _ask(engine: Engine, question: Question, truth: Found, times: list[float], clock: Clock) -> bool:
    """Time one answer; whether it was wrong."""
    started = clock()
    answer = engine.answer(question)
    times.append((clock() - started) * 1000)
    told = engine.told(answer, question)
    if told == truth:
        return False
    progress(f"WRONG: {engine.name} on {question}: {told.total} cases, {truth.total} are right; page {told.page[:3]}…")
    return True


def print_results(count: int, results: Results, engines: Sequence[str], *, markdown: bool) -> None:
    """Times by kind and engine, and what the portal's come to against the others'."""
    rows = []
    for (kind, name), times in results.items():
        cold, warm = Timing.of(times.cold), Timing.of(times.warm)
        rows.append([kind, name, *map(figure, (cold.median, cold.p95, warm.median, warm.p95))])
    head = ["question", "engine", "cold median", "cold p95", "warm median", "warm p95"]
    print_table(f"{count:,} cases, ms an answer", head, rows, markdown=markdown)
    others = [name for name in engines if name != "portal"]
    if "portal" not in engines or not others:
        return
    for title, figures in _COMPARED.items():
        rows = []
        for kind in dict.fromkeys(kind for kind, _ in results):
            mine = figures(results[kind, "portal"])
            beside = [results.get((kind, name)) for name in others]
            rows.append([kind, figure(mine), *(ratio(mine, figures(times)) if times else "" for times in beside)])
        head = ["question", "portal, ms", *(f"of {name}" for name in others)]
        print_table(f"{count:,} cases, {title}", head, rows, markdown=markdown)


_COMPARED: dict[str, Callable[[Times], float]] = {
    "cold p95": lambda times: Timing.of(times.cold).p95,
    "cold median": lambda times: Timing.of(times.cold).median,
    "warm median": lambda times: Timing.of(times.warm).median,
}


if __name__ == "__main__":
    main()
