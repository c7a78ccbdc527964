"""What every answer says to the browser, whether the page is found or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal import create_app
from portal.config import SettingError
from tests.web.people import Stage, Visitor

PAGES = ("/", "/report", "/track", "/board", "/login", "/nowhere", "/board/2018-999999", "/healthz")


def test_every_answer_limits_what_browsers_load_and_keep(stage: Stage) -> None:
    for address in PAGES:
        headers = stage.citizen().get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy, "an outside host"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Cache-Control" in headers


def test_pages_of_one_person_are_kept_by_nobody(stage: Stage) -> None:
    assert "no-store" in stage.officer("province").get("/desk").headers["Cache-Control"]
    citizen = stage.citizen()
    _, code = citizen.reported()
    assert "no-store" in citizen.track(code).headers["Cache-Control"]


def test_the_receipt_is_kept_by_nobody(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.reported()
    assert "no-store" in citizen.get("/report/received").headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stage: Stage) -> None:
    answer = stage.citizen().get("/report")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_with_https_cookies_and_pages_stay_on_https(stage: Stage) -> None:
    secure = replace(stage.workings, settings=replace(stage.workings.settings, https=True))
    answer = Visitor(create_app(secure.settings, secure)).get("/report")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_static_files_are_kept_by_their_fingerprint(stage: Stage) -> None:
    citizen = stage.citizen()
    sheet = next(link.get("href", "") for link in citizen.page("/").all("link") if link.get("rel") == "stylesheet")
    assert "v=" in sheet
    with citizen.get(sheet) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_guessable_secret_is_refused_with_the_reason(stage: Stage) -> None:
    for secret in ("", "short", "a" * 64, "abab" * 16):
        weak = replace(stage.workings.settings, secret_key=secret)
        with pytest.raises(SettingError, match="PORTAL_SECRET_KEY"):
            create_app(weak, stage.workings)


def test_ready_names_what_is_not_in_order(stage: Stage) -> None:
    before = stage.citizen().get("/readyz")
    assert before.status_code == 503
    assert before.json is not None
    assert before.json["index"] is False
    stage.follow_up()
    after = stage.citizen().get("/readyz")
    assert after.status_code == 200
    assert after.json is not None
    assert after.json["status"] == "ok"


def test_preferences_are_kept_and_lead_nowhere_else(stage: Stage) -> None:
    citizen = stage.citizen()
    answer = citizen.client.post("/preferences", data={"care": "on", "theme": "dark", "next": "//evil.example"})
    assert (answer.status_code, answer.location) == (303, "/")
    html = next(citizen.page("/").all("html"))
    assert html.get("data-theme") == "dark"
    assert html.get("data-care") is not None
    citizen.client.post("/preferences", data={"theme": "<script>", "next": "/board?q=1"})
    assert next(citizen.page("/").all("html")).get("data-theme") == "auto"
