"""People in front of a browser: citizens and officers, who fill in the forms that their pages show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from portal.jobs import Worker
from portal.web.workings import Workings
from tests.handling import COPY, Desk
from tests.province import SITE_CODE, SITE_HOST, Cast
from tests.web.reading import Page, token_in

PASSWORD = "a password that the cast shares"
REPORT = {
    "site_code": SITE_CODE,
    "page_url": f"http://{SITE_HOST}/notice/1.html?from=13912345678",
    "problem_type": "typo",
    "description": "首页“通知公告”栏目中有一处错别字，请尽快改正。",
    "wrong_text": "公吿",
    "suggested_text": "公告",
    "contact_name": "王小明",
    "contact_phone": "13912345678",
    "contact_email": "xiaoming@mail.example",
}
STEP_FIELDS = {
    "page": ("page_url", "site_code"),
    "site": ("site_name", "site_url", "region"),
    "problem": ("problem_type", "description", "wrong_text", "suggested_text"),
    "contact": ("contact_name", "contact_phone", "contact_email", "attachments"),
}
"""The fields of REPORT by the step of reporting that asks for them."""
FIELDS: dict[str, dict[str, Any]] = {
    "dispatch": {"unit": "chengdong", "comment": "按网站分办"},
    "transfer": {"unit": "chengdong-gov", "note": "请核查"},
    "return": {"reason": "不属于本区网站"},
    "reject": {"invalid_reason": "unclear", "reply": "请说明是哪一页。", "public": "yes"},
    "answer": {"finding": "confirmed", "reply": "经核查属实，已改正。", "corrected_on": "2018-06-04", "public": "yes"},
    "hand_back": {"reason": "不是本单位网站"},
    "recall": {"reason": "转错了单位"},
    "send_back": {"comment": "答非所问，请重新办理"},
    "urge": {"comment": "请尽快办理"},
    "approve": {},
    "withdraw": {"withhold_reason": "privacy", "withhold_note": "含有手机号"},
    "amend": {"reason": "标题有误", **COPY},
    "reopen": {"reason": "网民反映仍未改正"},
}
FINAL = {"secrecy_checked": "y", "privacy_checked": "y", **COPY}
"""What the final approval asks for besides."""


class Visitor:
    """One browser with its cookies."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self._token = ""

    def get(self, address: str, **options: Any) -> TestResponse:
        """Open an address."""
        return self.client.get(address, **options)

    def page(self, address: str) -> Page:
        """Open an address that must be there."""
        answer = self.get(address)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        return Page(answer)

    def token(self) -> str:
        """A token of this browser's session, which is good as long as the session."""
        self._token = self._token or token_in(self.get("/track").text)
        return self._token

    def post(self, address: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form; the token is the session's own unless ``fields`` hold another."""
        return self.client.post(address, **encoded({"csrf_token": self.token(), **(fields or {})}), **options)

    def report(self, **changes: Any) -> TestResponse:
        """Send 我要找错, complete unless ``changes`` say otherwise."""
        return self.post("/report", {**REPORT, **changes})

    def answer(self, step: str, page: Page, **changes: Any) -> TestResponse:
        """Fill in one step of reporting as its page stands: what REPORT says, unless ``changes`` say otherwise."""
        wanted = {name: value for name, value in REPORT.items() if name in STEP_FIELDS[step]}
        return self.fill(page, f"/report/{step}", **{**wanted, **changes})

    def walk(self, address: str = "/report", **changes: Any) -> Page:
        """Go through the steps with REPORT and ``changes`` up to the page where everything is checked."""
        for step in ("site" if address == "/report/unlisted" else "page", "problem", "contact"):
            given = {name: value for name, value in changes.items() if name in STEP_FIELDS[step]}
            answer = self.answer(step, self.page(address), **given)
            assert answer.status_code == 303, answer.text
            address = answer.location
        assert address == "/report/check"
        return self.page(address)

    def receipt(self) -> tuple[str, str]:
        """Number and tracking code of what was just sent."""
        page = self.page("/report/received")
        return page.words_of("report-number"), page.words_of("tracking-code")

    def reported(self, **changes: Any) -> tuple[str, str]:
        """Send a report that is taken; its number and tracking code."""
        answer = self.report(**changes)
        assert answer.status_code == 303, answer.text
        return self.receipt()

    def track(self, code: str) -> TestResponse:
        """办理查询."""
        return self.post("/track", {"tracking_code": code})

    def sign_in(self, username: str, password: str = PASSWORD, address: str = "/login") -> TestResponse:
        """Fill in the form of /login."""
        token, self._token = token_in(self.get(address).text), ""
        return self.client.post(address, data={"csrf_token": token, "username": username, "password": password})

    def fill(self, page: Page, address: str, **changes: Any) -> TestResponse:
        """Send a form of a page as it stands, with some fields changed; None leaves a field out."""
        fields = {name: value for name, value in {**page.form(address), **changes}.items() if value is not None}
        return self.client.post(page.form_element(address).get("action", ""), **encoded(fields))


@dataclass
class Stage:
    """Everything that a test of the pages needs."""

    app: Flask
    workings: Workings
    cast: Cast
    desk: Desk
    signed_in: dict[str, Visitor] = field(default_factory=dict)

    def citizen(self) -> Visitor:
        """Somebody new."""
        return Visitor(self.app)

    def officer(self, username: str) -> Visitor:
        """Somebody of the cast, signed in once for the whole test."""
        if username not in self.signed_in:
            visitor = Visitor(self.app)
            answer = visitor.sign_in(username)
            assert answer.status_code == 303, f"{username} cannot sign in: {answer.status_code}"
            self.signed_in[username] = visitor
        return self.signed_in[username]

    def act(self, username: str, number: str, action: str, **fields: Any) -> TestResponse:
        """Open the report, fill in the form of one step as the page offers it, and send it."""
        visitor = self.officer(username)
        address = step_address(number, action)
        return visitor.fill(visitor.page(f"/desk/reports/{number}"), address, **{**FIELDS[action], **fields})

    def demand(self, username: str, number: str, action: str, **fields: Any) -> TestResponse:
        """Send a step whether or not any page offers it, made for the report as it is now."""
        version = str(self.desk.report(number).version)
        return self.officer(username).post(
            step_address(number, action), {"version": version, **FIELDS[action], **fields}
        )

    def follow_up(self) -> None:
        """What the worker does until nothing is left to do."""
        worker = Worker(self.workings)
        while worker.turn():
            pass


def encoded(fields: dict[str, Any]) -> dict[str, Any]:
    """A form as browsers send it: in parts if it has files, which are then kept in memory whatever their size."""
    data = MultiDict(fields)
    if not any(isinstance(value, FileStorage) for value in data.values()):
        return {"data": data}
    boundary, body = encode_multipart(data)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def step_address(number: str, action: str) -> str:
    """Where the form of a step is sent."""
    return f"/desk/reports/{number}/{action}"
