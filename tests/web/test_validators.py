"""Whatever shows cases is asked for again each time, answered with 304 while nothing changed, and never stale."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from portal.domain.vocabulary import Action
from portal.store import Unit
from portal.web.validators import DATED, SHOWING
from tests.conftest import FrozenClock
from tests.guards.test_routes import example, rules
from tests.web.people import Stage, Visitor
from tests.web.test_pictures import published
from tests.web.test_query_counts import counted


def addresses(stage: Stage, number: str) -> Iterator[tuple[str, str]]:
    """Every address whose answer shows cases, or could."""
    for rule in rules(stage.app, "GET"):
        if rule.endpoint.partition(".")[0] in SHOWING or rule.endpoint == "public.home":
            yield rule.endpoint, example(rule, number)


def again(visitor: Visitor, address: str, answer: TestResponse, **more: str) -> TestResponse:
    """Ask as a browser asks that has kept the answer."""
    return visitor.get(address, headers={"If-None-Match": answer.headers["ETag"], **more}, buffered=True)


def since(visitor: Visitor, address: str, answer: TestResponse) -> TestResponse:
    """Ask as a program asks that knows nothing but dates."""
    return visitor.get(address, headers={"If-Modified-Since": answer.headers["Last-Modified"]}, buffered=True)


@pytest.fixture
def number(stage: Stage, clock: FrozenClock) -> str:
    """A case that was published a minute ago."""
    number = stage.desk.finished()
    stage.follow_up()
    clock.advance(minutes=1)
    return number


def test_everything_that_shows_cases_has_a_strong_validator_and_is_revalidated(stage: Stage, number: str) -> None:
    citizen, seen = stage.citizen(), set()
    for endpoint, address in addresses(stage, number):
        for encoding in ("identity", "gzip"):
            headers = {"Accept-Encoding": encoding}
            answer = citizen.get(address, headers=headers, buffered=True)
            if answer.status_code != 200:
                continue
            seen.add(endpoint)
            assert answer.headers["ETag"].startswith('"'), f"{address} has no strong ETag"
            assert answer.cache_control.no_cache, address
            assert answer.cache_control.private == (answer.mimetype == "text/html" or None), address
            assert not answer.cache_control.max_age, address
            assert "stale" not in answer.headers["Cache-Control"], address
            assert ("Last-Modified" in answer.headers) == (endpoint in DATED), address
            repeated = again(citizen, address, answer, **headers)
            assert (repeated.status_code, repeated.data) == (304, b""), address
            assert repeated.headers["ETag"] == answer.headers["ETag"], address
            assert repeated.headers["Cache-Control"] == answer.headers["Cache-Control"], address
            assert set(answer.vary) - {"Cookie"} <= set(repeated.vary), address
            if endpoint in DATED:
                assert since(citizen, address, answer).status_code == 304, address
    assert set(DATED) <= seen, "a view that this test should know was not reached"


def test_after_a_withdrawal_nothing_that_was_kept_is_good_any_more(
    stage: Stage, number: str, clock: FrozenClock
) -> None:
    other = stage.desk.finished()
    stage.follow_up()
    clock.advance(minutes=1)
    citizen = stage.citizen()
    kept = {address: citizen.get(address, buffered=True) for _, address in addresses(stage, number)}
    showing = [
        address for address, answer in kept.items() if number.encode() in answer.data and "ETag" in answer.headers
    ]
    assert len(showing) > 8, showing
    stage.desk.act("province", number, Action.WITHDRAW)
    for address in showing:
        asked = [again(citizen, address, kept[address])]
        asked += [since(citizen, address, kept[address])] if "Last-Modified" in kept[address].headers else []
        for answer in asked:
            assert answer.status_code == (410 if address.endswith(number) else 200), address
            if "ledger" not in address:  # The ledger tells that it was withdrawn.
                assert number.encode() not in answer.data or answer.status_code == 410, address
    assert other in citizen.get("/api/v1/cases").text


def test_a_repeated_question_costs_no_work(stage: Stage, number: str) -> None:
    citizen = stage.citizen()
    for address in (
        "/board/export.csv",
        "/board/export.xlsx",
        "/board/feed.atom",
        "/sitemap.xml",
        "/api/v1/cases?q=公告",
    ):
        answer = citizen.get(address, buffered=True)
        with counted() as statements:
            assert again(citizen, address, answer).status_code == 304
        assert len(statements) <= 2, statements
        assert not [each for each in statements if "FROM cases" in each], statements


def test_every_question_has_a_tag_of_its_own(stage: Stage, number: str) -> None:
    citizen = stage.citizen()
    asked = (
        "/api/v1/cases",
        "/api/v1/cases?q=a",
        "/api/v1/cases?q=%2525",
        "/api/v1/cases?q=%25",
        "/board/feed.atom?q=a",
    )
    assert len({citizen.get(address).headers["ETag"] for address in asked}) == len(asked)
    at_another_host = citizen.get("/api/v1/cases", base_url="https://other.example/")
    assert at_another_host.headers["ETag"] != citizen.get("/api/v1/cases").headers["ETag"], "it holds other addresses"


def test_pages_are_other_pages_for_other_readers(stage: Stage, number: str) -> None:
    citizen = stage.citizen()
    plain = citizen.get("/board")
    assert plain.data == stage.citizen().get("/board").data
    assert "Cookie" in plain.vary
    citizen.client.post("/preferences", data={"care": "on"})
    assert again(citizen, "/board", plain).status_code == 200


def test_what_is_for_everybody_does_not_depend_on_cookies(stage: Stage, number: str) -> None:
    officer = stage.officer("province")
    for address in ("/api/v1/cases", "/board/export.csv", "/api/v1/cases/2018-999999"):
        answer = officer.get(address)
        assert "Cookie" not in answer.vary, address
        assert answer.data == stage.citizen().get(address).data, address


def test_pages_of_officers_are_kept_by_nobody(stage: Stage, number: str) -> None:
    for address in ("/board", f"/board/{number}", "/", "/api/v1/"):
        assert stage.officer("province").get(address).headers["Cache-Control"] == "no-store", address


def test_at_midnight_promises_become_overdue(stage: Stage, clock: FrozenClock) -> None:
    stage.desk.finished(corrected_on=None, correct_by=clock().date())
    clock.advance(minutes=1)
    citizen = stage.citizen()
    for address in ("/api/v1/cases", "/board/export.csv", "/board"):
        clock.now = clock.now.replace(month=6, day=4, hour=10)
        today = citizen.get(address)
        clock.advance(hours=14)
        assert again(citizen, address, today).status_code == 200, address
        tomorrow = since(citizen, address, today)
        assert tomorrow.status_code == 200, address
        assert tomorrow.data != today.data, address


def test_what_changed_a_moment_ago_has_no_date_yet(stage: Stage, number: str, clock: FrozenClock) -> None:
    """A second change within the same second would have the same date."""
    stage.desk.finished()
    for address in ("/board", "/api/v1/cases"):
        assert "Last-Modified" not in stage.citizen().get(address).headers
        assert "ETag" in stage.citizen().get(address).headers
    clock.advance(seconds=2)
    assert "Last-Modified" in stage.citizen().get("/api/v1/cases").headers


def test_a_date_from_the_future_brings_no_case_back(stage: Stage, number: str, clock: FrozenClock) -> None:
    future = {"If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"}
    stage.desk.act("province", number, Action.WITHDRAW)
    for address in (f"/api/v1/cases/{number}", f"/board/{number}"):
        for headers in (future, {"If-None-Match": "*"}, future | {"If-None-Match": "*"}):
            assert stage.citizen().get(address, headers=headers).status_code == 410, address
    assert stage.citizen().get("/api/v1/cases?limit=0", headers=future).status_code == 422


def test_a_new_name_of_a_unit_is_a_change(stage: Stage, number: str) -> None:
    citizen = stage.citizen()
    answer = citizen.get("/board/export.csv")
    with stage.workings.context.database.writing() as session:
        session.get_one(Unit, stage.cast.unit("chengdong-gov")).code = "renamed"
    stage.workings.board._places_read = float("-inf")  # As if the seconds had passed for which names are held.
    assert again(citizen, "/board/export.csv", answer).status_code == 200


def test_the_ledger_changes_with_every_step(stage: Stage, number: str, clock: FrozenClock) -> None:
    citizen = stage.citizen()
    for address in ("/board/ledger", "/board/ledger.csv"):
        answer = citizen.get(address)
        submitted = stage.desk.submitted()
        clock.advance(minutes=1)
        for asked in (again(citizen, address, answer), since(citizen, address, answer)):
            assert asked.status_code == 200
            assert submitted in asked.text


def test_pictures_are_revalidated_and_go_with_their_case(stage: Stage) -> None:
    number, public, _ = published(stage)
    citizen, address = stage.citizen(), f"/board/{number}/pictures/{public}"
    answer = citizen.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert again(citizen, address, answer).status_code == 304
    stage.desk.act("province", number, Action.WITHDRAW)
    assert again(citizen, address, answer).status_code == 410


def test_a_question_without_a_body_gets_the_same_validators(stage: Stage, number: str) -> None:
    for address in ("/board", "/api/v1/cases", "/board/export.csv"):
        whole, head = stage.citizen().get(address), stage.citizen().client.head(address)
        assert head.headers["ETag"] == whole.headers["ETag"]
        assert head.data == b""
