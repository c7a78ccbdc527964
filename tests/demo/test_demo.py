"""The demo province: a year of reports that the portal's own services handled, in every state and by every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.adapters.calendar import StateCouncilCalendar
from portal.adapters.passwords import password_matches
from portal.demo.almanac import OFFICE_HOURS
from portal.demo.fill import DISPATCH_JOB, fill
from portal.demo.history import Clock as TurnedClock
from portal.demo.history import History, Walk
from portal.demo.openings import OPENINGS
from portal.demo.texts import CITIZENS
from portal.domain.bulletin import BulletinState, Decision
from portal.domain.deadlines import SHANGHAI, day_of, latest_slot
from portal.domain.history import replay
from portal.domain.vocabulary import InvalidReason, Role, State, WithholdReason
from portal.domain.workflow import TRANSITIONS
from portal.jobs import DISPATCH
from portal.services.accounts import DEMO_FACT, DEMO_PASSWORD
from portal.services.context import Context
from portal.store import (
    Account,
    Bulletin,
    BulletinReceipt,
    BulletinStep,
    BulletinVersion,
    Case,
    Clock,
    ClosedPeriod,
    Criticism,
    Database,
    Dispute,
    Event,
    Fact,
    OutboxItem,
    Rating,
    Reply,
    Report,
    ScheduleRun,
    Site,
    Unit,
)
from portal.store.facts import past_step
from portal.store.migrate import upgrade
from tests.databases import scratch_database

NOW = datetime(2026, 11, 18, 15, 20, tzinfo=SHANGHAI)
"""A Wednesday afternoon in a year whose holidays are announced."""
CALENDAR = StateCouncilCalendar()
DESKS = ("province", "xining", "chengdong", "chengdong-gov", "xining-edu", "fgw", "fgw-web")


@contextmanager
def filled(folder: pytest.TempPathFactory, name: str) -> Iterator[Database]:
    """A database of its own with the demo in it."""
    with scratch_database(folder.mktemp(name), name) as fresh:
        upgrade(fresh)
        fill(Context(fresh, CALENDAR, b"a secret that only the tests know", lambda: NOW))
        yield fresh


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demo as it looks at ``NOW``."""
    with filled(tmp_path_factory, "demo") as database:
        yield database


@pytest.fixture
def session(demo: Database) -> Iterator[Session]:
    """A look at it."""
    with demo.reading() as session:
        yield session


def everything_told(database: Database) -> list[list[tuple[object, ...]]]:
    """Numbers, states, times and texts of all reports, replies, events and cases."""
    told = (
        select(Report.number, Report.state, Report.holder_id, Report.submitted_at, Report.description, Report.page_url),
        select(Reply.report_id, Reply.version, Reply.author_id, Reply.written_at, Reply.text),
        select(Event.report_id, Event.position, Event.at, Event.action, Event.account_id, Event.words),
        select(Case.number, Case.title, Case.description, Case.reply, Case.published_at),
        select(Rating.report_id, Rating.score, Rating.comment),
        select(BulletinStep.bulletin_id, BulletinStep.position, BulletinStep.step, BulletinStep.at),
    )
    with database.reading() as session:
        return [sorted(tuple(row) for row in session.execute(each)) for each in told]


def test_the_same_seed_and_time_tell_the_same_year(demo: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    with filled(tmp_path_factory, "again") as again:
        assert everything_told(demo) == everything_told(again)


def test_every_state_has_reports_in_believable_shares(session: Session) -> None:
    counts = Counter(session.scalars(select(Report.state)))
    total = sum(counts.values())
    assert total == 400
    assert set(counts) == set(State)
    assert 0.6 < counts[State.PUBLISHED] / total < 0.7
    assert 0.08 < counts[State.CLOSED] / total < 0.14


def test_every_row_of_the_workflow_table_was_walked(session: Session) -> None:
    walked = {(source, action) for source, action in session.execute(select(Event.from_state, Event.action))}
    for row in TRANSITIONS:
        sources = row.sources or {None}
        assert any((source, row.action) in walked for source in sources), row


def test_every_reason_occurs_among_approved_replies(session: Session) -> None:
    approved = Reply.approved_at.is_not(None)
    assert set(session.scalars(select(Reply.invalid_reason).where(approved))) == {None, *InvalidReason}
    assert set(session.scalars(select(Reply.withhold_reason).where(approved))) == {None, *WithholdReason}


def test_history_alone_reproduces_every_report_and_its_clocks(session: Session) -> None:
    for report in session.scalars(select(Report)):
        events = session.scalars(select(Event).where(Event.report_id == report.id).order_by(Event.position))
        standing = replay([past_step(event) for event in events])
        assert (standing.state, standing.holder) == (report.state, report.holder_id)
        clocks = session.scalars(select(Clock).where(Clock.report_id == report.id).order_by(Clock.id)).all()
        assert [(each.unit, each.received_at, each.due_on, each.ended_at) for each in standing.clocks] == [
            (clock.unit_id, clock.received_at, clock.due_on, clock.ended_at) for clock in clocks
        ]


def test_nothing_private_of_a_citizen_reaches_the_board_or_the_history(session: Session) -> None:
    public = [
        " ".join(str(value) for value in row)
        for row in (
            *session.execute(select(*Case.__table__.columns)),
            *session.execute(select(Event.words, Event.details)),
        )
    ]
    private = [word for citizen in CITIZENS for word in (citizen.name, citizen.phone, citizen.email) if word]
    assert [word for word in private if any(word in text for text in public)] == []


def test_some_citizens_did_write_down_who_they_are(session: Session) -> None:
    signed = [each for each in session.scalars(select(Report.description)) if each and "我是" in each]
    assert any(citizen.phone and citizen.phone in text for text in signed for citizen in CITIZENS)
    assert session.scalar(select(func.count()).where(Case.edited)) not in (None, 0)


def test_nothing_happens_in_the_future_and_officers_work_in_office_hours(session: Session) -> None:
    assert session.scalars(select(func.max(Event.at))).one() <= NOW
    for at in session.scalars(select(Event.at).where(Event.account_id.is_not(None))):
        local = at.astimezone(SHANGHAI)
        assert CALENDAR.is_working(local.date())
        assert any(opens <= local.time() < closes for opens, closes in OFFICE_HOURS), local


def test_events_were_written_in_the_order_of_time(session: Session) -> None:
    times = session.scalars(select(Event.at).order_by(Event.id)).all()
    assert times == sorted(times)


def on_desk(session: Session, code: str) -> list[tuple[State, date | None]]:
    """State and due day of everything that lies with a unit."""
    query = (
        select(Report.state, Clock.due_on)
        .join(Unit, Unit.id == Report.holder_id)
        .outerjoin(Clock, (Clock.report_id == Report.id) & Clock.ended_at.is_(None))
        .where(Unit.code == code)
    )
    return [(state, due) for state, due in session.execute(query)]


@pytest.mark.parametrize("code", DESKS)
def test_the_desk_has_work_of_which_some_is_due_today_and_some_late(session: Session, code: str) -> None:
    lying = on_desk(session, code)
    due = [day for _, day in lying if day is not None]
    assert len(lying) >= 2
    assert day_of(NOW) in due
    assert min(due) < day_of(NOW) < max(due)
    for state in {opening.state for opening in OPENINGS if opening.holder == code}:
        assert sum(held is state for held, _ in lying) >= 2


def test_the_root_has_something_in_every_list(session: Session) -> None:
    counts = Counter(state for state, _ in on_desk(session, "province"))
    assert counts[State.REVIEW] >= 6
    assert counts[State.RECEIVED] >= 2
    assert session.scalar(select(func.count()).where(Dispute.upheld.is_(None))) == 3
    unplaced = select(func.count()).where(Report.state == State.RECEIVED, Report.holder_id.is_(None))
    assert session.scalars(unplaced).one() >= 5


def test_what_waits_for_dispatch_came_in_since_the_last_set_time(session: Session) -> None:
    run = session.scalars(select(ScheduleRun)).one()
    assert (run.job, run.slot) == (DISPATCH, latest_slot(NOW, (datetime(2026, 1, 1, 14).time(),), CALENDAR))  # noqa: DTZ001
    assert DISPATCH_JOB == DISPATCH
    waiting = select(Report.submitted_at).where(Report.state == State.RECEIVED, Report.holder_id.is_(None))
    assert all(run.slot <= at <= NOW for at in session.scalars(waiting))


def test_promises_are_kept_running_and_late(session: Session) -> None:
    promised = session.execute(select(Case.corrected_on, Case.correct_by).where(Case.correct_by.is_not(None)))
    kinds = Counter("kept" if done else "running" if by and by >= day_of(NOW) else "late" for done, by in promised)
    assert all(kinds[kind] >= 3 for kind in ("kept", "running", "late"))


def test_duplicates_name_an_earlier_report_on_the_same_page(session: Session) -> None:
    named = select(Reply.report_id, Reply.original_id).where(Reply.original_id.is_not(None))
    pairs = session.execute(named).all()
    assert len(pairs) >= 5
    for report_id, original_id in pairs:
        again, first = session.get_one(Report, report_id), session.get_one(Report, original_id)
        assert first.submitted_at < again.submitted_at
        assert (first.site_id, first.page_url) == (again.site_id, again.page_url)


def test_missing_websites_were_registered_when_the_root_approved(session: Session) -> None:
    registered = session.scalars(select(Site.code).join(Reply, Reply.new_site_code == Site.code)).all()
    assert len(registered) >= 8
    proposed = session.scalars(select(Reply.new_site_code).where(Reply.new_site_code.is_not(None))).all()
    assert set(proposed) - set(registered), "one is still on its way"


def test_every_unit_can_sign_in_with_the_password_of_the_demo(session: Session) -> None:
    usernames = set(session.scalars(select(Account.username)))
    assert usernames == {"admin", "auditor", "province2", *session.scalars(select(Unit.code))}
    (shared,) = set(session.scalars(select(Account.password_hash)))
    assert password_matches(DEMO_PASSWORD, shared)
    assert session.get(Fact, DEMO_FACT) is not None
    assert set(session.scalars(select(Account.role))) == set(Role)


def test_the_provincial_office_has_closed_a_quarter_issued_a_bulletin_and_drafted_another(session: Session) -> None:
    """Everything that an officer can do with them is there to be tried: decide, word, sign, acknowledge, look up."""
    quarter = session.scalars(select(ClosedPeriod)).one()
    assert (quarter.first_day, quarter.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    draft, issued = session.scalars(select(Bulletin).order_by(Bulletin.first_day)).all()
    assert (draft.state, issued.state) == (BulletinState.DRAFT, BulletinState.ISSUED)
    assert issued.public_since is not None
    assert issued.public_since <= NOW
    decisions = session.execute(select(Criticism.bulletin_id, Criticism.decision)).all()
    assert (draft.id, Decision.OPEN) in decisions
    assert (issued.id, Decision.CONFIRMED) in decisions
    assert (issued.id, Decision.OPEN) not in decisions
    wording = session.scalars(select(BulletinVersion.wording).where(BulletinVersion.bulletin_id == issued.id))
    assert len(list(wording)[-1]["cases"]) == 3
    waiting = Counter(at is None for at in session.scalars(select(BulletinReceipt.at)))
    assert waiting[False] > waiting[True] > 0
    for at in session.scalars(select(BulletinStep.at)):
        local = at.astimezone(SHANGHAI)
        assert CALENDAR.is_working(local.date())
        assert any(opens <= local.time() < closes for opens, closes in OFFICE_HOURS), local


def test_follow_up_work_is_left_to_the_worker(session: Session) -> None:
    items = session.execute(select(OutboxItem.done_at, OutboxItem.available_at)).all()
    assert items
    assert all(done is None and available <= NOW for done, available in items)


def test_a_walk_that_fails_leaves_nothing_behind(database: Database) -> None:
    class Torn:
        """A calendar with a page missing."""

        def is_working(self, day: date) -> bool:
            if day > date(2026, 3, 1):
                raise LookupError("no such page")
            return day.weekday() < 5

        def is_announced(self, day: date) -> bool:
            return True

    with pytest.raises(LookupError):
        fill(Context(database, Torn(), b"a secret that only the tests know", lambda: NOW))
    with database.reading() as session:
        assert session.scalar(select(func.count(Unit.id))) == 0


def test_steps_are_taken_in_the_order_of_time_and_none_after_the_end() -> None:
    clock = TurnedClock(NOW)
    taken: list[tuple[str, datetime]] = []

    def walk(name: str, *hours: int) -> Walk:
        for hour in hours:
            yield NOW + timedelta(hours=hour)
            taken.append((name, clock()))

    history = History(clock, until=NOW + timedelta(hours=5))
    history.add(walk("first", 1, 4, 6))
    history.add(walk("second", 2, 3, 4))
    history.run()
    assert [(name, (at - NOW) // timedelta(hours=1)) for name, at in taken] == [
        ("first", 1),
        ("second", 2),
        ("second", 3),
        ("first", 4),
        ("second", 4),
    ]
