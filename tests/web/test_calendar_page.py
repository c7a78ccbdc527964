"""/admin/calendar: the offices read the year as the clock sees it, the provincial office decides days (§四)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.domain.deadlines import SHANGHAI
from portal.store import CalendarDay
from tests.web.people import Stage
from tests.web.reading import Page, words
from tests.web.test_query_counts import ask

ADDRESS = "/admin/calendar"
REMOVE = "/admin/calendar/remove"
DAY = {"day": "2018-06-05", "working": "no", "document": "青政办发明电〔2018〕12号"}


@dataclass
class AnnouncedUntil:
    """Weekdays; holidays are announced up to and including a year, which a test may move on."""

    year: int

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and (day.month, day.day) != (1, 1)

    def is_announced(self, day: date) -> bool:
        return day.year <= self.year


@pytest.fixture
def weekdays() -> AnnouncedUntil:
    """The tests' calendar ends with 2018."""
    return AnnouncedUntil(2018)


def decide(stage: Stage, username: str = "province", **changes: str) -> TestResponse:
    """Fill in the form of the page."""
    visitor = stage.officer(username)
    return visitor.fill(visitor.page(ADDRESS), ADDRESS, **{**DAY, **changes})


def square(page: Page, day: date) -> str:
    """What stands in the square of a day."""
    months = [table for table in page.all("table") if table.get("class") == "month"]
    return next(
        words(cell)
        for cell in months[day.month - 1].iter("td")
        if (number := cell.find("b")) is not None and number.text == str(day.day)
    )


@pytest.mark.parametrize("who", ["province", "xining", "chengdong", "chengdong-gov", "fgw-web", "admin"])
def test_officers_and_the_administrator_read_it(stage: Stage, who: str) -> None:
    page = stage.officer(who).page(ADDRESS)
    assert "2018 年工作日历" in page.text
    assert page.has_form(ADDRESS) is (who == "province")


def test_the_auditor_and_strangers_do_not(stage: Stage) -> None:
    assert stage.officer("auditor").get(ADDRESS).status_code == 403
    assert ADDRESS not in stage.officer("auditor").get("/desk").text
    assert stage.citizen().get(ADDRESS).location.startswith("/login")


@pytest.mark.parametrize("who", ["xining", "chengdong", "chengdong-gov", "fgw", "admin", "auditor"])
def test_nobody_but_the_provincial_office_decides(stage: Stage, who: str) -> None:
    visitor = stage.officer(who)
    assert visitor.post(ADDRESS, DAY).status_code == 403
    assert visitor.post(REMOVE, DAY).status_code == 403
    assert stage.citizen().post(ADDRESS, DAY).status_code == 403
    with stage.workings.context.database.reading() as session:
        assert session.scalars(select(CalendarDay)).all() == []


def test_every_square_says_its_kind_in_a_word(stage: Stage) -> None:
    decide(stage)
    decide(stage, day="2018-06-09", working="yes")
    page = stage.officer("chengdong").page(ADDRESS)
    assert square(page, date(2018, 6, 4)) == "4 班 今天"
    assert square(page, date(2018, 6, 5)) == "5 假改"
    assert square(page, date(2018, 6, 9)) == "9 补班改"
    assert square(page, date(2018, 6, 10)) == "10 休"
    assert square(page, date(2018, 1, 1)) == "1 假"


def test_a_decision_says_how_many_deadlines_moved_and_the_report_shows_it(stage: Stage) -> None:
    number = stage.desk.dispatched()
    stage.desk.finished()
    assert decide(stage).location == "/admin/calendar?year=2018"
    page = stage.officer("province").page(ADDRESS)
    assert "1 件在办留言的期限已重算" in page.text
    assert DAY["document"] in page.text
    text = stage.officer("chengdong").page(f"/desk/reports/{number}").text
    assert "2018年6月8日 24 时到期" in text
    assert "重算时限" in text
    decide(stage)
    assert "与原来一致，没有变化" in stage.officer("province").get(ADDRESS).text


def test_a_decision_is_taken_back_from_its_line(stage: Stage) -> None:
    number = stage.desk.dispatched()
    decide(stage)
    officer = stage.officer("province")
    officer.fill(officer.page(ADDRESS), REMOVE)
    page = officer.page(ADDRESS)
    assert "1 件在办留言的期限已重算" in page.text
    assert not page.has_form(REMOVE)
    assert "2018年6月7日 24 时到期" in stage.officer("chengdong").page(f"/desk/reports/{number}").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"document": ""}, "请填写依据的文件名称或文号"),
        ({"document": "x"}, "至少 2 字"),
        ({"working": "perhaps"}, "请选择上班或休息"),
        ({"day": ""}, "请填写日期"),
        ({"day": "1918-06-05"}, "年份应在 2004 至 2100 之间"),
    ],
)
def test_a_wrong_form_comes_back_as_it_was_typed(stage: Stage, changes: dict[str, str], message: str) -> None:
    answer = decide(stage, **changes)
    assert answer.status_code == 422
    assert message in answer.text
    kept = Page(answer).form(ADDRESS)
    assert kept["document"] == {**DAY, **changes}["document"]


def test_an_expired_form_keeps_what_was_typed(stage: Stage) -> None:
    answer = stage.officer("province").post(ADDRESS, {**DAY, "csrf_token": "old"})
    assert answer.status_code == 400
    assert Page(answer).form(ADDRESS)["document"] == DAY["document"]
    assert stage.officer("province").post(REMOVE, {**DAY, "csrf_token": "old"}).status_code == 400


def test_one_gets_from_year_to_year(stage: Stage) -> None:
    officer = stage.officer("chengdong")
    assert {"/admin/calendar?year=2017", "/admin/calendar?year=2019"} <= set(officer.page(ADDRESS).links)
    for nonsense in ("18", "9999", "x", "２０１９", "-2018"):
        assert "2018 年工作日历" in officer.page(f"{ADDRESS}?year={nonsense}").text
    assert officer.page(f"{ADDRESS}?year=2004").status == officer.page(f"{ADDRESS}?year=2100").status == 200


def test_a_year_that_is_not_announced_is_marked(stage: Stage) -> None:
    officer = stage.officer("province")
    assert "暂定" not in officer.get(ADDRESS).text
    assert "暂定（放假安排未公布）" in officer.get(f"{ADDRESS}?year=2019").text


def test_a_report_of_late_december_is_provisional_until_the_next_year_is_known(
    stage: Stage, weekdays: AnnouncedUntil
) -> None:
    """§四, with the page of the report, of the list and of the citizen."""
    stage.workings.context.now.now = datetime(2018, 12, 27, 10, tzinfo=SHANGHAI)  # type: ignore[attr-defined]
    _, code = stage.citizen().reported()
    number = stage.desk.dispatched()
    stage.follow_up()
    desk = stage.officer("chengdong")
    for address in ("/desk", f"/desk/reports/{number}"):
        assert "暂定" in desk.get(address).text, address
    assert "暂定" in stage.citizen().track(code).text
    # Friday, Monday, Wednesday: New Year's Day is free.
    assert "2019年1月2日 24 时到期" in desk.get(f"/desk/reports/{number}").text
    officer = stage.officer("province")
    weekdays.year = 2019
    decide(stage, day="2018-12-30", working="yes", document="国办发明电〔2018〕15号")
    assert "2 件在办留言的期限已重算" in officer.get(ADDRESS).text
    for address in ("/desk", f"/desk/reports/{number}"):
        assert "暂定" not in desk.get(address).text, address
    assert "2018年12月31日 24 时到期" in desk.get(f"/desk/reports/{number}").text
    assert "暂定" not in stage.citizen().track(code).text


def test_the_page_asks_little_with_a_whole_year_decided(stage: Stage) -> None:
    with stage.workings.context.database.writing() as session:
        for month in range(1, 13):
            session.add_all(CalendarDay(day=date(2018, month, day), working=True, document="x") for day in range(1, 29))
    ask(stage.officer("province"), ADDRESS)
