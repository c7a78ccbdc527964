"""A flood is sorted in one step by the provincial office: all of it, or nothing; each report by the ordinary rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal.domain.demands import ActionInput
from portal.domain.vocabulary import Action, InvalidReason, State, WithholdReason
from portal.queries import floods as queries
from portal.queries.floods import FEWEST_OF_SENDER, Flood
from portal.services import floods, intake
from portal.services.context import Context
from portal.services.dispatch import dispatch_waiting
from portal.services.errors import Invalid, NotAllowed, Stale
from portal.services.floods import Sorted
from portal.services.repeats import MOST_ALIKE
from portal.store import Account, Reply, Report
from tests.handling import SUBMISSION, Desk

DUPLICATE = ActionInput(invalid_reason=InvalidReason.DUPLICATE, reply="您反映的问题已有留言，正在办理。", public=True)
ABUSIVE = replace(DUPLICATE, invalid_reason=InvalidReason.ABUSIVE)


def flooded(context: Context, times: int, sender: str = "198.51.100.9", **entries: str) -> list[str]:
    """The numbers of reports that say the same, each from another browser."""
    sent = replace(SUBMISSION, **entries)  # type: ignore[arg-type]
    return [intake.submit(context, sent, f"{sender} {each} {entries}", sender).number for each in range(times)]


def groups(context: Context) -> list[Flood]:
    """What the page lists."""
    with context.database.reading() as session:
        return queries.floods(session)


def wishes(flood: Flood) -> list[tuple[str, int]]:
    """The whole group as its page shows it."""
    return [(report.number, report.version) for report in flood.reports]


def states(desk: Desk, numbers: list[str]) -> list[State]:
    """Where they are now."""
    return [desk.report(number).state for number in numbers]


def test_the_same_words_are_one_group(desk: Desk, context: Context) -> None:
    flooded(context, 2, description="只有两件一样的，不成一组。")
    numbers = flooded(context, 3)
    (flood,) = groups(context)
    assert [report.number for report in flood.reports] == numbers
    assert (flood.waiting, flood.earlier, flood.senders, flood.same_words) == (3, 0, 1, True)
    assert flood.sites == [("西宁市城东区人民政府网", 3)]


def test_what_was_held_is_listed_with_what_went_before(desk: Desk, context: Context) -> None:
    flooded(context, MOST_ALIKE + 2)
    dispatch_waiting(context)
    (flood,) = groups(context)
    assert (flood.waiting, flood.earlier) == (2, MOST_ALIKE)


def test_many_words_of_one_sender_are_one_group_that_names_no_address(desk: Desk, context: Context) -> None:
    for each in range(FEWEST_OF_SENDER):
        flooded(context, 1, description=f"第 {each} 处错误，请尽快改正过来。")
    (flood,) = groups(context)
    assert (flood.waiting, flood.same_words, flood.senders) == (FEWEST_OF_SENDER, False, 1)
    assert "198.51" not in flood.key


def test_a_released_group_goes_where_the_schedule_would_have_sent_it(desk: Desk, context: Context) -> None:
    numbers = flooded(context, MOST_ALIKE + 3)
    dispatch_waiting(context)
    (flood,) = groups(context)
    assert floods.release(context, desk.cast.officer("province"), wishes(flood)) == Sorted(dispatched=3)
    assert states(desk, numbers) == [State.TRIAGE] * len(numbers)
    assert {desk.report(number).holder_id for number in numbers} == {desk.cast.unit("chengdong")}
    assert groups(context) == []


def test_one_of_many_is_kept_and_the_others_are_its_duplicates(desk: Desk, context: Context) -> None:
    numbers = flooded(context, 4)
    (flood,) = groups(context)
    done = floods.refuse(context, desk.cast.officer("province"), wishes(flood), DUPLICATE)
    assert done == Sorted(dispatched=1, refused=3)
    assert states(desk, numbers) == [State.TRIAGE] + [State.REVIEW] * 3
    with context.database.reading() as session:
        originals = session.scalars(select(Reply.original_id)).all()
    assert originals == [desk.report(numbers[0]).id] * 3
    # The second person at the root approves; the first one cannot.
    for number in numbers[1:]:
        with pytest.raises(NotAllowed):
            desk.act("province", number, Action.APPROVE)
        desk.act("province2", number, Action.APPROVE)
        assert desk.report(number).state is State.PUBLISHED


def test_what_was_dispatched_before_is_the_original(desk: Desk, context: Context) -> None:
    numbers = flooded(context, MOST_ALIKE + 2)
    dispatch_waiting(context)
    (flood,) = groups(context)
    done = floods.refuse(context, desk.cast.officer("province"), wishes(flood), DUPLICATE)
    assert done == Sorted(refused=2)
    with context.database.reading() as session:
        assert set(session.scalars(select(Reply.original_id))) == {desk.report(numbers[0]).id}


def test_a_whole_group_can_be_refused_for_another_reason(desk: Desk, context: Context) -> None:
    numbers = flooded(context, 3)
    (flood,) = groups(context)
    given = replace(ABUSIVE, public=False, withhold_reason=WithholdReason.IMAGE)
    assert floods.refuse(context, desk.cast.officer("province2"), wishes(flood), given) == Sorted(refused=3)
    assert states(desk, numbers) == [State.REVIEW] * 3


@pytest.mark.parametrize(
    "given",
    [
        replace(ABUSIVE, reply=""),
        replace(ABUSIVE, public=None),
        replace(ABUSIVE, public=False),
        replace(ABUSIVE, invalid_reason=None),
    ],
)
def test_an_incomplete_form_changes_nothing(desk: Desk, context: Context, given: ActionInput) -> None:
    numbers = flooded(context, 3)
    (flood,) = groups(context)
    with pytest.raises(Invalid):
        floods.refuse(context, desk.cast.officer("province"), wishes(flood), given)
    assert states(desk, numbers) == [State.RECEIVED] * 3
    assert [desk.report(number).version for number in numbers] == [1, 1, 1]


def test_all_or_nothing_where_somebody_was_faster(desk: Desk, context: Context) -> None:
    numbers = flooded(context, 3)
    (flood,) = groups(context)
    desk.act("province2", numbers[2], Action.DISPATCH)
    for sort in (floods.release, lambda *rest: floods.refuse(*rest, ABUSIVE)):
        with pytest.raises(Stale):
            sort(context, desk.cast.officer("province"), wishes(flood))
    assert states(desk, numbers) == [State.RECEIVED, State.RECEIVED, State.TRIAGE]


def test_different_words_are_nobodys_duplicates(desk: Desk, context: Context) -> None:
    with_words, without = flooded(context, 3), desk.submitted(description="没有文字摘要的旧留言，写得很长。")
    with pytest.raises(Invalid):
        floods.refuse(context, desk.cast.officer("province"), [(without, 1)], DUPLICATE)
    assert states(desk, with_words) == [State.RECEIVED] * 3


@pytest.mark.parametrize("username", ["xining", "chengdong", "chengdong-gov"])
def test_nobody_below_the_root_sorts_floods(desk: Desk, context: Context, username: str) -> None:
    flooded(context, 3)
    (flood,) = groups(context)
    with pytest.raises(NotAllowed):
        floods.release(context, desk.cast.officer(username), wishes(flood))
    with pytest.raises(NotAllowed):
        floods.refuse(context, desk.cast.officer(username), wishes(flood), ABUSIVE)


def test_a_root_with_one_account_refuses_nothing_but_can_release(desk: Desk, context: Context) -> None:
    numbers = flooded(context, 3)
    (flood,) = groups(context)
    with context.database.writing() as session:
        session.execute(update(Account).where(Account.username == "province2").values(active=False))
    with pytest.raises(NotAllowed):
        floods.refuse(context, desk.cast.officer("province"), wishes(flood), ABUSIVE)
    assert states(desk, numbers) == [State.RECEIVED] * 3
    assert floods.release(context, desk.cast.officer("province"), wishes(flood)) == Sorted(dispatched=3)


def test_what_has_no_route_stays_to_be_placed_by_hand(desk: Desk, context: Context) -> None:
    elsewhere = {"site_code": "", "page_url": "http://nowhere.example/"}
    numbers = flooded(context, 3, **elsewhere)
    dispatch_waiting(context)
    (flood,) = groups(context)
    assert floods.release(context, desk.cast.officer("province"), wishes(flood)) == Sorted(left=3)
    with context.database.reading() as session:
        assert {report.state for report in session.scalars(select(Report))} == {State.RECEIVED}
    assert len(numbers) == 3
