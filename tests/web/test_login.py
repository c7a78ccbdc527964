"""Signing in and out: sessions begin new, end for certain, and lead nowhere else."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from sqlalchemy import select, update

from portal import create_app
from portal.adapters.passwords import hash_password
from portal.services.accounts import DEMO_FACT, DEMO_PASSWORD
from portal.store import Account, AuditEntry, Fact
from portal.web.workings import Workings
from tests.web.people import PASSWORD, Stage, Visitor
from tests.web.reading import Page, token_in

COOKIE = "portal_session"


def cookie_of(visitor: Visitor) -> str:
    """The session cookie that the browser holds now."""
    cookie = visitor.client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def with_cookie(stage: Stage, value: str) -> Visitor:
    """Another browser that got hold of a cookie."""
    thief = stage.citizen()
    thief.client.set_cookie(COOKIE, value)
    return thief


def test_the_right_password_leads_to_the_desk(stage: Stage) -> None:
    answer = stage.citizen().sign_in("chengdong")
    assert (answer.status_code, answer.location) == (303, "/desk")


def test_a_wrong_password_is_refused(stage: Stage) -> None:
    visitor = stage.citizen()
    for username, password in (("chengdong", "Wr0ng-one"), ("nobody", PASSWORD), ("", ""), ("x", "")):
        answer = visitor.sign_in(username, password)
        assert answer.status_code == 422
        assert Page(answer).form("/login")["username"] == username
        assert not password or password not in answer.text
    assert visitor.get("/desk").status_code == 302


def test_an_unknown_name_and_a_wrong_password_look_alike(stage: Stage) -> None:
    visitor = stage.citizen()
    pages = [visitor.sign_in(name, "wrong").text.replace(name, "") for name in ("chengdong", "chengdnog")]
    # Tokens tell the second in which they were made.
    known, unknown = (page.replace(token_in(page), "") for page in pages)
    assert known == unknown


def test_an_expired_token_is_400_and_keeps_the_name(stage: Stage) -> None:
    fields = {"csrf_token": "x", "username": "chengdong", "password": PASSWORD}
    answer = stage.citizen().client.post("/login", data=fields)
    assert answer.status_code == 400
    assert Page(answer).form("/login")["username"] == "chengdong"
    assert PASSWORD not in answer.text


def test_signing_in_begins_a_new_session(stage: Stage) -> None:
    visitor = stage.citizen()
    old_token = visitor.token()
    old_cookie = cookie_of(visitor)
    assert visitor.sign_in("chengdong").status_code == 303
    assert cookie_of(visitor) != old_cookie
    assert visitor.token() != old_token
    assert visitor.client.post("/logout", data={"csrf_token": old_token}).status_code == 400
    assert with_cookie(stage, old_cookie).get("/desk").status_code == 302


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(stage: Stage) -> None:
    visitor = stage.citizen()
    visitor.sign_in("chengdong")
    copy = cookie_of(visitor)
    assert with_cookie(stage, copy).get("/desk").status_code == 200
    assert visitor.post("/logout").status_code == 303
    assert visitor.get("/desk").status_code == 302
    assert with_cookie(stage, copy).get("/desk").status_code == 302


def test_signing_out_needs_a_token_and_a_post(stage: Stage) -> None:
    visitor = stage.officer("chengdong")
    assert visitor.get("/logout").status_code == 405
    assert visitor.client.post("/logout").status_code == 400
    assert visitor.get("/desk").status_code == 200


def test_a_closed_account_loses_its_session_at_once(stage: Stage) -> None:
    visitor = stage.officer("chengdong")
    with stage.workings.context.database.writing() as session:
        session.execute(update(Account).where(Account.username == "chengdong").values(active=False))
    assert visitor.get("/desk").status_code == 302
    assert stage.citizen().sign_in("chengdong").status_code == 422


def test_a_new_epoch_ends_every_session(stage: Stage) -> None:
    visitor = stage.officer("chengdong")
    with stage.workings.context.database.writing() as session:
        session.execute(update(Account).values(session_epoch=Account.session_epoch + 1))
    assert visitor.get("/desk").status_code == 302


def test_the_demo_password_opens_nothing_outside_the_demo(stage: Stage) -> None:
    with stage.workings.context.database.writing() as session:
        session.execute(update(Account).values(password_hash=hash_password(DEMO_PASSWORD)))
    assert stage.citizen().sign_in("chengdong", DEMO_PASSWORD).status_code == 422
    # Not even where the database says that it is a demo's, for a copy of it may be served in earnest.
    with stage.workings.context.database.writing() as session:
        session.add(Fact(name=DEMO_FACT, value="1"))
    assert stage.citizen().sign_in("chengdong", DEMO_PASSWORD).status_code == 422
    as_demo: Workings = replace(stage.workings, settings=replace(stage.workings.settings, demo=True))
    demo = Visitor(create_app(as_demo.settings, as_demo))
    assert demo.sign_in("chengdong", DEMO_PASSWORD).status_code == 303


def test_signing_in_never_leads_off_the_portal(stage: Stage) -> None:
    for elsewhere in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "///evil.example",
        "/\x00/evil.example",
        "evil.example",
        "",
    ):
        answer = stage.citizen().sign_in("chengdong", address=f"/login?next={quote(elsewhere)}")
        assert (answer.status_code, answer.location) == (303, "/desk"), elsewhere


def test_signing_in_leads_back_to_where_one_wanted_to_go(stage: Stage) -> None:
    visitor = stage.citizen()
    led_to = visitor.get("/desk/reports?q=2018").location
    assert led_to.startswith("/login?next=")
    answer = visitor.sign_in("chengdong", address=led_to)
    assert answer.location == "/desk/reports?q=2018"


def test_every_attempt_is_in_the_audit_log_without_the_password(stage: Stage) -> None:
    visitor = stage.citizen()
    visitor.sign_in("chengdong", "wrong password")
    visitor.sign_in("chengdong")
    with stage.workings.context.database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        deeds = [entry.deed for entry in entries]
        written = " ".join(f"{entry.subject} {entry.details}" for entry in entries)
    assert deeds[:2] == ["sign_in_refused", "sign_in"]
    assert "wrong password" not in written
