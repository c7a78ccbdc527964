"""The directory of units and who acts for them: opening a filing unit for a sponsor that has none (§三(二))."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.policy import Actor
from portal.domain.registers import UnitEntry
from portal.domain.vocabulary import Role, UnitKind
from portal.services import units
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed
from portal.services.passwords import set_password
from portal.services.register import keeping
from portal.store import Account, Invitation

VALID_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What the organizing unit says of a filing unit that is to be opened; ``code`` is also the first user name."""

    name: str
    code: str
    person: str


def open_filing_unit(context: Context, actor: Actor, new: NewUnit) -> str:
    """Open a filing unit below the actor's organizing unit with one account; returns the token of its one-time link.

    Raises NotAllowed for anybody but an officer of an organizing unit, and Invalid.
    """
    with keeping(context, actor) as register:
        tree, session = register.tree, register.session
        if actor.role is not Role.OFFICER or actor.unit is None or not tree.is_organizing(tree.resolve(actor.unit)):
            raise NotAllowed("only organizing units open filing units")
        if problems := _problems(session, new):
            raise Invalid(problems)
        parent = tree[tree.resolve(actor.unit)]
        unit = units.open_unit(register, UnitEntry(new.code, new.name, UnitKind.FILING, parent.code))
        account = Account(
            username=new.code,
            display_name=new.person.strip(),
            role=Role.OFFICER,
            unit_id=unit.id,
            password_hash=None,
            # Reports can be transferred to the unit at once; its officer finds them after opening the link.
            active=True,
            created_at=context.now(),
        )
        session.add(account)
        session.flush()
        subject = f"account:{account.id}"
        record(session, context, Deed.CREATE_ACCOUNT, subject, account_id=actor.account, unit=unit.code)
        return invite(session, context, account)


def invite(session: Session, context: Context, account: Account) -> str:
    """A new one-time link for an account, valid for a week; an older one stops working. Returns its token."""
    token = secrets.token_urlsafe(24)
    session.merge(
        Invitation(
            account_id=account.id,
            token_hash=_token_hash(context, token),
            expires_at=context.now() + VALID_FOR,
        )
    )
    return token


def invited(session: Session, context: Context, token: str) -> Account | None:
    """The account that a link belongs to; None if it is unknown, used or too old."""
    wanted = select(Invitation).where(Invitation.token_hash == _token_hash(context, token))
    invitation = session.scalar(wanted)
    if invitation is None or invitation.expires_at <= context.now():
        return None
    return session.get(Account, invitation.account_id)


def accept_invitation(context: Context, token: str, password: str) -> Account:
    """Set the first password; the link is used up. Raises NotAllowed for a dead link, Invalid for a weak password."""
    with context.database.writing() as session:
        account = invited(session, context, token)
        if account is None or not account.active:
            raise NotAllowed("the link is not valid")
        set_password(session, context, account, password)
        session.delete(session.get_one(Invitation, account.id))
        record(session, context, Deed.SET_PASSWORD, f"account:{account.id}", account_id=account.id)
        return account


def _problems(session: Session, new: NewUnit) -> list[Problem]:
    """What is wrong with the person and their user name; the register of units looks at the rest."""
    problems = []
    if session.scalar(select(Account.id).where(Account.username == new.code)):
        problems.append(Problem("code", "这个用户名已被使用，请换一个"))
    if not 1 <= len(new.person.strip()) <= 40:
        problems.append(Problem("person", "请填写经办人姓名，最多 40 字"))
    return problems


def _token_hash(context: Context, token: str) -> str:
    return context.digest("invitation", token).hex()
