"""The link at the foot of every letter: it asks first, ends the letters of one report, and works from mail programs."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from portal.config import Post
from portal.postman import Postman
from portal.services.letters import are_stopped, stop_token
from tests.mailbox import Mailbox, text_of
from tests.web.people import Stage
from tests.web.reading import Page


def address_of(stage: Stage, number: str) -> str:
    """The path of a report's link."""
    return f"/track/letters/{stop_token(stage.workings.context, number)}"


def stopped(stage: Stage, number: str) -> bool:
    """Whether letters about the report have ended."""
    with stage.workings.context.database.reading() as session:
        return are_stopped(session, number)


def test_the_links_of_a_letter_that_was_sent_lead_where_it_says(stage: Stage, mailbox: Mailbox) -> None:
    citizen = stage.citizen()
    number, code = citizen.reported()
    post = Post(mailbox.url, "portal@mail.example", "http://localhost")
    Postman(stage.workings.context, replace(stage.workings.settings, post=post)).turn()
    (letter,) = mailbox.letters
    assert code not in letter.as_string() + text_of(letter)
    track, stop = (urlsplit(link).path for link in re.findall(r"https?://\S+", text_of(letter)))
    assert citizen.page(track).has_form("/track")
    page = citizen.page(stop)
    assert not stopped(stage, number), "looking at the page ended the letters"
    answer = citizen.fill(page, stop)
    assert answer.status_code == 200
    assert number in Page(answer).text
    assert stopped(stage, number)


def test_a_mail_program_ends_the_letters_without_the_page(stage: Stage) -> None:
    """RFC 8058: a single post, without cookies and without a redirect."""
    number, _ = stage.citizen().reported()
    client = stage.app.test_client()
    for _ in range(2):
        answer = client.post(address_of(stage, number), data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert stopped(stage, number)


def test_only_this_report_is_concerned(stage: Stage) -> None:
    citizen = stage.citizen()
    number, _ = citizen.reported()
    other, _ = citizen.reported(description="另一处错别字，请尽快改正，谢谢。")
    citizen.client.post(address_of(stage, number))
    assert stopped(stage, number)
    assert not stopped(stage, other)


def test_the_page_tells_who_comes_again_that_it_is_done(stage: Stage) -> None:
    number, _ = stage.citizen().reported()
    address = address_of(stage, number)
    stage.citizen().client.post(address)
    page = stage.citizen().page(address)
    assert "不会再发送" in page.text
    assert not page.has_form(address)


def test_a_link_that_the_portal_did_not_write_leads_nowhere(stage: Stage) -> None:
    number, _ = stage.citizen().reported()
    good = address_of(stage, number)
    for wrong in (good[:-1] + ("0" if good[-1] != "0" else "1"), f"/track/letters/{number}", "/track/letters/王-0"):
        assert stage.citizen().get(wrong).status_code == 404
        assert stage.app.test_client().post(wrong).status_code == 404
    assert not stopped(stage, number)


def test_the_page_tells_nothing_but_the_number(stage: Stage) -> None:
    number, code = stage.citizen().reported()
    text = stage.citizen().page(address_of(stage, number)).text
    for secret in (code, "xiaoming", "王小明", "13912345678", "错别字，请"):
        assert secret not in text
