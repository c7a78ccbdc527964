"""The second factor: one-time passwords of an authenticator, and codes for whoever lost it."""

from __future__ import annotations

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.domain import totp
from portal.domain.audit import Deed
from portal.domain.sign_in_pace import Counted
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Refused
from portal.services.pacing import Budget, charge, forgive
from portal.store import RecoveryCode, SecondFactor

RECOVERY_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Of recovery codes: none that is taken for another."""
SECRET_BYTES = 20


class WrongCode(Refused):
    """The code is none of the present ones, or was used before."""


def next_secret(session: Session, context: Context, account_id: int) -> bytes:
    """The secret that the account would have from its next set-up on; asking for it changes nothing."""
    return _secret(context, account_id, _generation(session, account_id) + 1)


def set_up(context: Context, account_id: int, typed: str) -> list[str]:
    """Switch to the next secret, once the authenticator has shown that it knows it; returns the recovery codes, which
    are shown this once. Raises WrongCode."""
    with context.database.writing() as session:
        generation = _generation(session, account_id) + 1
        step = totp.matching_step(_secret(context, account_id, generation), typed, context.now())
        if step is None:
            raise WrongCode("the code does not match")
        session.merge(
            SecondFactor(account_id=account_id, generation=generation, set_up_at=context.now(), used_step=step)
        )
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
        codes = [_new_code() for _ in range(RECOVERY_CODES)]
        session.add_all(
            RecoveryCode(code_hash=_hash(context, account_id, each), account_id=account_id) for each in codes
        )
        record(session, context, Deed.SET_UP_SECOND_FACTOR, f"account:{account_id}", account_id=account_id)
    return codes


def is_set_up(session: Session, account_id: int) -> bool:
    """True if the account has a second factor."""
    known = session.get(SecondFactor, account_id)
    return known is not None and known.set_up_at is not None


def check(context: Context, account_id: int, typed: str, device: str, address: str) -> str:
    """Take a code of the authenticator or a recovery code, once; returns what it was, in words.

    Raises WrongCode, and TooSoon from the sixth wrong one on. A ``device`` that is known is counted for itself.
    """
    budget = Budget(Counted.FACTOR, (str(account_id), device))
    charge(context, [budget])
    with context.database.writing() as session:
        kind = _take(session, context, account_id, typed)
        if kind is None:
            subject = f"account:{account_id}"
            told = {"address": address, "factor": "动态口令"}
            record(session, context, Deed.SIGN_IN_REFUSED, subject, account_id=account_id, **told)
    if kind is None:
        raise WrongCode("the code does not match")
    forgive(context, [budget])
    return kind


def remove(session: Session, account_id: int) -> bool:
    """Switch the second factor off; its secret and its recovery codes are worth nothing any more."""
    known = session.get(SecondFactor, account_id, with_for_update=True)
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    if known is None or known.set_up_at is None:
        return False
    known.set_up_at = known.used_step = None
    return True


def _take(session: Session, context: Context, account_id: int, typed: str) -> str | None:
    known = session.get(SecondFactor, account_id, with_for_update=True)
    if known is None or known.set_up_at is None:
        return None
    step = totp.matching_step(_secret(context, account_id, known.generation), typed, context.now(), known.used_step)
    if step is not None:
        known.used_step = step
        return "动态口令"
    given = "".join(letter for letter in typed.lower() if letter.isalnum())[:40]
    used = delete(RecoveryCode).where(RecoveryCode.code_hash == _hash(context, account_id, given))
    return "恢复码" if session.execute(used).rowcount else None  # type: ignore[attr-defined]


def _generation(session: Session, account_id: int) -> int:
    known = session.get(SecondFactor, account_id)
    return known.generation if known else 0


def _secret(context: Context, account_id: int, generation: int) -> bytes:
    return context.digest("second factor", str(account_id), str(generation))[:SECRET_BYTES]


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def _hash(context: Context, account_id: int, code: str) -> str:
    return context.digest("recovery code", str(account_id), code).hex()
