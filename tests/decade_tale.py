"""One report's story: what citizens, offices and reviewers do with it, and how long they take."""

from __future__ import annotations

from datetime import timedelta

from portal.domain.vocabulary import Action, Finding, InvalidReason, State, WithholdReason
from portal.store import Dispute, Rating, Report
from tests.decade_places import ROOT
from tests.decade_steps import ENDED, Over, Steps

_REFUSALS = tuple(InvalidReason)
_SECRETS = (WithholdReason.IMAGE, WithholdReason.SOVEREIGNTY, WithholdReason.PRIVACY, WithholdReason.TRADE_SECRET)


class Tale(Steps):
    """One report from its submission to the end of its story."""

    def tell(self) -> None:
        """Everything that happens until the story or the decade ends."""
        try:
            self._submit()
            self._dispatch()
            self._handle()
            for _ in range(3):
                self._after_the_end()
                self._handle()
        except Over:
            pass
        self.row |= {"state": self.state, "holder_id": self.holder}
        self.pages.rows[Report].append(self.row)
        if self.reply is None or self.reply["original_id"] is None:
            self.pages.originals = [*self.pages.originals[-20:], self.report]

    # Handling, from one desk to the next.

    def _submit(self) -> None:
        self._step(Action.SUBMIT, State.RECEIVED, None)

    def _dispatch(self) -> None:
        """By the schedule to where the website belongs; what it cannot place is placed by the root."""
        self.at = self.almanac.slot(self.at) + timedelta(seconds=self.dice.randrange(40))
        home = self._above(self.office.id)[0]
        if self.dice.random() < 0.04:
            self._step(Action.SET_ASIDE, State.RECEIVED, ROOT)
            self._pass(5)
            home = home if self.dice.random() < 0.7 else self.dice.choice(self.places.organizing)
        self._give(self.places.acting(home, self.at))

    def _give(self, unit: int) -> None:
        by = self.holder
        self.row["returned_by_id"] = None
        self._step(Action.DISPATCH, State.TRIAGE, unit, by)

    def _handle(self) -> None:
        """Sort, answer and review until the review has ended."""
        while self.state not in ENDED:
            self._pass(6)
            if self.state is State.RECEIVED:
                self._give(self._above(self.office.id)[0])
            elif self.state is State.TRIAGE:
                self._sort()
            elif self.state is State.ANSWERING:
                self._answer()
            else:
                self._review()

    def _sort(self) -> None:
        fate, here = self.dice.random(), self._acting()
        if fate < 0.03 and here != ROOT:
            self.row["returned_by_id"] = here
            self._step(Action.RETURN, State.RECEIVED, None, here)
            self._dispatch()
        elif fate < 0.04 and here != ROOT:
            self._step(Action.RECALL, State.RECEIVED, ROOT, ROOT)
        elif fate < 0.17:
            self._write(here, Finding.REFUSED)
            self._step(Action.REJECT, State.REVIEW, self._reviewer(here), here, reply=self.replies)
        else:
            self.transferrer = self.row["transferrer_id"] = here
            self._step(Action.TRANSFER, State.ANSWERING, self.places.acting(self.office.id, self.at), here)

    def _answer(self) -> None:
        self._pass(14)
        fate, here = self.dice.random(), self._acting()
        back = self.places.acting(self.transferrer, self.at)
        if fate < 0.03:
            self._step(Action.HAND_BACK, State.TRIAGE, back, here)
        elif fate < 0.05:
            self._step(Action.RECALL, State.TRIAGE, back, self.dice.choice(self.places.reviewers(back, self.at)))
        else:
            self._write(here, Finding.CONFIRMED if self.dice.random() < 0.8 else Finding.UNCONFIRMED)
            self._step(Action.ANSWER, State.REVIEW, self._reviewer(here), here, reply=self.replies)

    def _review(self) -> None:
        assert self.reply is not None
        here = self._acting()
        if self.dice.random() < 0.04:
            writer = self.places.acting(self.reply["unit_id"], self.at)
            state = State.TRIAGE if self.places.offices[writer].organizing else State.ANSWERING
            self._step(Action.SEND_BACK, state, writer, here)
        elif here != ROOT:
            self._step(Action.APPROVE, State.REVIEW, self._above(here)[0], here, reply=self.replies)
        else:
            self.reply["approved_at"] = self.at
            self.visible = self.reply["public"]
            state = State.PUBLISHED if self.visible else State.CLOSED
            self._step(Action.APPROVE, state, None, here, reply=self.replies)

    # What follows when it has ended.

    def _after_the_end(self) -> None:
        """Rating, correction, dispute; the story is over unless the report is handled anew."""
        assert self.reply is not None
        dice, disputed = self.dice, self.dice.random() < 0.04
        if dice.random() < 0.2:
            self._rate()
        if self.reply["correct_by"] is not None and dice.random() < 0.85:
            self._pass(300)
            self.row["rectified_on"] = self.at.date()
            by = self.places.acting(self.reply["unit_id"], self.at)
            self._step(Action.RECTIFY, self.state, self.holder, by, corrected_on=self.at.date().isoformat())
        self._change_board(0.01, 0.02, 0.02)
        anew = self._dispute() if disputed and Dispute not in self.written else dice.random() < 0.012
        if not anew:
            raise Over
        self._reopen()

    def _change_board(self, withdrawn: float, disclosed: float, amended: float) -> None:
        """The provincial office looks at what stands on the board, and what does not."""
        fate = self.dice.random()
        if self.visible and fate < withdrawn:
            self._pass(200)
            self._withdraw()
            if self.dice.random() < 0.2:
                self._disclose()
        elif self.visible and fate < withdrawn + amended:
            self._pass(100)
            self._step(Action.AMEND, self.state, self.holder, ROOT)
        elif self.state is State.CLOSED and not self.visible and fate < disclosed:
            self._disclose()

    def _withdraw(self) -> None:
        self.visible = False
        state = State.CLOSED if self.state is State.PUBLISHED else self.state
        self._step(Action.WITHDRAW, state, self.holder, ROOT, withhold_reason=self.dice.choice(_SECRETS).value)

    def _disclose(self) -> None:
        self._pass(150)
        self.visible = True
        self._step(Action.DISCLOSE, State.PUBLISHED, self.holder, ROOT)

    def _dispute(self) -> bool:
        """The citizen does not agree; True if the provincial office has the report handled anew."""
        self._pass(60)
        row = {"report_id": self.report, "reason": "页面上还是错的", "raised_at": self.at}
        self.written[Dispute] = row | {"decided_at": None, "upheld": None, "comment": None}
        self._step(Action.DISPUTE, self.state, ROOT)
        self.pages.rows[Dispute].append(self.written[Dispute])
        self._pass(20)
        if self.dice.random() < 0.4:
            return True
        self._step(Action.REFUSE_DISPUTE, self.state, None, ROOT)
        self.written[Dispute] |= {"decided_at": self.at, "upheld": False, "comment": "经核查页面已改正"}
        self._pass(100)
        return self.dice.random() < 0.15

    def _reopen(self) -> None:
        assert self.reply is not None
        self._pass(10)
        writer = self.places.acting(self.reply["unit_id"], self.at)
        state = State.TRIAGE if self.places.offices[writer].organizing else State.ANSWERING
        self._step(Action.REOPEN, state, writer, ROOT)
        dispute = self.written.get(Dispute)
        if dispute is not None and dispute["decided_at"] is None:
            dispute |= {"decided_at": self.at, "upheld": True}
        if self.visible and self.dice.random() < 0.1:
            self._pass(3)
            self._withdraw()

    def _rate(self) -> None:
        """A citizen who was late to be answered is harder to please; rating again replaces the first score."""
        rated_at = self.at + timedelta(hours=self.dice.expovariate(1 / 30))
        if rated_at >= self.places.scale.end:
            return
        score = self.dice.choices((1, 2, 3, 4, 5), (3, 2, 3, 6, 9) if self.slow == 1 else (6, 4, 4, 3, 2))[0]
        if Rating not in self.written:
            self.written[Rating] = {"report_id": self.report}
            self.pages.rows[Rating].append(self.written[Rating])
        self.written[Rating] |= {"score": score, "comment": None, "rated_at": rated_at}

    # Replies, in their versions.

    def _write(self, unit: int, finding: Finding) -> None:
        dice, day = self.dice, self.at.date()
        reason = dice.choice(_REFUSALS) if finding is Finding.REFUSED else None
        if reason is InvalidReason.DUPLICATE and not self.pages.originals:
            reason = InvalidReason.UNCLEAR
        withheld = self._withheld(finding)
        done = finding is Finding.CONFIRMED and dice.random() < 0.75
        promised = finding is Finding.CONFIRMED and not done
        self._reply(
            unit,
            finding=finding.value,
            invalid_reason=reason,
            original_id=dice.choice(self.pages.originals) if reason is InvalidReason.DUPLICATE else None,
            corrected_on=day if done else None,
            correct_by=day + timedelta(days=dice.randrange(5, 40)) if promised else None,
            public=withheld is None,
            withhold_reason=withheld,
            withhold_note="另有规定" if withheld is WithholdReason.OTHER else None,
        )

    def _withheld(self, finding: Finding) -> WithholdReason | None:
        fate = self.dice.random()
        if finding is Finding.CONFIRMED:
            return self.dice.choice((*_SECRETS, WithholdReason.OTHER)) if fate < 0.06 else None
        if finding is Finding.UNCONFIRMED and fate < 0.6:
            return WithholdReason.UNCONFIRMED
        return self.dice.choice(_SECRETS) if fate < 0.3 else None
