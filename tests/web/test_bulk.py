"""Several reports at once: each is judged alone, what is refused says why and can be tried again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from portal.domain.vocabulary import Action, State
from portal.services import casework
from portal.store import Event, Report, Unit
from tests.handling import PRIVATE, UNLISTED
from tests.web.people import FIELDS, Stage, step_address
from tests.web.reading import Page, words

BULK = "/desk/bulk"
ELSEWHERE = {"site_code": "", "page_url": "http://nobody.example/"}
MISSING = {
    name: getattr(UNLISTED, name) for name in ("kind", "site_name", "site_url", "region", "site_code", "page_url")
}


def send(stage: Stage, who: str, *numbers: str, address: str = "/desk", **fields: Any) -> TestResponse:
    """Tick these reports on a list as it stands, and send its form."""
    officer = stage.officer(who)
    return officer.fill(officer.page(address), BULK, number=list(numbers), **fields)


def demand(stage: Stage, who: str, *numbers: str, **fields: Any) -> TestResponse:
    """Send the form whether or not any page offers it, made for the reports as they are now."""
    versions = {f"{number}-version": str(stage.desk.report(number).version) for number in numbers}
    return stage.officer(who).post(BULK, {"number": list(numbers), **versions, **fields})


def states(stage: Stage, *numbers: str) -> list[State]:
    return [stage.desk.report(number).state for number in numbers]


def last_words(stage: Stage, number: str) -> str | None:
    """What the newest event of a report says."""
    with stage.workings.context.database.reading() as session:
        events = session.query(Event).join(Report).filter(Report.number == number)
        return events.order_by(Event.position.desc()).first().words  # type: ignore[union-attr]


def refusals(answer: TestResponse) -> dict[str, str]:
    """By number, the sentence that says why a report was not dealt with."""
    found = (element for element in Page(answer).all("p") if (element.get("id") or "").startswith("why-"))
    return {(element.get("id") or "").removeprefix("why-"): words(element) for element in found}


def offered(page: Page) -> list[str]:
    """The steps that a list offers for several reports."""
    return [box.get("value") or "" for box in page.all("input") if box.get("name") == "action"]


def ticked(page: Page, *, only_checked: bool = True) -> list[str]:
    """The numbers whose box is ticked, or every one that has a box."""
    boxes = [box for box in page.all("input") if box.get("name") == "number"]
    return [box.get("value") or "" for box in boxes if not only_checked or box.get("checked") is not None]


def test_transfer_sends_each_report_to_its_own_sites_unit(stage: Stage) -> None:
    numbers = [stage.desk.dispatched() for _ in range(3)]
    answer = send(stage, "chengdong", *numbers, action="transfer", comment="请尽快核查")
    assert answer.status_code == 200
    assert "已转办 3 件" in answer.text
    assert states(stage, *numbers) == [State.ANSWERING] * 3
    for number in numbers:
        assert stage.desk.report(number).holder_id == stage.cast.unit("chengdong-gov")
        assert last_words(stage, number) == "请尽快核查"
        assert any(link.startswith(f"/desk/reports/{number}") for link in Page(answer).links)


def test_a_site_outside_the_subtree_and_a_missing_one_are_refused_alone(stage: Stage) -> None:
    good = stage.desk.dispatched()
    missing = stage.desk.dispatched(**MISSING)
    foreign = stage.desk.submitted()
    stage.desk.act("province", foreign, Action.DISPATCH, unit="fgw")
    answer = send(stage, "chengdong", good, missing, action="transfer")
    assert answer.status_code == 422
    assert states(stage, good, missing) == [State.ANSWERING, State.TRIAGE]
    assert "没有对应的已登记网站" in refusals(answer)[missing]
    answer = send(stage, "fgw", foreign, action="transfer")
    assert "不在本单位管辖范围内" in refusals(answer)[foreign]
    assert states(stage, foreign) == [State.TRIAGE]


def test_a_transfer_follows_a_merger_of_the_sites_unit(stage: Stage) -> None:
    number = stage.desk.dispatched()
    with stage.workings.context.database.writing() as session:
        units = stage.cast.units
        session.execute(
            update(Unit).where(Unit.id == units["chengdong-gov"]).values(merged_into_id=units["xining-edu"])
        )
        session.execute(update(Unit).where(Unit.id == units["xining-edu"]).values(parent_id=units["chengdong"]))
    assert send(stage, "chengdong", number, action="transfer").status_code == 200
    assert stage.desk.report(number).holder_id == units["xining-edu"]


def test_dispatch_goes_where_each_route_leads_or_to_the_chosen_unit(stage: Stage) -> None:
    routed, lost = stage.desk.submitted(), stage.desk.submitted(**ELSEWHERE)
    answer = send(stage, "province", routed, lost, action="dispatch")
    assert answer.status_code == 422
    assert states(stage, routed, lost) == [State.TRIAGE, State.RECEIVED]
    assert stage.desk.report(routed).holder_id == stage.cast.unit("chengdong")
    assert "按网站" in (last_words(stage, routed) or "")
    assert "请选择接收单位" in refusals(answer)[lost]
    again = stage.officer("province").fill(Page(answer), BULK, number=[lost], unit="xining", comment="请核实")
    assert again.status_code == 200
    assert stage.desk.report(lost).holder_id == stage.cast.unit("xining")
    assert last_words(stage, lost) == "请核实"


def test_assign_takes_an_account_of_the_unit_only(stage: Stage) -> None:
    numbers = [stage.desk.transferred() for _ in range(2)]
    answer = send(stage, "chengdong-gov", *numbers, action="assign", account="chengdong-gov2")
    assert answer.status_code == 200
    for number in numbers:
        assert stage.desk.report(number).assignee_id == stage.cast.account("chengdong-gov2")
    answer = demand(stage, "chengdong-gov", *numbers, action="assign", account="province")
    assert answer.status_code == 422
    assert "请选择本单位的一个账号" in refusals(answer)[numbers[0]]


def test_a_flood_that_an_officer_has_ticked_is_refused_in_one_step(stage: Stage) -> None:
    """Letters differ, but whoever sees them knows them for what they are; each refusal is still reviewed."""
    numbers = [
        stage.desk.dispatched(description=f"加群 {number} 领取优惠，名额有限，先到先得！") for number in range(4)
    ]
    given = {"action": "reject", "invalid_reason": "advertising", "public": "no", "withhold_reason": "other"}
    missing = send(stage, "chengdong", *numbers, **given)
    assert missing.status_code == 422
    page = Page(missing)
    assert page.words_of("bulk-reply-error")
    assert set(ticked(page)) == set(numbers)
    assert page.form(BULK)["invalid_reason"] == "advertising"
    words_for_all = {"reply": "您好，您提交的内容是广告，不属于网站纠错，不予受理。", "withhold_note": "广告"}
    answer = stage.officer("chengdong").fill(page, BULK, number=numbers, **words_for_all)
    assert answer.status_code == 200, refusals(answer)
    assert states(stage, *numbers) == [State.REVIEW] * 4
    for number in numbers:
        assert stage.desk.report(number).holder_id == stage.cast.unit("xining")


def test_repetitions_are_not_refused_in_one_step_for_each_names_its_original(stage: Stage) -> None:
    number = stage.desk.dispatched()
    reasons = {option.get("value") for option in stage.officer("chengdong").page("/desk").all("option")}
    assert {"advertising", "abusive", "unrelated", "unclear"} <= reasons
    assert "duplicate" not in reasons
    forced = {"action": "reject", "invalid_reason": "duplicate", "reply": "重复留言，不予受理。", "public": "yes"}
    assert demand(stage, "chengdong", number, **forced).status_code == 422
    assert states(stage, number) == [State.TRIAGE]


def test_urge_needs_words_says_so_at_the_field_and_keeps_what_was_chosen(stage: Stage) -> None:
    numbers = [stage.desk.transferred() for _ in range(2)]
    answer = send(stage, "xining", *numbers, address="/desk/reports", action="urge")
    assert answer.status_code == 422
    page = Page(answer)
    assert "请填写说明" in page.words_of("bulk-comment-error")
    assert set(ticked(page)) == set(numbers)
    assert page.form(BULK)["action"] == "urge"
    assert stage.officer("xining").fill(page, BULK, number=numbers, comment="请今天办结").status_code == 200
    assert all(stage.desk.report(number).urged_at for number in numbers)


def test_approval_below_the_root_needs_no_words(stage: Stage) -> None:
    """§三(四) 逐级审核."""
    numbers = [stage.desk.answered() for _ in range(2)]
    assert send(stage, "chengdong", *numbers, action="approve").status_code == 200
    for number in numbers:
        assert stage.desk.report(number).holder_id == stage.cast.unit("xining")


def test_the_final_approval_is_never_one_of_many(stage: Stage) -> None:
    """§三(五): each is read on its own before it is published; even one that stays unpublished."""
    public, private = stage.desk.climbed(), stage.desk.climbed(**PRIVATE)
    assert "approve" not in offered(stage.officer("province").page("/desk"))
    answer = demand(stage, "province", public, private, action="approve", secrecy_checked="y", privacy_checked="y")
    assert answer.status_code == 422
    assert states(stage, public, private) == [State.REVIEW] * 2
    assert "一页审核十件" in refusals(answer)[private]


def test_nobody_approves_their_own_reply_among_others(stage: Stage) -> None:
    own = stage.desk.dispatched()
    stage.desk.act("chengdong", own, Action.REJECT)
    other = stage.desk.answered()
    answer = demand(stage, "chengdong", own, other, action="approve")
    assert answer.status_code == 422
    assert stage.desk.report(other).holder_id == stage.cast.unit("xining")
    assert own in refusals(answer)
    assert other not in refusals(answer)


def test_of_mixed_reports_the_possible_ones_are_done_and_the_others_say_why(stage: Stage) -> None:
    ready, answering, finished = stage.desk.dispatched(), stage.desk.transferred(), stage.desk.finished()
    answer = demand(stage, "chengdong", ready, answering, finished, action="transfer")
    assert answer.status_code == 422
    assert states(stage, ready, answering, finished) == [State.ANSWERING, State.ANSWERING, State.PUBLISHED]
    assert "现在是“待答复”，不能转办" in refusals(answer)[answering]
    assert "现在是“已公开”，不能转办" in refusals(answer)[finished]
    assert ready not in refusals(answer)
    assert "已转办 1 件，2 件没有办理" in answer.text


def test_a_stale_report_tells_what_happened_and_can_be_tried_again_alone(stage: Stage) -> None:
    fresh, stale = (stage.desk.dispatched() for _ in range(2))
    officer = stage.officer("chengdong")
    page = officer.page("/desk")
    stage.desk.act("chengdong", stale, Action.TRANSFER)
    stage.desk.act("chengdong-gov", stale, Action.HAND_BACK)
    answer = officer.fill(page, BULK, number=[fresh, stale], action="transfer", comment="请核查")
    assert answer.status_code == 409
    assert states(stage, fresh, stale) == [State.ANSWERING, State.TRIAGE]
    assert "chengdong-gov的经办人：退回组织单位" in answer.text
    again = Page(answer)
    assert ticked(again) == [stale]
    assert again.form(BULK)["comment"] == "请核查"
    assert officer.fill(again, BULK, number=[stale]).status_code == 200
    assert states(stage, stale) == [State.ANSWERING]


def test_a_report_without_its_version_is_stale(stage: Stage) -> None:
    number = stage.desk.dispatched()
    answer = stage.officer("chengdong").post(BULK, {"number": number, "action": "transfer"})
    assert answer.status_code == 409
    assert states(stage, number) == [State.TRIAGE]


@pytest.mark.parametrize("action", ["dispatch", "transfer", "assign", "urge", "approve"])
def test_a_report_that_one_may_not_see_looks_like_one_that_does_not_exist(stage: Stage, action: str) -> None:
    own, foreign = stage.desk.dispatched(), stage.desk.submitted()
    stage.desk.act("province", foreign, Action.DISPATCH, unit="fgw")
    fields = {"action": action, "comment": "请办理", "account": "chengdong", f"{own}-version": "2"}
    answers = []
    for other in (foreign, "2018-999999"):
        answers.append(
            stage.officer("chengdong").post(BULK, {**fields, "number": [own, other], f"{other}-version": "2"})
        )
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].text == answers[1].text.replace("2018-999999", foreign)
    assert states(stage, own) == [State.TRIAGE], "something was done before the refusal"
    assert stage.desk.report(own).assignee_id is None


def test_what_is_wrong_with_the_form_costs_no_tick_and_shows_no_foreign_report(stage: Stage) -> None:
    own, foreign = stage.desk.dispatched(), stage.desk.submitted()
    stage.desk.act("province", foreign, Action.DISPATCH, unit="fgw")
    officer = stage.officer("chengdong")
    page = officer.page("/desk")
    nothing = officer.fill(page, BULK, action="transfer", comment="先记一笔", **{f"{foreign}-version": "1"})
    assert nothing.status_code == 422
    assert "请先勾选" in nothing.text
    assert "先记一笔" in nothing.text
    assert foreign not in nothing.text
    assert ticked(Page(nothing), only_checked=False) == [own]
    for action in (None, "answer", "nonsense"):
        unchosen = officer.fill(page, BULK, number=[own], action=action, comment="先记一笔")
        assert unchosen.status_code == 422
        assert "请选择办理事项" in unchosen.text
        assert ticked(Page(unchosen)) == [own]
    assert states(stage, own) == [State.TRIAGE]


def test_an_expired_token_costs_no_tick(stage: Stage) -> None:
    number = stage.desk.dispatched()
    officer = stage.officer("chengdong")
    answer = officer.fill(officer.page("/desk"), BULK, number=[number], action="transfer", csrf_token="x")
    assert answer.status_code == 400
    assert states(stage, number) == [State.TRIAGE]
    assert officer.fill(Page(answer), BULK, number=ticked(Page(answer))).status_code == 200


def test_fifty_at_most(stage: Stage) -> None:
    number = stage.desk.dispatched()
    numbers = [number, *(f"2018-9{place:05}" for place in range(50))]
    answer = stage.officer("chengdong").post(BULK, {"number": numbers, "action": "transfer"})
    assert answer.status_code == 422
    assert "一次最多办理 50 件，现在勾选了 51 件" in answer.text


def test_a_list_offers_only_what_is_possible_for_one_of_its_reports(stage: Stage) -> None:
    stage.desk.dispatched()
    stage.desk.finished()
    assert offered(stage.officer("chengdong").page("/desk")) == ["transfer", "reject", "assign"]
    stage.desk.answered()
    assert offered(stage.officer("chengdong").page("/desk")) == ["transfer", "reject", "assign", "approve"]
    assert offered(stage.officer("chengdong-gov").page("/desk")) == []
    assert offered(stage.officer("xining").page("/desk/reports")) == ["urge"]
    stage.desk.submitted()
    assert offered(stage.officer("province").page("/desk")) == ["dispatch"]
    page = stage.officer("chengdong").page("/desk/reports")
    assert len(ticked(page, only_checked=False)) == 2, "the finished one has no box"


def test_one_report_that_breaks_keeps_neither_the_others_nor_their_results(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = (stage.desk.dispatched() for _ in range(2))
    taken = casework.act

    def act(context: Any, actor: Any, number: str, *rest: Any) -> Any:
        if number == broken:
            raise OSError("the disk is full")
        return taken(context, actor, number, *rest)

    monkeypatch.setattr("portal.services.bulk.act", act)
    answer = send(stage, "chengdong", broken, whole, action="transfer")
    assert answer.status_code == 422
    assert states(stage, broken, whole) == [State.TRIAGE, State.ANSWERING]
    assert "没有办理" in refusals(answer)[broken]
    assert "disk" not in answer.text


def test_a_number_that_is_ticked_twice_is_dealt_with_once(stage: Stage) -> None:
    number = stage.desk.transferred()
    assert demand(stage, "xining", number, number, action="urge", comment="请办理").status_code == 200
    with stage.workings.context.database.reading() as session:
        urged = session.query(Event).filter(Event.action == Action.URGE).count()
    assert urged == 1


def test_after_a_bulk_step_the_way_leads_back_into_the_same_list(stage: Stage) -> None:
    number = stage.desk.dispatched()
    answer = send(stage, "chengdong", number, address="/desk?state=triage&q=2018", action="transfer")
    assert "/desk?state=triage&q=2018" in Page(answer).links


def test_a_step_on_one_report_still_makes_the_bulk_form_stale(stage: Stage) -> None:
    """Both ways go through the same door: what one did, the other is told of."""
    number = stage.desk.dispatched()
    page = stage.officer("chengdong").page("/desk")
    stage.officer("chengdong").fill(
        stage.officer("chengdong").page(f"/desk/reports/{number}"), step_address(number, "return"), **FIELDS["return"]
    )
    answer = stage.officer("chengdong").fill(page, BULK, number=[number], action="transfer")
    assert answer.status_code == 409
    assert states(stage, number) == [State.RECEIVED]
