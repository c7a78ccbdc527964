"""Random provinces, random people, random steps: what holds after every one of them.

The notice leaves no report lying where nobody can act (§三), lets nobody approve their own words (§三(四)), and shows
nothing that the provincial office has not approved (§二, §三(五)). Between the steps units are opened, renamed, moved,
merged and retired, and websites change hands and close: the past reads as it was, and what it amounts to for each unit
and month stays the same.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import policy
from portal.domain.deadlines import SHANGHAI, day_of
from portal.domain.history import replay
from portal.domain.periods import Period
from portal.domain.policy import Actor, Party, officer
from portal.domain.registers import SiteEntry, UnitEntry
from portal.domain.units import UnitTree
from portal.domain.vocabulary import OPEN_STATES, Action, Finding, Role, SiteStatus, State, UnitKind, WithholdReason
from portal.domain.workflow import Situation
from portal.queries.figures import By, Scope, Statistics, Values
from portal.queries.sheet import Sheets
from portal.services import casework, dispatch, intake, measuring, sites, units
from portal.services.context import Context
from portal.services.errors import Refused
from portal.services.register import Register, keeping
from portal.store import (
    Account,
    AuditEntry,
    Base,
    Case,
    Clock,
    Database,
    Event,
    Holding,
    Reply,
    Report,
    ResponsibleOfficer,
    Site,
    SiteHost,
    Unit,
)
from portal.store.facts import load_tree, past_step, situation
from portal.store.ties import ties_of
from tests.conftest import FrozenClock, Weekdays
from tests.databases import without_waiting
from tests.handling import CITIZEN, SCHEDULE, SUBMISSION, Desk
from tests.province import LONG_AGO, SITE_CODE, SITE_HOST, Cast

WORDS_ONLY = {Action.URGE, Action.RESPOND, Action.JUSTIFY, Action.ASSIGN, Action.WITHDRAW}
"""Steps that leave the report where it lies."""
KEEPER = Actor(Party.ACCOUNT, None, None, Role.ADMIN)
"""The administrator; as account nobody, for this province has only officers."""
PAST = (Event, Holding, Clock, Reply)
"""Tables whose rows tell what happened. Once a stretch of time has ended, nothing changes its row any more."""
OPINIONS: list[dict[str, Any]] = [{"public": True}, {"public": False, "withhold_reason": WithholdReason.PRIVACY}]


@pytest.fixture(scope="module")
def blank(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Database]]:
    """Gives a SQLite database without any rows for each run, in the place of the last one, that does not wait for the
    disk: nothing in it has to last."""
    folder = tmp_path_factory.mktemp("runs")
    opened: list[Database] = []

    def make() -> Database:
        close()
        shutil.copyfile(sqlite_template, folder / "portal.sqlite")
        opened.append(without_waiting(Database(f"sqlite:///{folder / 'portal.sqlite'}")))
        return opened[-1]

    def close() -> None:
        while opened:
            opened.pop().dispose()
        for leftover in folder.iterdir():
            leftover.unlink()

    yield make
    close()


def settle(session: Session, data: st.DataObject) -> None:
    """A province of two to four levels; some of its units have nobody at work, the root never less than one."""
    units = [Unit(code="u0", name="单位0", kind=UnitKind.ORGANIZING)]
    session.add(units[0])
    session.flush()
    depth = {units[0].id: 1}
    for number in range(1, data.draw(st.integers(2, 8)) + 1):
        above = [unit for unit in units if unit.kind is UnitKind.ORGANIZING and depth[unit.id] < 4]
        parent = data.draw(st.sampled_from(above))
        kind = UnitKind.FILING if depth[parent.id] == 3 else data.draw(st.sampled_from(list(UnitKind)))
        unit = Unit(code=f"u{number}", name=f"单位{number}", kind=kind, parent_id=parent.id)
        session.add(unit)
        session.flush()
        depth[unit.id] = depth[parent.id] + 1
        units.append(unit)
    for unit in units:
        for number in range(data.draw(st.integers(1 if unit is units[0] else 0, 2))):
            name = f"{unit.code}-{number}"
            session.add(
                Account(username=name, display_name=name, role=Role.OFFICER, unit_id=unit.id, created_at=LONG_AGO)
            )
    keeper = data.draw(st.sampled_from(units))
    host = SiteHost(host=SITE_HOST)
    session.add(Site(code=SITE_CODE, name="网", url=f"http://{SITE_HOST}/", filing_unit_id=keeper.id, hosts=[host]))


@dataclass
class Run:
    """One random history of one report."""

    context: Context
    clock: FrozenClock
    data: st.DataObject
    number: str = ""
    version: int = 0
    past: dict[tuple[str, int], Any] = field(default_factory=dict)
    months: dict[str, Counter[Any]] = field(default_factory=dict)
    tree: UnitTree = field(init=False)
    actors: list[Actor] = field(init=False)

    def begin(self) -> None:
        """Settle the province and submit a report, of a known website or of none."""
        with self.context.database.writing() as session:
            settle(session, self.data)
        known: dict[str, Any] = {} if self.data.draw(st.booleans()) else {"site_code": "", "page_url": ""}
        self.number = intake.submit(self.context, replace(SUBMISSION, **known), "a visitor").number

    def look(self, session: Session) -> tuple[Report, Situation]:
        """The report as it is now; refreshes who is who."""
        self.tree = load_tree(session)
        officers = session.execute(select(Account.id, Account.unit_id).where(Account.active).order_by(Account.id))
        self.actors = [SCHEDULE, CITIZEN, *(officer(account, unit) for account, unit in officers if unit is not None)]
        report = session.scalars(select(Report).where(Report.number == self.number)).one()
        return report, situation(session, report, self.context.now(), self.context.dispute_days)

    def step(self) -> None:
        """Let time pass and somebody try something: mostly what they may, sometimes anything at all."""
        self.clock.advance(hours=self.data.draw(st.integers(0, 60)))
        with self.context.database.reading() as session:
            report, now = self.look(session)
            version, before = report.version, self.snapshot(session)
        possible = [(actor, row.action) for actor in self.actors for row in policy.allowed(actor, now, self.tree)]
        # Citizens may take a report back at any time; most histories shall go on for longer than that.
        moving = [each for each in possible if each[1] not in WORDS_ONLY and each[1] is not Action.RETRACT]
        chance = self.data.draw(st.integers(0, 9))
        if moving and chance < 7:
            # What is done is drawn before who does it: what many may do would crowd out the rest.
            action = self.data.draw(st.sampled_from(list(dict.fromkeys(action for _, action in moving))))
            actor = self.data.draw(st.sampled_from([who for who, what in moving if what is action]))
        elif possible and chance < 9:
            actor, action = self.data.draw(st.sampled_from(possible))
        else:
            actor, action = self.data.draw(st.sampled_from(self.actors)), self.data.draw(st.sampled_from(list(Action)))
        form = self.form(action)
        seen = version if self.data.draw(st.integers(0, 9)) else version - 1
        try:
            casework.act(self.context, actor, self.number, action, form, seen)
        except Refused:
            with self.context.database.reading() as session:
                assert self.snapshot(session) == before
        else:
            assert (actor, action) in possible
            assert seen == version or actor in (SCHEDULE, CITIZEN)

    def form(self, action: Action) -> Any:
        """A complete form for the action, with units and opinions of chance."""
        desk = Desk(self.context, Cast({}, {}))
        codes = [unit.code for unit in self.tree]
        accounts = st.sampled_from(["u0-0", "u1-0", "u2-0", "u3-1"])
        if action in (Action.DISPATCH, Action.TRANSFER):
            return desk.form(action, unit=self.data.draw(st.sampled_from(codes)))
        if action is Action.ASSIGN:
            return desk.form(action, account=self.data.draw(accounts))
        if action is Action.REJECT:
            return desk.form(action, **self.data.draw(st.sampled_from(OPINIONS)))
        if action is Action.ANSWER:
            today = self.context.now().date()
            findings = [
                {"finding": Finding.UNCONFIRMED, "corrected_on": None},
                {"finding": Finding.CONFIRMED, "corrected_on": today},
                {"finding": Finding.CONFIRMED, "corrected_on": None, "correct_by": today},
            ]
            entries = self.data.draw(st.sampled_from(findings)) | self.data.draw(st.sampled_from(OPINIONS))
            return desk.form(action, **entries)
        return desk.form(action if action not in (Action.SUBMIT, Action.RECALCULATE, Action.RETRACT) else Action.URGE)

    def keep(self) -> None:
        """Change the registers: mostly as the administrator may, sometimes anything as anybody."""
        with self.context.database.reading() as session:
            self.look(session)
            before = self.registers(session)
            changes = {"merge": self.merge, "move": self.move, "retire": self.retire, "open": self.open,
                       "rename": self.rename, "name": self.name_responsible, "site": self.change_site}  # fmt: skip
            wanted = self.data.draw(st.sampled_from([*changes, "merge", "move", "retire"]))
            options = self.plausible(session, wanted)
        likely = bool(options) and self.data.draw(st.integers(0, 7)) > 0
        codes = self.data.draw(st.sampled_from(options)) if likely else (self.some(), self.some())
        actor = KEEPER if likely else self.data.draw(st.sampled_from([KEEPER, *self.actors]))
        try:
            with keeping(self.context, actor) as register:
                changes[wanted](register, *codes)
        except Refused:
            with self.context.database.reading() as session:
                assert self.registers(session) == before
            assert not likely, f"{wanted} {codes}"

    def some(self) -> str:
        """The code of some unit, in use or not."""
        return self.data.draw(st.sampled_from([unit.code for unit in self.tree]))

    def plausible(self, session: Session, wanted: str) -> list[tuple[str, str]]:
        """Codes for which this change is possible now, a second one where it needs one."""
        tree = self.tree
        used = [unit for unit in tree if unit.in_use]
        below = [unit for unit in used if unit.id != tree.root]
        if wanted in ("merge", "move"):
            return [
                (unit.code, other.code)
                for unit in below
                for other in used
                if not tree.within(other.id, unit.id)
                and other.kind is (unit.kind if wanted == "merge" else UnitKind.ORGANIZING)
            ]
        if wanted == "retire":
            return [(unit.code, "") for unit in below if ties_of(session, tree, unit.id).free]
        kind = {"open": UnitKind.ORGANIZING, "site": UnitKind.FILING}.get(wanted)
        return [(unit.code, "") for unit in used if kind in (None, unit.kind)]

    def merge(self, register: Register, code: str, other: str) -> None:
        units.merge_units(register, code, other)

    def move(self, register: Register, code: str, other: str) -> None:
        units.move_unit(register, code, other)

    def retire(self, register: Register, code: str, _: str) -> None:
        units.retire_unit(register, code)

    def rename(self, register: Register, code: str, _: str) -> None:
        units.change_unit(register, code, f"{code}的新名称 {self.clock.now:%m%d%H}", "")

    def open(self, register: Register, code: str, _: str) -> None:
        kind = self.data.draw(st.sampled_from(list(UnitKind)))
        new = f"n{len(list(self.tree))}"
        opened = units.open_unit(register, UnitEntry(new, f"新单位{new}", kind, code))
        person = Account(
            username=new, display_name=new, role=Role.OFFICER, unit_id=opened.id, created_at=self.clock.now
        )
        register.session.add(person)

    def name_responsible(self, register: Register, code: str, _: str) -> None:
        known = register.tree.find(code)
        people = sorted(known.officers) if known is not None else []
        chosen = register.session.get(Account, self.data.draw(st.sampled_from(people))) if people else None
        units.name_responsible(register, code, chosen.username if chosen is not None else "")

    def change_site(self, register: Register, code: str, _: str) -> None:
        status = self.data.draw(st.sampled_from(list(SiteStatus)))
        lost = self.data.draw(st.booleans())
        entry = SiteEntry(SITE_CODE, "网站", f"http://{SITE_HOST}/", code, status=status, sponsor_lost=lost)
        sites.change_site(register, entry)

    def registers(self, session: Session) -> list[Any]:
        """Everything in the registers, and what the audit log tells of them."""
        tables = (Unit, Site, Account, ResponsibleOfficer, AuditEntry)
        return [row for table in tables for row in session.execute(select(table.__table__)).all()]

    def snapshot(self, session: Session) -> tuple[Any, ...]:
        """Everything of the report that a step could change."""
        report = session.scalars(select(Report).where(Report.number == self.number)).one()
        columns = {column.key: getattr(report, column.key) for column in Report.__table__.columns}
        counted = [len(session.scalars(select(table)).all()) for table in (Event, Reply, Clock, Holding, Case)]
        return (columns, counted)

    def check(self) -> None:
        """Everything that must hold now."""
        with self.context.database.reading() as session:
            report, now = self.look(session)
            events = session.scalars(select(Event).order_by(Event.position)).all()
            clocks = session.scalars(select(Clock).order_by(Clock.id)).all()
            assert report.version >= self.version
            self.version = report.version
            self.somebody_may_act(now)
            self.nobody_approved_their_own_words(session, events)
            self.the_board_shows_only_what_the_root_let_out(session, events)
            self.the_past_tells_the_present(report, events, clocks)
            self.the_desk_is_kept(session, report)
            self.what_was_taken_back_stays_so(session, report, now, events)
            self.the_past_reads_as_it_was(session)
            self.past_months_amount_to_the_same(session)
            self.the_registers_are_sound(session)

    def somebody_may_act(self, now: Situation) -> None:
        """In every open state, and at the root's desk, there is a way on."""
        if now.state not in OPEN_STATES and now.holder is None:
            return
        if now.state not in OPEN_STATES and not now.disputed:
            assert now.state is State.RECEIVED
        ways = {
            row.action
            for actor in self.actors
            for row in policy.allowed(actor, now, self.tree)
            if row.action not in WORDS_ONLY
            and actor is not CITIZEN
            and (row.action is not Action.TRANSFER or self.transferable(actor))
        }
        assert ways, f"nobody can move a report in {now.state} at {now.holder}"

    def transferable(self, actor: Actor) -> bool:
        """True if this officer has a filing unit with somebody at work to transfer to."""
        below = (unit for unit in self.tree if self.tree.within(unit.id, actor.unit))
        return any(unit.kind is UnitKind.FILING and self.tree.staffed(unit.id) for unit in below)

    def nobody_approved_their_own_words(self, session: Session, events: Any) -> None:
        """§三(四)."""
        authors = {reply.version: reply.author_id for reply in session.scalars(select(Reply))}
        for each in events:
            if each.action is Action.APPROVE:
                assert authors[each.details["reply"]] != each.account_id

    def the_board_shows_only_what_the_root_let_out(self, session: Session, events: Any) -> None:
        """§二, §三(五): the last decision on publication was one of the root, and it was to publish."""
        visible = any(case.visible for case in session.scalars(select(Case)))
        decisions = [
            each
            for each in events
            if each.action in (Action.DISCLOSE, Action.WITHDRAW)
            or (each.action is Action.APPROVE and each.to_state in (State.PUBLISHED, State.CLOSED))
        ]
        shown = bool(decisions) and decisions[-1].to_state is State.PUBLISHED
        assert visible == shown
        assert all(self.tree.resolve(each.unit_id) == self.tree.root for each in decisions)

    def the_past_tells_the_present(self, report: Report, events: Any, clocks: Any) -> None:
        """The events alone reproduce state, holder and clocks, and only the last clock may run."""
        told = replay(past_step(each) for each in events)
        assert (told.state, told.holder) == (report.state, report.holder_id)
        assert [(c.unit, c.received_at, c.due_on, c.provisional, c.ended_at) for c in told.clocks] == [
            (c.unit_id, c.received_at, c.due_on, c.provisional, c.ended_at) for c in clocks
        ]
        assert all(clock.ended_at is not None for clock in clocks[:-1])
        running = bool(clocks) and clocks[-1].ended_at is None
        assert running == (report.state in OPEN_STATES)

    def the_desk_is_kept(self, session: Session, report: Report) -> None:
        """Exactly the holder's stretch of time is open."""
        held = session.scalars(select(Holding.unit_id).where(Holding.until.is_(None))).all()
        assert list(held) == ([report.holder_id] if report.holder_id is not None else [])

    def what_was_taken_back_stays_so(self, session: Session, report: Report, now: Situation, events: Any) -> None:
        """Only a report without a final reply is taken back, nothing follows, and it is on no board."""
        taken_back = [each for each in events if each.action is Action.RETRACT]
        assert (report.retracted_at is not None) == bool(taken_back)
        if taken_back:
            assert taken_back == [events[-1]]
            assert not session.scalars(select(Case)).all()
            assert not [reply for reply in session.scalars(select(Reply)) if reply.approved_at is not None]
            assert not [actor for actor in self.actors if policy.allowed(actor, now, self.tree)]

    def the_past_reads_as_it_was(self, session: Session) -> None:
        """Units, paths, times and words of what happened stay; only a running stretch of time may still end."""
        now: dict[tuple[str, int], Any] = {}
        for table in PAST:
            for row in session.execute(select(table.__table__)).mappings():
                ended = row.get("until", row.get("ended_at", True))
                if ended is not None:
                    now[table.__tablename__, row["id"]] = self.lasting(table, dict(row))
        for key, row in self.past.items():
            assert now[key] == row, f"{key} was rewritten"
        self.past = now

    @staticmethod
    def lasting(table: type[Base], row: dict[str, Any]) -> dict[str, Any]:
        """The row without what the review of a reply adds to it."""
        passing = {"approved_at", "public", "withhold_reason", "withhold_note"} if table is Reply else set()
        return {name: value for name, value in row.items() if name not in passing}

    def past_months_amount_to_the_same(self, session: Session) -> None:
        """What each unit, by the name and place that it had, did and was given in each month that is over."""
        counted: dict[str, Counter[Any]] = {}
        for event in session.scalars(select(Event)):
            month = counted.setdefault(f"{day_of(event.at):%Y-%m}", Counter())
            month["did", event.unit_id, event.unit_path, event.action] += 1
            month["given", event.to_holder_id, event.to_holder_path, event.to_state] += 1
        for clock in session.scalars(select(Clock)):
            if clock.ended_at is not None:
                month = counted.setdefault(f"{day_of(clock.ended_at):%Y-%m}", Counter())
                month["late" if clock.ended_at > clock.due_at else "on time", clock.unit_id] += 1
        present = f"{day_of(self.clock.now):%Y-%m}"
        for name, month in self.months.items():
            assert counted[name] == month, f"{name} reads otherwise than before"
        self.months = {name: month for name, month in counted.items() if name < present}

    def figures(self) -> dict[Period, dict[int, Values]]:
        """Every figure of every office in each month that is over, as the portal counts them anew."""
        measuring.start_over(self.context)
        while measuring.turn(self.context):
            pass
        today = day_of(self.clock.now)
        with self.context.database.reading() as session:
            months = measuring.all_months(session)
            statistics = Statistics(Sheets().present(session), today)
        over = [Period.month(each.year, each.month) for each in months]
        return {each: statistics.table(each, Scope(), By.OFFICE) for each in over if each.last < today}

    def the_registers_are_sound(self, session: Session) -> None:
        """One root that works; a tree without circles; websites and people with units that exist today."""
        assert self.tree.staffed(self.tree.root)
        assert self.tree[self.tree.root].in_use
        for unit in self.tree:
            above = self.tree.above(unit.id)
            assert self.tree.resolve(unit.id) == self.tree.root or above[-1] == self.tree.root
            assert unit.in_use or not any(each.parent == unit.id and each.in_use for each in self.tree)
        for site in session.scalars(select(Site)):
            assert self.tree[site.filing_unit_id].in_use or site.status is SiteStatus.CLOSED
        for account in session.scalars(select(Account).where(Account.active)):
            assert account.unit_id is not None
            assert self.tree[account.unit_id].in_use
        for named in session.scalars(select(ResponsibleOfficer)):
            assert named.account_id in self.tree[named.unit_id].officers


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_anybody_does_the_notice_is_kept(blank: Callable[[], Database], data: st.DataObject) -> None:
    # Late in a month: soon there is a past one, which has to stay as it was.
    clock = FrozenClock(datetime(2018, 6, 27, 10, tzinfo=SHANGHAI))
    run = Run(Context(blank(), Weekdays(), b"a secret that only the tests know", clock), clock, data)
    run.begin()
    for _ in range(data.draw(st.integers(10, 40))):
        chance = data.draw(st.integers(0, 15))
        if chance < 4:
            # At the very instant of a step nobody could say which of the two came first.
            clock.advance(seconds=1)
            before = run.figures()
            run.keep()
            assert run.figures() == before, "a register rewrote the figures of a past month"
        elif chance < 6:
            dispatch.dispatch_waiting(run.context)
        else:
            run.step()
        run.check()
