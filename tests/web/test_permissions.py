"""Who may do what, over HTTP: each kind of account against pages and steps of reports in several states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.domain.vocabulary import Action
from tests.handling import SUBMISSION, Desk
from tests.web.people import FINAL, REPORT, Stage

OUTSIDERS = ("fgw", "admin")
OFFICERS = ("province", "xining", "chengdong", "chengdong-gov", "xining-edu", "fgw", "fgw-web")
STATES: dict[str, Callable[[Desk], str]] = {
    "received": Desk.submitted,
    "triage": Desk.dispatched,
    "answering": Desk.transferred,
    "review": Desk.answered,
    "final review": Desk.climbed,
    "published": Desk.finished,
}
# Who may take a step on a report of 城东区's website in this state; everybody else is refused.
ALLOWED = {
    ("received", "dispatch"): {"province"},
    ("triage", "transfer"): {"chengdong"},
    ("triage", "return"): {"chengdong"},
    ("triage", "reject"): {"chengdong"},
    ("triage", "recall"): {"province"},
    ("triage", "urge"): {"province", "xining"},
    ("answering", "answer"): {"chengdong-gov"},
    ("answering", "hand_back"): {"chengdong-gov"},
    ("answering", "recall"): {"province", "xining", "chengdong"},
    ("review", "approve"): {"chengdong"},
    ("review", "send_back"): {"chengdong"},
    ("final review", "approve"): {"province"},
    ("published", "amend"): {"province"},
    ("published", "withdraw"): {"province"},
    ("published", "reopen"): {"province"},
}


@pytest.mark.parametrize(("state", "action"), ALLOWED)
def test_a_step_is_taken_by_those_whom_the_table_names_and_by_nobody_else(
    stage: Stage, state: str, action: str
) -> None:
    number = STATES[state](stage.desk)
    may = ALLOWED[state, action]
    fields = FINAL if state == "final review" else {}
    for username in ("province", "xining", "chengdong", "chengdong-gov", *OUTSIDERS):
        if username not in may:
            assert stage.demand(username, number, action, **fields).status_code == 403, username
    for username in sorted(may):
        answer = stage.demand(username, STATES[state](stage.desk), action, **fields)
        assert answer.status_code == 303, (username, answer.status_code)


SEEN = {
    "received": {"province"},
    "triage": {"province", "xining", "chengdong"},
    "answering": {"province", "xining", "chengdong", "chengdong-gov"},
    "published": {"province", "xining", "chengdong", "chengdong-gov"},
}


@pytest.mark.parametrize("state", SEEN)
def test_a_report_is_seen_by_units_that_held_it_and_those_above(stage: Stage, state: str) -> None:
    number = STATES[state](stage.desk)
    for username in OFFICERS:
        visitor = stage.officer(username)
        sees = username in SEEN[state]
        assert visitor.get(f"/desk/reports/{number}").status_code == (200 if sees else 403), username
        assert (number in visitor.page("/desk/reports").text) == sees, username


@pytest.mark.parametrize("username", ["admin", "auditor"])
def test_accounts_without_a_unit_handle_no_reports(stage: Stage, username: str) -> None:
    number = stage.desk.transferred()
    visitor = stage.officer(username)
    # The auditor's log knows reports by their numbers.
    shown = visitor.get("/desk", follow_redirects=True).text
    assert SUBMISSION.description not in shown
    assert number not in shown or username == "auditor"
    assert visitor.get("/desk/reports").status_code == 403
    assert visitor.get(f"/desk/reports/{number}").status_code == 403
    assert visitor.post(f"/desk/reports/{number}/contact").status_code == 403


def test_citizens_are_led_to_sign_in(stage: Stage) -> None:
    number = stage.desk.transferred()
    citizen = stage.citizen()
    for address in ("/desk", "/desk/reports", f"/desk/reports/{number}"):
        answer = citizen.get(address)
        assert answer.status_code == 302
        assert answer.location.startswith("/login")
        assert REPORT["description"] not in answer.text
    for address in (f"/desk/reports/{number}/answer", f"/desk/reports/{number}/contact"):
        assert citizen.post(address).status_code in (302, 403)


def test_nobody_approves_what_they_wrote(stage: Stage) -> None:
    """§三(四): the root reviews its own refusal by a second person."""
    number = stage.desk.submitted()
    stage.desk.act("province", number, Action.DISPATCH, unit="province")
    assert stage.act("province", number, "reject").status_code == 303
    assert stage.demand("province", number, "approve", **FINAL).status_code == 403
    assert stage.act("province2", number, "approve", **FINAL).status_code == 303
