"""Takes uploaded files through the dry run and the import, in the worker, so that no page has to wait for it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from portal.adapters.import_files import About, ImportFiles, Stage, fate_line
from portal.adapters.tables import read_table
from portal.config import Settings
from portal.domain.import_columns import Subject
from portal.domain.imports import Entry, RowFate, TableRefused, read_entries
from portal.domain.policy import Actor, Party
from portal.services import heartbeat
from portal.services.context import Context
from portal.services.errors import NotAllowed
from portal.services.imports import HasMistakes, carry_out, examine, forget
from portal.services.uploads import CARRY_OUT, EXAMINE
from portal.store import Account

SWEEP_EVERY = timedelta(minutes=1)
TOLD_EVERY = 1.0
"""Seconds between two notes of how far a file has come."""

log = structlog.get_logger()


def marker_of(key: str) -> str:
    """What the result of an import is remembered by."""
    return f"import:{key}"


class ImportKeeper:
    """Everything that happens to an uploaded file; doing any of it twice does no harm."""

    def __init__(self, context: Context, settings: Settings) -> None:
        self.context = context
        self.files = ImportFiles(settings.imports)
        self._next_sweep: datetime | None = None

    def work(self, payloads: list[Mapping[str, Any]]) -> None:
        """Examine or import the named files."""
        for payload in payloads:
            key, about = payload["key"], self.files.about(payload["key"])
            if about is None:
                continue  # It was discarded, or nobody came back to it for an hour.
            try:
                if payload["step"] == EXAMINE and about.stage == Stage.EXAMINING:
                    self._examine(key, about)
                elif payload["step"] == CARRY_OUT and about.stage == Stage.IMPORTING:
                    self._carry_out(key, about)
            except TableRefused as refused:
                self.files.note(key, replace(about, stage=Stage.REFUSED.value, sentences=refused.sentences))
            except NotAllowed:
                self._refuse(key, about, "您的账号已不能导入这类文件")

    def turn(self) -> None:
        """Delete files that were sent more than an hour ago, and what is remembered of them."""
        now = self.context.now()
        if self._next_sweep is not None and now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_EVERY
        for key in self.files.overdue(now):
            forget(self.context, marker_of(key))
            self.files.forget(key)

    def _examine(self, key: str, about: About) -> None:
        subject, told = Subject(about.subject), time.monotonic()  # type: ignore[call-arg]  # looks a term up
        with self.files.write_fates(key) as fates:

            def watch(row: RowFate) -> None:
                fates.write(fate_line(row))

            tally = examine(self.context, self._actor(about), subject, self._entries(key, about, told), watch)
        self.files.note(
            key, replace(about, stage=Stage.EXAMINED.value, lines=tally.total, counts=tally.plain())
        )  # fmt: skip

    def _entries(self, key: str, about: About, told: float) -> Iterator[Entry]:
        """The file's entries; how many were read is noted, and the worker shows that it is alive."""
        subject = Subject(about.subject)  # type: ignore[call-arg]  # looks a term up
        for count, entry in enumerate(read_entries(subject, read_table(self.files.source(key))), start=1):
            if time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                self.files.note(key, replace(about, lines=count))
                heartbeat.beat(self.context)
            yield entry

    def _carry_out(self, key: str, about: About) -> None:
        if not self.files.is_unchanged(key, about):
            self._refuse(key, about, "文件已被清除或改动，没有导入任何一行，请重新上传")
            return
        subject = Subject(about.subject)  # type: ignore[call-arg]  # looks a term up
        entries = self._entries(key, about, time.monotonic())
        try:
            tally = carry_out(
                self.context, self._actor(about), subject, entries, about.digest, marker_of(key)
            )  # fmt: skip
        except HasMistakes:
            # The registers changed between the dry run and the import: show the fates as they are now.
            self._examine(key, about)
            return
        log.info("file imported", subject=about.subject, **tally.plain())
        done = replace(about, stage=Stage.DONE.value, lines=tally.total, counts=tally.plain())
        self.files.note(key, done)
        self.files.drop_source(key)

    def _refuse(self, key: str, about: About, sentence: str) -> None:
        self.files.note(key, replace(about, stage=Stage.REFUSED.value, sentences=(sentence,)))

    def _actor(self, about: About) -> Actor:
        """Whoever sent the file, with the powers that they have now. Raises NotAllowed for a closed account."""
        with self.context.database.reading() as session:
            account = session.get(Account, about.account)
        if account is None or not account.active:
            raise NotAllowed("the account was closed")
        return Actor(Party.ACCOUNT, account.id, account.unit_id, account.role)
