"""§三: each step on the database, with its event, its desk and its clock, in one commit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.history import replay
from portal.domain.policy import Actor
from portal.domain.vocabulary import Action, Finding, State, WithholdReason
from portal.services import casework
from portal.services.errors import NotAllowed
from portal.store import CalendarDay, Clock, Dispute, Event, Holding, Reply, Unit
from portal.store.facts import load_tree, past_step, running_clock, situation
from tests.conftest import FrozenClock
from tests.handling import CITIZEN, PRIVATE, SCHEDULE, Desk


def standing(desk: Desk, number: str) -> tuple[State, str | None]:
    """State and holder's code of a report."""
    report = desk.report(number)
    codes = {unit: code for code, unit in desk.cast.units.items()}
    return report.state, codes[report.holder_id] if report.holder_id else None


def events(desk: Desk, number: str) -> list[Event]:
    """Everything that happened to a report, oldest first."""
    with desk.context.database.reading() as session:
        own = select(Event).where(Event.report_id == desk.report(number).id).order_by(Event.position)
        return list(session.scalars(own))


def clocks(desk: Desk, number: str) -> list[Clock]:
    """The clocks of a report, oldest first."""
    with desk.context.database.reading() as session:
        return list(session.scalars(select(Clock).where(Clock.report_id == desk.report(number).id).order_by(Clock.id)))


def holdings(desk: Desk, number: str) -> list[Holding]:
    """The stretches of time in which units held a report, oldest first."""
    with desk.context.database.reading() as session:
        own = select(Holding).where(Holding.report_id == desk.report(number).id)
        return list(session.scalars(own.order_by(Holding.id)))


def replies(desk: Desk, number: str) -> list[Reply]:
    """The versions of the reply, oldest first."""
    with desk.context.database.reading() as session:
        own = select(Reply).where(Reply.report_id == desk.report(number).id)
        return list(session.scalars(own.order_by(Reply.version)))


def test_a_report_goes_through_all_hands_and_is_published(desk: Desk) -> None:
    """§三 from beginning to end."""
    number = desk.submitted()
    assert standing(desk, number) == (State.RECEIVED, None)
    path: list[tuple[str | Actor, Action, tuple[State, str | None]]] = [
        (SCHEDULE, Action.DISPATCH, (State.TRIAGE, "chengdong")),
        ("chengdong", Action.TRANSFER, (State.ANSWERING, "chengdong-gov")),
        ("chengdong-gov", Action.ANSWER, (State.REVIEW, "chengdong")),
        ("chengdong", Action.APPROVE, (State.REVIEW, "xining")),
        ("xining", Action.APPROVE, (State.REVIEW, "province")),
        ("province2", Action.APPROVE, (State.PUBLISHED, None)),
    ]
    for who, action, expected in path:
        desk.act(who, number, action)
        assert standing(desk, number) == expected
    assert [event.action for event in events(desk, number)] == [Action.SUBMIT, *(action for _, action, _ in path)]
    assert desk.report(number).finished_at == desk.context.now()
    assert [reply.approved_at for reply in replies(desk, number)] == [desk.context.now()]


def test_an_event_tells_who_when_from_where_to_where_and_why(desk: Desk, clock: FrozenClock) -> None:
    number = desk.transferred()
    at = clock.advance(hours=3)
    desk.act("xining", number, Action.RECALL, reason="  转错了单位 ")
    event = events(desk, number)[-1]
    assert event.at == at
    assert (event.account_id, event.unit_id) == (desk.cast.account("xining"), desk.cast.unit("xining"))
    assert event.unit_path == "省政府办公厅 / 西宁市政府办公室"
    assert (event.from_state, event.to_state) == (State.ANSWERING, State.TRIAGE)
    assert event.from_holder_id == desk.cast.unit("chengdong-gov")
    assert event.to_holder_id == desk.cast.unit("chengdong")
    assert event.to_holder_path == "省政府办公厅 / 西宁市政府办公室 / 城东区政府办公室"
    assert event.words == "转错了单位"


def test_the_steps_number_themselves_without_gaps(desk: Desk) -> None:
    number = desk.finished()
    assert [event.position for event in events(desk, number)] == list(range(1, 8))


def test_reorganisation_does_not_rewrite_the_past(desk: Desk) -> None:
    number = desk.transferred()
    with desk.context.database.writing() as session:
        session.get_one(Unit, desk.cast.unit("chengdong")).name = "新城东区政府办公室"
    desk.act("chengdong", number, Action.URGE)
    paths = [event.unit_path for event in events(desk, number) if event.unit_path]
    assert [path.rpartition(" / ")[2] for path in paths] == ["城东区政府办公室", "新城东区政府办公室"]


def test_every_desk_keeps_its_stretch_of_time(desk: Desk, clock: FrozenClock) -> None:
    number = desk.dispatched()
    start = clock.now
    middle = clock.advance(hours=5)
    desk.act("chengdong", number, Action.TRANSFER)
    stretches = holdings(desk, number)
    assert [(each.unit_id, each.state, each.since, each.until) for each in stretches] == [
        (desk.cast.unit("chengdong"), State.TRIAGE, start, middle),
        (desk.cast.unit("chengdong-gov"), State.ANSWERING, middle, None),
    ]


def test_a_finished_report_lies_on_nobodys_desk(desk: Desk) -> None:
    number = desk.finished()
    assert all(each.until is not None for each in holdings(desk, number))


def test_dispatch_starts_the_clock_of_the_unit_that_received_it(desk: Desk) -> None:
    """§四."""
    number = desk.dispatched()
    (running,) = clocks(desk, number)
    assert running.unit_id == desk.cast.unit("chengdong")
    assert (running.opens_on, running.due_on) == (date(2018, 6, 5), date(2018, 6, 7))
    assert running.ended_at is None


def test_one_clock_runs_until_the_final_approval(desk: Desk, clock: FrozenClock) -> None:
    number = desk.climbed()
    assert [each.ended_at for each in clocks(desk, number)] == [None]
    end = clock.advance(days=1)
    desk.act("province", number, Action.APPROVE)
    assert [each.ended_at for each in clocks(desk, number)] == [end]


@pytest.mark.parametrize(("who", "action"), [("chengdong", Action.RETURN), ("province", Action.RECALL)])
def test_a_report_that_leaves_before_it_was_handled_ends_the_clock(desk: Desk, who: str, action: Action) -> None:
    number = desk.dispatched()
    desk.act(who, number, action)
    assert [each.ended_at for each in clocks(desk, number)] == [desk.context.now()]


def test_reopening_starts_a_new_clock_and_forgets_the_end(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished()
    clock.advance(days=7)
    desk.act("province", number, Action.REOPEN)
    assert standing(desk, number) == (State.ANSWERING, "chengdong-gov")
    first, second = clocks(desk, number)
    assert first.ended_at is not None
    assert (second.unit_id, second.due_on) == (desk.cast.unit("chengdong-gov"), date(2018, 6, 14))
    assert desk.report(number).finished_at is None


def test_the_events_alone_tell_where_the_report_stands_and_which_clocks_ran(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished()
    clock.advance(days=2)
    desk.act("province", number, Action.REOPEN)
    told = replay(past_step(event) for event in events(desk, number))
    report = desk.report(number)
    assert (told.state, told.holder) == (report.state, report.holder_id)
    assert [(c.unit, c.received_at, c.due_on, c.ended_at) for c in told.clocks] == [
        (c.unit_id, c.received_at, c.due_on, c.ended_at) for c in clocks(desk, number)
    ]


def test_a_reply_sent_back_is_written_anew_and_the_climb_starts_over(desk: Desk) -> None:
    """§三(四): 驳回至问题网站主办单位重新处理."""
    number = desk.climbed()
    desk.act("province", number, Action.SEND_BACK)
    assert standing(desk, number) == (State.ANSWERING, "chengdong-gov")
    desk.act("chengdong-gov2", number, Action.ANSWER, reply="重新核查，已全部改正。")
    assert standing(desk, number) == (State.REVIEW, "chengdong")
    assert [(reply.version, reply.text) for reply in replies(desk, number)] == [
        (1, "经核查属实，已改正。"),
        (2, "重新核查，已全部改正。"),
    ]


def test_a_refusal_climbs_and_is_on_the_record_with_its_reason(desk: Desk) -> None:
    """§一, §三(二)."""
    number = desk.dispatched()
    desk.act("chengdong", number, Action.REJECT)
    assert standing(desk, number) == (State.REVIEW, "xining")
    desk.act("xining", number, Action.SEND_BACK)
    assert standing(desk, number) == (State.TRIAGE, "chengdong")
    assert [reply.finding for reply in replies(desk, number)] == [Finding.REFUSED]


def test_a_level_without_accounts_is_stepped_over_and_the_event_says_so(desk: Desk) -> None:
    number = desk.answered()
    with desk.context.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE accounts SET active = NOT active WHERE username = 'xining'")
    desk.act("chengdong", number, Action.APPROVE)
    assert standing(desk, number) == (State.REVIEW, "province")
    assert events(desk, number)[-1].details["skipped"] == ["省政府办公厅 / 西宁市政府办公室"]


def test_a_withheld_reply_closes_the_report_without_a_case(desk: Desk) -> None:
    """§三(四), §三(五)."""
    number = desk.finished(**PRIVATE)
    assert standing(desk, number) == (State.CLOSED, None)
    assert replies(desk, number)[0].withhold_reason is WithholdReason.PRIVACY


def test_an_urging_waits_until_it_is_answered(desk: Desk, clock: FrozenClock) -> None:
    """§二: 督促办理."""
    number = desk.transferred()
    first = clock.now
    desk.act("province", number, Action.URGE)
    clock.advance(hours=1)
    desk.act("xining", number, Action.URGE)
    assert desk.report(number).urged_at == first
    desk.act("chengdong-gov", number, Action.RESPOND)
    assert desk.report(number).urged_at is None


def test_lateness_is_explained_only_once_it_is_there(desk: Desk, clock: FrozenClock) -> None:
    """§五: 无正当理由逾期不办."""
    number = desk.transferred()
    clock.now = clock.now.replace(day=7, hour=23, minute=59)
    with pytest.raises(NotAllowed):
        desk.act("chengdong-gov", number, Action.JUSTIFY)
    clock.advance(minutes=1)
    desk.act("chengdong-gov", number, Action.JUSTIFY)
    assert events(desk, number)[-1].words == "网站正在迁移"


def test_the_assignee_belongs_to_the_desk_and_leaves_with_the_report(desk: Desk) -> None:
    number = desk.transferred()
    desk.act("chengdong-gov", number, Action.ASSIGN)
    assert desk.report(number).assignee_id == desk.cast.account("chengdong-gov2")
    desk.act("chengdong-gov", number, Action.ANSWER)
    assert desk.report(number).assignee_id is None


def test_a_dispute_lies_with_the_provincial_office_and_keeps_the_citizens_words_out_of_the_record(desk: Desk) -> None:
    number = desk.finished()
    desk.act(CITIZEN, number, Action.DISPUTE, reason="首页还是错的，我的电话13912345678")
    assert standing(desk, number) == (State.PUBLISHED, "province")
    assert events(desk, number)[-1].words is None
    desk.act("province", number, Action.REFUSE_DISPUTE)
    assert standing(desk, number) == (State.PUBLISHED, None)
    with desk.context.database.reading() as session:
        dispute = session.get_one(Dispute, desk.report(number).id)
    assert (dispute.upheld, dispute.comment) == (False, "经核查页面已改正")
    with pytest.raises(NotAllowed):
        desk.act(CITIZEN, number, Action.DISPUTE)


def test_reopening_upholds_the_dispute(desk: Desk) -> None:
    number = desk.finished()
    desk.act(CITIZEN, number, Action.DISPUTE)
    desk.act("province", number, Action.REOPEN)
    with desk.context.database.reading() as session:
        assert session.get_one(Dispute, desk.report(number).id).upheld is True


def test_a_dispute_comes_within_fifteen_days(desk: Desk, clock: FrozenClock) -> None:
    number, another = desk.finished(), desk.finished()
    clock.advance(days=15, microseconds=-1)
    desk.act(CITIZEN, number, Action.DISPUTE)
    clock.advance(microseconds=1)
    with pytest.raises(NotAllowed):
        desk.act(CITIZEN, another, Action.DISPUTE)


def test_a_kept_promise_is_reported_once(desk: Desk, clock: FrozenClock) -> None:
    """§四: 做好持续整改跟踪工作."""
    number = desk.finished(corrected_on=None, correct_by=date(2018, 6, 20))
    clock.advance(days=3)
    desk.act("chengdong-gov2", number, Action.RECTIFY)
    assert desk.report(number).rectified_on == date(2018, 6, 7)
    with pytest.raises(NotAllowed):
        desk.act("chengdong-gov", number, Action.RECTIFY)


def test_the_successor_of_a_merged_unit_finishes_what_it_held(desk: Desk) -> None:
    number = desk.answered()
    with desk.context.database.writing() as session:
        session.get_one(Unit, desk.cast.unit("chengdong")).merged_into_id = desk.cast.unit("haidong")
    desk.act("haidong", number, Action.APPROVE)
    assert standing(desk, number) == (State.REVIEW, "province")


def test_a_new_calendar_moves_running_clocks_only_with_one_event_each(desk: Desk) -> None:
    """§四: when the holidays are announced, open reports are recalculated."""
    done, running = desk.finished(), desk.dispatched()
    version = desk.report(running).version
    with desk.context.database.writing() as session:
        session.add(CalendarDay(day=date(2018, 6, 5), working=False, document="国办发明电〔2017〕12号"))
    assert casework.recalculate_clocks(desk.context) == 1
    assert casework.recalculate_clocks(desk.context) == 0
    assert [each.due_on for each in clocks(desk, done)] == [date(2018, 6, 7)]
    (moved,) = clocks(desk, running)
    assert (moved.opens_on, moved.due_on) == (date(2018, 6, 6), date(2018, 6, 8))
    assert moved.due_at == desk.context.now().replace(day=9, hour=0)
    assert [event.action for event in events(desk, running)][-1] is Action.RECALCULATE
    assert desk.report(running).version == version
    told = replay(past_step(event) for event in events(desk, running))
    assert told.clocks[0].due_on == date(2018, 6, 8)


def test_facts_say_what_the_rules_look_at(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished(corrected_on=None, correct_by=date(2018, 6, 20))
    clock.advance(days=1)
    desk.act(CITIZEN, number, Action.DISPUTE)
    with desk.context.database.reading() as session:
        report = session.merge(desk.report(number), load=True)
        facts = situation(session, report, clock.now, 15)
        assert running_clock(session, report.id) is None
        assert load_tree(session).root == desk.cast.unit("province")
    assert facts.reply is not None
    assert facts.reply.author == desk.cast.account("chengdong-gov")
    assert (facts.case_visible, facts.case_finding, facts.promise_open) == (True, Finding.CONFIRMED, True)
    assert (facts.disputable, facts.disputed, facts.overdue) == (False, True, False)
    assert clock.now - report.submitted_at == timedelta(days=1)
