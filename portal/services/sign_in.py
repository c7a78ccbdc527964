"""Signing in: the password is looked at unless too many were wrong, and opens the door or the second one."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.adapters.passwords import hash_password, needs_new_hash, password_matches
from portal.domain.audit import Deed
from portal.domain.sign_in_pace import Counted
from portal.services.accounts import DEMO_FACT, DEMO_PASSWORD
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Refused
from portal.services.pacing import Budget, charge, forgive, name_budget
from portal.store import Account, Fact, SignedIn


class WrongPassword(Refused):
    """No active account has this name and this password; which of the two is wrong is not said."""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that was signed in before, by what it keeps: its own secret name, and the accounts that signed in."""

    name: str = ""
    accounts: frozenset[int] = frozenset()

    def knows(self, account_id: int) -> str:
        """The device's name if the account signed in on it, otherwise ""."""
        return self.name if account_id in self.accounts else ""


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody typed, and where."""

    username: str
    password: str = field(repr=False)
    address: str = ""
    device: Device = Device()
    demo: bool = False


def check_password(context: Context, attempt: Try) -> Account:
    """The active account whose password this is. Raises TooSoon, the same for known and unknown names, and
    WrongPassword; every try that was looked at is in the audit log if it failed, with its network address.

    The demo's password opens nothing outside ``portal demo``, not even on a copy of a demo's database.
    """
    with context.database.reading() as session:
        account = session.scalar(select(Account).where(Account.username == attempt.username.strip()))
        is_demo = attempt.demo and session.get(Fact, DEMO_FACT) is not None
        budgets = _budgets(session, attempt, account)
    charge(context, budgets)
    right = password_matches(attempt.password, account.password_hash if account else None)
    refused = attempt.password == DEMO_PASSWORD and not is_demo
    if account is None or not right or not account.active or refused:
        _note_refusal(context, account, attempt.address)
        raise WrongPassword("no such account, or not its password")
    forgive(context, budgets)
    if account.password_hash and needs_new_hash(account.password_hash):
        with context.database.writing() as session:
            session.get_one(Account, account.id).password_hash = hash_password(attempt.password)
    return account


def confirm_password(context: Context, account_id: int, session_id: int, attempt: str, address: str = "") -> None:
    """Check the password of somebody who is signed in already; raises TooSoon and WrongPassword.

    Each session is counted for itself: whoever sits down at somebody's desk cannot lock them out elsewhere.
    """
    budget = Budget(Counted.CONFIRMATION, (str(session_id),))
    charge(context, [budget])
    with context.database.reading() as session:
        known = session.get_one(Account, account_id).password_hash
    if not password_matches(attempt, known):
        with context.database.writing() as session:
            subject = f"account:{account_id}"
            record(session, context, Deed.CONFIRM_IDENTITY_REFUSED, subject, account_id=account_id, address=address)
        raise WrongPassword("not the password")
    forgive(context, [budget])


def _budgets(session: Session, attempt: Try, account: Account | None) -> list[Budget]:
    """What a try is counted for. Where the owner is known to work from, only what happens there counts."""
    name = attempt.username.strip().lower()
    if account is not None and (device := attempt.device.knows(account.id)):
        return [Budget(Counted.DEVICE, (str(account.id), device))]
    pair = Budget(Counted.PAIR, (name, attempt.address))
    if account is not None and attempt.address and _worked_there(session, account.id, attempt.address):
        return [pair, Budget(Counted.ADDRESS, (attempt.address,))]
    return [pair, name_budget(name), Budget(Counted.ADDRESS, (attempt.address,))]


def _worked_there(session: Session, account_id: int, address: str) -> bool:
    there = select(SignedIn.id).where(SignedIn.account_id == account_id, SignedIn.address == address).limit(1)
    return session.scalar(there) is not None


def _note_refusal(context: Context, account: Account | None, address: str) -> None:
    with context.database.writing() as session:
        record(
            session,
            context,
            Deed.SIGN_IN_REFUSED,
            f"account:{account.id}" if account else "account:unknown",
            account_id=account.id if account else None,
            address=address,
        )
