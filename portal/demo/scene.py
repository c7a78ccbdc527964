"""Where one report stands in the walk, what time it is there, and how a step is taken on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from portal.demo.almanac import Almanac
from portal.demo.copies import Copying
from portal.demo.pictures import Album
from portal.demo.settling import Province
from portal.demo.tales import Tale
from portal.demo.texts import Citizen
from portal.domain.deadlines import day_of
from portal.domain.demands import ActionInput
from portal.domain.policy import Actor
from portal.domain.vocabulary import Action, State
from portal.services import casework
from portal.services.context import Context
from portal.store import Clock, Report
from portal.store.facts import Ground, running_clock

CROWDED = 0.35
"""The share of the time left that one step may use where a life must reach its place in time."""
ROOT = "province"
"""Code of the provincial office."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What all lives share: the services' context, whose clock the walk turns, the province and its hours.

    ``ground`` is loaded once: nobody is hired, moved or given a free day while the walk lasts. Without an ``album`` no
    report has pictures.
    """

    context: Context
    session: Session
    province: Province
    almanac: Almanac
    ground: Ground
    album: Album | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The last reply, as its author wrote it; ``author`` is the id of an account."""

    text: str
    public: bool
    author: int | None


@dataclass
class Scene:
    """One report and the hours that its steps take.

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
    reply: Words | None = None
    row: Report | None = field(default=None, repr=False)

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
        if self.row is None:
            raise LookupError("the report has not been submitted yet")
        return self.row

    @property
    def holder(self) -> str:
        """Code of the unit on whose desk the report lies."""
        if self.report.holder_id is None:
            raise LookupError(f"{self.number} lies on nobody's desk")
        return self.stage.province.code(self.report.holder_id)

    @property
    def clock(self) -> Clock:
        """The clock that runs for the report."""
        clock = running_clock(self.stage.session, self.report.id)
        if clock is None:
            raise LookupError(f"no clock runs for {self.number}")
        return clock

    def pause(self, least: float, most: float) -> datetime:
        """The office hour of the next step, ``least`` to ``most`` minutes of work from now."""
        minutes = self.rng.uniform(least, most) * self.tempo
        if self.until is not None:
            minutes = min(minutes, self.stage.almanac.minutes(self.now, self.until) * CROWDED)
        return self.stage.almanac.office(self.now, minutes)

    def later(self, least: float, most: float) -> datetime:
        """Some office hour ``least`` to ``most`` days from now."""
        day = self.now + timedelta(days=self.rng.uniform(least, most))
        return self.stage.almanac.office(day, self.rng.uniform(5, 90))

    def leisure(self, least: float, most: float) -> datetime:
        """Some time of a citizen, ``least`` to ``most`` days from now, not at night."""
        at = (self.now + timedelta(days=self.rng.uniform(least, most))).replace(microsecond=0)
        return at + timedelta(hours=8) if at.hour < 7 else at

    def pick(self, words: Sequence[str], *which: int) -> str:
        """One of ``words``, or one of those at the places ``which``."""
        return words[self.rng.choice(which)] if which else self.rng.choice(words)

    def act(self, action: Action, by: str | Actor | None = None, **entries: Any) -> None:
        """Take one step: by an officer of the holder, of the unit with the code ``by``, or whoever is given."""
        actor = by if isinstance(by, Actor) else self.clerk(by or self.holder)
        given = ActionInput(**entries)
        stage = self.stage
        casework.act_within(stage.session, stage.context, actor, self.report, action, given, ground=stage.ground)
        if given.reply is not None:
            self.reply = Words(given.reply, bool(given.public), actor.account)

    def clerk(self, code: str) -> Actor:
        """An officer of the unit, at random where there are several, but nobody who approves what they wrote."""
        clerks = self.stage.province.clerks[self.stage.province.unit(code)]
        if self.report.state is State.REVIEW and self.reply is not None:
            clerks = tuple(each for each in clerks if each.account != self.reply.author)
        return self.rng.choice(clerks)
