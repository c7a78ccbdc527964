"""Is the audit chain whole? Walks it once, a portion at a time, and says where it does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.audit_chain import (
    EVENT_FIELDS,
    GENESIS,
    LEAST_DAYS,
    Fault,
    Flaw,
    Link,
    Seal,
    digest_sum,
    event_digest,
)
from portal.store import AuditEntry, AuditHead, AuditSeal, Event, Report
from portal.store.base import Base

PORTION = 1_000
"""Entries that are looked at in one go: what is in memory at a time."""
MOST = 20
"""Flaws that are told; where there are more, the first ones say what happened."""
NEAR = 50
"""How far an entry is looked for that stands at another's place."""

_ENTRIES = Base.metadata.tables[AuditEntry.__tablename__]
_EVENTS = Base.metadata.tables[Event.__tablename__]
_EVENT_COLUMNS = [_EVENTS.c[name] for name in EVENT_FIELDS]


@dataclass
class Verification:
    """What was found so far. Flaws stand in the order in which the walk met them, the earliest entries first."""

    entries: int = 0
    events: int = 0
    seals: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """True if nothing is wrong."""
        return not self.flaws

    def tell(self, flaw: Flaw) -> None:
        """Note a flaw, unless enough are known."""
        if len(self.flaws) < MOST:
            self.flaws.append(flaw)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it lies in the table."""

    link: Link
    hash: str

    @property
    def position(self) -> int:
        """Where it stands."""
        return self.link.position

    @property
    def origin(self) -> int | None:
        """The position near by at which its hash would be right; None if its content is not what was hashed."""
        here = self.position
        for distance in range(NEAR + 1):
            for position in (here - distance, here + distance):
                if self.link.hash_at(position) == self.hash:
                    return position
        return None


def stored_seals(session: Session) -> list[Seal]:
    """The seals that the database holds, the oldest first."""
    rows = session.scalars(select(AuditSeal).order_by(AuditSeal.day))
    return [Seal(row.day, row.position, row.hash, row.count, row.signature) for row in rows]


def unsealed_since(session: Session) -> datetime | None:
    """When the log was last sealed, or begun if it never was; None while it is empty."""
    sealed = session.scalar(select(func.max(AuditSeal.made_at)))
    return sealed or session.scalar(select(func.min(AuditEntry.at)))


def verify(
    session: Session, today: date, key: bytes | None, seals: Sequence[Seal] | None = None
) -> Iterator[Verification]:
    """Walk the whole chain; yields after every portion, in the end with everything.

    ``session`` must see one moment (Database.snapshot). ``key`` checks the signatures of seals, None leaves them
    unchecked. ``seals`` are those of a file; without, those of the database are compared.
    """
    walk = _Walk(session)
    yield from walk.entries()
    walk.events()
    _compare_seals(walk, stored_seals(session) if seals is None else seals, key, today)
    walk.name_reports()
    yield walk.found


def verified(session: Session, today: date, key: bytes | None, seals: Sequence[Seal] | None = None) -> Verification:
    """The same in one go."""
    *_, found = verify(session, today, key, seals)
    return found


class _Walk:
    """One walk along the chain."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.head = session.get_one(AuditHead, 1)
        self.found = Verification()
        self.last_cut: dict[str, Any] = {}
        self._expected = self.head.cut + 1
        self._previous: str | None = self.head.cut_hash
        newest = session.scalar(select(func.max(Event.id))) or 0
        # One byte for each event that ever was: a million reports have a few million.
        self._chained = bytearray(newest + 1)

    def entries(self) -> Iterator[Verification]:
        """Every entry with the one after it."""
        for portion in self._portions():
            self._compare_events(portion)
            for entry, following in zip(portion, [*portion[1:], None], strict=True):
                if not self._accept(entry, following or self._read(entry.position, 1)):
                    return
            yield self.found
        self._compare_head()

    def _portions(self) -> Iterator[list[Entry]]:
        last = self.head.cut
        while portion := self._read(last, PORTION, whole=True):
            yield portion
            last = portion[-1].position

    def _read(self, after: int, most: int, whole: bool = False) -> Any:
        rows = self.session.execute(
            select(_ENTRIES).where(_ENTRIES.c.id > after).order_by(_ENTRIES.c.id).limit(most)
        ).all()
        found = [Entry(Link(*row[:-1]), row[-1]) for row in rows]
        return found if whole else next(iter(found), None)

    def _accept(self, entry: Entry, following: Entry | None) -> bool:
        """Look at one entry; False where those after it say nothing any more."""
        self.found.entries += 1
        if entry.position > self.head.position:
            self.found.tell(Flaw(Fault.INSERTED, entry.position, entry.link.at))
            return False
        if entry.position > self._expected:
            self.found.tell(Flaw(Fault.MISSING, self._expected, entry.link.at, entry.position - 1))
            self._previous = None
        if entry.link.deed == Deed.CUT_AUDIT:
            self.last_cut = entry.link.details
        going_on = True
        if entry.link.hash != entry.hash:
            going_on = self._misplaced(entry, following)
        else:
            if self._previous not in (None, entry.link.previous_hash):
                self._unlinked(entry, following)
            self._previous = entry.hash
        self._expected = entry.position + 1
        return going_on

    def _misplaced(self, entry: Entry, following: Entry | None) -> bool:
        """An entry whose hash is not that of what it says here: changed, or moved; False if all others moved too."""
        origin = entry.origin
        if origin is None:
            self.found.tell(Flaw(Fault.CHANGED, entry.position, entry.link.at))
            self._previous = entry.hash
            return True
        # What the entry after it must be linked to is not known here.
        self._previous = None
        shift = origin - entry.position
        others = following.origin if following else None
        if following is not None and others is not None and others - following.position != shift:
            self.found.tell(Flaw(Fault.REORDERED, entry.position, entry.link.at))
            return True
        if shift > 0:
            self.found.tell(Flaw(Fault.MISSING, entry.position, entry.link.at, origin - 1))
        else:
            self.found.flaws = [flaw for flaw in self.found.flaws if (flaw.position or 0) < origin]
            self.found.tell(Flaw(Fault.INSERTED, origin, entry.link.at, entry.position - 1))
        return False

    def _unlinked(self, entry: Entry, following: Entry | None) -> None:
        """Two entries that are each whole but do not belong together: whoever has no neighbour was written anew."""
        if entry.position == self.head.cut + 1:
            self.found.tell(Flaw(Fault.CUT, entry.position, entry.link.at))
        elif following is not None and following.link.previous_hash != entry.hash:
            self.found.tell(Flaw(Fault.CHANGED, entry.position, entry.link.at))
        else:
            self.found.tell(Flaw(Fault.CHANGED, entry.position - 1))

    def _compare_head(self) -> None:
        head, last = self.head, self._expected - 1
        if last < head.position:
            self.found.tell(Flaw(Fault.MISSING, last + 1, None, head.position))
        elif self._previous not in (None, head.hash):
            self.found.tell(Flaw(Fault.CHANGED, last))
        if head.cut and (self.last_cut.get("until"), self.last_cut.get("hash")) != (head.cut, head.cut_hash):
            self.found.tell(Flaw(Fault.CUT))

    def _compare_events(self, portion: list[Entry]) -> None:
        """The events that these entries speak of, each against its digest."""
        steps = [entry for entry in portion if entry.link.deed == Deed.STEP]
        wanted = [entry.link.details.get("event") for entry in steps]
        rows = self.session.execute(select(*_EVENT_COLUMNS).where(_EVENTS.c.id.in_(wanted))).all()
        digests = {row.id: event_digest(row) for row in rows}
        for entry in steps:
            event = entry.link.details.get("event")
            if not isinstance(event, int) or (digest := digests.get(event)) is None:
                self.found.tell(Flaw(Fault.EVENT_MISSING, entry.position, entry.link.at, about=entry.link.subject))
                continue
            self.found.events += 1
            self._chained[event] = 1
            if digest != entry.link.details.get("digest"):
                self.found.tell(Flaw(Fault.EVENT_CHANGED, entry.position, entry.link.at, about=entry.link.subject))

    def hash_at(self, position: int) -> str | None:
        """The hash of one entry as it lies in the table."""
        return self.session.scalar(select(_ENTRIES.c.hash).where(_ENTRIES.c.id == position))

    def events(self) -> None:
        """Events that no entry speaks of: those whose entries were cut off, known by their sum, and no others."""
        if self._chained.count(1) == self.session.scalar(select(func.count()).select_from(_EVENTS)):
            return
        loose = self._loose_events()
        if not self.head.cut:
            for row in loose:
                self.found.tell(Flaw(Fault.EVENT_INSERTED, None, row.at, about=f"report:{row.report_id}"))
                if len(self.found.flaws) == MOST:
                    return
            return
        count, total = 0, "0"
        for row in loose:
            count, total = count + 1, digest_sum([event_digest(row)], total)
        if (count, total) != (self.last_cut.get("events"), self.last_cut.get("sum")):
            self.found.tell(Flaw(Fault.EVENTS_DIFFER))

    def _loose_events(self) -> Iterator[Any]:
        last = 0
        while ids := self.session.scalars(
            select(_EVENTS.c.id).where(_EVENTS.c.id > last).order_by(_EVENTS.c.id).limit(PORTION)
        ).all():
            last = ids[-1]
            loose = [each for each in ids if not self._chained[each]]
            if loose:
                yield from self.session.execute(select(*_EVENT_COLUMNS).where(_EVENTS.c.id.in_(loose))).all()

    def name_reports(self) -> None:
        """Name reports by their numbers, as everybody does."""
        ids = {flaw: _report_id(flaw.about) for flaw in self.found.flaws}
        rows = self.session.execute(select(Report.id, Report.number).where(Report.id.in_(ids.values())))
        numbers = {row.id: f"留言 {row.number}" for row in rows}
        self.found.flaws = [replace(flaw, about=numbers.get(ids[flaw], flaw.about)) for flaw in self.found.flaws]


def _report_id(subject: str) -> int:
    """The id in ``report:17``, 0 for everything else."""
    kind, _, number = subject.partition(":")
    return int(number) if kind == "report" and number.isascii() and number.isdecimal() else 0


def _compare_seals(walk: _Walk, seals: Sequence[Seal], key: bytes | None, today: date) -> None:
    """Every seal against the entry that it names; the first that does not fit names the place, later ones say nothing
    more."""
    found, head = walk.found, walk.head
    earlier, fits = Seal(date.min, 0, GENESIS, 0), True
    for seal in sorted(seals, key=lambda each: (each.day, each.position)):
        found.seals += 1
        about = f"{seal.day.isoformat()} 的封存"
        if key is not None and not seal.is_signed(key):
            found.tell(Flaw(Fault.SIGNATURE, seal.position, about=about))
        # What was sealed after the earlier day is younger than that day.
        if earlier.day > today - timedelta(days=LEAST_DAYS) and earlier.position < seal.position <= head.cut:
            found.tell(Flaw(Fault.CUT_EARLY, earlier.position + 1, until=seal.position, about=about))
        if fits and seal.position > head.position:
            found.tell(Flaw(Fault.SEAL_BEYOND, head.position + 1, until=seal.position, about=about))
            fits = False
        elif fits and seal.position > head.cut and walk.hash_at(seal.position) != seal.hash:
            first = max(earlier.position, head.cut) + 1
            found.tell(Flaw(Fault.SEAL, min(first, seal.position), until=seal.position, about=about))
            fits = False
        earlier = seal
