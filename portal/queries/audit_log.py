"""The audit log as the auditor reads and searches it: who, when, what, on what, in Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.audit_words import DELETED, SUBJECTS, told
from portal.domain.deadlines import SHANGHAI
from portal.domain.vocabulary import Action
from portal.store import Account, AuditEntry, AuditHead, Database, Fact, Report, Site, Unit

PAGE = 50
PORTION = 1_000
"""Entries that an export reads at a time."""
MOST_NAMES = 500
"""Accounts, units and sites that one word may mean."""
CITIZENS = frozenset({Action.SUBMIT.value, Action.DISPUTE.value, Action.RETRACT.value})
"""Steps that citizens take, who have no account."""
NUMBER = re.compile(r"\d{4}-\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What the auditor looks for: one deed, by whom, on what, between two days (Asia/Shanghai, both included), and a
    word that names any of them. Empty finds everything."""

    deed: Deed | None = None
    who: str = ""
    what: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry in words. ``details`` are pairs of label and value."""

    position: int
    at: datetime
    who: str
    unit: str
    deed: str
    subject: str
    details: Sequence[tuple[str, str]]
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of what was found, the newest entries first."""

    lines: Sequence[AuditLine]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the last walk along the chain ended, and how long the chain is; ``first`` is the first flaw in words."""

    held: int
    position: int
    at: datetime | None = None
    entries: int = 0
    flaws: int = 0
    first: str = ""


def standing(session: Session, fact: str) -> Standing:
    """The state of the chain as it was last found; ``fact`` is the name under which that is kept."""
    head = session.get_one(AuditHead, 1)
    kept = session.get(Fact, fact)
    length = Standing(head.position - head.cut, head.position)
    if kept is None:
        return length
    found = json.loads(kept.value)
    at = datetime.fromisoformat(found["at"])
    return Standing(length.held, length.position, at, found["entries"], found["flaws"], found["first"])


def list_entries(session: Session, query: AuditQuery) -> AuditPage:
    """One page of what the query finds."""
    condition = _condition(session, query)
    counted = select(func.count()).select_from(AuditEntry)
    total = session.scalar(counted if condition is None else counted.where(condition)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    found = session.scalars(_newest_first(condition).limit(PAGE).offset((page - 1) * PAGE)).all()
    return AuditPage(_lines(session, found), total, page, pages)


def all_entries(database: Database, query: AuditQuery) -> Iterator[AuditLine]:
    """Everything that the query finds, the newest first, a portion in memory at a time."""
    with database.reading() as session:
        condition = _condition(session, query)
        before: int | None = None
        while True:
            wanted = _newest_first(condition)
            if before is not None:
                wanted = wanted.where(AuditEntry.id < before)
            found = session.scalars(wanted.limit(PORTION)).all()
            if not found:
                return
            yield from _lines(session, found)
            before = found[-1].id
            session.expunge_all()


def _newest_first(condition: ColumnElement[bool] | None) -> Select[AuditEntry]:
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc())
    return wanted if condition is None else wanted.where(condition)


def _condition(session: Session, query: AuditQuery) -> ColumnElement[bool] | None:
    conditions: list[ColumnElement[bool]] = []
    if query.deed is not None:
        conditions.append(AuditEntry.deed == query.deed.value)
    if query.first is not None:
        conditions.append(AuditEntry.at >= datetime.combine(query.first, time(), SHANGHAI))
    if query.last is not None:
        conditions.append(AuditEntry.at < datetime.combine(query.last + timedelta(days=1), time(), SHANGHAI))
    if query.who:
        conditions.append(_by(session, query.who))
    if query.what:
        conditions.append(_on(session, query.what))
    if query.text:
        conditions.append(or_(_of_kind(query.text), _by(session, query.text), _on(session, query.text)))
    return and_(*conditions) if conditions else None


def _of_kind(word: str) -> ColumnElement[bool]:
    """Entries whose deed, or whose step, is called so."""
    deeds = [deed.value for deed in Deed if word in deed.label]
    steps = [action.value for action in Action if word in action.label]
    named: ColumnElement[bool] = AuditEntry.deed.in_(deeds) if deeds else false()
    if steps:
        step = and_(AuditEntry.deed == Deed.STEP.value, AuditEntry.details["action"].as_string().in_(steps))
        named = or_(named, step)
    return named


def _by(session: Session, word: str) -> ColumnElement[bool]:
    """Entries of accounts whose user name, name or unit contains the word."""
    accounts = (
        select(Account.id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(_contains(word, Account.username, Account.display_name, Unit.name))
    )
    return AuditEntry.account_id.in_(session.scalars(accounts.limit(MOST_NAMES)).all())


def _on(session: Session, word: str) -> ColumnElement[bool]:
    """Entries about the report of this number, or about whatever carries the word in its name or code."""
    if NUMBER.fullmatch(word):
        report = session.scalar(select(Report.id).where(Report.number == word))
        return AuditEntry.subject == f"report:{report}"
    named = {
        "unit": select(Unit.id).where(_contains(word, Unit.name, Unit.code)),
        "site": select(Site.id).where(_contains(word, Site.name, Site.code)),
        "account": select(Account.id).where(_contains(word, Account.username, Account.display_name)),
    }
    subjects = [
        f"{kind}:{number}" for kind, wanted in named.items() for number in session.scalars(wanted.limit(MOST_NAMES))
    ]
    return or_(AuditEntry.subject == word, AuditEntry.subject.in_(subjects))


def _contains(word: str, *columns: object) -> ColumnElement[bool]:
    return or_(*(each.contains(word, autoescape=True) for each in columns))  # type: ignore[attr-defined]  # columns


def _lines(session: Session, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    names = _Names(session, entries)
    return [
        AuditLine(
            position=entry.id,
            at=entry.at,
            who=names.who(entry),
            unit=names.units_of.get(entry.account_id or 0, ""),
            deed=_deed(entry),
            subject=names.subject(entry.subject),
            details=told(entry.details),
            hash=entry.hash,
        )
        for entry in entries
    ]


def _deed(entry: AuditEntry) -> str:
    if entry.deed == Deed.STEP:
        action = Action.lookup(entry.details.get("action"))
        return f"办理：{action.label}" if action else Deed.STEP.label
    deed = Deed.lookup(entry.deed)
    return deed.label if deed else entry.deed


class _Names:
    """What the ids in a portion of entries are called."""

    def __init__(self, session: Session, entries: Sequence[AuditEntry]) -> None:
        wanted: dict[str, set[int]] = {kind: set() for kind in ("report", "account", "unit", "site")}
        for entry in entries:
            kind, _, number = entry.subject.partition(":")
            if kind in wanted and number.isascii() and number.isdecimal():
                wanted[kind].add(int(number))
            if entry.account_id is not None:
                wanted["account"].add(entry.account_id)
        self.people: dict[int, str] = {}
        self.units_of: dict[int, str] = {}
        people = select(Account, Unit.name).outerjoin(Unit, Unit.id == Account.unit_id)
        for account, unit in session.execute(people.where(Account.id.in_(wanted["account"]))):
            self.people[account.id] = f"{account.display_name}（{account.username}）"
            self.units_of[account.id] = unit or account.role.label
        self.called = {f"account:{number}": name for number, name in self.people.items()}
        self.called |= {f"retention:{kind}": name for kind, name in DELETED.items()}
        numbers = select(Report.id, Report.number).where(Report.id.in_(wanted["report"]))
        self.called |= {f"report:{number}": name for number, name in session.execute(numbers)}
        units = select(Unit.id, Unit.name).where(Unit.id.in_(wanted["unit"]))
        self.called |= {f"unit:{number}": name for number, name in session.execute(units)}
        sites = select(Site.id, Site.name, Site.code).where(Site.id.in_(wanted["site"]))
        self.called |= {f"site:{number}": f"{name}（{code}）" for number, name, code in session.execute(sites)}

    def who(self, entry: AuditEntry) -> str:
        """Whoever did it; steps without an account are a citizen's or the schedule's."""
        if entry.account_id is not None:
            return self.people.get(entry.account_id, f"账号 {entry.account_id}")
        if entry.deed == Deed.SIGN_IN_REFUSED:
            return "未知用户"
        return "网民" if entry.details.get("action") in CITIZENS else "系统"

    def subject(self, subject: str) -> str:
        """``report:17`` as 留言 2018-000220."""
        kind, _, number = subject.partition(":")
        if subject == "audit:log":
            return SUBJECTS["audit"]
        if subject == "account:unknown":
            return "不存在的账号"
        return f"{SUBJECTS.get(kind, kind)} {self.called.get(subject, number)}".strip()
