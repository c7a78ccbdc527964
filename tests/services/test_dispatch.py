"""§三(二): the system sends every report to the organizing unit that it belongs to."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from portal.domain.vocabulary import Action, State
from portal.services import dispatch, intake
from portal.services.dispatch import Dispatched
from portal.store import Account, Event, Unit
from tests.handling import UNLISTED, Desk


def place(desk: Desk, number: str) -> tuple[State, str | None]:
    """Where a report lies after dispatch: state and holder's code."""
    report = desk.report(number)
    codes = {unit: code for code, unit in desk.cast.units.items()}
    return report.state, codes.get(report.holder_id or 0)


def entries_of(submission: intake.Submission) -> dict[str, Any]:
    """A submission's entries by name."""
    return {name: getattr(submission, name) for name in submission.__dataclass_fields__}


def send_home(desk: Desk, *usernames: str) -> None:
    """These accounts work no longer."""
    with desk.context.database.writing() as session:
        session.execute(update(Account).where(Account.username.in_(usernames)).values(active=False))


@pytest.mark.parametrize(
    ("entries", "holder"),
    [
        ({}, "chengdong"),
        ({"page_url": ""}, "chengdong"),  # by the site's code
        ({"site_code": ""}, "chengdong"),  # by the page's host
        ({"site_code": "6302009999"}, "chengdong"),  # an unknown code, a known host
    ],
)
def test_a_known_website_leads_to_the_organizing_unit_above_its_office(
    desk: Desk, entries: dict[str, Any], holder: str
) -> None:
    assert place(desk, desk.dispatched(**entries)) == (State.TRIAGE, holder)


def test_an_unknown_website_is_placed_by_hand(desk: Desk) -> None:
    number = desk.dispatched(site_code="", page_url="http://elsewhere.example/")
    assert place(desk, number) == (State.RECEIVED, "province")
    desk.act("province", number, Action.DISPATCH, unit="haidong")
    assert place(desk, number) == (State.TRIAGE, "haidong")


@pytest.mark.parametrize(
    ("region", "place_after"),
    [
        ("630102", (State.TRIAGE, "chengdong")),
        ("630200", (State.TRIAGE, "haidong")),
        ("630103", (State.TRIAGE, "xining")),  # a district without an office of its own
        ("630000", (State.RECEIVED, "province")),  # the whole province
        ("", (State.RECEIVED, "province")),
    ],
)
def test_an_unlisted_website_follows_the_region_that_the_citizen_chose(
    desk: Desk, region: str, place_after: tuple[State, str]
) -> None:
    number = desk.dispatched(**{**entries_of(UNLISTED), "region": region})
    assert place(desk, number) == place_after


def test_a_site_registered_after_the_report_came_in_is_found_by_dispatch(desk: Desk) -> None:
    number = desk.submitted(site_code="", page_url="http://new.chengdong.example/")
    with desk.context.database.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO site_hosts (host, site_id) VALUES ('new.chengdong.example', 1)"
        )
    dispatch.dispatch_one(desk.context, number)
    assert place(desk, number) == (State.TRIAGE, "chengdong")


def test_an_office_without_anybody_at_work_is_stepped_over(desk: Desk) -> None:
    send_home(desk, "chengdong")
    assert place(desk, desk.dispatched()) == (State.TRIAGE, "xining")
    number = desk.dispatched(**entries_of(UNLISTED))
    assert place(desk, number) == (State.TRIAGE, "xining")


def test_a_merged_office_is_represented_by_its_successor(desk: Desk) -> None:
    with desk.context.database.writing() as session:
        session.get_one(Unit, desk.cast.unit("chengdong")).merged_into_id = desk.cast.unit("haidong")
    assert place(desk, desk.dispatched()) == (State.TRIAGE, "haidong")


def test_what_was_returned_climbs_until_the_provincial_office_places_it(desk: Desk) -> None:
    """§三(二): 作“退回”处理，以便报送系统对留言进行重新分配."""
    number = desk.dispatched()
    desk.act("chengdong", number, Action.RETURN)
    assert place(desk, number) == (State.RECEIVED, None)
    assert dispatch.dispatch_one(desk.context, number) is True
    assert place(desk, number) == (State.TRIAGE, "xining")
    assert desk.report(number).returned_by_id is None
    desk.act("xining", number, Action.RETURN)
    assert dispatch.dispatch_one(desk.context, number) is False
    assert place(desk, number) == (State.RECEIVED, "province")


def test_an_empty_office_on_the_way_up_is_stepped_over(desk: Desk) -> None:
    number = desk.dispatched()
    desk.act("chengdong", number, Action.RETURN)
    send_home(desk, "xining")
    assert dispatch.dispatch_one(desk.context, number) is False
    assert place(desk, number) == (State.RECEIVED, "province")


def test_a_report_placed_by_hand_and_returned_again_climbs_from_there(desk: Desk) -> None:
    number = desk.dispatched()
    desk.act("chengdong", number, Action.RETURN)
    desk.act("province", number, Action.DISPATCH, unit="fgw")
    desk.act("fgw", number, Action.RETURN)
    assert dispatch.dispatch_one(desk.context, number) is False


def test_the_event_says_why_it_went_there(desk: Desk) -> None:
    number = desk.dispatched()
    with desk.context.database.reading() as session:
        own = select(Event).where(Event.report_id == desk.report(number).id, Event.action == Action.DISPATCH)
        event = session.scalars(own).one()
    assert event.words == "按网站“西宁市城东区人民政府网”分办"
    assert event.account_id is None


def test_a_run_sends_all_that_waits_and_counts(desk: Desk) -> None:
    known, unknown = desk.submitted(), desk.submitted(site_code="", page_url="")
    by_hand = desk.submitted(site_code="", page_url="http://elsewhere.example/")
    desk.act("province", by_hand, Action.DISPATCH, unit="fgw")
    assert dispatch.dispatch_waiting(desk.context) == Dispatched(sent=1, set_aside=1)
    assert place(desk, known) == (State.TRIAGE, "chengdong")
    assert place(desk, unknown) == (State.RECEIVED, "province")
    assert place(desk, by_hand) == (State.TRIAGE, "fgw")
    assert dispatch.dispatch_waiting(desk.context) == Dispatched(0, 0)


def test_one_report_that_cannot_be_placed_does_not_hold_up_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = desk.submitted(), desk.submitted()
    find = dispatch.find_route

    def sometimes(session: Any, report: Any, tree: Any) -> Any:
        if report.number == broken:
            raise LookupError("no way")
        return find(session, report, tree)

    monkeypatch.setattr(dispatch, "find_route", sometimes)
    assert dispatch.dispatch_waiting(desk.context) == Dispatched(1, 0)
    assert place(desk, fine) == (State.TRIAGE, "chengdong")
    assert place(desk, broken) == (State.RECEIVED, None)


def test_a_report_that_somebody_took_meanwhile_is_left_alone(desk: Desk) -> None:
    number = desk.submitted()
    desk.act("province", number, Action.DISPATCH, unit="fgw")
    assert dispatch.dispatch_one(desk.context, number) is None
    assert dispatch.dispatch_one(desk.context, "2018-999999") is None
