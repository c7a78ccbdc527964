"""One report's life: the single steps that plots are made of, each at a believable hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo import texts
from portal.demo.almanac import Almanac
from portal.demo.copies import Copying, public_copy
from portal.demo.history import Walk
from portal.demo.settling import Province
from portal.demo.tales import Tale, withhold_reason
from portal.demo.texts import Citizen
from portal.domain.deadlines import day_of
from portal.domain.demands import ActionInput
from portal.domain.policy import CITIZEN, Actor
from portal.domain.vocabulary import Action, Finding, State
from portal.services import casework, dispatch, intake, rating
from portal.services.context import Context
from portal.store import Report
from portal.store.facts import last_reply, running_clock

CROWDED = 0.35
"""The share of the time left that one step may use where a life must reach its place in time."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What all lives share: the services' context, whose clock the walk turns, the province and its hours."""

    context: Context
    session: Session
    province: Province
    almanac: Almanac


@dataclass
class Life:
    """A report from its submission on. Methods that return a walk yield before each step that they take.

    ``tempo`` stretches every pause; where ``until`` is set, all steps fit before it, however little time there is.
    """

    stage: Stage
    tale: Tale
    start: datetime
    rng: Random
    citizen: Citizen
    copying: Copying
    tempo: float = 1.0
    until: datetime | None = None
    number: str = ""
    _report: Report | None = field(default=None, repr=False)

    @property
    def now(self) -> datetime:
        """The instant of the step being taken."""
        return self.stage.context.now()

    @property
    def today(self) -> date:
        """The day of the step being taken."""
        return day_of(self.now)

    @property
    def report(self) -> Report:
        """The report's row as it is now."""
        if self._report is None:
            raise LookupError("the report has not been submitted yet")
        return self._report

    @property
    def holder(self) -> str:
        """Code of the unit on whose desk the report lies."""
        if self.report.holder_id is None:
            raise LookupError(f"{self.number} lies on nobody's desk")
        return self.stage.province.code(self.report.holder_id)

    @property
    def at_root(self) -> bool:
        """True if the report lies with the provincial office."""
        return self.report.holder_id == self.stage.province.tree.root

    @property
    def finished(self) -> bool:
        """True if the handling has come to its end."""
        return self.report.state in (State.PUBLISHED, State.CLOSED)

    def pause(self, least: float, most: float) -> datetime:
        """The office hour of the next step, ``least`` to ``most`` minutes of work from now."""
        minutes = self.rng.uniform(least, most) * self.tempo
        if self.until is not None:
            minutes = min(minutes, self.stage.almanac.minutes(self.now, self.until) * CROWDED)
        return self.stage.almanac.office(self.now, minutes)

    def leisure(self, least: float, most: float) -> datetime:
        """Some time of a citizen, ``least`` to ``most`` days from now, not at night."""
        at = self.now + timedelta(days=self.rng.uniform(least, most))
        return at + timedelta(hours=8) if at.hour < 7 else at

    def pick(self, words: Sequence[str], *which: int) -> str:
        """One of ``words``, or one of those at the places ``which``."""
        return words[self.rng.choice(which)] if which else self.rng.choice(words)

    def act(self, action: Action, by: str | Actor | None = None, **entries: Any) -> None:
        """Take one step: by an officer of the holder, of the unit with the code ``by``, or whoever is given."""
        actor = by if isinstance(by, Actor) else self._clerk(by or self.holder)
        casework.act_within(
            self.stage.session, self.stage.context, actor, self.report, action, ActionInput(**entries)
        )

    def _clerk(self, code: str) -> Actor:
        """An officer of the unit, at random where there are several, but nobody who approves what they wrote."""
        clerks = self.stage.province.clerks[self.stage.province.unit(code)]
        if len(clerks) > 1 and self.report.state is State.REVIEW:
            reply = last_reply(self.stage.session, self.report.id)
            clerks = tuple(each for each in clerks if reply is None or each.account != reply.author_id)
        return self.rng.choice(clerks)

    def arrive(self) -> Walk:
        """The citizen submits."""
        yield self.start
        tale, citizen = self.tale, self.citizen
        sent = self.copying.with_signature(tale.sent(self.today), citizen)
        sent = replace(
            sent, contact_name=citizen.name, contact_phone=citizen.phone, contact_email=citizen.email
        )
        visitor = f"{self.rng.getrandbits(64):x}"
        self.number = intake.submit(self.stage.context, sent, visitor).number
        self._report = self.stage.session.scalars(select(Report).where(Report.number == self.number)).one()

    def dispatched(self) -> Walk:
        """The schedule dispatches at the next set time; what it cannot place, the root places by hand."""
        yield self.stage.almanac.next_slot(self.now) + timedelta(seconds=self.rng.randrange(1, 40))
        dispatch.dispatch_one(self.stage.context, self.number)

    def placed_by_hand(self, comment: str, unit: str | None = None) -> Walk:
        """The root dispatches what was set aside on its desk: to ``unit``, else to whoever the keeper belongs to."""
        yield self.pause(15, 150)
        target = unit or self.stage.province.organizer_of(self.tale.keeper)
        self.act(Action.DISPATCH, unit=target, comment=comment)

    def transferred(self, keeper: str | None = None) -> Walk:
        """The organizing unit passes the report on to ``keeper``."""
        yield self.pause(10, 120)
        note = self.pick(texts.TRANSFER_NOTES) if self.rng.random() < 0.6 else None
        self.act(Action.TRANSFER, unit=keeper or self.tale.keeper, note=note)

    def brought(self) -> Walk:
        """From the citizen to the desk of the unit that answers."""
        yield from self.arrive()
        yield from self.dispatched()
        yield from self.transferred()

    def answered(self, finding: Finding = Finding.CONFIRMED, promise: int = 0, extra: str = "") -> Walk:
        """The good reply; ``promise``: days until the correction, 0 if it is done; ``extra``: a last sentence."""
        yield self.pause(90, 620)
        entries: dict[str, Any] = {"corrected_on": self.today if finding is Finding.CONFIRMED else None}
        reply = self.tale.reply(finding, self.today)
        if promise:
            day = self.today + timedelta(days=promise)
            entries = {"correct_by": day}
            reply = self.tale.promise(day, self.rng)
        self._answer(finding, reply + extra, **entries)

    def weakly_answered(self) -> Walk:
        """A reply that must be sent back; returns nothing but remembers which, for the reviewer's words."""
        yield self.pause(40, 300)
        weak = self.rng.choice(WEAK)
        self._objection = texts.SEND_BACK_COMMENTS[weak.objection]
        entries: dict[str, Any] = {}
        if weak.finding is Finding.CONFIRMED:
            entries["correct_by"] = self.today + timedelta(days=self.rng.randrange(10, 25))
        self._answer(weak.finding, self.tale.told(texts.WEAK_REPLIES[weak.reply], self.today), **entries)

    _objection: str = texts.SEND_BACK_COMMENTS[1]

    def _answer(self, finding: Finding, reply: str, **entries: Any) -> None:
        case = self.tale.withheld
        unlisted = self.tale.unlisted
        if unlisted is not None and finding is Finding.CONFIRMED:
            entries |= {
                "new_site_code": unlisted.new_site_code,
                "new_site_name": unlisted.site_name,
                "new_site_url": self.tale.submission.site_url,
            }
        opinion: dict[str, Any] = {"public": True}
        if case is not None:
            opinion = {"public": False, "withhold_reason": withhold_reason(case), "withhold_note": case.note}
        self.act(Action.ANSWER, finding=finding, reply=reply, **opinion, **entries)

    def sent_back(self, comment: str = "") -> Walk:
        """Whoever reviews does not agree."""
        yield self.pause(20, 160)
        self.act(Action.SEND_BACK, comment=comment or self._objection)

    def refused(self) -> Walk:
        """The organizing unit refuses the report (§一)."""
        yield self.pause(15, 200)
        self.refuse()

    def refuse(self, original: str | None = None) -> None:
        """Write the refusal now; ``original``: the number of the report that a duplicate repeats."""
        refusal = self.tale.refusal
        if refusal is None:
            raise ValueError("this tale is not one to refuse")
        self.act(
            Action.REJECT,
            invalid_reason=self.tale.invalid_reason,
            original=original,
            reply=refusal.reply,
            public=refusal.public,
            withhold_reason=withhold_reason(refusal),
            withhold_note=refusal.withhold_note or None,
        )

    def climbed(self, to: str | None = None) -> Walk:
        """Level by level up to the unit ``to``, or to the end."""
        while self.report.state is State.REVIEW and self.holder != to:
            yield self.pause(20, 240)
            self.approve()

    def approve(self) -> None:
        """Agree now; at the root with the public copy, where there is one to write."""
        comment = self.pick(texts.APPROVE_COMMENTS) if self.rng.random() < 0.5 else None
        reply = last_reply(self.stage.session, self.report.id)
        copy: dict[str, Any] = {}
        if self.at_root and reply is not None and reply.public:
            copy = {**self.copy(reply.text), "secrecy_checked": True, "privacy_checked": True}
        self.act(Action.APPROVE, comment=comment, **copy)

    def copy(self, reply: str) -> dict[str, str]:
        """The public copy of the report with this reply."""
        title = self.tale.told(self.tale.title, day_of(self.report.submitted_at))
        return public_copy(self.report, title, reply, self.copying, self.citizen)

    def urged(self, by: str) -> Walk:
        """A unit above the holder urges it."""
        yield self.pause(30, 120)
        words = self.pick(texts.URGE_COMMENTS, 2) if self.overdue else self.pick(texts.URGE_COMMENTS, 1, 3, 4, 5)
        self.act(Action.URGE, by, comment=words)

    def responded(self) -> Walk:
        """The holder answers the urging."""
        yield self.pause(10, 90)
        self.act(Action.RESPOND, comment=self.pick(texts.RESPOND_COMMENTS))

    @property
    def overdue(self) -> bool:
        """True once the time that was given has run out."""
        clock = running_clock(self.stage.session, self.report.id)
        return clock is not None and self.now >= clock.due_at

    def justified(self) -> Walk:
        """The holder lets the time run out and says why."""
        clock = running_clock(self.stage.session, self.report.id)
        if clock is None:
            raise LookupError(f"no clock runs for {self.number}")
        yield self.stage.almanac.office(max(self.now, clock.due_at), self.rng.uniform(10, 120))
        self.act(Action.JUSTIFY, comment=self.pick(texts.JUSTIFY_COMMENTS, 0, 1, 2, 4))

    def assigned(self) -> Walk:
        """The holder names who of its people takes care."""
        yield self.pause(5, 40)
        names = self.stage.province.usernames[self.stage.province.unit(self.holder)]
        self.act(Action.ASSIGN, account=self.rng.choice(names))

    def disputed(self) -> Walk:
        """The citizen does not accept the answer."""
        yield self.leisure(0.2, 6)
        self.act(Action.DISPUTE, CITIZEN, reason=self.pick(texts.DISPUTE_REASONS))

    def rated(self, *scores: int) -> Walk:
        """The citizen says how it was."""
        yield self.leisure(0.1, 5)
        score = self.rng.choice(scores)
        comment = self.pick(texts.RATING_COMMENTS[score]) if self.rng.random() < 0.7 else ""
        rating.rate(self.stage.context, self.number, score, comment)


@dataclass(frozen=True, slots=True)
class Weak:
    """A weak reply with the finding that it claims and the objection that it meets, by their places in the texts."""

    reply: int
    finding: Finding
    objection: int


WEAK = (
    Weak(0, Finding.CONFIRMED, 1),
    Weak(1, Finding.CONFIRMED, 9),
    Weak(2, Finding.UNCONFIRMED, 3),
    Weak(3, Finding.UNCONFIRMED, 4),
    Weak(4, Finding.CONFIRMED, 1),
    Weak(5, Finding.UNCONFIRMED, 4),
    Weak(6, Finding.CONFIRMED, 1),
)
