"""The whole board as files: made by the worker, and given away only while nothing was withdrawn since."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.adapters.downloads import About, Download
from portal.adapters.ready_lines import LineTable, ReadyLines
from portal.domain.deadlines import SHANGHAI
from portal.queries.case_fields import TABLE_DICTIONARY, table_row
from portal.queries.case_files import BYTE_ORDER_MARK, csv_head, csv_lines, csv_rows, json_rows
from portal.queries.places import Places, load_places
from portal.store import Board, Case, Database

CSV, JSON_LINES, DICTIONARY, ARCHIVE = "cases.csv", "cases.jsonl", "data-dictionary.csv", "cases.zip"
FILES = (ARCHIVE, CSV, JSON_LINES, DICTIONARY)
"""What can be taken home."""
_TABLE = "lines.npy"
_CHUNK = 1_000
_EFFORT = 3
"""Half the time of the usual 6 for a tenth more bytes."""
_BLOCK = 4 * 1024 * 1024


@dataclass(frozen=True)
class Mark:
    """Where the board stands, as far as a copy of it is concerned."""

    revision: int
    removal: int
    database: str

    def allows(self, about: About) -> bool:
        """True if nothing was taken from the public since a copy was made, nor the database set back to before it."""
        return (about.database, about.removal) == (self.database, self.removal) and about.revision <= self.revision


def board_mark(database: Database) -> Mark:
    """Where the board stands now."""
    with database.reading() as session:
        board = session.get(Board, 1)
    return Mark(board.revision if board else 0, board.removal if board else 0, database.identity())


class Build:
    """One build of all files in an empty folder, done piece by piece so that the worker stays awake for others."""

    def __init__(self, database: Database, draft: Path, now: datetime) -> None:
        self.draft = draft
        self._database = database
        self._now = now
        self._cases = 0
        self._lines = LineTable()
        self._pieces = self._run()

    def go_on(self) -> About | None:
        """Do the next piece, a thousand cases or a few megabytes; at the end says what was built."""
        try:
            next(self._pieces)
        except StopIteration as end:
            about: About = end.value
            return about
        return None

    def close(self) -> None:
        """Let go of the database, finished or not."""
        self._pieces.close()

    def _run(self) -> Generator[None, None, About]:
        # Read first: what changes while the cases are being read makes the build look older than it is, never newer.
        at = board_mark(self._database)
        with self._database.reading() as session:
            places = load_places(session)
            yield from self._write_cases(session, places)
        self._write_dictionary()
        self._lines.write(self.draft / _TABLE)
        yield from self._pack()
        return About(
            revision=at.revision,
            removal=at.removal,
            database=at.database,
            places=places.stamp,
            day=self._day.isoformat(),
            built_at=self._now.isoformat(),
            cases=self._cases,
            sizes={name: (self.draft / name).stat().st_size for name in (*FILES, _TABLE)},
        )

    @property
    def _day(self) -> date:
        return self._now.astimezone(SHANGHAI).date()

    def _write_cases(self, session: Session, places: Places) -> Iterator[None]:
        newest_first = select(Case).where(Case.visible).order_by(Case.published_at.desc(), Case.report_id.desc())
        with (
            session.scalars(newest_first.execution_options(yield_per=_CHUNK)) as stream,
            (self.draft / CSV).open("wb") as table,
            (self.draft / JSON_LINES).open("wb") as objects,
        ):
            table.write(csv_head().encode())
            for cases in stream.partitions():
                rows = [table_row(case, places, self._day) for case in cases]
                objects.write(json_rows(rows).encode())
                for case, row in zip(cases, rows, strict=True):
                    start = table.tell()
                    table.write(csv_rows([row]).encode())
                    self._lines.add(case.report_id, case.revision, start, table.tell())
                    session.expunge(case)
                self._cases += len(cases)
                if len(cases) == _CHUNK:
                    yield

    def _write_dictionary(self) -> None:
        lines = csv_lines([("字段", "含义", "取值"), *TABLE_DICTIONARY])
        (self.draft / DICTIONARY).write_bytes((BYTE_ORDER_MARK + lines).encode())

    def _pack(self) -> Iterator[None]:
        with zipfile.ZipFile(self.draft / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=_EFFORT) as archive:
            for name in (CSV, JSON_LINES, DICTIONARY):
                size = (self.draft / name).stat().st_size
                with (
                    (self.draft / name).open("rb") as file,
                    archive.open(name, "w", force_zip64=size > 2**30) as packed,
                ):
                    yield from _copy(file, packed)


def ready_lines(download: Download, places: Places, today: date) -> ReadyLines | None:
    """The finished lines of a download that still read as they would today; None if they would not."""
    if download.day != today or download.about.places != places.stamp:
        return None
    try:
        return ReadyLines(download.folder / CSV, download.folder / _TABLE)
    except (OSError, ValueError):
        return None


def _copy(source: IO[bytes], target: IO[bytes]) -> Iterator[None]:
    while block := source.read(_BLOCK):
        target.write(block)
        if len(block) == _BLOCK:
            yield
