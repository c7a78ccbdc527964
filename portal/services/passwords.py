"""Passwords: chosen by their owners only, by the rules of the installation."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.adapters.passwords import hash_password, password_matches
from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.password_rules import password_problem
from portal.domain.safety import REMEMBERED_PASSWORDS
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid
from portal.services.sessions import Place, open_session
from portal.store import Account, OldPassword


def change_password(context: Context, account_id: int, password: str, place: Place) -> str:
    """Take another password, once the present one was checked; every session ends, and the key of a new one is
    returned. Raises Invalid for a password that breaks the rules."""
    with context.database.writing() as session:
        account = session.get_one(Account, account_id, with_for_update=True)
        set_password(session, context, account, password)
        record(session, context, Deed.CHANGE_PASSWORD, f"account:{account_id}", account_id=account_id)
        return open_session(session, context, account, place)


def set_password(session: Session, context: Context, account: Account, password: str) -> None:
    """Put a new password in the place of the old one, and end every session; raises Invalid."""
    if problem := _problem(session, context, account, password):
        raise Invalid([Problem("password", problem)])
    drop_password(session, account)
    account.password_hash = hash_password(password)
    account.password_set_at = context.now()
    account.session_epoch += 1


def drop_password(session: Session, account: Account) -> None:
    """The present password opens nothing any more, and may not be taken again for a while."""
    if account.password_hash is None:
        return
    session.add(OldPassword(account_id=account.id, password_hash=account.password_hash))
    account.password_hash = None
    session.flush()
    remembered = select(OldPassword.id).where(OldPassword.account_id == account.id)
    newest = session.scalars(remembered.order_by(OldPassword.id.desc()).limit(REMEMBERED_PASSWORDS)).all()
    session.execute(delete(OldPassword).where(OldPassword.account_id == account.id, OldPassword.id.not_in(newest)))


def _problem(session: Session, context: Context, account: Account, password: str) -> str | None:
    safety = context.safety
    if problem := password_problem(password, account.username, safety.level):
        return problem
    if account.password_hash is not None and password_matches(password, account.password_hash):
        return "新密码不能与现在的密码相同"
    if safety.graded:
        before = select(OldPassword.password_hash).where(OldPassword.account_id == account.id)
        if any(password_matches(password, known) for known in session.scalars(before)):
            return f"不能使用最近 {REMEMBERED_PASSWORDS} 次用过的密码"
    return None
