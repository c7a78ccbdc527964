"""Accounts: signing in, and making and closing accounts without leaving reports behind."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.adapters.passwords import hash_password, needs_new_hash, password_matches
from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.mail_address import parse_mail_address
from portal.domain.vocabulary import OPEN_STATES, Role, State
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid, Refused
from portal.store import Account, Fact, Report, Unit
from portal.store.facts import last_reply, load_tree

DEMO_PASSWORD = "demo-portal"  # noqa: S105 - public on purpose, and refused outside the demo
DEMO_FACT = "demo"
"""The fact by which a database says that it was filled by ``portal demo``."""


SHORTEST_PASSWORD = 10
COMMON = frozenset({"1234567890", "0123456789", "password12", "qwertyuiop", "1q2w3e4r5t", "abcdefghij", "1111111111"})


def password_problem(password: str, username: str) -> str | None:
    """What is wrong with a new password, as a sentence in Chinese; None if it may be used."""
    if len(password) < SHORTEST_PASSWORD:
        return f"密码至少 {SHORTEST_PASSWORD} 个字符"
    if len(password) > 200:
        return "密码最多 200 个字符"
    if password == DEMO_PASSWORD or password.lower() in COMMON or len(set(password)) < 4:
        return "这个密码太常见，请换一个"
    if username and username.lower() in password.lower():
        return "密码不能包含用户名"
    return None


class LastAccount(Refused):
    """The unit holds reports and would have nobody left; a successor must be named."""


def sign_in(context: Context, username: str, password: str, *, demo: bool, address: str = "") -> Account | None:
    """The account, if the password is right and it is active; every attempt is in the audit log, with the network
    address that it came from.

    The demo's password opens nothing outside ``portal demo``, not even on a copy of a demo's database.
    """
    with context.database.reading() as session:
        account = session.scalar(select(Account).where(Account.username == username.strip()))
        is_demo = demo and session.get(Fact, DEMO_FACT) is not None
    right = password_matches(password, account.password_hash if account else None)
    refused = password == DEMO_PASSWORD and not is_demo
    admitted = account if account is not None and right and account.active and not refused else None
    with context.database.writing() as session:
        record(
            session,
            context,
            Deed.SIGN_IN if admitted else Deed.SIGN_IN_REFUSED,
            f"account:{account.id}" if account else "account:unknown",
            account_id=account.id if account else None,
            address=address,
        )
        if admitted is None:
            return None
        known = session.get_one(Account, admitted.id)
        known.signed_in_at = context.now()
        if known.password_hash and needs_new_hash(known.password_hash):
            known.password_hash = hash_password(password)
        return known


def sign_out(context: Context, account_id: int) -> None:
    """End every session of the account: a copied cookie must not outlive the person's wish to leave."""
    with context.database.writing() as session:
        account = session.get_one(Account, account_id, with_for_update=True)
        account.session_epoch += 1
        record(session, context, Deed.SIGN_OUT, f"account:{account_id}", account_id=account_id)


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


def close_account(context: Context, username: str, successor: str | None = None) -> None:
    """Deactivate an account. Raises LastAccount where its unit would be left with reports and nobody to act.

    ``successor`` is the user name of an active account that moves to the unit in its place. The root keeps two
    people while a reply of its own awaits approval, for nobody approves what they wrote.
    """
    with context.database.writing() as session:
        account = session.scalars(select(Account).where(Account.username == username).with_for_update()).one()
        if successor is not None:
            heir = session.scalars(select(Account).where(Account.username == successor, Account.active)).one()
            heir.unit_id = account.unit_id
        account.active = False
        account.session_epoch += 1
        session.flush()
        if account.unit_id is not None and _stranded(session, account.unit_id):
            raise LastAccount(f"{username} is the last account that can act for its unit")
        record(session, context, Deed.CLOSE_ACCOUNT, f"account:{account.id}", successor=successor)


def change_email(context: Context, account_id: int, email: str) -> None:
    """Where the account's reminders go from now on; "" ends them. Raises Invalid for what is no address.

    The audit log tells that it was changed, not what it is.
    """
    address = parse_mail_address(email) if email else None
    if email and address is None:
        raise Invalid([Problem("email", "邮箱地址有误，应类似 name@mail.example")])
    with context.database.writing() as session:
        account = session.get_one(Account, account_id, with_for_update=True)
        if account.email == address:
            return
        account.email = address
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
