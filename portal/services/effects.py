"""What a step does besides moving the report: replies, the case on the board, urgings, disputes.

:data:`EFFECTS` names them action by action; each returns what the event should remember.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar
from portal.domain.demands import ActionInput
from portal.domain.letters import LetterKind
from portal.domain.policy import Actor
from portal.domain.vocabulary import FINISHED_STATES, Action, Finding, ReportKind
from portal.domain.workflow import Outcome, Situation
from portal.services import publication, registration
from portal.services.context import Context
from portal.services.letters import announce
from portal.services.repeats import MOST_ALIKE, earlier_alike
from portal.services.replies import write_reply
from portal.store import Account, Dispute, Reply, Report
from portal.store.facts import last_reply


@dataclass(frozen=True, slots=True)
class Step:
    """One step on its way into the database."""

    session: Session
    report: Report
    actor: Actor
    action: Action
    given: ActionInput
    before: Situation
    outcome: Outcome
    now: datetime
    calendar: Calendar
    context: Context

    @property
    def working_days(self) -> int:
        """The limit of §四 in force."""
        return self.context.working_days

    @property
    def words(self) -> str | None:
        """What the officer gave as comment, reason or note; a citizen's reason stays out of the event."""
        if self.actor.account is None and self.action is Action.DISPUTE:
            return None
        given = self.given
        words = given.comment or given.reason or given.note or given.withhold_note
        return words.strip() if words else None

    @property
    def reply(self) -> Reply:
        """The newest reply, which this step relies on."""
        reply = last_reply(self.session, self.report.id)
        if reply is None:
            raise LookupError(f"report {self.report.number} has no reply")
        return reply


Effect = Callable[[Step], dict[str, Any] | None]


def _write_reply(step: Step) -> dict[str, Any]:
    if step.actor.account is None or step.actor.unit is None:
        raise ValueError("a reply has an author")
    reply = write_reply(step.session, step.report, step.given, step.actor.account, step.actor.unit, step.now)
    step.report.rectified_on = None
    return {"reply": reply.version}


def _remember_transferrer(step: Step) -> None:
    step.report.transferrer_id = step.actor.unit


def _write_letter(kind: LetterKind) -> Effect:
    """Have the citizen told."""

    def effect(step: Step) -> None:
        announce(step.session, step.report, kind, step.now)

    return effect


def _count_alike(step: Step) -> dict[str, Any] | None:
    alike = earlier_alike(step.session, step.report)
    return {"alike": alike} if alike >= MOST_ALIKE else None


def _remember_return(step: Step) -> None:
    step.report.returned_by_id = step.actor.unit


def _forget_return(step: Step) -> None:
    step.report.returned_by_id = None


def _name_original(step: Step) -> dict[str, Any] | None:
    return {"original": step.given.original.strip()} if step.given.original else None


def _finish(step: Step) -> dict[str, Any]:
    """Final approval: the reply is valid, a site that was missing is registered, the case appears or goes."""
    reply = step.reply
    details: dict[str, Any] = {"reply": reply.version}
    if step.outcome.state not in FINISHED_STATES:
        return details
    reply.approved_at = step.now
    step.report.urged_at = None
    step.report.promised_for = reply.correct_by if reply.finding is Finding.CONFIRMED else None
    announce(step.session, step.report, LetterKind.FINISHED, step.now)
    if step.report.kind is ReportKind.UNLISTED and reply.new_site_code:
        registration.register_missing_site(step.session, step.context, step.report, reply, step.actor)
    if step.outcome.case_appears:
        details |= _appear(step)
        details["checked"] = ["secrecy", "privacy"]
    elif step.outcome.case_goes and reply.withhold_reason is not None:
        publication.withdraw(step.session, step.report.id, reply.withhold_reason, reply.withhold_note, step.now)
    return details


def _appear(step: Step) -> dict[str, Any]:
    return publication.appear(
        step.session, step.report, step.reply, step.given, step.now, step.calendar, step.working_days
    )


def _amend(step: Step) -> dict[str, Any]:
    return publication.amend(step.session, step.report, step.reply, step.given, step.now)


def _withdraw(step: Step) -> dict[str, Any]:
    reason = step.given.withhold_reason
    if reason is None:
        raise ValueError("a withdrawal has a reason")
    publication.withdraw(step.session, step.report.id, reason, step.given.withhold_note, step.now)
    return {"withhold_reason": reason.value}


def _reopen(step: Step) -> None:
    step.report.promised_for = step.report.urged_at = None
    publication.mark_reopened(step.session, step.report.id, step.now)
    dispute = step.session.get(Dispute, step.report.id)
    if dispute is not None and dispute.decided_at is None:
        dispute.decided_at, dispute.upheld = step.now, True


def _rectify(step: Step) -> dict[str, Any]:
    corrected_on = step.given.corrected_on
    if corrected_on is None:
        raise ValueError("a correction has a day")
    # A correction is the best answer to whoever urged it.
    step.report.rectified_on, step.report.promised_for, step.report.urged_at = corrected_on, None, None
    publication.rectify(step.session, step.report.id, corrected_on, step.now)
    return {"corrected_on": corrected_on.isoformat()}


def _dispute(step: Step) -> None:
    reason = (step.given.reason or "").strip()
    step.session.add(Dispute(report_id=step.report.id, reason=reason, raised_at=step.now))


def _refuse_dispute(step: Step) -> None:
    dispute = step.session.get_one(Dispute, step.report.id)
    dispute.decided_at, dispute.upheld, dispute.comment = step.now, False, step.words


def _retract(step: Step) -> None:
    """The report ended without a reply: nobody is waited for any more."""
    step.report.retracted_at = step.now
    step.report.urged_at = None


def _urge(step: Step) -> None:
    step.report.urged_at = step.report.urged_at or step.now


def _respond(step: Step) -> None:
    step.report.urged_at = None


def _assign(step: Step) -> dict[str, Any]:
    account = step.session.scalars(select(Account).where(Account.username == step.given.account)).one()
    step.report.assignee_id = account.id
    return {"assignee": account.id}


EFFECTS: dict[Action, tuple[Effect, ...]] = {
    Action.DISPATCH: (_forget_return,),
    Action.SET_ASIDE: (_count_alike,),
    Action.REJECT: (_write_reply,),
    Action.RETURN: (_remember_return,),
    Action.TRANSFER: (_remember_transferrer, _write_letter(LetterKind.TRANSFERRED)),
    Action.HAND_BACK: (_name_original,),
    Action.ANSWER: (_write_reply,),
    Action.APPROVE: (_finish,),
    Action.WITHDRAW: (_withdraw,),
    Action.DISCLOSE: (_appear,),
    Action.AMEND: (_amend,),
    Action.REOPEN: (_reopen, _write_letter(LetterKind.REOPENED)),
    Action.RECTIFY: (_rectify,),
    Action.RETRACT: (_retract,),
    Action.DISPUTE: (_dispute,),
    Action.REFUSE_DISPUTE: (_refuse_dispute,),
    Action.URGE: (_urge,),
    Action.RESPOND: (_respond,),
    Action.ASSIGN: (_assign,),
}
