"""Shows in front of a real form that one is a person, where the page's script cannot."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page

from portal.adapters.calendar import StateCouncilCalendar
from portal.services import challenges
from portal.services.context import Context, utc_now
from portal.store import Database
from tests.browser.conftest import Program, Visit
from tests.challenges import answer_to


def demo_context(program: Program) -> Context:
    """What the demo makes its challenges with; its database is not asked."""
    secret = (program.home / "demo-secret").read_text().strip()
    return Context(Database("sqlite://"), StateCouncilCalendar(), secret.encode())


def send(visit: Visit) -> None:
    """Press 提交留言 on a form that is filled in, and wait for the receipt; without script, read the picture first."""
    # Until the page's script has begun, the picture shows everywhere.
    visit.page.wait_for_load_state()
    if visit.page.is_visible('[name="picture_code"]'):
        answer_by_hand(visit.program, visit.page)
    visit.page.get_by_role("button", name="提交留言").click()
    visit.page.wait_for_url("**/report/received")


def answer_by_hand(program: Program, page: Page, *, question: bool = False) -> None:
    """Type what the picture shows, or the answer to the question, as if the form had been open for a minute."""
    context = demo_context(program)
    token = page.input_value('[name="challenge_token"]')
    if question:
        page.fill('[name="word_answer"]', answer_to(context, token))
    else:
        page.fill('[name="picture_code"]', challenges.picture_code(context, token))
    begun = challenges.stamp(context, utc_now() - timedelta(minutes=1))
    page.locator('[name="started"]').evaluate("(field, value) => { field.value = value; }", begun)
