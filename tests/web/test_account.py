"""我的账号: everybody sees who they are; an officer says where reminders go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal import create_app
from portal.config import Post
from portal.store import Account, AuditEntry
from tests.web.people import Stage, Visitor
from tests.web.reading import Page

ADDRESS = "wang@mail.example"


def kept(stage: Stage, username: str) -> str | None:
    """The address that the portal holds for an account."""
    with stage.workings.context.database.reading() as session:
        return session.scalar(select(Account.email).where(Account.username == username))


def test_an_officer_gives_changes_and_clears_their_address(stage: Stage) -> None:
    officer = stage.officer("chengdong")
    for typed, held in ((ADDRESS, ADDRESS), (" li@mail.example ", "li@mail.example"), ("", None)):
        page = officer.page("/account")
        assert officer.fill(page, "/account", email=typed).status_code == 303
        assert kept(stage, "chengdong") == held
        assert officer.page("/account").form("/account")["email"] == (held or "")
    assert kept(stage, "xining") is None


@pytest.mark.parametrize(
    "wrong", ["wang", "a@mail.example,b@mail.example", "<a@mail.example>", "w" * 255, "王@mail.example"]
)
def test_what_is_no_address_is_refused_with_a_sentence(stage: Stage, wrong: str) -> None:
    officer = stage.officer("chengdong")
    answer = officer.fill(officer.page("/account"), "/account", email=wrong)
    assert answer.status_code == 422
    page = Page(answer)
    assert page.form("/account")["email"] == wrong, "what was typed is lost"
    assert "错误：" in page.words_of("email-error")
    assert kept(stage, "chengdong") is None


def test_a_line_end_in_an_address_does_not_get_in(stage: Stage) -> None:
    stage.officer("chengdong").post("/account", {"email": "wang@mail.example\r\nBcc: li@mail.example"})
    assert kept(stage, "chengdong") is None


def test_everybody_sees_who_they_are_but_only_officers_are_reminded(stage: Stage) -> None:
    page = stage.officer("chengdong").page("/account")
    assert "城东区政府办公室" in page.text
    for username, role in (("admin", "系统管理员"), ("auditor", "审计员")):
        visitor = stage.officer(username)
        page = visitor.page("/account")
        assert role in page.text
        assert not page.has_form("/account")
        assert visitor.post("/account", {"email": ADDRESS}).status_code == 403
        assert kept(stage, username) is None


def test_strangers_see_and_change_nothing(stage: Stage) -> None:
    stranger = stage.citizen()
    answer = stranger.get("/account")
    assert answer.status_code == 302
    assert answer.location.startswith("/login")
    assert stranger.post("/account", {"email": ADDRESS}).status_code == 403


def test_a_foreign_form_cannot_lead_the_reminders_elsewhere(stage: Stage) -> None:
    officer = stage.officer("chengdong")
    assert officer.client.post("/account", data={"email": ADDRESS}).status_code == 400
    assert kept(stage, "chengdong") is None


def test_the_audit_log_tells_that_it_was_changed_and_not_to_what(stage: Stage) -> None:
    stage.officer("chengdong").post("/account", {"email": ADDRESS})
    stage.officer("chengdong").post("/account", {"email": ADDRESS})
    with stage.workings.context.database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.deed == "change_email")).all()
    account = stage.cast.account("chengdong")
    assert (entry.account_id, entry.subject) == (account, f"account:{account}")
    assert ADDRESS not in repr((entry.subject, entry.details))


def test_the_page_says_whether_reminders_are_sent_at_all(stage: Stage) -> None:
    assert "尚未启用邮件" in stage.officer("chengdong").page("/account").text
    post = Post("smtp://127.0.0.1", "portal@mail.example", "https://portal.example")
    workings = replace(stage.workings, settings=replace(stage.workings.settings, post=post))
    visitor = Visitor(create_app(workings.settings, workings))
    assert visitor.sign_in("chengdong").status_code == 303
    page = visitor.page("/account")
    assert "尚未启用邮件" not in page.text
    assert "09:00 至 17:30" in page.text
