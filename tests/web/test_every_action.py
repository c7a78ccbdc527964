"""Every row of the workflow table is something that a person can do on a page, and refuses what is incomplete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.domain.vocabulary import Action, State, WithholdReason
from portal.domain.workflow import TRANSITIONS
from tests.handling import CITIZEN, COPY
from tests.web.people import FIELDS, FINAL, Stage, step_address
from tests.web.reading import Page


@dataclass(frozen=True)
class Scene:
    """One step: how the report comes to that point, who takes the step, with what, and where it leads.

    ``lacking`` empties fields; the page must then say what is missing beside ``complaint``.
    """

    action: Action
    before: Callable[[Stage], str]
    who: str
    after: State
    fields: dict[str, Any] = field(default_factory=dict)
    lacking: dict[str, Any] = field(default_factory=dict)
    complaint: str = ""


def overdue(stage: Stage) -> str:
    number = stage.desk.transferred()
    stage.workings.context.now.advance(days=14)  # type: ignore[attr-defined]  # the tests' clock
    return number


def urged(stage: Stage) -> str:
    number = stage.desk.transferred()
    stage.desk.act("xining", number, Action.URGE)
    return number


def promised(stage: Stage) -> str:
    from datetime import date

    return stage.desk.finished(corrected_on=None, correct_by=date(2018, 7, 1))


def withheld(stage: Stage) -> str:
    return stage.desk.finished(public=False, withhold_reason=WithholdReason.PRIVACY)


def disputed(stage: Stage) -> str:
    number = stage.desk.finished()
    stage.desk.act(CITIZEN, number, Action.DISPUTE)
    return number


TODAY = "2018-06-04"
SCENES = (
    Scene(Action.DISPATCH, lambda stage: stage.desk.submitted(), "province", State.TRIAGE,
          lacking={"unit": ""}, complaint="unit"),
    Scene(Action.TRANSFER, lambda stage: stage.desk.dispatched(), "chengdong", State.ANSWERING,
          lacking={"unit": ""}, complaint="unit"),
    Scene(Action.REJECT, lambda stage: stage.desk.dispatched(), "chengdong", State.REVIEW,
          lacking={"invalid_reason": ""}, complaint="invalid_reason"),
    Scene(Action.RETURN, lambda stage: stage.desk.dispatched(), "chengdong", State.RECEIVED,
          lacking={"reason": " "}, complaint="reason"),
    Scene(Action.RECALL, lambda stage: stage.desk.dispatched(), "province", State.RECEIVED,
          lacking={"reason": ""}, complaint="reason"),
    Scene(Action.ANSWER, lambda stage: stage.desk.transferred(), "chengdong-gov", State.REVIEW,
          lacking={"public": None}, complaint="public"),
    Scene(Action.HAND_BACK, lambda stage: stage.desk.transferred(), "chengdong-gov", State.TRIAGE,
          lacking={"reason": ""}, complaint="reason"),
    Scene(Action.RECALL, lambda stage: stage.desk.transferred(), "xining", State.TRIAGE,
          lacking={"reason": ""}, complaint="reason"),
    Scene(Action.APPROVE, lambda stage: stage.desk.climbed(), "province", State.PUBLISHED, FINAL,
          lacking={"privacy_checked": None}, complaint="privacy_checked"),
    Scene(Action.SEND_BACK, lambda stage: stage.desk.answered(), "chengdong", State.ANSWERING,
          lacking={"comment": ""}, complaint="comment"),
    Scene(Action.URGE, lambda stage: stage.desk.transferred(), "xining", State.ANSWERING,
          lacking={"comment": ""}, complaint="comment"),
    Scene(Action.RESPOND, urged, "chengdong-gov", State.ANSWERING, {"comment": "正在核查"},
          lacking={"comment": ""}, complaint="comment"),
    Scene(Action.JUSTIFY, overdue, "chengdong-gov", State.ANSWERING, {"comment": "网站迁移"},
          lacking={"comment": ""}, complaint="comment"),
    Scene(Action.ASSIGN, lambda stage: stage.desk.transferred(), "chengdong-gov", State.ANSWERING,
          {"account": "chengdong-gov2"}, lacking={"account": "xining"}, complaint="account"),
    Scene(Action.RECTIFY, promised, "chengdong-gov", State.PUBLISHED, {"corrected_on": TODAY},
          lacking={"corrected_on": ""}, complaint="corrected_on"),
    Scene(Action.REFUSE_DISPUTE, disputed, "province", State.PUBLISHED, {"comment": "已改正，页面如下"},
          lacking={"comment": ""}, complaint="comment"),
    Scene(Action.REOPEN, lambda stage: stage.desk.finished(), "province", State.ANSWERING,
          lacking={"reason": ""}, complaint="reason"),
    Scene(Action.DISCLOSE, withheld, "province", State.PUBLISHED, dict(COPY),
          lacking={"public_reply": ""}, complaint="public_reply"),
    Scene(Action.AMEND, lambda stage: stage.desk.finished(), "province", State.PUBLISHED,
          lacking={"reason": ""}, complaint="reason"),
    Scene(Action.WITHDRAW, lambda stage: stage.desk.finished(), "province", State.CLOSED,
          lacking={"withhold_reason": ""}, complaint="withhold_reason"),
)  # fmt: skip
NAMES = [f"{scene.action}-by-{scene.who}" for scene in SCENES]


def act(stage: Stage, scene: Scene, number: str, changes: dict[str, Any]) -> Any:
    """Fill in the form of the step as the page offers it."""
    officer = stage.officer(scene.who)
    fields = {**FIELDS.get(scene.action.value, {}), **scene.fields, **changes}
    return officer.fill(officer.page(f"/desk/reports/{number}"), step_address(number, scene.action.value), **fields)


@pytest.mark.parametrize("scene", SCENES, ids=NAMES)
def test_a_person_takes_the_step_on_the_page(stage: Stage, scene: Scene) -> None:
    number = scene.before(stage)
    answer = act(stage, scene, number, {})
    assert answer.status_code == 303, Page(answer).text
    assert stage.desk.report(number).state is scene.after


@pytest.mark.parametrize("scene", SCENES, ids=NAMES)
def test_an_incomplete_step_says_beside_the_field_what_is_missing(stage: Stage, scene: Scene) -> None:
    number = scene.before(stage)
    before = stage.desk.report(number)
    answer = act(stage, scene, number, scene.lacking)
    assert answer.status_code == 422
    assert f'id="{scene.action}-{scene.complaint}-error"' in answer.text
    after = stage.desk.report(number)
    assert (after.state, after.version) == (before.state, before.version)


def test_no_step_of_an_officer_is_without_a_scene() -> None:
    """A new row of the table needs a page, and this test notices."""
    elsewhere = {Action.SUBMIT, Action.SET_ASIDE, Action.DISPUTE, Action.RETRACT}
    assert {row.action for row in TRANSITIONS} - elsewhere == {scene.action for scene in SCENES}


def test_a_duplicate_names_its_original_on_the_page(stage: Stage) -> None:
    """§一 重复留言: the original is an earlier report that is not itself a duplicate."""
    original, number = stage.desk.finished(), stage.desk.dispatched()
    duplicate = {"invalid_reason": "duplicate", "reply": "您反映的问题已经办结。"}
    for wrong in ("", "2018-999999", number):
        answer = stage.act("chengdong", number, "reject", **duplicate, original=wrong)
        assert answer.status_code == 422
        assert 'id="reject-original-error"' in answer.text
    assert stage.act("chengdong", number, "reject", **duplicate, original=original).status_code == 303


def test_a_confirmed_report_cannot_be_withheld_as_unconfirmed(stage: Stage) -> None:
    number = stage.desk.transferred()
    answer = stage.act("chengdong-gov", number, "answer", public="no", withhold_reason="unconfirmed")
    assert answer.status_code == 422
    assert 'id="answer-withhold_reason-error"' in answer.text
