"""The cockpit's numbers, counted once more report by report (§二 督促办理, §五.4)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.domain.deadlines import SHANGHAI
from portal.domain.policy import officer
from portal.domain.supervision import horizon, span_until
from portal.domain.vocabulary import OPEN_STATES, Action, Lateness, ReportKind, State, Waiting
from portal.queries.cockpit import Cockpit, look
from portal.services import rising
from portal.services.context import Context
from portal.store import Clock, Event, Holding, Report, RisingWord, Site
from portal.store.facts import load_tree
from tests.conftest import FrozenClock, Weekdays
from tests.handling import Desk
from tests.province import SITE_CODE, Cast
from tests.wandering import SAYING, wander

SUPERVISORS = ("province", "xining", "chengdong", "fgw", "haidong")
BACK = (Action.RETURN, Action.HAND_BACK, Action.SEND_BACK)


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """Somebody who takes steps for the cast."""
    return Desk(context, cast)


def cockpit(desk: Desk, code: str) -> Cockpit:
    """What the unit's officers see now."""
    with desk.context.database.reading() as session:
        tree = load_tree(session)
        return look(session, desk.cast.unit(code), tree, horizon(desk.context.now(), desk.context.calendar))


def working_days(since: datetime, until: datetime) -> int:
    """Mondays to Fridays after the day of ``since`` up to that of ``until``, a free day counting as the next Monday."""
    days = []
    for each in (since, until):
        day = each.astimezone(SHANGHAI).date()
        days.append(day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0))
    return sum((days[0] + timedelta(days=n)).weekday() < 5 for n in range(1, (days[1] - days[0]).days + 1))


@pytest.mark.parametrize("seed", range(6))
def test_every_number_is_what_counting_one_by_one_gives(desk: Desk, clock: FrozenClock, seed: int) -> None:
    wander(desk, clock, seed)
    now = clock()
    with desk.context.database.reading() as session:
        tree = load_tree(session)
        reports = session.scalars(select(Report)).all()
        clocks = {each.report_id: each for each in session.scalars(select(Clock).where(Clock.ended_at.is_(None)))}
        holdings = session.scalars(select(Holding)).all()
        back = Counter(session.scalars(select(Event.report_id).where(Event.action.in_(BACK))))
    for code in SUPERVISORS:
        found, below = cockpit(desk, code), tree.subtree(desk.cast.unit(code))
        held = [each for each in reports if each.state in OPEN_STATES and each.holder_id in below]
        late = [each for each in held if clocks[each.id].due_at <= now]
        assert found.late[Lateness.OVERDUE] == len(late)
        assert found.returned == sum(back[each.id] >= 2 for each in held)
        assert found.unanswered == sum(each.urged_at is not None for each in held)
        received = [each for each in reports if each.state is State.RECEIVED] if code == "province" else []
        missing = [each for each in held + received if each.kind is ReportKind.UNLISTED and each.site_id is None]
        assert found.unregistered == len(missing)
        waits: Counter[tuple[State, int]] = Counter()
        for each in held:
            (present,) = (stay for stay in holdings if stay.report_id == each.id and stay.until is None)
            waits[each.state, working_days(present.since, now)] += 1
        for line in found.states:
            assert line.waits == {
                waiting: sum(n for (state, days), n in waits.items() if state is line.state and fits(waiting, days))
                for waiting in Waiting
            }
        charged = 0
        for each in reports:
            due = clocks[each.id].due_at if each.id in clocks and each.state in OPEN_STATES else None
            if due is not None and due <= now:
                stays = [stay for stay in holdings if stay.report_id == each.id and stay.since < due]
                charged += max(stays, key=lambda stay: stay.since).unit_id in below
        assert sum(line.charged for line in found.units) == charged


def fits(waiting: Waiting, days: int) -> bool:
    """True if so many days are what the label says."""
    least, _, most = waiting.value.partition("-")
    return int(least) <= days <= int(most or 10_000)


def test_lateness_is_charged_to_whoever_held_the_report_when_it_fell_due(desk: Desk, clock: FrozenClock) -> None:
    number = desk.transferred()
    clock.advance(days=7)
    desk.act("chengdong-gov", number, Action.HAND_BACK)
    lines = {line.unit.code: line for line in cockpit(desk, "chengdong").units}
    assert lines["chengdong"].own
    assert (lines["chengdong"].late[Lateness.OVERDUE], lines["chengdong"].charged) == (1, 0)
    assert (lines["chengdong-gov"].late[Lateness.OVERDUE], lines["chengdong-gov"].charged) == (0, 1)


def test_another_units_reports_never_count(desk: Desk, clock: FrozenClock) -> None:
    desk.act("xining", desk.transferred(), Action.URGE)
    clock.advance(days=9)
    for code in ("fgw", "haidong"):
        found = cockpit(desk, code)
        assert not found.units
        assert not found.desks
        assert not any((*found.late.values(), found.waiting, found.returned, found.unanswered, found.unregistered))


def test_what_is_due_on_a_monday_is_due_next_on_the_friday_before(desk: Desk, clock: FrozenClock) -> None:
    clock.advance(days=2)  # Wednesday, so that Monday is the last day
    desk.dispatched()
    clock.advance(days=1)
    assert not any(cockpit(desk, "xining").late.values())
    for days, late in ((1, Lateness.NEXT), (1, Lateness.NEXT), (2, Lateness.TODAY), (1, Lateness.OVERDUE)):
        clock.advance(days=days)
        assert [each for each, count in cockpit(desk, "xining").late.items() if count] == [late]


def test_one_report_becoming_two_is_no_rise(desk: Desk, clock: FrozenClock) -> None:
    desk.dispatched()
    clock.advance(days=30)
    for _ in range(2):
        desk.dispatched()
    assert not cockpit(desk, "xining").sites


def test_a_website_with_many_more_reports_than_before_is_named_with_both_numbers(
    desk: Desk, clock: FrozenClock
) -> None:
    desk.dispatched()
    clock.advance(days=30)
    for _ in range(6):
        desk.dispatched()
    for code in ("province", "xining", "chengdong"):
        (site,) = cockpit(desk, code).sites
        assert (site.key, site.recent, site.before) == (SITE_CODE, 6, 1)
    assert not cockpit(desk, "haidong").sites


def test_what_was_counted_before_goes_on_in_the_days_before(weekdays: Weekdays) -> None:
    span = span_until(datetime(2018, 6, 4, tzinfo=SHANGHAI).date())
    assert (span.until - span.since).days == (span.before_until - span.before_since).days == 27
    assert span.since - span.before_until == timedelta(days=1)


def say(desk: Desk, texts: tuple[str, ...]) -> None:
    """Reports that say so have reached the county."""
    for text in texts:
        desk.dispatched(description=text)


def words(desk: Desk, code: str) -> list[str]:
    """The words that rise for a unit, counted anew on the next day."""
    desk.context.now.advance(days=1)  # type: ignore[attr-defined]  # the tests' clock
    assert rising.turn(desk.context)
    return [each.name for each in cockpit(desk, code).words]


def test_a_word_that_more_reports_use_than_before_is_told_to_all_above(desk: Desk) -> None:
    say(desk, SAYING)
    assert "验证码图片" in words(desk, "province")
    assert [each.recent for each in cockpit(desk, "chengdong").words if each.name == "验证码图片"] == [6]
    assert not cockpit(desk, "fgw").words


def test_what_was_said_as_often_before_does_not_rise(desk: Desk, clock: FrozenClock) -> None:
    say(desk, SAYING)
    clock.advance(days=28)
    say(desk, SAYING)
    assert words(desk, "province") == []


def test_the_same_text_sent_again_and_again_is_no_rise(desk: Desk) -> None:
    say(desk, SAYING[:1] * 20)
    assert words(desk, "province") == []


def test_a_word_that_says_who_somebody_is_is_not_told(desk: Desk) -> None:
    """The page counts what citizens wrote, and names nobody."""
    say(desk, tuple(f"{text}。联系人：欧阳文静" for text in SAYING))
    found = words(desk, "province")
    assert "验证码图片" in found
    assert not [word for word in found if set(word) & set("欧阳文静")]


def test_words_are_counted_once_a_day(desk: Desk) -> None:
    say(desk, SAYING)
    assert words(desk, "province")
    assert not rising.turn(desk.context)
    with desk.context.database.reading() as session:
        before = session.scalars(select(RisingWord.id)).all()
    desk.context.now.advance(days=1)  # type: ignore[attr-defined]  # the tests' clock
    assert rising.turn(desk.context)
    with desk.context.database.reading() as session:
        assert len(session.scalars(select(RisingWord.id)).all()) == len(before)


def test_a_promise_stands_with_the_unit_that_made_it(desk: Desk, clock: FrozenClock) -> None:
    """§四 持续整改跟踪."""
    kept = [desk.finished(corrected_on=None, correct_by=clock().date() + timedelta(days=2)) for _ in range(2)]
    clock.advance(days=2)
    assert cockpit(desk, "province").promises == 0
    clock.advance(days=1)
    assert cockpit(desk, "province").promises == 2
    desk.act("chengdong-gov", kept[0], Action.RECTIFY)
    assert cockpit(desk, "xining").promises == 1
    desk.act("province", kept[1], Action.REOPEN)
    assert cockpit(desk, "xining").promises == 0
    assert cockpit(desk, "fgw").promises == 0


def test_a_supervisor_is_an_officer_with_a_site_of_another_unit_unseen(desk: Desk, clock: FrozenClock) -> None:
    """Reports about a website that its own organizing unit never saw do not count there."""
    with desk.context.database.writing() as session:
        session.scalars(select(Site)).one().filing_unit_id = desk.cast.unit("haidong-gov")
    for _ in range(6):
        desk.act("province", desk.submitted(), Action.DISPATCH, unit="xining")
    assert not cockpit(desk, "haidong").sites
    assert cockpit(desk, "province").sites
    assert officer(1, desk.cast.unit("haidong")).unit == desk.cast.unit("haidong")
