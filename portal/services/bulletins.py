"""通报: drafted, worded, signed by a second officer, issued to every unit, acknowledged, opened to the public."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.bulletin import (
    BulletinState,
    Decision,
    Step,
    Suspicion,
    Verdict,
    Wording,
    kept,
    may_be_about,
    problem_of,
    problems_of,
    read,
)
from portal.domain.deadlines import day_of
from portal.domain.demands import Problem
from portal.domain.periods import Period
from portal.domain.policy import Actor, coordinates
from portal.domain.units import UnitTree
from portal.services import outbox
from portal.services.audit import record
from portal.services.bulletin_steps import note, open_for, require_words, subject_of
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed
from portal.services.turns import take_turn
from portal.store import Account, Bulletin, BulletinReceipt, BulletinVersion, Case, Criticism
from portal.store.facts import load_tree

BULLETIN = "bulletin"
"""Outbox topic."""
INCOMPLETE = "统计数据正在重新计算，请稍后再起草"


def draft(
    context: Context,
    actor: Actor,
    period: Period,
    wording: Wording,
    suspicions: Sequence[Suspicion],
    *,
    complete: bool,
) -> int:
    """Keep the first version of a bulletin about a month or quarter that is over; returns its id.

    ``suspicions`` wait for a decision each. Raises NotAllowed for anybody but the provincial office, Invalid where the
    period is no such one or has its bulletin already, or its figures are not ``complete``.
    """
    with context.database.writing() as session:
        tree = load_tree(session)
        if actor.account is None or not coordinates(actor, tree):
            raise NotAllowed("only the provincial office drafts bulletins")
        take_turn(session)
        if problem := _problem_about(session, context, period, complete):
            raise Invalid([Problem("period", problem)])
        bulletin = Bulletin(first_day=period.first, last_day=period.last, edited_by_id=actor.account)
        session.add(bulletin)
        session.flush()
        session.add_all(_criticism(bulletin, each, tree) for each in suspicions)
        _add_version(session, context, actor.account, bulletin, wording)
        note(session, context, actor.account, bulletin, Step.SAVE, Deed.DRAFT_BULLETIN, criticised=len(suspicions))
        return bulletin.id


def redraft(
    context: Context,
    actor: Actor,
    bulletin_id: int,
    revision: int,
    wording: Wording,
    suspicions: Sequence[Suspicion],
    *,
    complete: bool,
) -> int:
    """Keep another version, drafted from the figures as they are now; returns its number. Older ones stay to be read.

    What was decided about a unit holds where ground and reports are still the same; everything else waits for a
    decision anew. Raises NotFound, Stale, NotAllowed, or Invalid where the figures are not ``complete``.
    """
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.SAVE, revision)
        if not complete:
            raise Invalid([Problem("", INCOMPLETE)])
        tree = load_tree(session)
        found = {(each.unit, each.ground, each.reports): each for each in suspicions}
        for known in session.scalars(select(Criticism).where(Criticism.bulletin_id == bulletin.id)):
            if found.pop((known.unit_id, known.ground, tuple(known.reports)), None) is None:
                session.delete(known)
        # One unit has one criticism on a ground: the old one goes before the new one comes.
        session.flush()
        session.add_all(_criticism(bulletin, each, tree) for each in found.values())
        _add_version(session, context, account, bulletin, wording)
        bulletin.edited_by_id = account
        words = "按当天的数据重新起草"
        note(session, context, account, bulletin, Step.SAVE, Deed.DRAFT_BULLETIN, words, criticised=len(suspicions))
        return bulletin.version


def save(
    context: Context,
    actor: Actor,
    bulletin_id: int,
    revision: int,
    wording: Wording,
    verdicts: Mapping[int, Verdict],
) -> int:
    """Keep a new version, and what was decided about the units by the ids of the criticisms; returns its number.

    Raises NotFound, Stale, NotAllowed or Invalid; then nothing has changed.
    """
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.SAVE, revision)
        criticisms = session.scalars(select(Criticism).where(Criticism.bulletin_id == bulletin.id)).all()
        decided = [(each, verdicts[each.id]) for each in criticisms if each.id in verdicts]
        problems = [*problems_of(wording), *_problems_of_cases(session, wording)]
        problems += [
            Problem(f"reason_{each.id}", problem) for each, verdict in decided if (problem := problem_of(verdict))
        ]
        if problems:
            raise Invalid(problems)
        for each, verdict in decided:
            _decide(session, context, account, each, verdict)
        _add_version(session, context, account, bulletin, wording)
        bulletin.edited_by_id = account
        note(session, context, account, bulletin, Step.SAVE)
        return bulletin.version


def submit(context: Context, actor: Actor, bulletin_id: int, revision: int) -> None:
    """Hand the draft to a second officer, once every unit that stands to be criticised was decided about."""
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.SUBMIT, revision)
        waiting = select(Criticism.unit_name).where(
            Criticism.bulletin_id == bulletin.id, Criticism.decision == Decision.OPEN
        )
        if undecided := session.scalars(waiting).all():
            names = "、".join(dict.fromkeys(undecided))
            raise Invalid(
                [Problem("", f"还有 {len(undecided)} 项通报批评待定（{names}），请逐项确认或者说明理由后再送签")]
            )
        bulletin.state = BulletinState.TO_SIGN
        note(session, context, account, bulletin, Step.SUBMIT)


def return_to_draft(context: Context, actor: Actor, bulletin_id: int, revision: int, words: str) -> None:
    """Give it back to be worded anew, and say why."""
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.RETURN, revision)
        require_words(words, "请说明退回修改的理由")
        bulletin.state = BulletinState.DRAFT
        note(session, context, account, bulletin, Step.RETURN, words=words)


def sign(context: Context, actor: Actor, bulletin_id: int, revision: int) -> int:
    """Sign and issue it to every unit in use; returns to how many. Only another officer than whoever worded it may."""
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.SIGN, revision)
        tree = load_tree(session)
        recipients = [unit.id for unit in tree if unit.in_use and unit.id != tree.root]
        bulletin.state, bulletin.signed_by_id, bulletin.issued_at = BulletinState.ISSUED, account, context.now()
        session.add_all(BulletinReceipt(bulletin_id=bulletin.id, unit_id=unit) for unit in recipients)
        _announce(session, context, bulletin, tree, recipients)
        note(session, context, account, bulletin, Step.SIGN, recipients=len(recipients))
        return len(recipients)


def acknowledge(context: Context, actor: Actor, bulletin_id: int) -> None:
    """Note that the actor's unit, and whatever merged into it, has received the bulletin."""
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.ACKNOWLEDGE)
        tree = load_tree(session)
        own = tree.same(actor.unit or tree.root)
        waiting = select(BulletinReceipt).where(
            BulletinReceipt.bulletin_id == bulletin.id, BulletinReceipt.unit_id.in_(own), BulletinReceipt.at.is_(None)
        )
        for receipt in session.scalars(waiting):
            receipt.account_id, receipt.at = account, context.now()
        record(session, context, Deed.ACKNOWLEDGE_BULLETIN, subject_of(bulletin), account_id=account, unit=actor.unit)


def publish(
    context: Context, actor: Actor, bulletin_id: int, revision: int, *, secrecy_checked: bool, privacy_checked: bool
) -> None:
    """Let everybody read it, without its internal sections, after both checks that every publication needs."""
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.PUBLISH, revision)
        checks = (
            ("secrecy_checked", secrecy_checked, "请确认已作保密审查"),
            ("privacy_checked", privacy_checked, "请确认已作个人信息审查"),
        )
        if missing := [Problem(name, words) for name, done, words in checks if not done]:
            raise Invalid(missing)
        bulletin.public_since = context.now()
        note(session, context, account, bulletin, Step.PUBLISH)


def unpublish(context: Context, actor: Actor, bulletin_id: int, revision: int, words: str) -> None:
    """Take it from the public again, and say why; the units keep it."""
    with context.database.writing() as session:
        account, bulletin = open_for(session, actor, bulletin_id, Step.UNPUBLISH, revision)
        require_words(words, "请说明撤回公开的理由")
        bulletin.public_since = None
        note(session, context, account, bulletin, Step.UNPUBLISH, words=words)


def _announce(
    session: Session, context: Context, bulletin: Bulletin, tree: UnitTree, recipients: Collection[int]
) -> None:
    """Have letters sent to every officer of the recipients who has an address."""
    now = context.now()
    wording = select(BulletinVersion.wording).where(
        BulletinVersion.bulletin_id == bulletin.id, BulletinVersion.version == bulletin.version
    )
    title = read(session.scalars(wording).one()).name
    reachable = select(Account.id, Account.unit_id).where(Account.active, Account.email.is_not(None))
    officers = session.execute(reachable.order_by(Account.id))
    addressed = ((account, tree.resolve(unit)) for account, unit in officers if unit is not None)
    letters = [
        {"bulletin": bulletin.id, "title": title, "unit": unit, "account": account, "since": now.isoformat()}
        for account, unit in addressed
        if unit in recipients
    ]
    outbox.add_all(session, BULLETIN, letters, now)


def _criticism(bulletin: Bulletin, suspicion: Suspicion, tree: UnitTree) -> Criticism:
    return Criticism(
        bulletin_id=bulletin.id,
        unit_id=suspicion.unit,
        unit_name=tree[suspicion.unit].name,
        ground=suspicion.ground,
        reports=list(suspicion.reports),
    )


def _problem_about(session: Session, context: Context, period: Period, complete: bool) -> str:
    """Why there can be no bulletin about the period now; empty where there can."""
    if not may_be_about(period):
        return "通报按月或者按季度起草"
    if period.last >= day_of(context.now()):
        return f"{period.name}还没有结束，结束后才能起草通报"
    if not complete:
        return INCOMPLETE
    known = select(Bulletin.id).where(Bulletin.first_day == period.first, Bulletin.last_day == period.last)
    return f"{period.name}已经有通报" if session.scalar(known) is not None else ""


def _problems_of_cases(session: Session, wording: Wording) -> list[Problem]:
    published = set(session.scalars(select(Case.number).where(Case.number.in_(wording.cases), Case.visible)))
    return [
        Problem("cases", f"{number} 没有在曝光台公示，不能作为典型案例")
        for number in wording.cases
        if number not in published
    ]


def _decide(session: Session, context: Context, account: int, criticism: Criticism, verdict: Verdict) -> None:
    reason = verdict.reason.strip() or None
    if (criticism.decision, criticism.reason) == (verdict.decision, reason):
        return
    changed = criticism.decision is not verdict.decision
    criticism.decision, criticism.reason = verdict.decision, reason
    decided = verdict.decision is not Decision.OPEN
    criticism.decided_by_id, criticism.decided_at = (account, context.now()) if decided else (None, None)
    if changed:
        record(
            session, context, Deed.DECIDE_CRITICISM, f"bulletin:{criticism.bulletin_id}", account_id=account,
            unit=criticism.unit_name, ground=criticism.ground.label, decision=verdict.decision.label, reason=reason,
            reports=criticism.reports,
        )  # fmt: skip


def _add_version(session: Session, context: Context, account: int, bulletin: Bulletin, wording: Wording) -> None:
    bulletin.version += 1
    session.add(
        BulletinVersion(
            bulletin_id=bulletin.id,
            version=bulletin.version,
            at=context.now(),
            account_id=account,
            wording=kept(wording),
        )
    )
