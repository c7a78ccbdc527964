"""One report's life: the single steps that plots are made of, each at a believable hour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.demo import texts
from portal.demo.copies import public_copy
from portal.demo.history import Walk
from portal.demo.scene import ROOT, Scene
from portal.demo.tales import withhold_reason
from portal.domain.deadlines import day_of
from portal.domain.policy import CITIZEN
from portal.domain.vocabulary import Action, Finding, State
from portal.services import dispatch, intake, rating
from portal.store import Report


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


@dataclass
class Life(Scene):
    """A report from its submission on. The methods are walks: they yield before each step that they take."""

    weak: Weak = WEAK[0]

    def arrive(self) -> Walk:
        """The citizen submits."""
        yield self.start
        tale, citizen = self.tale, self.citizen
        sent = self.copying.with_signature(tale.sent(self.today), citizen)
        sent = replace(sent, contact_name=citizen.name, contact_phone=citizen.phone, contact_email=citizen.email)
        album = self.stage.album
        if album is not None:
            sent = replace(sent, pictures=album.pictures_of(sent, self.now))
        visitor = f"{self.rng.getrandbits(64):x}"
        self.number = intake.submit(self.stage.context, sent, visitor).number
        self.row = self.stage.session.scalars(select(Report).where(Report.number == self.number)).one()

    def dispatched(self) -> Walk:
        """The schedule dispatches at the next set time, or sets aside for the root what it cannot place."""
        yield self.stage.almanac.next_slot(self.now) + timedelta(seconds=self.rng.randrange(1, 40))
        dispatch.dispatch_within(self.stage.session, self.stage.context, self.report, self.stage.ground)

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
        """A reply that must be sent back."""
        yield self.pause(40, 300)
        self.weak = weak = self.rng.choice(WEAK)
        entries: dict[str, Any] = {}
        if weak.finding is Finding.CONFIRMED:
            entries["correct_by"] = self.today + timedelta(days=self.rng.randrange(10, 25))
        self._answer(weak.finding, self.tale.told(texts.WEAK_REPLIES[weak.reply], self.today), **entries)

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
        """Whoever reviews does not agree; without ``comment`` for what is wrong with the weak reply."""
        yield self.pause(20, 160)
        self.act(Action.SEND_BACK, comment=comment or texts.SEND_BACK_COMMENTS[self.weak.objection])

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
        copy: dict[str, Any] = {}
        if self.holder == ROOT and self.reply is not None and self.reply.public:
            copy = {**self.copy(), "secrecy_checked": True, "privacy_checked": True}
        officer = self.clerk(self.holder)
        if copy and self.stage.album is not None:
            stage = self.stage
            copy["public_attachments"] = self.stage.album.published(
                stage.session, stage.context, officer, self.report.id
            )
        self.act(Action.APPROVE, officer, comment=comment, **copy)

    def copy(self) -> dict[str, Any]:
        """The public copy of the report with its last reply."""
        title = self.tale.told(self.tale.title, day_of(self.report.submitted_at))
        reply = self.reply.text if self.reply else ""
        return public_copy(self.report, title, reply, self.copying, self.citizen)

    def urged(self, by: str) -> Walk:
        """A unit above the holder urges it."""
        yield self.pause(30, 120)
        words = self.pick(texts.URGE_COMMENTS, *((2,) if self.now >= self.clock.due_at else (1, 3, 4, 5)))
        self.act(Action.URGE, by, comment=words)

    def responded(self) -> Walk:
        """The holder answers the urging."""
        yield self.pause(10, 90)
        self.act(Action.RESPOND, comment=self.pick(texts.RESPOND_COMMENTS))

    def justified(self) -> Walk:
        """The holder lets the time run out and says why."""
        yield self.stage.almanac.office(max(self.now, self.clock.due_at), self.rng.uniform(10, 120))
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

    def retracted(self) -> Walk:
        """The citizen has found out that all is well, and takes the report back."""
        yield self.pause(20, 60)
        self.act(Action.RETRACT, CITIZEN)

    def rated(self, *scores: int) -> Walk:
        """The citizen says how it was."""
        yield self.leisure(0.1, 5)
        score = self.rng.choice(scores)
        comment = self.pick(texts.RATING_COMMENTS[score]) if self.rng.random() < 0.7 else ""
        rating.rate(self.stage.context, self.number, score, comment)
