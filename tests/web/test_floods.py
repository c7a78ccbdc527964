"""集中重复留言: the page on which the provincial office sorts a flood in one step."""

from __future__ import annotations

import pytest

from portal.domain.vocabulary import State
from tests.guards.test_pages import check
from tests.web.people import REPORT, Stage
from tests.web.reading import Page

DECISION = {"decision": "duplicate", "reply": "您反映的问题已有留言，正在办理。", "public": "yes"}


@pytest.fixture
def numbers(stage: Stage) -> list[str]:
    """Four reports of the same words, from one address."""
    sent = []
    for _ in range(4):
        citizen = stage.citizen()
        answer = citizen.post("/report", REPORT, environ_base={"REMOTE_ADDR": "198.51.100.9"})
        assert answer.status_code == 303
        sent.append(citizen.receipt()[0])
    return sent


def opened(stage: Stage) -> tuple[str, Page]:
    """The way to the group from the desk: its address and its page."""
    officer = stage.officer("province")
    assert "/desk/floods" in officer.page("/desk").links
    listed = officer.page("/desk/floods")
    check("/desk/floods", listed)
    (address,) = (link for link in listed.links if link.startswith("/desk/floods/"))
    page = officer.page(address)
    check(address, page)
    return address, page


def states(stage: Stage, numbers: list[str]) -> list[State]:
    """Where they are now."""
    return [stage.desk.report(number).state for number in numbers]


def test_the_whole_group_is_sorted_in_one_step(stage: Stage, numbers: list[str]) -> None:
    address, page = opened(stage)
    assert "同一来源" in page.text
    assert "198.51.100.9" not in page.text
    officer = stage.officer("province")
    answer = officer.fill(page, address, **DECISION)
    assert (answer.status_code, answer.location) == (303, "/desk/floods")
    told = officer.page("/desk/floods").text
    assert "已分办 1 件" in told
    assert "3 件拟不予受理" in told
    assert states(stage, numbers) == [State.TRIAGE] + [State.REVIEW] * 3
    assert all(number in stage.officer("province2").page("/desk/review").text for number in numbers[1:])


def test_releasing_needs_nothing_more(stage: Stage, numbers: list[str]) -> None:
    address, page = opened(stage)
    assert stage.officer("province").fill(page, address, decision="release").status_code == 303
    assert states(stage, numbers) == [State.TRIAGE] * 4


@pytest.mark.parametrize(
    "changes", [{"reply": ""}, {"public": "no"}, {"public": None}, {"decision": None}, {"decision": "x"}]
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    stage: Stage, numbers: list[str], changes: dict[str, str | None]
) -> None:
    address, page = opened(stage)
    typed = {**DECISION, "withhold_note": "内容相同", **changes}
    answer = stage.officer("province").fill(page, address, **typed)
    assert answer.status_code == 422
    back = Page(answer)
    check(address, back)
    form = back.form(address)
    assert form["withhold_note"] == "内容相同"
    assert form["reply"] == typed["reply"]
    assert states(stage, numbers) == [State.RECEIVED] * 4


def test_a_group_that_changed_meanwhile_comes_back_as_it_is_now(stage: Stage, numbers: list[str]) -> None:
    address, page = opened(stage)
    stage.demand("province2", numbers[3], "dispatch")
    answer = stage.officer("province").fill(page, address, **DECISION)
    assert answer.status_code == 409
    assert "已有变化" in answer.text
    back = Page(answer)
    assert back.form(address)["reply"] == DECISION["reply"]
    assert stage.officer("province").fill(back, address, **DECISION).status_code == 303
    answer = stage.officer("province").fill(page, address, **DECISION)
    assert (answer.status_code, answer.location) == (303, "/desk/floods"), "nothing of it waits any more"


def test_an_expired_token_costs_nothing_typed(stage: Stage, numbers: list[str]) -> None:
    address, page = opened(stage)
    answer = stage.officer("province").fill(page, address, **DECISION, csrf_token="x")
    assert answer.status_code == 400
    assert Page(answer).form(address)["reply"] == DECISION["reply"]
    assert states(stage, numbers) == [State.RECEIVED] * 4


@pytest.mark.parametrize("username", ["xining", "chengdong-gov", "admin", "auditor"])
def test_the_page_is_for_the_provincial_office(stage: Stage, numbers: list[str], username: str) -> None:
    address, _ = opened(stage)
    other = stage.officer(username)
    assert other.get("/desk/floods").status_code == 403
    assert other.get(address).status_code == 403
    assert other.post(address, DECISION).status_code == 403
    assert "/desk/floods" not in other.page("/account").links


@pytest.mark.parametrize("key", ["x", "words-", "words-x", "sender-0", "sender-99999999999", "sender-x", "words-%00"])
def test_a_group_that_is_none_is_not_found(stage: Stage, numbers: list[str], key: str) -> None:
    assert stage.officer("province").get(f"/desk/floods/{key}").status_code == 404
