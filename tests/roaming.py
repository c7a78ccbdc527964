"""Reports that wander through the offices by chance, through the services themselves, while units come and go."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal.domain import policy
from portal.domain.deadlines import day_of
from portal.domain.policy import Actor, officer
from portal.domain.vocabulary import Action, Finding, ProblemType, UnitKind
from portal.services import account_register, casework, dispatch, rating, units
from portal.services.errors import Refused
from portal.services.register import keeping
from portal.store import Account, Report
from portal.store.facts import load_tree, situation
from tests.conftest import FrozenClock
from tests.handling import CITIZEN, PRIVATE, SCHEDULE, UNLISTED, Desk

_RARE = frozenset({Action.RETRACT, Action.RETURN, Action.RECALL, Action.HAND_BACK, Action.ASSIGN, Action.URGE})


@dataclass
class Wanderer:
    """Takes random steps; the same seed takes the same."""

    desk: Desk
    clock: FrozenClock
    dice: random.Random
    numbers: list[str] = field(default_factory=list)

    def wander(self, steps: int) -> None:
        """So many steps on reports, by whoever may take them, with hours between them."""
        for _ in range(steps):
            self.clock.advance(hours=self.dice.choice((0, 1, 2, 5, 9, 30)), minutes=self.dice.randrange(1, 60))
            if len(self.numbers) < 4 or self.dice.random() < 0.08:
                self._submit()
            elif self.dice.random() < 0.06:
                self.rate()
            else:
                self._step(self.dice.choice(self.numbers[-12:]))

    def _submit(self) -> None:
        if self.dice.random() < 0.2:
            self.numbers.append(self.desk.submitted(**{name: getattr(UNLISTED, name) for name in UNLISTED.__slots__}))
        else:
            self.numbers.append(self.desk.submitted(problem_type=self.dice.choice(list(ProblemType))))
        dispatch.dispatch_one(self.desk.context, self.numbers[-1])

    def rate(self) -> None:
        """A citizen gives a score, if there is anything to rate."""
        number, score = self.dice.choice(self.numbers), self.dice.randint(1, 5)
        with suppress(Refused):
            rating.rate(self.desk.context, number, score, "")

    def _step(self, number: str) -> None:
        possible = list(self._possible(number))
        if not possible:
            return
        common = [each for each in possible if each[1] not in _RARE]
        actor, action = self.dice.choice(common if common and self.dice.random() < 0.85 else possible)
        with suppress(Refused):
            casework.act(self.desk.context, actor, number, action, self._form(action))

    def _possible(self, number: str) -> Iterator[tuple[Actor, Action]]:
        context = self.desk.context
        with context.database.reading() as session:
            report = session.scalars(select(Report).where(Report.number == number)).one()
            now, tree = situation(session, report, context.now(), context.dispute_days), load_tree(session)
            people = session.execute(select(Account.id, Account.unit_id).where(Account.active).order_by(Account.id))
            actors = [SCHEDULE, CITIZEN, *(officer(account, unit) for account, unit in people if unit is not None)]
        for actor in actors:
            for row in policy.allowed(actor, now, tree):
                if row.action is not Action.SET_ASIDE:
                    yield actor, row.action

    def _form(self, action: Action) -> Any:
        desk, today = self.desk, day_of(self.desk.context.now())
        if action in (Action.DISPATCH, Action.TRANSFER):
            kind = UnitKind.ORGANIZING if action is Action.DISPATCH else UnitKind.FILING
            with desk.context.database.reading() as session:
                tree = load_tree(session)
            codes = [unit.code for unit in tree if unit.kind is kind and unit.in_use and unit.id != tree.root]
            return desk.form(action, unit=self.dice.choice(codes))
        if action is Action.ANSWER:
            findings = (
                {"finding": Finding.UNCONFIRMED, "corrected_on": None},
                {"finding": Finding.CONFIRMED, "corrected_on": today},
                {"finding": Finding.CONFIRMED, "corrected_on": None, "correct_by": today},
            )
            return desk.form(action, **self.dice.choice(findings), **self.dice.choice(({}, PRIVATE)))
        return desk.form(action)

    def merge(self, code: str, into: str) -> None:
        """A unit is merged into another one, some time after the last step."""
        self._keep(units.merge_units, code, into)

    def move(self, code: str, parent: str) -> None:
        """A unit moves below another one, some time after the last step."""
        self._keep(units.move_unit, code, parent)

    def remove(self, username: str) -> None:
        """An account is disabled."""
        cast = self.desk.cast
        account_register.disable_account(self.desk.context, cast.admin, cast.account(username))

    def _keep(self, step: Any, *given: str) -> None:
        self.clock.advance(hours=3)
        with keeping(self.desk.context, self.desk.cast.admin) as register:
            step(register, *given)
        self.clock.advance(hours=3)
