"""The page of one case: what was reported and answered, how long it took, what lies around it, and how to cite it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from portal.domain.vocabulary import Action, Finding
from portal.store import Case
from tests.handling import COPY, PRIVATE
from tests.province import SITE_CODE
from tests.web.people import Stage
from tests.web.reading import Page, words


def change(stage: Stage, number: str, **values: Any) -> None:
    """Give a case other values, as its handling might have."""
    with stage.workings.context.database.writing() as session:
        session.execute(update(Case).where(Case.number == number).values(**values))


def open_case(stage: Stage, number: str) -> Page:
    """The page of a case as everybody sees it."""
    return stage.citizen().page(f"/board/{number}")


def story(page: Page) -> list[str]:
    """The lines of the time line."""
    timeline = next(element for element in page.all("ol") if element.get("class") == "timeline")
    return [words(item) for item in timeline.iter("li")]


def cases_linked(page: Page) -> list[str]:
    """The numbers of the cases that a page leads to."""
    return [link.removeprefix("/board/") for link in page.links if link.startswith("/board/20")]


def data_of(page: Page) -> dict[str, Any]:
    """The structured data of a page."""
    block = next(element for element in page.all("script") if element.get("type") == "application/ld+json")
    found: dict[str, Any] = json.loads(block.text or "")
    return found


def meta(page: Page, name: str) -> str:
    """What the share card says."""
    return next(element.get("content") or "" for element in page.all("meta") if element.get("property") == name)


def three(stage: Stage) -> tuple[str, str, str]:
    """Three cases, published one after the other."""
    numbers = []
    for _ in range(3):
        numbers.append(stage.desk.finished())
        stage.workings.context.now.advance(minutes=1)  # type: ignore[attr-defined]
    return numbers[0], numbers[1], numbers[2]


def test_the_story_is_told_by_days_with_the_time_taken_and_the_limit(stage: Stage) -> None:
    days = {"received_on": date(2018, 6, 1), "due_on": date(2018, 6, 7), "finished_on": date(2018, 6, 8)}
    number = stage.desk.finished()
    change(stage, number, **days, working_days=5, on_time=False, corrected_on=date(2018, 6, 12))
    page = open_case(stage, number)
    assert [line.split("（")[0] for line in story(page)] == ["收到留言", "公示", "办理时限", "办结", "整改完成"]
    # Two working days before the last one: the window of three began on the Tuesday.
    assert "2018年6月5日 至 2018年6月7日" in story(page)[2]
    assert "用时 5 个工作日，逾期办结" in story(page)[3]
    assert "用时 5 个工作日 / 时限 3 个工作日 逾期" in words(next(page.all("main")))


def test_what_is_still_to_come_stands_at_the_end_of_the_story(stage: Stage) -> None:
    number = stage.desk.finished(corrected_on=None, correct_by=date(2018, 6, 10))
    assert story(open_case(stage, number))[-1].startswith("承诺整改（未开始） 2018年6月10日")
    stage.workings.context.now.advance(days=7)  # type: ignore[attr-defined]
    assert story(open_case(stage, number))[-1].startswith("整改逾期（进行中） 2018年6月10日")
    stage.desk.act("province", number, Action.REOPEN)
    assert [line.split("（")[0] for line in story(open_case(stage, number))[-2:]] == ["重新办理", "整改逾期"]
    change(stage, number, amended_on=date(2018, 6, 11))
    assert any(line.startswith("更正（已完成） 2018年6月11日") for line in story(open_case(stage, number)))


def test_wrong_and_right_text_stand_as_a_correction(stage: Stage) -> None:
    page = open_case(stage, stage.desk.finished())
    assert [words(element) for element in page.all("del", "ins")] == ["原文：公吿", "建议改为：公告"]


def test_site_and_unit_lead_to_their_other_cases(stage: Stage) -> None:
    links = open_case(stage, stage.desk.finished()).links
    assert f"/board?site_code={SITE_CODE}" in links
    assert "/board?unit=chengdong-gov" in links


def test_neighbours_and_cases_of_the_same_site_are_linked(stage: Stage) -> None:
    first, second, third = three(stage)
    assert cases_linked(open_case(stage, second)) == [first, third, third, first]
    assert cases_linked(open_case(stage, first)) == [second, third, second]
    assert cases_linked(open_case(stage, third)) == [second, second, first]


def test_cases_published_at_the_same_instant_are_neighbours_all_the_same(stage: Stage) -> None:
    first, second, third = (stage.desk.finished() for _ in range(3))
    assert cases_linked(open_case(stage, second))[:2] == [first, third]


def test_a_withdrawn_case_is_no_neighbour_and_no_case_of_the_site(stage: Stage) -> None:
    first, second, third = three(stage)
    stage.desk.act("province", second, Action.WITHDRAW)
    assert cases_linked(open_case(stage, first)) == [third, third]
    assert cases_linked(open_case(stage, third)) == [first, first]


def test_a_withdrawn_case_is_gone_with_a_plain_sentence_and_nothing_else(stage: Stage) -> None:
    number = stage.desk.finished()
    stage.desk.act("province", number, Action.WITHDRAW)
    answer = stage.citizen().get(f"/board/{number}")
    assert answer.status_code == 410
    assert "已按规定撤回公开" in answer.text
    for text in (COPY["public_title"], COPY["public_reply"], "手机号", "涉及个人隐私", "application/ld+json"):
        assert text not in answer.text


def test_a_number_without_a_case_reads_the_same_whether_or_not_there_is_a_report(stage: Stage) -> None:
    numbers = [stage.desk.submitted(), stage.desk.finished(**PRIVATE), "2018-999999"]
    answers = [stage.citizen().get(f"/board/{number}") for number in numbers]
    assert {answer.status_code for answer in answers} == {404}
    pages = [words(next(Page(answer).all("main"))) for answer in answers]
    told = {page.replace(number, "") for page, number in zip(pages, numbers, strict=True)}
    assert len(told) == 1
    assert {f"/board/ledger?number={numbers[0]}", "/track"} <= set(Page(answers[0]).links)


def test_the_structured_data_is_the_question_and_its_answer(stage: Stage) -> None:
    number = stage.desk.finished()
    found = data_of(open_case(stage, number))
    question = found["mainEntity"]
    assert (found["@type"], question["@type"]) == ("QAPage", "Question")
    assert (question["identifier"], question["name"]) == (number, COPY["public_title"])
    assert question["text"] == COPY["public_description"]
    assert question["acceptedAnswer"]["text"] == COPY["public_reply"]
    assert question["acceptedAnswer"]["author"]["name"] == "城东区政府网站"
    stage.desk.act("province", number, Action.REOPEN)
    question = data_of(open_case(stage, number))["mainEntity"]
    assert "acceptedAnswer" not in question
    assert question["suggestedAnswer"]["text"] == COPY["public_reply"]


def test_no_text_ends_the_block_of_data_or_the_share_card(stage: Stage) -> None:
    nasty = '</script><script src="//x.example"></script><!-- " \' & 𠮷'
    number = stage.desk.finished()
    change(stage, number, title=nasty, description=nasty, reply=nasty)
    page = open_case(stage, number)
    assert data_of(page)["mainEntity"]["acceptedAnswer"]["text"] == nasty
    assert meta(page, "og:title") == nasty
    assert [element.get("src") for element in page.all("script") if "x.example" in (element.get("src") or "")] == []


def test_the_page_names_its_own_address_whatever_led_to_it(stage: Stage) -> None:
    number = stage.desk.finished()
    page = stage.citizen().page(f"/board/{number}?from=somewhere")
    canonical = next(element.get("href") for element in page.all("link") if element.get("rel") == "canonical")
    assert canonical == meta(page, "og:url") == f"http://localhost/board/{number}"
    assert meta(page, "og:title") == COPY["public_title"]
    assert meta(page, "og:description") == COPY["public_description"]


@pytest.mark.parametrize("amended", [False, True])
def test_the_citation_finds_the_case_again(stage: Stage, amended: bool) -> None:
    number = stage.desk.finished()
    if amended:
        change(stage, number, amended_on=date(2018, 6, 5))
    stage.workings.context.now.advance(days=3)  # type: ignore[attr-defined]
    assert open_case(stage, number).words_of("citation") == (
        f"〔{number}〕{COPY['public_title']}. 某省人民政府办公厅“我为政府网站找错”曝光台, 答复单位：城东区政府网站, "
        f"2018-06-04公示{'，2018-06-05更正' if amended else ''}. "
        f"http://localhost/board/{number}（查阅日期：2018-06-07）"
    )


def test_a_problem_that_was_not_confirmed_has_no_correction_in_its_story(stage: Stage) -> None:
    number = stage.desk.finished(finding=Finding.UNCONFIRMED, corrected_on=None)
    assert not [line for line in story(open_case(stage, number)) if "整改" in line]
