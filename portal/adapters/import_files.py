"""Where uploaded files wait between the dry run and the import: one private folder each, gone after an hour.

<key>/source        the file as it was sent
<key>/about.json    what it is and how far it has come, replaced in one step
<key>/fates.jsonl   what would become of each line, from the first to the last
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

from portal.domain.imports import Fate, RowFate, Tally
from portal.domain.vocabulary import Term

KEPT = timedelta(hours=1)
LARGEST_UPLOAD = 20 * 1024 * 1024
"""Bytes; larger files are imported on the command line."""
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PIECE = 1 << 20


class Stage(Term):
    """How far an uploaded file has come."""

    EXAMINING = "examining", "正在核对"
    EXAMINED = "examined", "已核对，等待确认"
    REFUSED = "refused", "不能导入"
    IMPORTING = "importing", "正在导入"
    DONE = "done", "已导入"


@dataclass(frozen=True)
class About:
    """One uploaded file: whose it is, its SHA-256, and what is known of its lines. Times are ISO 8601."""

    subject: str
    name: str
    account: int
    digest: str
    size: int
    sent_at: str
    stage: str = Stage.EXAMINING.value
    lines: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()

    @property
    def tally(self) -> Tally:
        """How many lines meet each fate."""
        return Tally(self.counts)


class TooLarge(Exception):
    """The upload is larger than LARGEST_UPLOAD."""


class ImportFiles:
    """The folder of all uploaded files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, stream: IO[bytes], subject: str, name: str, account: int, now: datetime) -> str:
        """Store an upload; returns the key that it is known by. Raises TooLarge."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = secrets.token_hex(16)
        place = self.folder / key
        place.mkdir(mode=0o700)
        size, digest = 0, hashlib.sha256()
        try:
            with (place / "source").open("wb") as file:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > LARGEST_UPLOAD:
                        raise TooLarge
                    digest.update(piece)
                    file.write(piece)
        except BaseException:
            self.forget(key)
            raise
        self.note(key, About(subject, name, account, digest.hexdigest(), size, now.isoformat()))
        return key

    def about(self, key: str) -> About | None:
        """What is known of a file; None if there is none with this key."""
        if not _KEY.fullmatch(key):
            return None
        try:
            found = json.loads((self.folder / key / "about.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return About(**found | {"sentences": tuple(found["sentences"])})

    def note(self, key: str, about: About) -> None:
        """Replace what is known of a file; nothing if it was forgotten meanwhile."""
        draft = self.folder / key / f"about-{secrets.token_hex(4)}"
        try:
            draft.write_text(json.dumps(asdict(about), ensure_ascii=False), encoding="utf-8")
            draft.replace(self.folder / key / "about.json")
        except FileNotFoundError:
            return

    def source(self, key: str) -> Path:
        """The file itself."""
        return self.folder / key / "source"

    def is_unchanged(self, key: str, about: About) -> bool:
        """True if the file is to the byte the one that was sent."""
        try:
            with self.source(key).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == about.digest
        except OSError:
            return False

    def write_fates(self, key: str) -> IO[str]:
        """The file of fates, emptied, to write lines of ``fate_line`` to."""
        return (self.folder / key / "fates.jsonl").open("w", encoding="utf-8")

    def fates(self, key: str, only_wrong: bool, start: int, count: int) -> list[RowFate]:
        """``count`` fates from the place ``start``, of all lines or of the wrong ones."""
        return list(islice(self._fates(key, only_wrong), start, start + count))

    def _fates(self, key: str, only_wrong: bool) -> Iterator[RowFate]:
        try:
            with (self.folder / key / "fates.jsonl").open(encoding="utf-8") as file:
                for line in file:
                    fate = _fate_of(json.loads(line))
                    if not only_wrong or fate.fate is Fate.WRONG:
                        yield fate
        except FileNotFoundError:
            return

    def drop_source(self, key: str) -> None:
        """Delete the file and the fates of its lines; that it was imported stays known until the hour is over."""
        for name in ("source", "fates.jsonl"):
            (self.folder / key / name).unlink(missing_ok=True)

    def forget(self, key: str) -> None:
        """Delete everything about a file."""
        if _KEY.fullmatch(key):
            shutil.rmtree(self.folder / key, ignore_errors=True)

    def overdue(self, now: datetime) -> list[str]:
        """The keys of the files that were sent more than an hour ago."""
        if not self.folder.is_dir():
            return []
        before = (now - KEPT).timestamp()
        found = []
        for each in os.scandir(self.folder):
            about = self.about(each.name)
            # A folder whose upload broke off says nothing about itself; the time of its making does.
            sent = datetime.fromisoformat(about.sent_at).timestamp() if about else each.stat().st_mtime
            if sent < before and _KEY.fullmatch(each.name):
                found.append(each.name)
        return found


def fate_line(fate: RowFate) -> str:
    """A fate as a line of the file of fates."""
    told: list[Any] = [fate.number, fate.key[:60], fate.fate.value, fate.problems, fate.note]
    return json.dumps(told, ensure_ascii=False) + "\n"


def _fate_of(told: list[Any]) -> RowFate:
    number, key, fate, problems, note = told
    return RowFate(number, key, Fate(fate), tuple((column, words) for column, words in problems), note)  # type: ignore[call-arg]  # looks a term up
