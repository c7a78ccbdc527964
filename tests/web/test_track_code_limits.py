"""Wrong tracking codes are slow and counted, and nothing tells which codes exist."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from portal import create_app
from portal.config import Settings
from portal.web.workings import Workings
from tests.web.people import Stage, Visitor
from tests.web.reading import TOKEN, Page

WRONG = "0000-0000-0000-0000"
ADDRESSES = ("", "/rating", "/dispute", "/calendar", "/contact", "/data", "/retract")
"""What takes a code, below /track."""
FIELDS = {"rating": "5", "reason": "页面上还是错的", "confirmed": "y"}


@pytest.fixture
def counting(settings: Settings, workings: Workings, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """The same portal with its limits on."""
    app = create_app(replace(settings, rate_limits=True), workings)
    app.jinja_env.bytecode_cache = compiled_templates
    return app


def test_after_ten_wrong_codes_the_right_one_waits_too(stage: Stage, counting: Flask) -> None:
    number, code = stage.citizen().reported()
    guesser = Visitor(counting)
    for _ in range(10):
        assert guesser.track(WRONG).status_code == 422
    answers = [guesser.track(typed) for typed in (WRONG, code)]
    assert [answer.status_code for answer in answers] == [429, 429]
    texts = [TOKEN.sub("", answer.text).replace(code, "").replace(WRONG, "") for answer in answers]
    assert texts[0] == texts[1]
    assert number not in texts[1]
    assert "10 分钟后再试" in texts[1]
    assert 0 < int(answers[1].headers["Retry-After"]) <= 600
    assert Page(answers[1]).form("/track")["tracking_code"] == code


def test_wrong_codes_count_together_wherever_they_are_typed(stage: Stage, counting: Flask) -> None:
    _, code = stage.citizen().reported()
    guesser = Visitor(counting)
    for place in range(10):
        address = f"/track{ADDRESSES[place % len(ADDRESSES)]}"
        assert guesser.post(address, {"tracking_code": WRONG, **FIELDS}).status_code == 422, address
    for address in ADDRESSES:
        answer = guesser.post(f"/track{address}", {"tracking_code": code, **FIELDS})
        assert answer.status_code == 429, address
    assert stage.desk.report("2018-000001").retracted_at is None


def test_right_codes_are_not_counted(stage: Stage, counting: Flask) -> None:
    _, code = stage.citizen().reported()
    reader = Visitor(counting)
    for _ in range(12):
        assert reader.track(code).status_code == 200


def test_somebody_elsewhere_is_not_kept_waiting(stage: Stage, counting: Flask) -> None:
    _, code = stage.citizen().reported()
    guesser, citizen = Visitor(counting), Visitor(counting)
    for _ in range(11):
        guesser.track(WRONG)
    citizen.token()
    answer = citizen.post("/track", {"tracking_code": code}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 200


def test_an_address_that_types_too_many_mails_waits_and_keeps_what_it_typed(stage: Stage, counting: Flask) -> None:
    """Whether letters leave at all is a matter of another test; here the portal has a mail server by its settings."""
    counting.extensions["workings"] = replace(
        stage.workings,
        settings=replace(stage.workings.settings, post=replace(stage.workings.settings.post, smtp_url="smtp://x")),
    )
    visitor = Visitor(counting)
    answers = [visitor.post("/track/lost", {"contact_email": "a@mail.example"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert Page(answers[5]).form("/track/lost")["contact_email"] == "a@mail.example"
