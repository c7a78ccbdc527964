"""Importing a file: first what would become of every line, then all of it in one transaction, or nothing.

Both go the same way, so that a dry run promises nothing that the import does not keep. Importing the same file again
changes nothing: units and websites are known by their codes, reports by the number that they came with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.import_columns import Subject
from portal.domain.imports import Entry, Fate, RowFate, Tally
from portal.domain.policy import Actor, may_import
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import NotAllowed, Refused
from portal.services.import_registers import settle_entries
from portal.services.import_reports import Prepared, prepare, store_reports
from portal.services.register import Register, keeping
from portal.store import Fact
from portal.store.facts import load_tree

Watch = Callable[[RowFate], None]
"""Is told the fate of every line as it is decided."""


class HasMistakes(Refused):
    """Some lines are wrong, so that nothing was imported; ``tally`` counts them."""

    def __init__(self, tally: Tally) -> None:
        super().__init__("nothing was imported")
        self.tally = tally


class _TakenBack(Exception):
    """Ends a dry run's transaction without a trace."""


def check_allowed(session: Session, actor: Actor, subject: Subject) -> None:
    """Raises NotAllowed for whoever may not import such files."""
    if not may_import(actor, subject, load_tree(session)):
        raise NotAllowed(f"importing {subject} is not the actor's to do")


def examine(context: Context, actor: Actor, subject: Subject, entries: Iterable[Entry], watch: Watch) -> Tally:
    """What would become of the file: ``watch`` is told of every line; nothing is changed.

    Raises NotAllowed, and TableRefused from ``entries``.
    """
    with context.database.reading() as session:
        check_allowed(session, actor, subject)
    tally = Tally()
    if subject is Subject.REPORTS:
        with prepare(context, entries) as prepared:
            for row in prepared.fates():
                tally.add(row.fate)
                watch(row)
        return tally
    # Read to its end first: nobody who writes shall wait for a file to be read.
    given = list(entries)
    try:
        with keeping(context, actor) as register:
            tally = _settle(register, subject, given, watch)
            raise _TakenBack
    except _TakenBack:
        return tally


def carry_out(
    context: Context,
    actor: Actor,
    subject: Subject,
    entries: Iterable[Entry],
    digest: str,
    marker: str = "",
    watch: Watch = lambda row: None,
) -> Tally:
    """Import the file, whose SHA-256 is ``digest``, all of it or nothing.

    ``marker`` names this one import, "" for none: a second call with the same one, after a worker was killed, finds the
    first one's result. Raises NotAllowed, HasMistakes, and TableRefused from ``entries``.
    """
    with context.database.reading() as session:
        check_allowed(session, actor, subject)
        known = session.get(Fact, marker) if marker else None
        if known is not None:
            return Tally(json.loads(known.value))
    if subject is Subject.REPORTS:
        with prepare(context, entries) as prepared:
            return _carry_out_reports(context, actor, prepared, digest, marker, watch)
    given = list(entries)
    with keeping(context, actor) as register:
        tally = _settle(register, subject, given, watch)
        if tally[Fate.WRONG]:
            raise HasMistakes(tally)
        _put_down(register.session, context, actor, subject, tally, digest, marker)
    return tally


def forget(context: Context, marker: str) -> None:
    """Forget the result that was kept under ``marker``."""
    with context.database.writing() as session:
        if known := session.get(Fact, marker):
            session.delete(known)


def _settle(register: Register, subject: Subject, entries: Iterable[Entry], watch: Watch) -> Tally:
    tally = Tally()
    for row in _in_line_order(settle_entries(register, subject, entries)):
        tally.add(row.fate)
        watch(row)
    return tally


def _in_line_order(rows: Iterator[RowFate]) -> list[RowFate]:
    """Units above are settled before those below them; people read the file from its top."""
    return sorted(rows, key=lambda row: row.number)


def _carry_out_reports(
    context: Context, actor: Actor, prepared: Prepared, digest: str, marker: str, watch: Watch
) -> Tally:
    tally = Tally()
    for row in prepared.fates():
        tally.add(row.fate)
        watch(row)
    if tally[Fate.WRONG]:
        raise HasMistakes(tally)
    with context.database.writing() as session:
        stored = store_reports(session, context, prepared)
        # Whatever somebody else imported since the fates were told is there, and not new any more.
        tally = Tally({Fate.NEW.value: stored, Fate.SAME.value: tally.total - stored})
        _put_down(session, context, actor, Subject.REPORTS, tally, digest, marker)
    return tally


def _put_down(
    session: Session, context: Context, actor: Actor, subject: Subject, tally: Tally, digest: str, marker: str
) -> None:
    counts = tally.plain()
    if marker:
        session.add(Fact(name=marker, value=json.dumps(counts)))
    record(session, context, Deed.IMPORT, f"import:{subject}", account_id=actor.account, digest=digest, **counts)
