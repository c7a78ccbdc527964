"""Bulletins to read: the list, one with everything that belongs to it, an older version, and what the public reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from portal.domain.bulletin import BulletinState, Decision, Standing, Step, Wording, may, may_read, read
from portal.domain.bulletin_document import Chapter, Criticised, TypicalCase, chapters
from portal.domain.periods import Period
from portal.domain.policy import Actor, coordinates
from portal.domain.units import UnitTree
from portal.store import Account, Bulletin, BulletinReceipt, BulletinStep, BulletinVersion, Case, Criticism


@dataclass(frozen=True, slots=True)
class Listed:
    """One bulletin in a list. ``waiting`` units have not acknowledged it, ``own``: neither has the reader's."""

    id: int
    period: Period
    title: str
    state: BulletinState
    issued_at: datetime | None
    public: bool
    waiting: int = 0
    own: bool = False


@dataclass(frozen=True, slots=True)
class TakenStep:
    """What somebody did with it."""

    at: datetime
    who: str
    label: str
    version: int
    words: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A unit that it went to, and when somebody there acknowledged it."""

    unit: str
    staffed: bool
    at: datetime | None
    who: str


@dataclass(frozen=True)
class BulletinPage:
    """A bulletin with all that belongs to it; ``allowed`` are the steps that the reader may take now."""

    bulletin: Bulletin
    wording: Wording
    criticisms: Sequence[Criticism]
    cases: Sequence[TypicalCase]
    steps: Sequence[TakenStep]
    receipts: Sequence[Receipt]
    allowed: frozenset[Step]
    coordinates: bool

    @property
    def period(self) -> Period:
        """What it is about."""
        return Period(self.bulletin.first_day, self.bulletin.last_day)

    @property
    def waiting(self) -> int:
        """How many units have not acknowledged it."""
        return sum(receipt.at is None for receipt in self.receipts)

    def chapters(self, *, public: bool = False) -> list[Chapter]:
        """It as it is read."""
        return chapters(self.wording, _confirmed(self.criticisms), self.cases, public=public)


@dataclass(frozen=True, slots=True)
class PublicBulletin:
    """What everybody may read of one."""

    id: int
    title: str
    number: str
    issued_at: datetime
    chapters: Sequence[Chapter]


def list_bulletins(session: Session, actor: Actor, tree: UnitTree) -> list[Listed]:
    """Those that the actor may read, the latest period first; one query."""
    own = tree.same(actor.unit) if actor.unit is not None else frozenset()
    waiting = (BulletinReceipt.bulletin_id == Bulletin.id) & BulletinReceipt.at.is_(None)
    columns = (
        select(func.count()).where(waiting).correlate(Bulletin).scalar_subquery().label("waiting"),
        select(func.count()).where(waiting, BulletinReceipt.unit_id.in_(own)).correlate(Bulletin).scalar_subquery()
        .label("own"),
    )  # fmt: skip
    readable = true() if coordinates(actor, tree) else Bulletin.state == BulletinState.ISSUED
    found = session.execute(_newest(*columns).where(readable).order_by(*_LATEST)).all()
    return [_listed(row, row.waiting, row.own > 0) for row in found]


def count_unacknowledged(session: Session, actor: Actor, tree: UnitTree) -> int:
    """How many issued bulletins wait for the actor's unit to acknowledge them."""
    own = tree.same(actor.unit) if actor.unit is not None else frozenset()
    waiting = select(func.count(func.distinct(BulletinReceipt.bulletin_id))).where(
        BulletinReceipt.unit_id.in_(own), BulletinReceipt.at.is_(None)
    )
    return session.scalar(waiting) or 0


def find_bulletin(session: Session, actor: Actor, tree: UnitTree, bulletin_id: int) -> BulletinPage | None:
    """One that the actor may read, or None."""
    row = session.execute(_newest().where(Bulletin.id == bulletin_id)).one_or_none()
    if row is None:
        return None
    bulletin: Bulletin = row.Bulletin
    receipts = _receipts(session, tree, bulletin_id)
    waiting = frozenset(unit for unit, receipt in receipts.items() if receipt.at is None)
    standing = Standing(bulletin.state, bulletin.edited_by_id, waiting, bulletin.public_since is not None)
    if not may_read(actor, standing, tree):
        return None
    wording = read(row.wording)
    return BulletinPage(
        bulletin,
        wording,
        _criticisms(session, bulletin_id),
        typical_cases(session, wording.cases),
        _steps(session, bulletin_id),
        list(receipts.values()),
        frozenset(step for step in Step if may(actor, step, standing, tree)),
        coordinates(actor, tree),
    )


def versions_of(session: Session, bulletin_id: int, version: int) -> tuple[Wording, Wording | None, TakenStep] | None:
    """A version, the one before it, and who saved it when; None if there is none with this number."""
    wanted = (
        select(BulletinVersion, Account.display_name)
        .join(Account, Account.id == BulletinVersion.account_id)
        .where(BulletinVersion.bulletin_id == bulletin_id, BulletinVersion.version.in_((version - 1, version)))
    )
    found = {row.BulletinVersion.version: row for row in session.execute(wanted)}
    if version not in found:
        return None
    kept, who = found[version]
    earlier = read(found[version - 1].BulletinVersion.wording) if version - 1 in found else None
    return read(kept.wording), earlier, TakenStep(kept.at, who, Step.SAVE.label, version, "")


def typical_cases(session: Session, numbers: Sequence[str]) -> list[TypicalCase]:
    """What may be told of these cases, in their order: of those that are on the board now, as they stand there.

    A case that was taken off the board has gone from every bulletin too, for it may be private data that it was taken
    off for.
    """
    found = {case.number: case for case in session.scalars(select(Case).where(Case.number.in_(numbers), Case.visible))}
    return [
        TypicalCase(
            case.number, case.title, case.site_name, case.unit_name, case.description, case.reply, case.working_days
        )
        for case in (found[number] for number in numbers if number in found)
    ]


def public_bulletins(session: Session) -> list[Listed]:
    """Those that everybody may read, the latest period first; one query."""
    found = session.execute(_newest().where(_public()).order_by(*_LATEST))
    return [_listed(row, 0, False) for row in found]


def find_public(session: Session, bulletin_id: int) -> PublicBulletin | None:
    """One of them without its internal sections, or None."""
    row = session.execute(_newest().where(_public(), Bulletin.id == bulletin_id)).one_or_none()
    if row is None:
        return None
    wording = read(row.wording)
    cases = typical_cases(session, wording.cases)
    told = chapters(wording, _confirmed(_criticisms(session, bulletin_id)), cases, public=True)
    return PublicBulletin(bulletin_id, wording.name, wording.number, row.Bulletin.issued_at, told)


_LATEST = (Bulletin.last_day.desc(), Bulletin.first_day.desc())


def _newest(*columns: ColumnElement[Any]) -> Select[Any]:
    """Bulletins with the wording of their newest version."""
    own = and_(BulletinVersion.bulletin_id == Bulletin.id, BulletinVersion.version == Bulletin.version)
    return select(Bulletin, BulletinVersion.wording, *columns).join(BulletinVersion, own)


def _public() -> ColumnElement[bool]:
    return and_(Bulletin.state == BulletinState.ISSUED, Bulletin.public_since.is_not(None))


def _listed(row: Any, waiting: int, own: bool) -> Listed:
    bulletin: Bulletin = row.Bulletin
    return Listed(
        bulletin.id,
        Period(bulletin.first_day, bulletin.last_day),
        read(row.wording).name,
        bulletin.state,
        bulletin.issued_at,
        bulletin.public_since is not None,
        waiting,
        own,
    )


def _criticisms(session: Session, bulletin_id: int) -> Sequence[Criticism]:
    wanted = select(Criticism).where(Criticism.bulletin_id == bulletin_id)
    return session.scalars(wanted.order_by(Criticism.id)).all()


def _confirmed(criticisms: Sequence[Criticism]) -> list[Criticised]:
    return [
        Criticised(each.unit_name, each.ground, tuple(each.reports))
        for each in criticisms
        if each.decision is Decision.CONFIRMED
    ]


def _steps(session: Session, bulletin_id: int) -> list[TakenStep]:
    wanted = (
        select(BulletinStep, Account.display_name)
        .join(Account, Account.id == BulletinStep.account_id)
        .where(BulletinStep.bulletin_id == bulletin_id)
        .order_by(BulletinStep.position)
    )
    return [
        TakenStep(step.at, who, "起草" if step.position == 1 else step.step.label, step.version, step.words or "")
        for step, who in session.execute(wanted)
    ]


def _receipts(session: Session, tree: UnitTree, bulletin_id: int) -> Mapping[int, Receipt]:
    somebody = aliased(Account)
    wanted = (
        select(BulletinReceipt, somebody.display_name)
        .outerjoin(somebody, somebody.id == BulletinReceipt.account_id)
        .where(BulletinReceipt.bulletin_id == bulletin_id)
        .order_by(BulletinReceipt.at.is_not(None), BulletinReceipt.unit_id)
    )
    return {
        receipt.unit_id: Receipt(tree[receipt.unit_id].name, tree.staffed(receipt.unit_id), receipt.at, who or "")
        for receipt, who in session.execute(wanted)
    }
