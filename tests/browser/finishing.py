"""What offices do with a report, done at once by their services: for tests of what the citizen sees afterwards."""

from __future__ import annotations

from sqlalchemy import select

from portal.config import from_environment
from portal.domain.deadlines import day_of
from portal.domain.demands import ActionInput
from portal.domain.policy import officer
from portal.domain.vocabulary import Action, Finding
from portal.services import casework
from portal.services.context import Context
from portal.store import Account, Report
from portal.web.workings import open_workings
from tests.browser.conftest import Program


def finish(program: Program, number: str, reply: str = "经核查情况属实，已经改正，感谢您的监督。") -> None:
    """Bring a report on the site of 城东区 to its end: answered, reviewed by everybody, and published."""
    secret = (program.home / "demo-secret").read_text()
    settings = from_environment({"PORTAL_HOME": str(program.home), "PORTAL_SECRET_KEY": secret, "PORTAL_DEMO": "1"})
    context = open_workings(settings).context
    with context.database.reading() as session:
        report = session.scalars(select(Report).where(Report.number == number)).one()
        public = {
            "public_title": "城东区：一处错误",
            "public_description": report.description,
            "public_wrong_text": report.wrong_text,
            "public_suggested_text": report.suggested_text,
            "public_reply": reply,
        }
    _act(context, "province", number, Action.DISPATCH, unit="chengdong", comment="按网站分办")
    _act(context, "chengdong", number, Action.TRANSFER, unit="chengdong-gov", note="请核查")
    _act(
        context, "chengdong-gov", number, Action.ANSWER,
        finding=Finding.CONFIRMED, reply=reply, corrected_on=day_of(context.now()), public=True,
    )  # fmt: skip
    for reviewer in ("chengdong", "xining"):
        _act(context, reviewer, number, Action.APPROVE, comment="同意")
    _act(
        context,
        "province",
        number,
        Action.APPROVE,
        secrecy_checked=True,
        privacy_checked=True,
        mask_rest=True,
        **public,
    )
    context.database.dispose()


def newest_number(program: Program) -> str:
    """The number of the report that came last."""
    secret = (program.home / "demo-secret").read_text()
    settings = from_environment({"PORTAL_HOME": str(program.home), "PORTAL_SECRET_KEY": secret})
    database = open_workings(settings).context.database
    with database.reading() as session:
        number = session.scalars(select(Report.number).order_by(Report.id.desc())).first()
    database.dispose()
    assert number is not None
    return number


def _act(context: Context, username: str, number: str, action: Action, **entries: object) -> None:
    with context.database.reading() as session:
        account = session.scalars(select(Account).where(Account.username == username)).one()
    assert account.unit_id is not None
    given = ActionInput(**entries)  # type: ignore[arg-type]  # each under its field's name
    casework.act(context, officer(account.id, account.unit_id), number, action, given)
