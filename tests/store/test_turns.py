"""Writers on SQLite stand in line, whichever process they belong to; the line is a courtesy, not a lock."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.store import Database, database

PATIENCE_SECONDS = 60


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    with opened.writing() as session:
        session.execute(text("CREATE TABLE words (word TEXT)"))
    yield opened
    opened.dispose()


def write(file: Database, word: str) -> None:
    with file.writing() as session:
        session.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})


def written(file: Database) -> list[str]:
    with file.reading() as session:
        return list(session.scalars(text("SELECT word FROM words ORDER BY rowid")))


def test_a_writer_waits_while_another_process_has_its_turn(file: Database, tmp_path: Path) -> None:
    with (tmp_path / "portal.sqlite-line").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = threading.Thread(target=write, args=(file, "after"))
        waiting.start()
        time.sleep(0.3)
        assert written(file) == []
    waiting.join(PATIENCE_SECONDS)
    assert written(file) == ["after"]


def test_whoever_has_waited_long_goes_on(file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LINE_SECONDS", 0.2)
    with (tmp_path / "portal.sqlite-line").open("ab") as stopped:
        fcntl.flock(stopped, fcntl.LOCK_EX)
        threads = [threading.Thread(target=write, args=(file, word)) for word in ("one", "two", "three")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        assert sorted(written(file)) == ["one", "three", "two"]


def test_a_writer_that_fails_leaves_its_turn_to_the_next(file: Database) -> None:
    with pytest.raises(ZeroDivisionError), file.writing() as session:
        session.execute(text("INSERT INTO words VALUES ('lost')"))
        1 / 0  # noqa: B018 - fails on purpose
    write(file, "kept")
    assert written(file) == ["kept"]
