"""§四 持续整改跟踪: what was promised stays on a list until it is reported done."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from portal.domain.vocabulary import Action
from portal.store import Unit
from tests.handling import PRIVATE
from tests.web.people import Stage, step_address
from tests.web.reading import Page, words

PROMISED = {"corrected_on": None, "correct_by": date(2018, 6, 8)}
LIST = "/desk/promises"


def rows(page: Page) -> list[str]:
    """The lines of the list, in order."""
    return [words(row) for body in page.all("tbody") for row in body.iter("tr")]


def tabs(page: Page) -> dict[str, str]:
    """The tabs of a list with their counts."""
    lists = [nav for nav in page.all("nav") if nav.get("class") == "tabs"]
    links = [link for nav in lists for link in nav.iter("a")]
    return {link.text or "": "".join("".join(each.itertext()) for each in link.iter("span")) for link in links}


def pass_days(stage: Stage, days: int) -> None:
    stage.workings.context.now.advance(days=days)  # type: ignore[attr-defined]  # the tests' clock


def test_a_promise_is_tracked_with_its_date_and_the_days_that_are_left(stage: Stage) -> None:
    number = stage.desk.finished(**PROMISED)
    stage.desk.finished()
    for who in ("chengdong-gov", "chengdong", "xining", "province"):
        (row,) = rows(stage.officer(who).page(LIST))
        for part in (number, "西宁市城东区人民政府网", "2018年6月8日", "还有 4 天", "整改中"):
            assert part in row, who
    for who in ("xining-edu", "fgw", "haidong"):
        assert rows(stage.officer(who).page(LIST)) == [], who


@pytest.mark.parametrize(("days", "told"), [(3, "还有 1 天"), (4, "今天到期"), (5, "逾期 1 天"), (14, "逾期 10 天")])
def test_the_time_that_is_left_is_told_in_words(stage: Stage, days: int, told: str) -> None:
    stage.desk.finished(**PROMISED)
    pass_days(stage, days)
    (row,) = rows(stage.officer("chengdong-gov").page(LIST))
    assert told in row
    assert ("整改中" in row) == (days <= 4)


def test_a_promise_that_is_not_public_is_tracked_as_well(stage: Stage) -> None:
    closed = stage.desk.finished(**PROMISED, **PRIVATE)
    withdrawn = stage.desk.finished(**PROMISED)
    stage.desk.act("province", withdrawn, Action.WITHDRAW)
    listed = " ".join(rows(stage.officer("chengdong").page(LIST)))
    assert closed in listed
    assert withdrawn in listed


def test_a_promise_of_a_reply_that_is_not_yet_approved_is_none(stage: Stage) -> None:
    stage.desk.climbed(**PROMISED)
    assert rows(stage.officer("chengdong-gov").page(LIST)) == []


def test_what_is_reopened_waits_for_its_new_reply(stage: Stage) -> None:
    number = stage.desk.finished(**PROMISED)
    stage.desk.act("province", number, Action.REOPEN)
    assert rows(stage.officer("chengdong-gov").page(LIST)) == []


def test_an_overdue_promise_climbs_to_every_unit_above(stage: Stage) -> None:
    stage.desk.finished(**PROMISED)
    assert tabs(stage.officer("chengdong-gov").page("/desk"))["整改中"] == "1"
    for who in ("chengdong", "xining", "province"):
        assert "整改中" not in tabs(stage.officer(who).page("/desk")), who
    pass_days(stage, 5)
    for who in ("chengdong-gov", "chengdong", "xining", "province"):
        page = stage.officer(who).page("/desk")
        assert tabs(page)["整改逾期"] == "1", who
        assert f"{LIST}?state=overdue" in page.links
        assert len(rows(stage.officer(who).page(f"{LIST}?state=overdue"))) == 1, who
    assert "整改逾期" not in tabs(stage.officer("fgw").page("/desk"))


def test_the_filing_unit_reports_it_done_in_one_step_from_the_list(stage: Stage) -> None:
    first, second = stage.desk.finished(**PROMISED), stage.desk.finished(**PROMISED)
    officer = stage.officer("chengdong-gov")
    page = officer.page(LIST)
    link = next(link for link in page.links if link.endswith("#action-rectify") and first in link)
    opened = officer.page(link)
    assert opened.by_id("action-rectify").get("open") is not None
    answer = officer.fill(opened, step_address(first, "rectify"), corrected_on="2018-06-04")
    assert answer.status_code == 303
    assert answer.location.startswith(f"/desk/reports/{second}?"), "the next promise of the list opens"
    assert len(rows(officer.page(LIST))) == 1
    assert first in rows(officer.page(f"{LIST}?state=done"))[0]
    assert tabs(officer.page(LIST)) == {"未完成": "1", "整改逾期": "0", "整改中": "1", "已整改": "1"}


def test_units_above_see_the_promise_but_do_not_report_it_done(stage: Stage) -> None:
    number = stage.desk.finished(**PROMISED)
    for who in ("chengdong", "province"):
        page = stage.officer(who).page(LIST)
        assert not [link for link in page.links if "#action-rectify" in link], who
        assert not stage.officer(who).page(f"/desk/reports/{number}").has_form(step_address(number, "rectify")), who


def test_the_successor_of_a_merged_unit_carries_the_promise(stage: Stage) -> None:
    number = stage.desk.finished(**PROMISED)
    with stage.workings.context.database.writing() as session:
        units = stage.cast.units
        session.execute(
            update(Unit).where(Unit.id == units["chengdong-gov"]).values(merged_into_id=units["xining-edu"])
        )
    heir = stage.officer("xining-edu")
    (row,) = rows(heir.page(LIST))
    assert "西宁市教育局" in row
    page = heir.page(f"/desk/reports/{number}")
    assert heir.fill(page, step_address(number, "rectify"), corrected_on="2018-06-04").status_code == 303
    assert rows(stage.officer("chengdong").page(LIST)) == []


def test_the_public_sees_how_far_the_correction_has_come(stage: Stage) -> None:
    number = stage.desk.finished(**PROMISED)
    stage.follow_up()

    def shown() -> list[str]:
        filters = ("promised", "overdue", "done")
        return [each for each in filters if number in stage.citizen().get(f"/board?rectification={each}").text]

    assert shown() == ["promised"]
    assert "整改中" in stage.citizen().get(f"/board/{number}").text
    pass_days(stage, 5)
    assert shown() == ["overdue"]
    assert "整改逾期" in stage.citizen().get(f"/board/{number}").text
    stage.desk.act("chengdong-gov", number, Action.RECTIFY)
    stage.follow_up()
    assert shown() == ["done"]
    assert "已整改" in stage.citizen().get(f"/board/{number}").text


def test_what_is_due_first_stands_on_top_and_text_is_found(stage: Stage) -> None:
    late = stage.desk.finished(**{**PROMISED, "correct_by": date(2018, 7, 1)})
    early = stage.desk.finished(**PROMISED)
    listed = rows(stage.officer("chengdong").page(LIST))
    assert [early in listed[0], late in listed[1]] == [True, True]
    (row,) = rows(stage.officer("chengdong").page(f"{LIST}?q={late}"))
    assert late in row
    assert stage.officer("chengdong").get(f"{LIST}?state=nonsense&page=-1&q=%00").status_code == 200
