"""Who sends too much is told when to go on, and loses nothing; whoever only says the same twice has not sent more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal import create_app
from portal.config import Settings
from portal.store import Report, Sender
from portal.web.limits import Limit
from tests.web.people import REPORT, Stage, Visitor
from tests.web.reading import Page

Opened = Callable[..., Stage]


@pytest.fixture
def opened(stage: Stage, settings: Settings) -> Opened:
    """The portal with limits and other settings besides; it starts with no counts."""

    def open_(**changes: object) -> Stage:
        changed = replace(settings, rate_limits=True, **changes)  # type: ignore[arg-type]
        workings = replace(stage.workings, settings=changed)
        return Stage(create_app(changed, workings), workings, stage.cast, stage.desk)

    return open_


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three reports an hour from one address, five on one site: what is tested is not the number."""
    monkeypatch.setattr(Limit.REPORTS, "_value_", "3/hour")
    monkeypatch.setattr(Limit.REPORTS_ON_SITE, "_value_", "5/hour")


def send(visitor: Visitor, word: str, address: str = "192.0.2.1", **options: object) -> int:
    """Send a report that says ``word``; the status."""
    fields = {**REPORT, "description": f"首页有一处错误，请改正：{word}"}
    return visitor.post("/report", fields, environ_base={"REMOTE_ADDR": address}, **options).status_code


def test_one_too_many_from_one_address_waits_and_keeps_what_was_typed(opened: Opened) -> None:
    stage = opened()
    assert [send(stage.citizen(), word) for word in "甲乙丙"] == [303] * 3
    assert send(stage.citizen(), "丁", "192.0.2.2") == 303
    answer = stage.citizen().post("/report", REPORT, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.status_code == 429
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    page = Page(answer)
    assert "60 分钟后再点提交" in page.text
    assert page.form("/report")["description"] == REPORT["description"]


def test_what_is_refused_or_repeated_does_not_count(opened: Opened) -> None:
    stage = opened()
    citizen = stage.citizen()
    for _ in range(5):
        assert citizen.post("/report", {}, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 422
        assert send(citizen, "甲") == 303
    assert [send(citizen, word) for word in "乙丙丁"] == [303, 303, 429]
    # Also after the limit is reached the first click's answer is found again.
    assert send(citizen, "甲") == 303


def test_what_is_led_to_the_other_form_does_not_count(opened: Opened) -> None:
    citizen = opened().citizen()
    unknown = {**REPORT, "site_code": "", "page_url": "http://elsewhere.example/"}
    for _ in range(5):
        assert citizen.post("/report", unknown, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 422
    assert [send(citizen, word) for word in "甲乙丙丁"] == [303, 303, 303, 429]


def test_one_too_many_on_one_site_waits_wherever_it_comes_from(opened: Opened) -> None:
    stage = opened()
    assert [send(stage.citizen(), str(each), f"192.0.2.{each}") for each in range(1, 6)] == [303] * 5
    assert send(stage.citizen(), "6", "192.0.2.6") == 429
    unlisted = {
        **REPORT, "site_code": "", "site_name": "某网", "site_url": "http://elsewhere.example/", "region": "630102",
        "page_url": "",
    }  # fmt: skip
    answer = stage.citizen().post("/report/unlisted", unlisted, environ_base={"REMOTE_ADDR": "192.0.2.6"})
    assert answer.status_code == 303, "another site has its own count"


def test_a_forged_header_changes_nobodys_address(opened: Opened) -> None:
    stage = opened()
    forged = [{"X-Forwarded-For": f"203.0.113.{each}", "Forwarded": f"for=203.0.113.{each}"} for each in range(4)]
    assert [send(stage.citizen(), str(i), headers=each) for i, each in enumerate(forged)] == [303, 303, 303, 429]


def test_a_trusted_proxy_says_the_address_and_nobody_before_it(opened: Opened) -> None:
    stage = opened(trusted_proxies=1)
    through = [{"X-Forwarded-For": f"203.0.113.{each}, 198.51.100.7"} for each in range(4)]
    assert [send(stage.citizen(), str(i), headers=each) for i, each in enumerate(through)] == [303, 303, 303, 429]
    assert send(stage.citizen(), "另一人", headers={"X-Forwarded-For": "198.51.100.7, 198.51.100.8"}) == 303
    assert stored_addresses(stage) == ["198.51.100.7"] * 3 + ["198.51.100.8"]


def test_a_network_of_new_addresses_is_one_sender(opened: Opened) -> None:
    stage = opened()
    sent = [send(stage.citizen(), str(each), f"2001:db8:0:1::{each}") for each in range(1, 5)]
    assert sent == [303, 303, 303, 429]
    assert send(stage.citizen(), "邻居", "2001:db8:0:2::1") == 303


@pytest.mark.parametrize("said", ["unknown", "x" * 300, "127.0.0.1:80", "<b>"])
def test_a_proxy_that_says_nonsense_does_no_harm(opened: Opened, said: str) -> None:
    stage = opened(trusted_proxies=1)
    assert send(stage.citizen(), said[:20], headers={"X-Forwarded-For": said}) == 303
    assert stored_addresses(stage) == []


def stored_addresses(stage: Stage) -> list[str]:
    """The addresses that the portal keeps, in the order of their reports."""
    with stage.workings.context.database.reading() as session:
        return list(session.scalars(select(Sender.address).order_by(Sender.report_id)))


def test_the_address_is_kept_and_shown_to_nobody(stage: Stage) -> None:
    citizen = stage.citizen()
    answer = citizen.post("/report", REPORT, environ_base={"REMOTE_ADDR": "198.51.100.77"})
    assert answer.status_code == 303
    number, code = citizen.receipt()
    assert stored_addresses(stage) == ["198.51.100.77"]
    pages = [citizen.track(code).text, stage.officer("province").get(f"/desk/reports/{number}").text]
    assert not any("198.51.100.77" in page for page in pages)


def test_while_redis_is_away_each_process_counts_for_itself(opened: Opened) -> None:
    pytest.importorskip("redis")
    # Nothing answers at this port.
    stage = opened(redis_url="redis://:password@127.0.0.1:1/0")
    assert [send(stage.citizen(), word) for word in "甲乙丙丁"] == [303, 303, 303, 429]
    with stage.workings.context.database.reading() as session:
        assert len(session.scalars(select(Report.id)).all()) == 3
