"""Accounts: made, and closed without leaving reports behind."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.adapters.passwords import hash_password
from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.mail_address import parse_mail_address
from portal.domain.vocabulary import OPEN_STATES, Role, State
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid, Refused
from portal.store import Account, Report, ResponsibleOfficer, Unit
from portal.store.facts import last_reply, load_tree

DEMO_PASSWORD = "demo-portal"  # noqa: S105 - public on purpose, and refused outside the demo
DEMO_FACT = "demo"
"""The fact by which a database says that it was filled by ``portal demo``."""


class LastAccount(Refused):
    """The unit holds reports and would have nobody left; a successor must be named."""


def add_account(
    session: Session, context: Context, username: str, display_name: str, role: Role, unit: Unit | None, password: str
) -> Account:
    """A new active account; an officer needs a unit, the others have none."""
    account = Account(
        username=username,
        display_name=display_name,
        role=role,
        unit_id=unit.id if unit else None,
        password_hash=hash_password(password),
        created_at=context.now(),
    )
    session.add(account)
    session.flush()
    return account


def close_account(
    session: Session, context: Context, account: Account, successor: str | None = None, *, by: int | None = None
) -> None:
    """Deactivate an account. Raises LastAccount where its unit would be left with reports and nobody to act.

    The caller has locked the units (`lock_units`) and the account, in this order.
    ``successor`` is the user name of an active officer who moves to the unit in its place. The root keeps two
    people while a reply of its own awaits approval, for nobody approves what they wrote.
    """
    if successor:
        move_heir(session, context, successor, account, by)
    account.active = False
    account.session_epoch += 1
    leave_unit(session, account, account.unit_id)
    record(session, context, Deed.CLOSE_ACCOUNT, f"account:{account.id}", account_id=by, successor=successor)


def lock_units(session: Session, *usernames: str | None) -> None:
    """Let nobody give a report to the units of these accounts, which one of them may leave, until the end of the
    transaction; whoever is doing so is waited for. Units are locked before accounts, and always in the same order."""
    wanted = select(Account.unit_id).where(Account.username.in_([name for name in usernames if name]))
    session.execute(select(Unit.id).where(Unit.id.in_(wanted)).order_by(Unit.id).with_for_update())


def move_heir(session: Session, context: Context, username: str, leaver: Account, by: int | None) -> None:
    """Let an active officer act for the unit of somebody who leaves; raises Invalid, and LastAccount where the
    officer's own unit would be left without anybody."""
    wanted = select(Account).where(
        Account.username == username, Account.active, Account.role == Role.OFFICER, Account.id != leaver.id
    )
    heir = session.scalar(wanted.with_for_update())
    if heir is None or leaver.unit_id is None:
        raise Invalid([Problem("successor", "没有这个在用的经办人员账号，请核对用户名")])
    left, heir.unit_id = heir.unit_id, leaver.unit_id
    heir.session_epoch += 1
    leave_unit(session, heir, left)
    told = {"before": {"unit": unit_code(session, left)}, "after": {"unit": unit_code(session, heir.unit_id)}}
    record(session, context, Deed.GRANT_ROLE, f"account:{heir.id}", account_id=by, **told)


def unit_code(session: Session, unit_id: int | None) -> str:
    """What the audit log calls a unit; "" for none."""
    return session.get_one(Unit, unit_id).code if unit_id is not None else ""


def leave_unit(session: Session, account: Account, left: int | None) -> None:
    """The account acts for the unit no more, and does not answer for it either (§五.2). Raises LastAccount if the unit
    would hold reports with nobody to act."""
    session.execute(delete(ResponsibleOfficer).where(ResponsibleOfficer.account_id == account.id))
    session.flush()
    if left is not None and _stranded(session, left):
        raise LastAccount(f"{account.username} is the last account that can act for its unit")


def change_email(context: Context, account_id: int, email: str, *, weekly: bool = True) -> None:
    """Where the account's reminders go from now on, and whether the weekly digest does too; "" ends both. Raises
    Invalid for what is no address.

    The audit log tells that it was changed, not what it is.
    """
    address = parse_mail_address(email) if email else None
    if email and address is None:
        raise Invalid([Problem("email", "邮箱地址有误，应类似 name@mail.example")])
    with context.database.writing() as session:
        account = session.get_one(Account, account_id, with_for_update=True)
        if (account.email, account.weekly) == (address, weekly):
            return
        account.email, account.weekly = address, weekly
        record(session, context, Deed.CHANGE_EMAIL, f"account:{account_id}", account_id=account_id)


def _stranded(session: Session, unit_id: int) -> bool:
    """True if a report lies with this unit, or with the root, and nobody there could take its next step."""
    tree = load_tree(session)
    here = tree.resolve(unit_id)
    if here == tree.root and not tree.staffed(here):
        return True
    held = select(Report).where(Report.holder_id.in_(tree.same(here)), Report.state.in_(OPEN_STATES))
    for report in session.scalars(held):
        reply = last_reply(session, report.id)
        author = reply.author_id if reply is not None and report.state is State.REVIEW else None
        if not tree.staffed(here, without=author):
            return True
    return False
