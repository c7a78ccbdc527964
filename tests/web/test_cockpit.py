"""督办台 (§二, §五.4): one page for whoever supervises, on which every number is the length of the list behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from portal.domain.vocabulary import Action
from portal.services import rising
from tests.conftest import FrozenClock
from tests.handling import UNLISTED
from tests.wandering import SAYING, wander
from tests.web.people import Stage
from tests.web.reading import Page, words
from tests.web.test_lists import NUMBER, listed
from tests.web.test_query_counts import ask
from tests.web.test_watching import later

COCKPIT = "/desk/cockpit"
SUPERVISORS = ("province", "xining", "chengdong", "fgw", "haidong")
LISTS = ("/desk/reports", "/desk/promises")


def numbers(page: Page) -> Iterator[tuple[str, int]]:
    """Where each number of a cockpit leads, and the number."""
    for link in page.all("a"):
        address = link.get("href") or ""
        if urlsplit(address).path in LISTS and urlsplit(address).query:
            shown = re.search(r"\d+", words(next(link.iter("b"), link)))
            assert shown, address
            yield address, int(shown[0])


def length(stage: Stage, who: str, address: str) -> int:
    """How many reports the list has, on all its pages."""
    found: list[str] = []
    page = 1
    while fresh := set(listed(stage, who, f"{address}&page={page}")) - set(found):
        found += fresh
        page += 1
    return len(found)


def shown(stage: Stage, who: str, label: str) -> tuple[int, str]:
    """The number that stands with these words, and where it leads."""
    for link in stage.officer(who).page(COCKPIT).all("a"):
        if link.get("class", "").startswith("figure") and words(link).startswith(label):
            return int(words(next(link.iter("b"))).split()[0]), link.get("href") or ""
    raise AssertionError(f"the cockpit of {who} says nothing of {label}")


@pytest.mark.parametrize("seed", (1, 2, 3))
def test_every_number_is_the_length_of_the_list_behind_it(stage: Stage, clock: FrozenClock, seed: int) -> None:
    wander(stage.desk, clock, seed)
    for text in SAYING:
        stage.desk.dispatched(description=text)
    clock.advance(days=1)
    rising.turn(stage.workings.context)
    told = 0
    for who in SUPERVISORS:
        for address, number in numbers(stage.officer(who).page(f"{COCKPIT}?lines=all")):
            assert length(stage, who, address) == number, (who, address)
            told += number > 0
    assert told > 30


def test_bulk_urging_works_on_the_list_behind_a_number(stage: Stage) -> None:
    late = [stage.desk.transferred() for _ in range(3)]
    later(stage, days=7)
    fresh = stage.desk.transferred()
    count, address = shown(stage, "xining", "已逾期")
    assert count == 3
    officer = stage.officer("xining")
    page = officer.page(address)
    answer = officer.fill(page, "/desk/bulk", number=late, action="urge", comment="请今天办结")
    assert answer.status_code == 200
    assert {number: stage.desk.report(number).urged_at is not None for number in (*late, fresh)} == {
        **dict.fromkeys(late, True),
        fresh: False,
    }
    assert urlsplit(address).query.split("&")[0] in answer.text, "the way back into the list is lost"
    count, address = shown(stage, "xining", "督办未回应")
    assert count == 3
    assert set(listed(stage, "xining", address)) == set(late)


def test_an_urging_that_was_answered_is_no_longer_counted(stage: Stage) -> None:
    number = stage.desk.transferred()
    stage.desk.act("province", number, Action.URGE)
    assert shown(stage, "xining", "督办未回应")[0] == 1
    stage.desk.act("chengdong-gov", number, Action.RESPOND)
    assert shown(stage, "xining", "督办未回应")[0] == 0
    assert listed(stage, "xining", "/desk/reports?watch=unanswered") == []


def test_what_goes_back_a_second_time_goes_round_in_circles(stage: Stage) -> None:
    number = stage.desk.answered()
    stage.desk.act("chengdong", number, Action.SEND_BACK)
    assert shown(stage, "xining", "多次退回")[0] == 0
    stage.desk.act("chengdong-gov", number, Action.HAND_BACK)
    count, address = shown(stage, "xining", "多次退回")
    assert count == 1
    assert listed(stage, "xining", address) == [number]


def test_a_website_that_nobody_registered_counts_until_it_is_registered_or_refused(stage: Stage) -> None:
    """§三(二) 漏报网站."""
    entries = {name: getattr(UNLISTED, name) for name in ("kind", "site_name", "site_url", "region")}
    waiting = stage.desk.submitted(**entries, site_code="", page_url="")
    sent = stage.desk.dispatched(**entries, site_code="", page_url="", description="另一个没有登记的网站也打不开。")
    assert shown(stage, "province", "漏报网站未登记")[0] == 2
    count, address = shown(stage, "chengdong", "漏报网站未登记")
    assert (count, listed(stage, "chengdong", address)) == (1, [sent])
    assert shown(stage, "province", "待分办") == (1, "/desk/reports?state=received")
    assert listed(stage, "province", "/desk/reports?state=received") == [waiting]


def test_below_the_provincial_office_the_cockpit_tells_what_waits_to_be_passed_on(stage: Stage) -> None:
    number = stage.desk.dispatched()
    count, address = shown(stage, "xining", "待转办")
    assert (count, listed(stage, "xining", address)) == (1, [number])


def test_a_promise_past_its_day_leads_to_the_promises_of_that_unit(stage: Stage, clock: FrozenClock) -> None:
    number = stage.desk.finished(corrected_on=None, correct_by=clock().date() + timedelta(days=1))
    later(stage, days=3)
    page = stage.officer("province").page(COCKPIT)
    address = "/desk/promises?state=overdue&unit=xining"
    assert dict(numbers(page))[address] == 1
    assert listed(stage, "province", address) == [number]
    assert listed(stage, "province", "/desk/promises?state=overdue&unit=fgw") == []


def promised(stage: Stage, clock: FrozenClock, count: int = 1) -> list[str]:
    """Finished reports whose promised correction is late."""
    day = clock().date() + timedelta(days=1)
    found = [stage.desk.finished(corrected_on=None, correct_by=day) for _ in range(count)]
    later(stage, days=3)
    return found


def test_late_promises_are_urged_several_at_once(stage: Stage, clock: FrozenClock) -> None:
    late = promised(stage, clock, 2)
    address = shown(stage, "province", "整改逾期")[1]
    officer = stage.officer("province")
    answer = officer.fill(
        officer.page(address), "/desk/bulk", number=late, action="urge", comment="承诺的日期已过，请立即整改"
    )
    assert answer.status_code == 200
    assert "已督办 2 件" in answer.text
    marked = [row for row in officer.page(address).all("tr") if late[0] in words(row)]
    assert "督办" in words(marked[0])
    page = stage.officer("chengdong-gov").page(f"/desk/reports/{late[0]}")
    assert "承诺的日期已过，请立即整改" in page.text
    assert "上级督办整改" in page.text


def test_an_urged_promise_is_answered_by_words_or_by_the_correction(stage: Stage, clock: FrozenClock) -> None:
    answered, corrected, reopened = promised(stage, clock, 3)
    for number in (answered, corrected, reopened):
        stage.act("xining", number, "urge")
        assert stage.desk.report(number).urged_at is not None
    for who, number, action in (
        ("chengdong-gov", answered, Action.RESPOND),
        ("chengdong-gov", corrected, Action.RECTIFY),
        ("province", reopened, Action.REOPEN),
    ):
        assert stage.officer(who).page(f"/desk/reports/{number}").has_form(f"/desk/reports/{number}/{action}")
        stage.desk.act(who, number, action)
    for number in (answered, corrected, reopened):
        assert stage.desk.report(number).urged_at is None
    assert listed(stage, "xining", "/desk/promises?state=overdue") == [answered]


def test_what_is_finished_without_a_promise_cannot_be_urged(stage: Stage) -> None:
    number = stage.desk.finished()
    page = stage.officer("province").page(f"/desk/reports/{number}")
    assert not page.has_form(f"/desk/reports/{number}/urge")
    assert stage.demand("province", number, "urge").status_code == 403


@pytest.mark.parametrize("who", ("fgw", "chengdong-gov"))
def test_only_units_above_whoever_promised_urge_the_correction(stage: Stage, clock: FrozenClock, who: str) -> None:
    (number,) = promised(stage, clock)
    assert stage.demand(who, number, "urge").status_code == 403


def test_a_list_says_what_narrows_it_and_lets_go_of_it(stage: Stage) -> None:
    stage.desk.transferred()
    later(stage, days=7)
    officer = stage.officer("xining")
    page = officer.page("/desk/reports?late=yes&unit=chengdong&only=yes")
    assert "在办单位：城东区政府办公室" in page.text
    assert NUMBER.findall(page.text) == []
    free = next(link for link in page.links if link.startswith("/desk/reports?late=yes") and "unit" not in link)
    assert len(listed(stage, "xining", free)) == 1


def test_the_form_of_a_list_carries_on_what_a_link_has_narrowed(stage: Stage) -> None:
    page = stage.officer("xining").page("/desk/reports?unit=chengdong&waiting=8-&from=2018-06-01")
    form = next(form for form in page.all("form") if form.get("role") == "search")
    carried = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert {"unit": "chengdong", "waiting": "8-", "from": "2018-06-01"}.items() <= carried.items()


def test_an_address_that_makes_no_sense_narrows_to_nothing_or_not_at_all(stage: Stage) -> None:
    number = stage.desk.dispatched()
    assert listed(stage, "xining", "/desk/reports?unit=nowhere") == []
    assert listed(stage, "xining", "/desk/reports?from=yesterday&waiting=long&late=perhaps") == [number]


def test_the_next_report_of_a_narrowed_list_opens_after_a_step(stage: Stage) -> None:
    for _ in range(2):
        stage.desk.dispatched()
    place = "/desk/reports?state=triage&unit=chengdong"
    first, second = listed(stage, "chengdong", place)
    officer = stage.officer("chengdong")
    page = officer.page(next(link for link in officer.page(place).links if first in link))
    answer = officer.fill(page, f"/desk/reports/{first}/transfer", unit="chengdong-gov", note="请核查")
    assert answer.location.startswith(f"/desk/reports/{second}?")
    assert "unit=chengdong" in answer.location


@pytest.mark.parametrize("who", ("chengdong-gov", "xining-edu", "admin", "auditor"))
def test_whoever_supervises_nobody_has_no_cockpit(stage: Stage, who: str) -> None:
    assert stage.officer(who).get(COCKPIT).status_code == 403
    assert COCKPIT not in stage.officer(who).page("/account").links


@pytest.mark.parametrize("who", SUPERVISORS)
def test_the_navigation_of_an_organizing_unit_leads_to_the_cockpit(stage: Stage, who: str) -> None:
    assert COCKPIT in stage.officer(who).page("/desk").links


def test_nobody_sees_into_another_unit(stage: Stage) -> None:
    number = stage.desk.transferred()
    later(stage, days=9)
    assert "城东区" not in stage.officer("haidong").page(COCKPIT).text
    for place in ("unit=xining", "unit=chengdong-gov", "charged=chengdong-gov", "site=6301029001", "waiting=4-7"):
        assert number not in listed(stage, "haidong", f"/desk/reports?{place}"), place


def test_words_of_another_unit_narrow_to_nothing(stage: Stage) -> None:
    for text in SAYING:
        stage.desk.dispatched(description=text)
    later(stage, days=1)
    rising.turn(stage.workings.context)
    assert len(listed(stage, "chengdong", "/desk/reports?word=验证码图片")) == len(SAYING)
    assert listed(stage, "haidong", "/desk/reports?word=验证码图片") == []


def test_the_cockpit_tells_nobodys_contact(stage: Stage) -> None:
    for text in SAYING:
        stage.desk.dispatched(description=f"{text}，电话13912345678")
    later(stage, days=1)
    rising.turn(stage.workings.context)
    text = stage.officer("province").page(COCKPIT).text
    assert "验证码图片" in text
    for secret in ("王小明", "13912345678", "xiaoming"):
        assert secret not in text


def test_an_empty_province_has_an_empty_cockpit(stage: Stage) -> None:
    page = stage.officer("province").page(COCKPIT)
    assert not any(number for _, number in numbers(page))
    assert "没有逾期和即将逾期的留言" in page.text


def test_the_cockpit_asks_no_more_with_many_reports(stage: Stage, clock: FrozenClock) -> None:
    wander(stage.desk, clock, 4)
    for who in SUPERVISORS:
        ask(stage.officer(who), COCKPIT)
    for address in ("late=yes&unit=xining", "watch=returned", "waiting=8-&state=answering", "charged=xining&late=yes"):
        ask(stage.officer("xining"), f"/desk/reports?{address}")
