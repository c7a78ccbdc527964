"""Complete forms, and reports brought to any point of their handling through the services themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sqlalchemy import update

from portal.domain.deadlines import day_of
from portal.domain.demands import ActionInput
from portal.domain.policy import CITIZEN, SCHEDULE, Actor
from portal.domain.vocabulary import Action, Finding, InvalidReason, ProblemType, ReportKind, WithholdReason
from portal.services import casework, dispatch, intake
from portal.services.context import Context
from portal.store import Report
from tests.province import SITE_CODE, SITE_HOST, Cast

SUBMISSION = intake.Submission(
    kind=ReportKind.CORRECTION,
    problem_type=ProblemType.TYPO,
    description="首页“通知公告”栏目中有一处错别字，请改正。",
    page_url=f"http://{SITE_HOST}/notice/1.html?from=13912345678",
    site_code=SITE_CODE,
    wrong_text="公吿",
    suggested_text="公告",
    contact_name="王小明",
    contact_phone="13912345678",
)
UNLISTED = intake.Submission(
    kind=ReportKind.UNLISTED,
    problem_type=ProblemType.OTHER,
    description="这个网站不在全国政府网站的名单里。",
    site_name="城东区教育网",
    site_url="http://edu.chengdong.example/",
    region="630102",
)
NEW_SITE: dict[str, Any] = {
    "new_site_code": "6301020099",
    "new_site_name": "城东区教育网",
    "new_site_url": "http://edu.chengdong.example/",
}
COPY: dict[str, Any] = {
    "public_title": "城东区政府网：首页有错别字",
    "public_description": "首页“通知公告”栏目中有一处错别字",
    "public_wrong_text": "公吿",
    "public_suggested_text": "公告",
    "public_reply": "经核查属实，已改正。",
}
PRIVATE: dict[str, Any] = {"public": False, "withhold_reason": WithholdReason.PRIVACY}
REVIEWERS = ("chengdong", "xining", "province")


@dataclass
class Desk:
    """Takes steps on reports in the name of the cast."""

    context: Context
    cast: Cast
    visitors: Iterator[int] = field(default_factory=count)
    codes: dict[str, str] = field(default_factory=dict)
    """The tracking codes that citizens were given, by number."""

    def form(self, action: Action, **entries: Any) -> ActionInput:
        """A complete form for ``action``, with other entries where they are given."""
        today = day_of(self.context.now())
        forms: dict[Action, ActionInput] = {
            Action.DISPATCH: ActionInput(unit="chengdong", comment="按网站分办"),
            Action.REJECT: ActionInput(invalid_reason=InvalidReason.UNCLEAR, reply="请说明是哪一页。", public=True),
            Action.RETURN: ActionInput(reason="不属于本区网站"),
            Action.TRANSFER: ActionInput(unit="chengdong-gov", note="请核查"),
            Action.RECALL: ActionInput(reason="转错了单位"),
            Action.HAND_BACK: ActionInput(reason="不是本单位网站"),
            Action.ANSWER: ActionInput(
                finding=Finding.CONFIRMED, reply="经核查属实，已改正。", corrected_on=today, public=True
            ),
            Action.APPROVE: ActionInput(secrecy_checked=True, privacy_checked=True, **COPY),
            Action.SEND_BACK: ActionInput(comment="答非所问，请重新办理"),
            Action.URGE: ActionInput(comment="请尽快办理"),
            Action.RESPOND: ActionInput(comment="正在核查"),
            Action.JUSTIFY: ActionInput(comment="网站正在迁移"),
            Action.ASSIGN: ActionInput(account="chengdong-gov2"),
            Action.REOPEN: ActionInput(reason="网民反映仍未改正"),
            Action.WITHDRAW: ActionInput(withhold_reason=WithholdReason.PRIVACY, withhold_note="含有手机号"),
            Action.DISCLOSE: ActionInput(**COPY),
            Action.AMEND: ActionInput(reason="标题有误", **COPY),
            Action.RECTIFY: ActionInput(corrected_on=today),
            Action.DISPUTE: ActionInput(reason="页面上还是错的"),
            Action.REFUSE_DISPUTE: ActionInput(comment="经核查页面已改正"),
            Action.SET_ASIDE: ActionInput(),
            Action.RETRACT: ActionInput(),
        }
        return replace(forms[action], **entries)

    def act(
        self, who: str | Actor, number: str, action: Action, version: int | None = None, **entries: Any
    ) -> casework.Done:
        """One step by an officer (their user name), or by whoever else is given."""
        actor = self.cast.officer(who) if isinstance(who, str) else who
        return casework.act(self.context, actor, number, action, self.form(action, **entries), version)

    def submitted(self, **entries: Any) -> str:
        """The number of a report that has just come in, from a visitor who has not been here before."""
        receipt = intake.submit(self.context, replace(SUBMISSION, **entries), f"visitor {next(self.visitors)}")
        number = receipt.number
        self.codes[number] = receipt.tracking_code or ""
        with self.context.database.writing() as session:
            # All of them say the same in these tests, and are no flood.
            session.execute(update(Report).where(Report.number == number).values(text_digest=None))
        return number

    def dispatched(self, **entries: Any) -> str:
        """A report on the county's desk."""
        number = self.submitted(**entries)
        dispatch.dispatch_one(self.context, number)
        return number

    def transferred(self, **entries: Any) -> str:
        """A report on the desk of the office that runs the website."""
        number = self.dispatched(**entries)
        self.act("chengdong", number, Action.TRANSFER)
        return number

    def answered(self, **entries: Any) -> str:
        """A report whose answer the county reviews; ``entries`` go into the answer."""
        number = self.transferred()
        self.act("chengdong-gov", number, Action.ANSWER, **entries)
        return number

    def climbed(self, **entries: Any) -> str:
        """A report whose answer waits for the final review."""
        number = self.answered(**entries)
        for reviewer in REVIEWERS[:-1]:
            self.act(reviewer, number, Action.APPROVE)
        return number

    def finished(self, **entries: Any) -> str:
        """A report that was approved by everybody: published, or closed where the answer proposed that."""
        number = self.climbed(**entries)
        self.act("province", number, Action.APPROVE)
        return number

    def report(self, number: str) -> Report:
        """The report's row as it is now."""
        with self.context.database.reading() as session:
            return session.query(Report).filter_by(number=number).one()


__all__ = ["CITIZEN", "COPY", "NEW_SITE", "PRIVATE", "REVIEWERS", "SCHEDULE", "SUBMISSION", "UNLISTED", "Desk"]
