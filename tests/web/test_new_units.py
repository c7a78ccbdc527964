"""A sponsor without an account gets one by a one-time link, so that nobody else ever sees a password."""

from __future__ import annotations

import re

import pytest

from portal.domain.vocabulary import State
from tests.web.people import Stage
from tests.web.reading import Page

NEW = {"name": "城东区水务局", "code": "chengdong-water", "person": "马晓东"}
PASSWORD = "a long sentence of their own"


def opened(stage: Stage) -> str:
    """Open the unit as its county does; the path of the one-time link."""
    answer = stage.officer("chengdong").post("/desk/units/new", NEW)
    assert answer.status_code == 200, answer.text
    return re.sub(r"^http://[^/]+", "", Page(answer).words_of("invitation-link"))


def test_a_new_unit_receives_a_report_and_its_officer_signs_in(stage: Stage) -> None:
    link = opened(stage)
    number = stage.desk.dispatched()
    assert stage.act("chengdong", number, "transfer", unit=NEW["code"]).status_code == 303
    newcomer = stage.citizen()
    answer = newcomer.fill(newcomer.page(link), link, password=PASSWORD, again=PASSWORD)
    assert answer.status_code == 303
    assert newcomer.sign_in(NEW["code"], PASSWORD).status_code == 303
    assert number in newcomer.get("/desk").text
    assert stage.desk.report(number).state is State.ANSWERING


def test_the_link_works_once_and_only_for_a_week(stage: Stage) -> None:
    link = opened(stage)
    visitor = stage.citizen()
    assert visitor.fill(visitor.page(link), link, password=PASSWORD, again=PASSWORD).status_code == 303
    assert visitor.get(link).status_code == 410
    stage.officer("chengdong").post("/desk/units/new", {**NEW, "name": "城东区水务二局", "code": "water2"})
    assert visitor.get("/invitation/guessed").status_code == 410


def test_an_old_link_is_dead(stage: Stage) -> None:
    link = opened(stage)
    stage.workings.context.now.advance(days=8)  # type: ignore[attr-defined]  # the tests' clock
    assert stage.citizen().get(link).status_code == 410


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (PASSWORD, "something else"), ("demo-portal", "demo-portal")]
)
def test_a_weak_or_mistyped_password_is_refused(stage: Stage, password: str, again: str) -> None:
    link = opened(stage)
    visitor = stage.citizen()
    assert visitor.fill(visitor.page(link), link, password=password, again=again).status_code == 422
    assert visitor.get(link).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"code": "Bad Code"}, {"code": "xining"}, {"name": "西宁市教育局"}, {"person": ""}]
)
def test_an_incomplete_or_taken_unit_is_refused_with_its_words_kept(stage: Stage, wrong: dict[str, str]) -> None:
    answer = stage.officer("chengdong").post("/desk/units/new", {**NEW, **wrong})
    assert answer.status_code == 422
    assert Page(answer).form("/desk/units/new")["name"] == {**NEW, **wrong}["name"]


def test_only_organizing_units_open_units(stage: Stage) -> None:
    for who in ("chengdong-gov", "admin", "auditor"):
        assert stage.officer(who).post("/desk/units/new", NEW).status_code == 403, who
