"""What a service refuses, how it says so, and that nothing has changed then."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.demands import ActionInput
from portal.domain.policy import NOBODY, Actor
from portal.domain.vocabulary import Action, InvalidReason
from portal.services import casework, outbox
from portal.services.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from portal.store import Base, Database, Event, Reply
from tests.conftest import FrozenClock
from tests.handling import CITIZEN, PRIVATE, SCHEDULE, Desk


def everything(database: Database) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


def refused(desk: Desk, kind: type[Refused], who: str | Actor, number: str, action: Action, **given: Any) -> Refused:
    """The refusal of a step that changes nothing."""
    before = everything(desk.context.database)
    with pytest.raises(kind) as refusal:
        desk.act(who, number, action, **given)
    assert everything(desk.context.database) == before
    return refusal.value


def test_there_is_no_such_report(desk: Desk) -> None:
    refused(desk, NotFound, "province", "2018-999999", Action.URGE)


@pytest.mark.parametrize(
    ("who", "action"),
    [
        ("chengdong-gov", Action.APPROVE),  # who wrote it
        ("xining", Action.APPROVE),  # not yet on that desk
        ("fgw", Action.SEND_BACK),
        ("fgw", Action.URGE),
        ("chengdong", Action.WITHDRAW),
        ("chengdong", Action.TRANSFER),  # not in this state
        ("chengdong", Action.RESPOND),  # nobody urged
        ("chengdong", Action.RECALCULATE),
    ],
)
def test_who_may_not_act_changes_nothing(desk: Desk, who: str, action: Action) -> None:
    given = ActionInput(comment="说明", reason="理由", unit="chengdong-gov")
    number = desk.answered()
    before = everything(desk.context.database)
    with pytest.raises(NotAllowed):
        casework.act(desk.context, desk.cast.officer(who), number, action, given)
    assert everything(desk.context.database) == before


def test_visitors_without_an_office_never_move_an_open_report(desk: Desk) -> None:
    number = desk.answered()
    for actor in (NOBODY, CITIZEN, SCHEDULE, desk.cast.admin, desk.cast.auditor):
        for action in (Action.APPROVE, Action.SEND_BACK, Action.URGE, Action.WITHDRAW):
            refused(desk, NotAllowed, actor, number, action)


def test_nobody_approves_what_they_wrote_even_at_the_top(desk: Desk) -> None:
    """§三(四), §二: the provincial office reviews its own refusal with a second person."""
    number = desk.submitted()
    desk.act("province", number, Action.DISPATCH, unit="province")
    desk.act("province", number, Action.REJECT)
    refused(desk, NotAllowed, "province", number, Action.APPROVE)
    desk.act("province2", number, Action.APPROVE)


@pytest.mark.parametrize(
    ("action", "given", "fields"),
    [
        (Action.ANSWER, {"reply": " "}, ("reply",)),
        (Action.ANSWER, {"public": False}, ("withhold_reason",)),
        (Action.ANSWER, {"finding": None, "public": None}, ("finding", "public")),
        (Action.HAND_BACK, {"reason": None}, ("reason",)),
        (Action.HAND_BACK, {"original": "2018-999999"}, ("original",)),
        (Action.ASSIGN, {"account": "chengdong"}, ("account",)),
    ],
)
def test_an_incomplete_form_names_its_fields(
    desk: Desk, action: Action, given: dict[str, Any], fields: tuple[str, ...]
) -> None:
    refusal = refused(desk, Invalid, "chengdong-gov", desk.transferred(), action, **given)
    assert isinstance(refusal, Invalid)
    assert tuple(problem.field for problem in refusal.problems) == fields
    assert all(problem.message for problem in refusal.problems)


def test_the_final_review_asks_for_the_public_copy_and_both_checks(desk: Desk) -> None:
    """§三(五)."""
    given = {"public_title": "", "secrecy_checked": False, "privacy_checked": False}
    refusal = refused(desk, Invalid, "province", desk.climbed(), Action.APPROVE, **given)
    assert isinstance(refusal, Invalid)
    assert [problem.field for problem in refusal.problems] == ["public_title", "secrecy_checked", "privacy_checked"]


def test_a_stale_form_is_refused_with_what_happened_meanwhile(desk: Desk, clock: FrozenClock) -> None:
    number = desk.answered()
    version = desk.report(number).version
    at = clock.advance(minutes=5)
    desk.act("chengdong", number, Action.APPROVE, version)
    clock.advance(minutes=5)
    desk.act("xining", number, Action.SEND_BACK)
    refusal = refused(desk, Stale, "chengdong", number, Action.APPROVE, version=version)
    assert isinstance(refusal, Stale)
    told = [(each.at, each.who, each.action) for each in refusal.meanwhile]
    assert told[0] == (at, "chengdong的经办人", "同意")
    assert [action for _, _, action in told] == ["同意", "驳回重办"]


def test_words_and_urgings_leave_open_forms_valid(desk: Desk) -> None:
    number = desk.transferred()
    version = desk.report(number).version
    desk.act("province", number, Action.URGE)
    desk.act("chengdong-gov", number, Action.RESPOND, version)
    desk.act("chengdong-gov", number, Action.ASSIGN, version)
    desk.act("chengdong-gov", number, Action.ANSWER, version)
    assert desk.report(number).version == version + 1


def test_strangers_learn_nothing_from_a_stale_form(desk: Desk) -> None:
    refused(desk, NotAllowed, "fgw", desk.answered(), Action.APPROVE, version=1)


@pytest.mark.parametrize("version", [0, 99])
def test_a_version_that_never_was_is_stale_too(desk: Desk, version: int) -> None:
    refused(desk, Stale, "chengdong", desk.answered(), Action.APPROVE, version=version)


def test_a_failure_in_the_last_moment_leaves_everything_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.climbed()
    before = everything(desk.context.database)

    def broken(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(casework, "_record", broken)
    with pytest.raises(OSError, match="no space"):
        desk.act("province", number, Action.APPROVE)
    assert everything(desk.context.database) == before


def test_a_case_and_its_follow_up_work_are_one_commit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.climbed()
    before = everything(desk.context.database)

    def broken(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(outbox, "add", broken)
    with pytest.raises(OSError, match="no space"):
        desk.act("province", number, Action.APPROVE)
    assert everything(desk.context.database) == before


class TestOriginals:
    """§一: a duplicate points to an earlier report that is not itself one."""

    @staticmethod
    def reject(desk: Desk, number: str, original: str) -> None:
        desk.act("chengdong", number, Action.REJECT, invalid_reason=InvalidReason.DUPLICATE, original=original)

    def message(self, desk: Desk, number: str, original: str) -> str:
        with pytest.raises(Invalid) as refusal:
            self.reject(desk, number, original)
        (problem,) = refusal.value.problems
        assert problem.field == "original"
        return problem.message

    def test_an_earlier_report_may_be_named(self, desk: Desk, clock: FrozenClock) -> None:
        first = desk.submitted()
        clock.advance(minutes=1)
        self.reject(desk, desk.dispatched(), f" {first} ")

    def test_itself_may_not(self, desk: Desk) -> None:
        number = desk.dispatched()
        assert "留言本身" in self.message(desk, number, number)

    def test_an_unknown_one_may_not(self, desk: Desk) -> None:
        assert "没有编号" in self.message(desk, desk.dispatched(), "2018-999999")

    def test_a_later_one_may_not(self, desk: Desk, clock: FrozenClock) -> None:
        number = desk.dispatched()
        clock.advance(minutes=1)
        assert "提交得晚" in self.message(desk, number, desk.submitted())

    def test_of_two_at_the_same_moment_the_lower_number_is_the_earlier(self, desk: Desk) -> None:
        number, later = desk.dispatched(), desk.submitted()
        assert "提交得晚" in self.message(desk, number, later)

    def test_another_duplicate_may_not_and_the_first_is_named(self, desk: Desk, clock: FrozenClock) -> None:
        first = desk.submitted()
        clock.advance(minutes=1)
        second = desk.dispatched()
        clock.advance(minutes=1)
        third = desk.dispatched()
        self.reject(desk, second, first)
        assert first in self.message(desk, third, second)


def test_a_promise_not_to_publish_hides_nothing_that_was_never_shown(desk: Desk) -> None:
    number = desk.finished(**PRIVATE)
    refused(desk, NotAllowed, "province", number, Action.WITHDRAW)


def test_what_a_step_does_not_ask_for_has_no_effect(desk: Desk) -> None:
    number = desk.transferred()
    stray: dict[str, Any] = {
        "invalid_reason": InvalidReason.ABUSIVE,
        "unit": "fgw",
        "new_site_code": "6301020099",
        "comment": "说明",
    }
    desk.act("chengdong-gov", number, Action.ANSWER, **stray)
    with desk.context.database.reading() as session:
        reply = session.scalars(select(Reply)).one()
        event = session.scalars(select(Event).where(Event.action == Action.ANSWER)).one()
    assert (reply.invalid_reason, reply.new_site_code, event.words) == (None, None, None)
