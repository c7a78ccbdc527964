"""What every step of a bulletin has in common: the lock, the rules, and the traces that it leaves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.bulletin import Standing, Step, may
from portal.domain.demands import Problem
from portal.domain.policy import Actor, coordinates
from portal.domain.units import UnitTree
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid, Meanwhile, NotAllowed, NotFound, Stale
from portal.store import Account, Bulletin, BulletinReceipt, BulletinStep
from portal.store.facts import load_tree

LONGEST_WORDS = 1000
DEEDS = {
    Step.SAVE: Deed.SAVE_BULLETIN,
    Step.SUBMIT: Deed.SUBMIT_BULLETIN,
    Step.RETURN: Deed.RETURN_BULLETIN,
    Step.SIGN: Deed.SIGN_BULLETIN,
    Step.PUBLISH: Deed.PUBLISH_BULLETIN,
    Step.UNPUBLISH: Deed.UNPUBLISH_BULLETIN,
}


def open_for(
    session: Session, actor: Actor, bulletin_id: int, step: Step, revision: int | None = None
) -> tuple[int, Bulletin]:
    """The bulletin, locked for a step, and whose step it is; raises NotFound, NotAllowed or Stale."""
    bulletin = session.scalar(select(Bulletin).where(Bulletin.id == bulletin_id).with_for_update())
    if bulletin is None:
        raise NotFound(f"bulletin {bulletin_id}")
    tree = load_tree(session)
    if revision is not None and revision != bulletin.revision and coordinates(actor, tree):
        raise Stale(_meanwhile(session, bulletin, revision))
    if actor.account is None or not may(actor, step, _standing(session, bulletin, tree), tree):
        raise NotAllowed(f"{step} of bulletin {bulletin_id}")
    return actor.account, bulletin


def _standing(session: Session, bulletin: Bulletin, tree: UnitTree) -> Standing:
    waiting = select(BulletinReceipt.unit_id).where(
        BulletinReceipt.bulletin_id == bulletin.id, BulletinReceipt.at.is_(None)
    )
    return Standing(
        bulletin.state, bulletin.edited_by_id, frozenset(session.scalars(waiting)), bulletin.public_since is not None
    )


def _meanwhile(session: Session, bulletin: Bulletin, revision: int) -> list[Meanwhile]:
    later = (
        select(BulletinStep.at, Account.display_name, BulletinStep.step)
        .join(Account, Account.id == BulletinStep.account_id)
        .where(BulletinStep.bulletin_id == bulletin.id, BulletinStep.position > revision)
        .order_by(BulletinStep.position)
    )
    return [Meanwhile(row.at, row.display_name, row.step.label) for row in session.execute(later)]


def note(
    session: Session,
    context: Context,
    account: int,
    bulletin: Bulletin,
    step: Step,
    deed: Deed | None = None,
    words: str | None = None,
    **details: int,
) -> None:
    """Count the step and write it down, here and in the audit log."""
    bulletin.revision += 1
    said = words.strip() if words else None
    session.add(
        BulletinStep(
            bulletin_id=bulletin.id,
            position=bulletin.revision,
            step=step,
            at=context.now(),
            account_id=account,
            version=bulletin.version,
            words=said,
        )
    )
    record(
        session, context, deed or DEEDS[step], subject_of(bulletin), account_id=account, version=bulletin.version,
        first_day=bulletin.first_day.isoformat(), last_day=bulletin.last_day.isoformat(), reason=said, **details,
    )  # fmt: skip


def require_words(words: str, missing: str) -> None:
    if not words.strip():
        raise Invalid([Problem("words", missing)])
    if len(words) > LONGEST_WORDS:
        raise Invalid([Problem("words", f"最多 {LONGEST_WORDS} 字，现在有 {len(words)} 字，请精简")])


def subject_of(bulletin: Bulletin) -> str:
    return f"bulletin:{bulletin.id}"
