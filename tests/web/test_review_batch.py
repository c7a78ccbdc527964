"""Ten replies on one page, each decided alone (§三(四))."""

from __future__ import annotations

from portal.domain.vocabulary import Action, State
from tests.web.people import FINAL, Stage
from tests.web.reading import Page

ADDRESS = "/desk/review"


def decide(stage: Stage, username: str, decisions: dict[str, dict[str, str]]) -> Page:
    """Fill in the page of ten as it stands; fields by report."""
    officer = stage.officer(username)
    page = officer.page(ADDRESS)
    fields = list(page.form(ADDRESS).items())
    numbers = [element.get("value") for element in page.all("input") if element.get("name") == "number"]
    form: dict[str, object] = {**dict(fields), "number": numbers}
    for number, changes in decisions.items():
        form |= {f"{number}-{name}": value for name, value in changes.items()}
    return Page(officer.client.post(ADDRESS, data=form, follow_redirects=True))


def test_one_submit_carries_out_every_decision(stage: Stage) -> None:
    agreed, refused, waiting = (stage.desk.answered() for _ in range(3))
    decide(
        stage,
        "chengdong",
        {agreed: {"decision": "approve"}, refused: {"decision": "send_back", "comment": "没有写明改正的日期"}},
    )
    states = [stage.desk.report(number).state for number in (agreed, refused, waiting)]
    assert states == [State.REVIEW, State.ANSWERING, State.REVIEW]
    holders = [stage.desk.report(number).holder_id for number in (agreed, waiting)]
    assert holders == [stage.cast.unit("xining"), stage.cast.unit("chengdong")]


def test_what_cannot_be_done_comes_back_and_the_rest_is_done(stage: Stage) -> None:
    """Sending back needs a comment; the other decision is carried out all the same."""
    good, lacking = stage.desk.answered(), stage.desk.answered()
    page = decide(stage, "chengdong", {good: {"decision": "approve"}, lacking: {"decision": "send_back"}})
    assert page.status == 422
    assert f'id="{lacking}-comment-error"' in page.text
    assert stage.desk.report(good).holder_id == stage.cast.unit("xining")
    assert stage.desk.report(lacking).state is State.REVIEW


def test_a_report_that_changed_meanwhile_is_not_decided(stage: Stage) -> None:
    number = stage.desk.answered()
    officer = stage.officer("chengdong")
    form = officer.page(ADDRESS).form(ADDRESS)
    stage.desk.act("chengdong", number, Action.SEND_BACK)
    stage.desk.act("chengdong-gov", number, Action.ANSWER, reply="新的答复，还没有人看过。")
    form |= {"number": number, f"{number}-decision": "approve"}
    answer = officer.client.post(ADDRESS, data=form)
    assert answer.status_code == 422
    assert stage.desk.report(number).holder_id == stage.cast.unit("chengdong")


def test_the_final_review_asks_for_the_public_copy_and_both_checks(stage: Stage) -> None:
    number = stage.desk.climbed()
    page = decide(stage, "province", {number: {"decision": "approve"}})
    assert f'id="{number}-secrecy_checked-error"' in page.text
    decide(stage, "province", {number: {"decision": "approve", **FINAL}})
    assert stage.desk.report(number).state is State.PUBLISHED


def test_nobody_finds_what_they_wrote_themselves_among_the_ten(stage: Stage) -> None:
    """Nobody approves what they wrote."""
    number = stage.desk.submitted()
    stage.desk.act("province", number, Action.DISPATCH, unit="province")
    stage.desk.act("province", number, Action.REJECT)
    assert number not in stage.officer("province").get(ADDRESS).text
    assert number in stage.officer("province2").get(ADDRESS).text


def test_a_stranger_decides_nothing(stage: Stage) -> None:
    number = stage.desk.answered()
    officer = stage.officer("haidong")
    officer.client.post(
        ADDRESS,
        data={
            "csrf_token": officer.token(),
            "number": number,
            f"{number}-decision": "approve",
            f"{number}-version": "4",
        },
    )
    assert stage.desk.report(number).holder_id == stage.cast.unit("chengdong")


def test_at_most_ten_are_shown(stage: Stage) -> None:
    for _ in range(12):
        stage.desk.answered()
    page = stage.officer("chengdong").page(ADDRESS)
    assert len([element for element in page.all("input") if element.get("name") == "number"]) == 10
