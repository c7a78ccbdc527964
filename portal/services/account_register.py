"""The register of accounts, kept by the system's administrator: opened, changed, closed, opened again and reset.

Nobody sees a password: whoever the account is for chooses it, by a one-time link. Whatever changes what somebody may do
ends their sessions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.policy import Actor
from portal.domain.registers import UNIT_CODE
from portal.domain.vocabulary import Role
from portal.services import second_factor
from portal.services.accounts import close_account, leave_unit, lock_units, move_heir, unit_code
from portal.services.audit import record
from portal.services.context import Context
from portal.services.directory import invite
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.services.pacing import forget
from portal.services.passwords import drop_password
from portal.store import Account, Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of an account; ``unit`` is a code, "" for whoever acts for none."""

    display_name: str
    role: Role
    unit: str


def create_account(context: Context, actor: Actor, username: str, entry: Entry) -> tuple[int, str]:
    """A new account; its id and the token of its one-time link. Raises NotAllowed and Invalid."""
    _only_admin(actor)
    with context.database.writing() as session:
        problems = [*_name_problems(session, username)]
        unit = _unit(session, entry, problems)
        if problems:
            raise Invalid(problems)
        account = Account(
            username=username,
            display_name=entry.display_name,
            role=entry.role,
            unit_id=unit.id if unit else None,
            # Without a password it opens to nobody until its owner has used the link.
            password_hash=None,
            active=True,
            created_at=context.now(),
        )
        session.add(account)
        session.flush()
        told = {"username": username, "role": entry.role.label, "unit": unit.code if unit else None}
        record(session, context, Deed.CREATE_ACCOUNT, f"account:{account.id}", account_id=actor.account, **told)
        return account.id, invite(session, context, account)


def change_account(context: Context, actor: Actor, account_id: int, entry: Entry, successor: str = "") -> None:
    """Another name, role or unit. Raises NotAllowed, NotFound, Invalid, and LastAccount where the unit that is left
    holds reports and would have nobody; then ``successor`` names an officer who takes the place."""
    with _keeping(context, actor, account_id, successor) as (session, account):
        problems: list[Problem] = []
        unit = _unit(session, entry, problems)
        moved = (account.role, account.unit_id) != (entry.role, unit.id if unit else None)
        if moved and account.id == actor.account:
            problems.append(Problem("role", "不能变更自己的权限，请由另一名系统管理员办理"))
        if problems:
            raise Invalid(problems)
        if account.display_name != entry.display_name:
            told = {"before": {"display_name": account.display_name}, "after": {"display_name": entry.display_name}}
            account.display_name = entry.display_name
            record(session, context, Deed.CHANGE_ACCOUNT, f"account:{account.id}", account_id=actor.account, **told)
        if moved:
            _grant(session, context, actor, account, entry.role, unit, successor)


def disable_account(context: Context, actor: Actor, account_id: int, successor: str = "") -> None:
    """Close an account; it may be opened again. Raises as change_account does."""
    with _keeping(context, actor, account_id, successor) as (session, account):
        _not_oneself(actor, account, "停用")
        if account.role is Role.ADMIN:
            _keep_an_admin(session, account)
        if not account.active:
            raise Invalid([Problem("", "这个账号已经停用")])
        close_account(session, context, account, successor or None, by=actor.account)


def enable_account(context: Context, actor: Actor, account_id: int) -> str:
    """Open a closed account again, with a new one-time link: its old password stays dead. Returns the token."""
    with _keeping(context, actor, account_id) as (session, account):
        if account.active:
            raise Invalid([Problem("", "这个账号正在使用，不需要恢复")])
        unit = session.get(Unit, account.unit_id) if account.unit_id is not None else None
        if unit is not None and unit.retired_at is not None:
            raise Invalid([Problem("", f"{unit.name}已撤销，请先在“修改”中改到别的单位")])
        account.active = True
        return _begin_anew(session, context, actor, account, Deed.REOPEN_ACCOUNT)


def reset_account(context: Context, actor: Actor, account_id: int) -> str:
    """For whoever lost password or telephone: the old password and second factor die, sessions end, tries are
    forgiven. Returns the token of a new one-time link."""
    with _keeping(context, actor, account_id) as (session, account):
        _not_oneself(actor, account, "重置")
        if not account.active:
            raise Invalid([Problem("", "这个账号已停用，请先恢复")])
        return _begin_anew(session, context, actor, account, Deed.RESET_ACCOUNT)


@contextmanager
def _keeping(context: Context, actor: Actor, account_id: int, successor: str = "") -> Iterator[tuple[Session, Account]]:
    """One change to an account's entry, with the row locked, and before it the units that it or its successor may
    leave."""
    _only_admin(actor)
    with context.database.writing() as session:
        username = session.scalar(select(Account.username).where(Account.id == account_id))
        lock_units(session, username, successor)
        account = session.get(Account, account_id, with_for_update=True)
        if account is None:
            raise NotFound("no such account")
        yield session, account


def _begin_anew(session: Session, context: Context, actor: Actor, account: Account, deed: Deed) -> str:
    drop_password(session, account)
    second_factor.remove(session, account.id)
    account.session_epoch += 1
    forget(session, context, account.username)
    record(session, context, deed, f"account:{account.id}", account_id=actor.account)
    return invite(session, context, account)


def _grant(
    session: Session, context: Context, actor: Actor, account: Account, role: Role, unit: Unit | None, successor: str
) -> None:
    """What the account may do changes, and its sessions end."""
    if account.role is Role.ADMIN and role is not Role.ADMIN:
        _keep_an_admin(session, account)
    left = account.unit_id
    if successor:
        move_heir(session, context, successor, account, actor.account)
    before = {"role": account.role.label, "unit": unit_code(session, left)}
    account.role, account.unit_id = role, unit.id if unit else None
    account.session_epoch += 1
    leave_unit(session, account, left)
    told = {"before": before, "after": {"role": role.label, "unit": unit_code(session, account.unit_id)}}
    record(session, context, Deed.GRANT_ROLE, f"account:{account.id}", account_id=actor.account, **told)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise NotAllowed("accounts are kept by the system's administrator")


def _not_oneself(actor: Actor, account: Account, word: str) -> None:
    if account.id == actor.account:
        raise Invalid([Problem("", f"不能{word}自己的账号，请由另一名系统管理员办理")])


def _keep_an_admin(session: Session, leaver: Account) -> None:
    others = select(Account.id).where(Account.role == Role.ADMIN, Account.active, Account.id != leaver.id)
    # Locked, so that two of them cannot close one another at the same moment.
    if not session.scalars(others.with_for_update()).all():
        raise Invalid([Problem("", "这是最后一个在用的系统管理员账号，请先开设另一个")])


def _name_problems(session: Session, username: str) -> Iterator[Problem]:
    if not UNIT_CODE.fullmatch(username):
        yield Problem("username", "用户名须以小写字母开头，只含小写字母、数字和短横线，2 至 39 位")
    elif session.scalar(select(Account.id).where(Account.username == username)):
        yield Problem("username", "这个用户名已被使用，请换一个")


def _unit(session: Session, entry: Entry, problems: list[Problem]) -> Unit | None:
    """The unit of an officer; the others have none."""
    if not 1 <= len(entry.display_name) <= 40:
        problems.append(Problem("display_name", "请填写姓名，最多 40 字"))
    if entry.role is not Role.OFFICER:
        if entry.unit:
            problems.append(Problem("unit", f"{entry.role.label}不属于任何单位，请留空"))
        return None
    unit = session.scalar(select(Unit).where(Unit.code == entry.unit, Unit.retired_at.is_(None)))
    if unit is None:
        problems.append(Problem("unit", "请填写在用单位的代码" if entry.unit else "经办人员须有单位，请填写单位代码"))
    return unit
