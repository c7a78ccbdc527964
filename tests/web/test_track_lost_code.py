"""Lost codes: nobody learns whether an address is known; links and officers give out new ones, each once."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from portal.config import Post, Settings
from portal.domain.audit import Deed
from portal.postman import Postman
from portal.store import AuditEntry, OutboxItem
from tests.guards.test_pages import check
from tests.mailbox import Mailbox, text_of
from tests.web.people import REPORT, Stage
from tests.web.reading import Page

BASE = "https://portal.example"
KNOWN, UNKNOWN = REPORT["contact_email"], "nobody@mail.example"


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    """An installation that sends letters."""
    return replace(settings, post=Post(smtp_url=mailbox.url, sender="portal@portal.example", base_url=BASE))


def deliver(stage: Stage) -> None:
    """The postman's round."""
    postman = Postman(stage.workings.context, stage.workings.settings)
    while postman.turn():
        pass


def link_in(mailbox: Mailbox) -> str:
    """The path of the only link in the last letter."""
    text = text_of(mailbox.letters[-1])
    (address,) = [word for word in text.split() if "/track/new-code/" in word]
    assert address.startswith(BASE)
    return urlsplit(address).path


def test_page_status_and_work_are_the_same_for_a_known_and_an_unknown_address(stage: Stage, mailbox: Mailbox) -> None:
    stage.citizen().reported()
    deliver(stage)
    mailbox.raw.clear()

    def waiting() -> int:
        with stage.workings.context.database.reading() as session:
            return session.scalar(select(func.count()).select_from(OutboxItem)) or 0

    answers, grown = [], []
    for email in (KNOWN, UNKNOWN):
        before = waiting()
        answer = stage.citizen().post("/track/lost", {"contact_email": email})
        answers.append((answer.status_code, answer.text, sorted(answer.headers.keys())))
        grown.append(waiting() - before)
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert grown == [1, 1]
    assert KNOWN not in answers[0][1]
    deliver(stage)
    assert [letter["To"] for letter in mailbox.letters] == [KNOWN]


def test_the_letter_s_link_gives_a_new_code_and_kills_the_old_one(stage: Stage, mailbox: Mailbox) -> None:
    citizen = stage.citizen()
    number, old = citizen.reported()
    stage.citizen().post("/track/lost", {"contact_email": KNOWN})
    deliver(stage)
    link, elsewhere = link_in(mailbox), stage.citizen()
    asked = elsewhere.page(link)
    check(link, asked)
    assert citizen.track(old).status_code == 200, "looking at the link changes nothing"
    with capture_logs() as logs:
        answer = elsewhere.post(link)
    page = Page(answer)
    check(link, page)
    assert answer.headers["Cache-Control"] == "no-store"
    new = page.words_of("tracking-code")
    assert page.words_of("report-number") == number
    assert number in elsewhere.track(new).text
    assert citizen.track(old).status_code == 422
    for used in (elsewhere.get(link), elsewhere.post(link)):
        assert used.status_code == 404
        assert not Page(used).has_form(link)
        assert "链接已失效" in used.text
    with stage.workings.context.database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.deed != Deed.STEP)).all()
        assert [entry.deed for entry in entries] == ["new_code"]
    assert new not in repr([vars(entry) for entry in entries]) + repr(logs)
    receipt = citizen.page("/report/received")
    assert old not in receipt.text
    assert new not in receipt.text


@pytest.mark.parametrize("typed", ["", "x", "a@b", "a@mail.example,b@mail.example", "字" * 300])
def test_what_is_no_address_is_said_and_kept(stage: Stage, typed: str) -> None:
    answer = stage.citizen().post("/track/lost", {"contact_email": typed})
    assert answer.status_code == 422
    assert Page(answer).form("/track/lost")["contact_email"] == typed
    check("/track/lost", Page(answer))


def test_without_mail_the_page_names_the_telephone_and_asks_for_no_address(stage: Stage) -> None:
    stage.app.extensions["workings"] = replace(stage.workings, settings=replace(stage.workings.settings, post=Post()))
    citizen = stage.citizen()
    page = citizen.page("/track/lost")
    assert not page.has_form("/track/lost")
    assert stage.workings.settings.imprint.phone in page.text
    assert citizen.post("/track/lost", {"contact_email": KNOWN}).status_code == 422


def test_an_officer_gives_out_a_new_code_after_a_call_back(stage: Stage) -> None:
    number, old = stage.citizen().reported()
    office = stage.officer("province")
    report = office.page(f"/desk/reports/{number}")
    address = f"/desk/reports/{number}/new-code"
    assert address in report.links
    form = office.page(address)
    check(address, form)
    for lacking in ({"comment": "说出了网站和日期"}, {"called_back": "y"}):
        answer = office.post(address, lacking)
        assert answer.status_code == 422
        assert "error" in answer.text
        check(address, Page(answer))
    assert stage.citizen().track(old).status_code == 200
    answer = office.post(address, {"called_back": "y", "comment": "说出了网站和日期"})
    check(address, Page(answer))
    assert answer.headers["Cache-Control"] == "no-store"
    new = Page(answer).words_of("tracking-code")
    assert number in stage.citizen().track(new).text
    assert stage.citizen().track(old).status_code == 422


def test_nobody_else_gives_out_codes(stage: Stage) -> None:
    number = stage.desk.transferred()
    silent = stage.desk.submitted(contact_phone="")
    fields = {"called_back": "y", "comment": "说出了网站和日期"}
    for username in ("chengdong", "xining", "fgw", "admin", "auditor"):
        visitor = stage.officer(username)
        assert visitor.get(f"/desk/reports/{number}/new-code").status_code == 403
        assert visitor.post(f"/desk/reports/{number}/new-code", fields).status_code == 403
    assert stage.officer("province").post(f"/desk/reports/{silent}/new-code", fields).status_code == 403
    assert stage.officer("chengdong-gov").post(f"/desk/reports/{number}/new-code", fields).status_code == 200
    assert f"/desk/reports/{silent}/new-code" not in stage.officer("province").page(f"/desk/reports/{silent}").links
