"""The steps of one report as the services would have written them, straight into rows."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.domain.vocabulary import OPEN_STATES, Action, ProblemType, State
from portal.store import Base, Clock, Event, Holding, Reply
from tests.decade_places import ROOT, Almanac, Office, Places

ENDED = (State.PUBLISHED, State.CLOSED)
ACCOUNTS = 100_000
"""Every unit has one officer, whose id is so much higher."""
_CHANGES_BOARD = (Action.WITHDRAW, Action.DISCLOSE, Action.AMEND, Action.RECTIFY)
_ENDS_CLOCK = (Action.RETURN, Action.RETRACT)
_TYPES = tuple(ProblemType)


class Over(Exception):
    """The decade, or the report, ended here."""


@dataclass
class Pages:
    """Rows on their way into the tables, and reports that later ones may be duplicates of."""

    rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    originals: list[int] = field(default_factory=list)


class Steps:
    """A report with everything that steps change; ``at`` is where its story has come to (local time)."""

    def __init__(
        self,
        places: Places,
        almanac: Almanac,
        pages: Pages,
        dice: random.Random,
        report: int,
        number: str,
        at: datetime,
    ) -> None:
        self.places, self.almanac, self.pages, self.dice = places, almanac, pages, dice
        self.report, self.at = report, at
        self.state: State | None = None
        self.holder: int | None = None
        self.position = 0
        self.transferrer = ROOT
        self.clock: dict[str, Any] | None = None
        self.clock_at = at
        self.holding: dict[str, Any] | None = None
        self.reply: dict[str, Any] | None = None
        self.replies = 0
        self.written: dict[type[Base], dict[str, Any]] = {}
        """Rows of which a report has only one."""
        self.visible = self.justified = False
        self.slow = 8 if dice.random() < 0.06 else 1
        self.retracts_at = at + timedelta(hours=dice.expovariate(1 / 40)) if dice.random() < 0.03 else None
        self.office = self._office()
        unlisted = dice.random() < 0.08
        self.row = {
            "id": report,
            "number": number,
            "kind": "unlisted" if unlisted else "correction",
            "version": 0,
            "site_id": None if unlisted else self.office.site,
            "site_name": f"{self.office.name}网站",
            "site_url": f"http://site{self.office.id}.example/",
            "region_code": self.office.region,
            "problem_type": dice.choices(_TYPES, (20, 12, 18, 6, 30, 4, 10))[0],
            "description": f"第 {report} 处需要核对的内容有误",
            "submitted_at": at,
            "finished_at": None,
            "rectified_on": None,
            "transferrer_id": None,
            "returned_by_id": None,
            "assignee_id": None,
            "urged_at": None,
            "retracted_at": None,
        }

    def _office(self) -> Office:
        """Whose website the report is about: some have far more to correct than others."""
        filing = self.places.filing
        return filing[int(len(filing) * self.dice.random() ** 2)]

    def _acting(self) -> int:
        """Who acts for the holder now."""
        assert self.holder is not None
        return self.places.acting(self.holder, self.at)

    def _above(self, unit: int) -> tuple[int, ...]:
        """The units above another one now, nearest first."""
        return self.places.reviewers(unit, self.at)[1:]

    def _reviewer(self, writer: int) -> int:
        """Who looks at a reply first: the unit above, or the root at its own."""
        return (*self._above(writer), ROOT)[0]

    def _reply(self, unit: int, **columns: Any) -> None:
        """The next version of the reply."""
        self.replies += 1
        written = {"report_id": self.report, "version": self.replies, "author_id": ACCOUNTS + unit, "unit_id": unit}
        self.reply = written | {
            "written_at": self.at,
            "approved_at": None,
            "text": "经核查，现答复如下。",
            **columns,
        }

    def _pass(self, hours: float) -> None:
        """Let time go by until somebody is at work again; while it does, others may have a word."""
        started = self.at
        self.at += timedelta(seconds=int(self.dice.expovariate(1 / (hours * 3600))) * self.slow)
        if self.dice.random() < 0.9:
            self.at = self.almanac.at_work(self.at)
        if self.state in OPEN_STATES and self.dice.random() < 0.15:
            self._interject(started, self.at)

    def _interject(self, start: datetime, end: datetime) -> None:
        """Steps that move nothing: naming an officer, urging and its answer, the reason for being late."""
        self.at = start + (end - start) / 2
        here, fate = self._acting(), self.dice.random()
        if fate < 0.3:
            self.row["assignee_id"] = ACCOUNTS + here
            self._step(Action.ASSIGN, self.state, self.holder, here, assignee=ACCOUNTS + here)
        elif fate < 0.6 and here != ROOT:
            self.row["urged_at"] = self.row["urged_at"] or self.at
            self._step(Action.URGE, self.state, self.holder, self.dice.choice(self._above(here)))
        elif self.row["urged_at"] is not None:
            self.row["urged_at"] = None
            self._step(Action.RESPOND, self.state, self.holder, here)
        elif self.clock is not None and self.at.date() > self.clock["due_on"] and not self.justified:
            self.justified = True
            self._step(Action.JUSTIFY, self.state, self.holder, here)
        self.at = end

    def _step(
        self, action: Action, state: State | None, holder: int | None, by: int | None = None, **details: Any
    ) -> None:
        """Take one step, unless the citizen takes the report back before, or the decade ends."""
        at, decided = self.at, self.almanac.decided_at
        ran = self.clock is not None and self.clock_at < decided <= at
        if self.retracts_at is not None and self.retracts_at < at and action is not Action.SUBMIT:
            self.at = self.retracts_at
            self.retracts_at = None
            if ran and decided <= self.at:
                self._recalculate(decided)
            self._retract()
        if ran:
            self._recalculate(decided)
        if at >= self.places.scale.end:
            raise Over
        self._clock(action, state, holder, details)
        self._record(action, state, holder, by, details)
        if state in ENDED and action is Action.APPROVE:
            self.retracts_at = None

    def _retract(self) -> None:
        if self.at >= self.places.scale.end:
            raise Over
        self.row["retracted_at"] = self.at
        self.row["urged_at"] = None
        self._step(Action.RETRACT, State.CLOSED, None)
        raise Over

    def _recalculate(self, at: datetime) -> None:
        """The running clock follows what the office has just decided, if that is about its days."""
        assert self.clock is not None
        window = self.almanac.window(self.clock_at, at)
        if window.due_on == self.clock["due_on"]:
            return
        self.clock |= {"opens_on": window.opens_on, "due_on": window.due_on, "due_at": window.due_at}
        self._record(Action.RECALCULATE, self.state, self.holder, None, {"clock": self._told()}, at)

    def _clock(self, action: Action, state: State | None, holder: int | None, details: dict[str, Any]) -> None:
        """The clock follows the step, and the finishing time."""
        recalled = action is Action.RECALL and self.state is State.TRIAGE
        ended = state in ENDED and self.state not in ENDED
        if self.clock is not None and (ended or recalled or action in _ENDS_CLOCK):
            self.clock["ended_at"] = self.at
            self.clock = None
        if action in (Action.DISPATCH, Action.REOPEN):
            window = self.almanac.window(self.at, self.at)
            row = {"report_id": self.report, "unit_id": holder, "received_at": self.at, "ended_at": None}
            row |= {"opens_on": window.opens_on, "due_on": window.due_on, "due_at": window.due_at}
            self.clock, self.clock_at = row | {"provisional": window.provisional}, self.at
            self.pages.rows[Clock].append(self.clock)
            details["clock"] = self._told()
        if ended:
            self.row["finished_at"] = self.at
            self.row["urged_at"] = None
        elif state not in ENDED:
            self.row["finished_at"] = None

    def _told(self) -> dict[str, Any]:
        """The clock in the form that events keep."""
        assert self.clock is not None
        return {
            "unit": self.clock["unit_id"],
            "received_at": self.clock["received_at"].astimezone(UTC).isoformat(),
            "opens_on": self.clock["opens_on"].isoformat(),
            "due_on": self.clock["due_on"].isoformat(),
            "provisional": self.clock["provisional"],
        }

    def _record(
        self,
        action: Action,
        state: State | None,
        holder: int | None,
        by: int | None,
        details: dict[str, Any],
        at: datetime | None = None,
    ) -> None:
        """Write the event, move the desk, and keep the reply that it brings."""
        now = at or self.at
        moved = (self.state, self.holder) != (state, holder)
        if moved or action in _CHANGES_BOARD:
            self.row["version"] += 1
            details["version"] = self.row["version"]
        self.position += 1
        name = self.places.path_name
        self.pages.rows[Event].append(
            {
                "report_id": self.report,
                "position": self.position,
                "at": now,
                "action": action,
                "account_id": ACCOUNTS + by if by is not None else None,
                "unit_id": by,
                "unit_path": name(by, now) if by is not None else None,
                "from_state": self.state,
                "to_state": state,
                "from_holder_id": self.holder,
                "to_holder_id": holder,
                "to_holder_path": name(holder, now) if holder is not None else None,
                "words": None,
                "details": details,
            }
        )
        if action in (Action.ANSWER, Action.REJECT) and self.reply is not None:
            self.row["rectified_on"] = None
            self.pages.rows[Reply].append(self.reply)
        if moved:
            self.row["assignee_id"] = None
            self._move(state, holder, now)

    def _move(self, state: State | None, holder: int | None, now: datetime) -> None:
        if self.holding is not None:
            self.holding["until"] = now
            self.holding = None
        if holder is not None:
            self.holding = {
                "report_id": self.report, "unit_id": holder, "state": state, "since": now, "until": None
            }  # fmt: skip
            self.pages.rows[Holding].append(self.holding)
        self.state, self.holder = state, holder
