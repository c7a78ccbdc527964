"""Where a run builds what it measures: in a folder that vanishes, or in one that the next run finds again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.tables import progress


@contextmanager
def kept_or_temporary(keep: Path | None, count: int, seed: int) -> Iterator[Path]:
    """A folder for so many cases of this seed: below ``keep`` and kept, or a temporary one."""
    if keep is None:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    kept = keep / f"{count}-{seed}"
    kept.mkdir(parents=True, exist_ok=True)
    yield kept


def once(folder: Path, name: str, work: Callable[[], None], count: int) -> None:
    """Do the work unless it was done in this folder before, and say how quickly."""
    done = folder / f"{name}.done"
    if done.exists():
        return
    started = time.perf_counter()
    work()
    taken = time.perf_counter() - started
    progress(f"{name}: {taken:.1f} s, {count / taken:,.0f} cases/s")
    done.touch()
