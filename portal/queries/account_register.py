"""The register of accounts as the administrator reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.audit_words import told
from portal.domain.vocabulary import Role
from portal.store import Account, AuditEntry, Invitation, SecondFactor, Unit

PAGE = 30
LATEST = 50


class View(StrEnum):
    """Which accounts are listed."""

    IN_USE = "in_use"
    INVITED = "invited"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """``text`` looks in user name, name, and the unit's name and code."""

    view: View = View.IN_USE
    role: Role | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account; ``invited`` while nobody has chosen its password yet."""

    account: Account
    unit: Unit | None
    has_factor: bool

    @property
    def invited(self) -> bool:
        return self.account.active and self.account.password_hash is None


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page of accounts; ``counts`` tells how many each view has."""

    lines: Sequence[AccountLine]
    total: int
    page: int
    pages: int
    counts: dict[View, int]


@dataclass(frozen=True, slots=True)
class PastDeed:
    """One thing that was done to an account, or by signing in with it; ``details`` are pairs of label and value."""

    at: datetime
    who: str
    label: str
    details: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with its history, newest first. ``link_until``: how long its one-time link works, if it has one."""

    line: AccountLine
    history: Sequence[PastDeed]
    link_until: datetime | None


VIEWS: dict[View, ColumnElement[bool]] = {
    View.IN_USE: Account.active.is_(True),
    View.INVITED: and_(Account.active, Account.password_hash.is_(None)),
    View.CLOSED: Account.active.is_(False),
}


def list_accounts(session: Session, query: AccountQuery) -> AccountList:
    """A page of the accounts that the query finds, by unit and user name."""
    wanted = _matching(select(Account.id), query).subquery()
    counts = {
        view: session.scalar(select(func.count()).where(Account.id.in_(select(wanted.c.id)), condition)) or 0
        for view, condition in VIEWS.items()
    }
    total = counts[query.view]
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    shown = _matching(_lines(), query).where(VIEWS[query.view]).order_by(Account.unit_id, Account.username)
    rows = session.execute(shown.limit(PAGE).offset((page - 1) * PAGE)).all()
    return AccountList([AccountLine(row[0], row[1], bool(row[2])) for row in rows], total, page, pages, counts)


def find_account(session: Session, account_id: int) -> AccountPage | None:
    """One account with what was done to it; None if there is none."""
    row = session.execute(_lines().where(Account.id == account_id)).one_or_none()
    if row is None:
        return None
    invitation = session.get(Invitation, account_id)
    return AccountPage(
        AccountLine(row[0], row[1], bool(row[2])),
        _history(session, account_id),
        invitation.expires_at if invitation else None,
    )


def units_to_choose(session: Session) -> list[tuple[str, str]]:
    """Code and name of every unit that an officer can act for."""
    in_use = select(Unit.code, Unit.name).where(Unit.retired_at.is_(None), Unit.merged_into_id.is_(None))
    return [(code, name) for code, name in session.execute(in_use.order_by(Unit.code))]


def _lines() -> Select[Account, Unit, datetime | None]:
    return (
        select(Account, Unit, SecondFactor.set_up_at)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
    )


def _matching(chosen: Any, query: AccountQuery) -> Any:
    if query.role is not None:
        chosen = chosen.where(Account.role == query.role)
    if query.text:
        names = (Account.username, Account.display_name, Unit.name, Unit.code)
        here = select(Account.id).outerjoin(Unit, Unit.id == Account.unit_id)
        found = here.where(or_(*(name.icontains(query.text, autoescape=True) for name in names)))
        chosen = chosen.where(Account.id.in_(found))
    return chosen


def _history(session: Session, account_id: int) -> list[PastDeed]:
    entries = (
        select(AuditEntry, Account.display_name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.subject == f"account:{account_id}")
        .order_by(AuditEntry.id.desc())
        .limit(LATEST)
    )
    return [
        PastDeed(entry.at, name or "系统", _label(entry.deed), told(entry.details))
        for entry, name in session.execute(entries)
    ]


def _label(identifier: str) -> str:
    deed = Deed.lookup(identifier)
    return deed.label if deed else identifier
