"""监督考评 as pages: every point is followed down to the reports, and nobody reads or changes what is not theirs."""

from __future__ import annotations

import csv
import io
import re
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from portal.domain.vocabulary import Action
from portal.services import measuring, units
from portal.services.register import keeping
from portal.store import (
    AssessmentResult,
    AssessmentScheme,
    AuditEntry,
    FrozenAssessment,
    Report,
    ScoreObjection,
)
from tests.handling import PRIVATE
from tests.web.people import Stage, Visitor
from tests.web.reading import Page, words

YEAR = "/desk/assessment/2018"
UNIT = f"{YEAR}/xining"
SCHEME = "/desk/assessment/scheme/2018"
HOSTILE = '<script>alert("异议")</script>'


@pytest.fixture
def handled(stage: Stage) -> Stage:
    """A year with something of everything: in time, over a month late, sent back, not published, never finished."""
    desk, clock = stage.desk, stage.workings.context.now
    for _ in range(4):
        desk.finished()
    desk.finished(**PRIVATE)
    late = desk.answered()
    desk.act("chengdong", late, Action.SEND_BACK)
    desk.transferred()
    clock.advance(days=45)  # type: ignore[attr-defined]  # the tests' clock
    desk.act("chengdong-gov", late, Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, late, Action.APPROVE)
    count(stage)
    return stage


@pytest.fixture
def over(handled: Stage) -> Stage:
    """The same, and the year is over."""
    handled.workings.context.now.advance(days=200)  # type: ignore[attr-defined]  # the tests' clock
    return handled


@pytest.fixture
def frozen(over: Stage) -> Stage:
    """The same, and its results stand."""
    assert freeze(over) == 303
    return over


def count(stage: Stage) -> None:
    """Let the worker count everything that happened."""
    while measuring.turn(stage.workings.context):
        pass


def freeze(stage: Stage, who: str = "province") -> int:
    return stage.officer(who).post(f"{YEAR}/freeze").status_code


def rows(page: Page) -> dict[str, list[str]]:
    """The lines of a page's tables by their heads; of several with one head the first."""
    found: dict[str, list[str]] = {}
    for body in page.all("tbody"):
        for row in body.iter("tr"):
            cells = [words(cell).replace(" 件留言", "") for cell in row.iter("td")]
            found.setdefault(words(next(row.iter("th"))).split(" ")[0], cells)
    return found


def total(page: Page) -> str:
    """The total in the heading of a unit's page."""
    return next(words(each) for each in page.all("h2") if words(each).endswith("分"))


def stored(stage: Stage, table: type) -> list[object]:
    with stage.workings.context.database.reading() as session:
        return list(session.scalars(select(table)).all())


def test_the_derivation_tells_every_number_of_a_unit_and_they_add_up(handled: Stage) -> None:
    page = handled.officer("province").page(UNIT)
    lines = rows(page)
    assert lines["按时办结率"][:4] == ["办理实效", "5/6", "33.33", "19.44"]
    assert "83.3%，60% 及以下得 0 分，100% 得满分，其间按比例" in lines["按时办结率"][4]
    assert lines["满意率"][1:4] == ["0/0", "0.00", "—"]
    assert lines["逾期未办结"][1:4] == ["1", "—", "−2.00"]
    assert lines["逾期一个月以上办结"][1:4] == ["1", "—", "−1.00"]
    earned = [cells[3].replace("−", "-") for cells in lines.values()]
    assert total(page) == f"{sum(float(each) for each in earned if each != '—'):.2f} 分"


def test_every_number_of_a_derivation_is_the_length_of_the_list_that_it_leads_to(handled: Stage) -> None:
    officer, followed = handled.officer("chengdong"), 0
    for unit in ("chengdong", "chengdong-gov"):
        for link in officer.page(f"{YEAR}/{unit}").all("a"):
            address = str(link.get("href"))
            if address.startswith("/desk/statistics/reports"):
                behind = officer.page(address)
                number = words(link).split(" ")[0]
                assert re.search(rf"共 {number} 件留言。|共 \d+ 件留言，计 {number} 次", behind.text), address
                followed += 1
    assert followed > 20


def test_the_units_of_a_year_stand_by_their_points(handled: Stage) -> None:
    page = handled.officer("province").page(YEAR)
    assert words(next(page.all("h1"))) == "监督考评：2018 年"
    assert "还没有结束" in page.text
    place, points_of_all, *aspects, deducted, added = rows(page)["西宁市政府办公室"]
    assert (place, deducted, added) == ("1", "−4.00", "0.00")
    assert f"{sum(map(float, aspects)) - 4:.2f}" == points_of_all
    assert not {"省发展改革委", "海东市政府办公室", "城东区政府办公室"} & set(rows(page))
    below = handled.officer("province").page(f"{YEAR}?unit=chengdong")
    assert rows(below)["城东区政府网站"][0] == "1"


def test_a_unit_that_merged_keeps_what_it_earned_and_its_successor_is_not_charged(over: Stage) -> None:
    officer = over.officer("province")
    before = total(officer.page(f"{YEAR}/chengdong-gov"))
    with keeping(over.workings.context, over.cast.officer("province")) as register:
        units.merge_units(register, "chengdong-gov", "haidong-gov")
    count(over)
    assert total(officer.page(f"{YEAR}/chengdong-gov")) == before
    assert total(officer.page(f"{YEAR}/haidong-gov")) == "不评分"
    assert "已并入海东市政府网站" in officer.page(f"{YEAR}?unit=chengdong").text


def test_before_freezing_a_unit_reads_its_own_subtree_and_no_other(over: Stage) -> None:
    county = over.officer("chengdong")
    page = county.page(YEAR)
    assert "城东区政府网站" in page.text
    assert "西宁市政府办公室" not in words(next(page.all("main")))
    assert county.get(f"{YEAR}/chengdong-gov").status_code == 200
    for address in (UNIT, f"{YEAR}?unit=xining", f"{UNIT}/export.csv", f"{YEAR}/export.csv?unit=province"):
        assert county.get(address).status_code == 403, address
        assert over.officer("haidong").get(address).status_code == 403, address
    assert over.officer("province").get(UNIT).status_code == 200


def test_once_frozen_everybody_reads_all_but_reaches_no_report_of_others(frozen: Stage) -> None:
    other = frozen.officer("haidong").page(UNIT)
    assert total(other) == total(frozen.officer("province").page(UNIT))
    assert not [link for link in other.links if link.startswith("/desk/statistics/reports")]
    assert "西宁市政府办公室" in rows(frozen.officer("chengdong-gov").page(YEAR))


def test_only_officers_read_the_assessment(frozen: Stage) -> None:
    for address in ("/desk/assessment", YEAR, UNIT, SCHEME, f"{YEAR}/export.xlsx", f"{YEAR}/derivation.csv"):
        for who in ("admin", "auditor"):
            assert frozen.officer(who).get(address).status_code == 403, (who, address)
        assert frozen.citizen().get(address).status_code == 302, address


def test_years_and_units_that_are_not_there_are_not_found(handled: Stage) -> None:
    officer = handled.officer("province")
    for address in ("/desk/assessment/1999", "/desk/assessment/2019", f"{YEAR}/nobody", f"{YEAR}/province"):
        assert officer.get(address).status_code == 404, address
    assert total(officer.page(f"{YEAR}/fgw")) == "不评分"


def test_trying_other_weights_shows_what_would_be_and_stores_nothing(over: Stage) -> None:
    officer = over.officer("province")
    page = officer.page(YEAR)
    tried = {name: value for name, value in page.form(YEAR).items() if name.startswith("weight-")}
    assert sum(map(int, tried.values())) == 100
    before = rows(page)["西宁市政府办公室"]
    tried |= {"weight-on_time": "5", "weight-published": "35"}
    shown = officer.page(f"{YEAR}?" + "&".join(f"{name}={value}" for name, value in tried.items()))
    assert "（试算）" in words(next(shown.all("h1")))
    assert "没有保存，不是考评结果" in shown.text
    after = rows(shown)["西宁市政府办公室"]
    assert after[2] == before[1], "what it was stands beside it"
    assert after[1] != before[1]
    assert rows(officer.page(YEAR))["西宁市政府办公室"] == before
    assert not stored(over, AssessmentScheme)
    assert not [entry for entry in stored(over, AuditEntry) if "scheme" in entry.deed]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("weight-on_time=29", "权重合计应为 100 分，现在是 99 分"),
        ("weight-on_time=x", "按时办结率的权重应为整数"),
        ("weight-on_time=-5", "按时办结率的权重应为整数"),
        ("weight-on_time=", "按时办结率的权重应为整数"),
    ],
)
def test_weights_that_make_no_scheme_are_refused_with_a_sentence(over: Stage, query: str, sentence: str) -> None:
    answer = over.officer("province").get(f"{YEAR}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "（试算）" not in answer.text


def test_frozen_results_can_be_tried_too(frozen: Stage) -> None:
    page = frozen.officer("xining").page(f"{YEAR}?weight-on_time=5&weight-published=35")
    kept = rows(frozen.officer("xining").page(YEAR))["西宁市政府办公室"][1]
    assert rows(page)["西宁市政府办公室"][1] != kept
    assert rows(page)["西宁市政府办公室"][2] == kept


def form_of(visitor: Visitor, **changes: str) -> dict[str, str]:
    return {**visitor.page(SCHEME).form(SCHEME), **changes}


def test_the_provincial_office_saves_versions_of_the_scheme(over: Stage) -> None:
    officer = over.officer("province")
    changes = {
        "criterion-on_time-weight": "25", "criterion-late-aspect": "effect", "criterion-late-weight": "5",
        "criterion-late-none_at": "20", "criterion-late-full_at": "0", "deduction-unfinished-each": "2.5",
    }  # fmt: skip
    answer = officer.post(SCHEME, form_of(officer, **changes))
    assert answer.status_code == 303
    page = officer.page(SCHEME)
    assert "现行的是 2018 年第 1 版" in page.text
    assert "每件扣 2.5 分，最多扣 10 分" in page.text
    assert rows(officer.page(UNIT))["逾期未办结"][3] == "−2.50"
    assert "没有改动" in officer.post(SCHEME, form_of(officer)).text
    assert "沿用 2018 年第 1 版" in officer.page("/desk/assessment/scheme/2019").text


def test_a_whole_scheme_is_tried_before_it_is_saved(over: Stage) -> None:
    """Deductions and bonuses too, which the form for other weights has not."""
    officer = over.officer("province")
    before = rows(officer.page(YEAR))["西宁市政府办公室"][1]
    answer = officer.post(SCHEME, form_of(officer, **{"deduction-unfinished-each": "2.5", "do": "try"}))
    assert answer.status_code == 200
    page = Page(answer)
    assert "没有保存，不是考评结果" in page.text
    line = rows(page)["西宁市政府办公室"]
    assert (line[2], float(line[1])) == (before, float(before) - 0.5), "2.5 points instead of 2"
    assert page.form(SCHEME)["deduction-unfinished-each"] == "2.5", "to be saved if it pleases"
    assert not stored(over, AssessmentScheme)
    refused = officer.post(SCHEME, form_of(officer, **{"criterion-on_time-weight": "29", "do": "try"}))
    assert (refused.status_code, "试算结果" in refused.text) == (422, False)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("criterion-on_time-weight", "29", "现在是 99 分"),
        ("criterion-on_time-weight", "x", "按时办结率：权重应为整数"),
        ("criterion-on_time-full_at", "", "按时办结率：满分线应为整数"),
        ("criterion-on_time-full_at", "40", "按时办结率：满分线应比零分线高"),
        ("deduction-unfinished-each", "1.234", "逾期未办结：每件扣分应为数字"),
        ("deduction-unfinished-cap", "1", "最多扣分不能少于每件扣分"),
        ("bonus-on_time-from_rate", "101", "按时办结率：起加线应为 0 至 100"),
        ("minimum", HOSTILE, "最少件数应为整数"),
    ],
)
def test_a_scheme_that_cannot_be_followed_comes_back_as_it_was_typed(
    over: Stage, field: str, value: str, sentence: str
) -> None:
    officer = over.officer("province")
    answer = officer.post(SCHEME, form_of(officer, **{field: value}))
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in page.text
    assert page.form(SCHEME)[field] == value
    assert "<script>alert" not in page.text
    assert not stored(over, AssessmentScheme)


def test_a_scheme_that_a_colleague_saved_meanwhile_is_not_undone_unseen(over: Stage) -> None:
    first, second = over.officer("province"), over.officer("province2")
    opened = first.page(SCHEME)
    assert second.post(SCHEME, form_of(second, minimum="8")).status_code == 303
    late = first.post(SCHEME, {**opened.form(SCHEME), "deduction-unfinished-each": "2.5"})
    assert late.status_code == 409
    page = Page(late)
    assert "其他同事已经保存了新的一版" in page.text
    assert page.form(SCHEME)["deduction-unfinished-each"] == "2.5"
    assert "第 1 版" in page.text
    assert first.post(SCHEME, page.form(SCHEME)).status_code == 303, "seen and meant"


def test_nobody_else_saves_a_scheme_or_freezes(over: Stage) -> None:
    fields = form_of(over.officer("province"), **{"criterion-on_time-weight": "29", "criterion-settled-weight": "11"})
    for who in ("xining", "chengdong", "chengdong-gov", "fgw", "admin", "auditor"):
        assert over.officer(who).post(SCHEME, {**fields, "csrf_token": ""}).status_code in (400, 403), who
        assert freeze(over, who) == 403, who
        if who not in ("admin", "auditor"):
            assert not over.officer(who).page(SCHEME).has_form(SCHEME)
    assert not stored(over, AssessmentScheme) + stored(over, FrozenAssessment)


def test_a_year_is_frozen_once_it_is_over(handled: Stage) -> None:
    button = "冻结 2018 年考评结果"
    assert button not in handled.officer("province").page(YEAR).text
    freeze(handled)
    assert not stored(handled, FrozenAssessment)
    handled.workings.context.now.advance(days=200)  # type: ignore[attr-defined]  # the tests' clock
    assert button in handled.officer("province").page(YEAR).text
    freeze(handled)
    freeze(handled, "province2")
    assert len(stored(handled, FrozenAssessment)) == 1
    page = handled.officer("province").page(YEAR)
    assert "考评结果已冻结" in page.text
    assert button not in page.text
    assert not handled.officer("province").page(SCHEME).has_form(SCHEME)


def test_what_was_frozen_stays_though_figures_change_later(frozen: Stage) -> None:
    officer = frozen.officer("province")
    before = officer.page(UNIT)
    with frozen.workings.context.database.writing() as session:
        open_report = session.scalars(select(Report).where(Report.state == "answering")).one()
        number = open_report.number
    desk = frozen.desk
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE)
    count(frozen)
    after = officer.page(UNIT)
    assert total(after) == total(before)
    assert rows(after)["逾期未办结"][1] == "1 现在 0"
    assert [cells[3] for cells in rows(after).values()] == [cells[3] for cells in rows(before).values()]


def object_to(stage: Stage, who: str = "xining", text: str = HOSTILE) -> int:
    visitor = stage.officer(who)
    token = {"words": text}
    return visitor.post(f"{UNIT}/objection", token).status_code


def test_a_unit_objects_and_the_provincial_office_replies(frozen: Stage) -> None:
    unit, province = frozen.officer("xining"), frozen.officer("province")
    page = unit.page(UNIT)
    points = float(total(page).split(" ")[0])
    assert unit.fill(page, f"{UNIT}/objection", words="").status_code == 422
    assert unit.fill(page, f"{UNIT}/objection", words=HOSTILE).status_code == 303
    page = province.page(UNIT)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "有异议，待答复" in province.page(YEAR).text
    assert not unit.page(UNIT).has_form(f"{UNIT}/objection")
    wrong = province.fill(page, f"{UNIT}/reply", reply="采纳", adjustment="两分")
    assert wrong.status_code == 422
    assert "更正分值应为数字" in wrong.text
    assert province.fill(page, f"{UNIT}/reply", reply=f"采纳 {HOSTILE}", adjustment="1.5").status_code == 303
    page = unit.page(UNIT)
    assert total(page) == f"{points + 1.5:.2f} 分"
    assert "总分更正：1.50" in page.text
    assert "<script>alert" not in page.text
    assert "含异议更正 1.50" in province.page(YEAR).text
    assert not province.page(UNIT).has_form(f"{UNIT}/reply")


def test_nobody_objects_for_another_unit_or_replies_in_the_provincial_offices_place(frozen: Stage) -> None:
    for who in ("province", "chengdong", "chengdong-gov", "haidong", "fgw", "admin", "auditor"):
        assert object_to(frozen, who) == 403, who
    assert object_to(frozen) == 303
    for who in ("xining", "chengdong", "haidong", "admin", "auditor"):
        assert frozen.officer(who).post(f"{UNIT}/reply", {"reply": "不采纳"}).status_code == 403, who
    assert [each.reply for each in stored(frozen, ScoreObjection)] == [None]  # type: ignore[attr-defined]


def test_an_objection_is_read_by_the_unit_and_those_above_alone(frozen: Stage) -> None:
    object_to(frozen, text="只给上级看的话")
    assert "只给上级看的话" in frozen.officer("province").page(UNIT).text
    assert "只给上级看的话" in frozen.officer("xining").page(UNIT).text
    for who in ("chengdong", "haidong"):
        assert "只给上级看的话" not in frozen.officer(who).page(UNIT).text


def test_after_fifteen_days_no_form_is_offered_and_none_is_taken(frozen: Stage) -> None:
    frozen.workings.context.now.advance(days=16)  # type: ignore[attr-defined]  # the tests' clock
    assert not frozen.officer("xining").page(UNIT).has_form(f"{UNIT}/objection")
    assert object_to(frozen) == 422


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def summed(derivation: list[dict[str, str]]) -> float:
    """What the lines of a file add up to."""
    signs = {"得分": 1, "扣分": -1, "加分": 1}
    return sum(
        sign * float(each[column])
        for each in derivation
        for column, sign in signs.items()
        if each[column] not in ("", "不评分")
    )


def test_the_yearly_table_and_its_derivation_are_taken_home_and_written_down(frozen: Stage) -> None:
    officer = frozen.officer("province")
    (line,) = read_csv(officer.get(f"{YEAR}/export.csv").text)
    assert (line["年度"], line["名次"], line["单位"], line["结果"]) == ("2018", "1", "西宁市政府办公室", "已冻结")
    assert f"{line['总分']} 分" == total(officer.page(UNIT))
    derivation = read_csv(officer.get(f"{YEAR}/derivation.csv").text)
    assert {each["单位代码"] for each in derivation} == {"xining"}
    assert f"{summed(derivation):.2f}" == line["总分"]
    own = read_csv(officer.get(f"{UNIT}/export.csv").text)
    assert own == derivation
    with officer.get(f"{YEAR}/export.xlsx") as workbook, ZipFile(io.BytesIO(workbook.data)) as book:
        sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert sheets == ["考评结果", "评分依据", "考评方案"]
    exports = [each for each in stored(frozen, AuditEntry) if each.deed == "export"]  # type: ignore[attr-defined]
    assert [each.subject for each in exports] == ["export:assessment"] * 4  # type: ignore[attr-defined]


def test_a_table_of_a_year_that_is_not_frozen_says_of_which_day_it_is(over: Stage) -> None:
    (line,) = read_csv(over.officer("xining").get(f"{YEAR}/export.csv").text)
    assert (line["单位"], line["结果"]) == ("城东区政府办公室", "截至 2019-02-04 暂计")


def test_the_pages_of_figures_lead_to_each_other(handled: Stage) -> None:
    officer = handled.officer("chengdong")
    assert "/desk/assessment" in officer.page("/desk/statistics").links
    page = officer.page("/desk/assessment")
    assert "/desk/statistics" in page.links
    assert YEAR in page.links


def test_figures_that_are_still_being_counted_say_so_and_freeze_nothing(over: Stage) -> None:
    measuring.start_over(over.workings.context)
    assert "正在重新计算" in over.officer("province").page(YEAR).text
    freeze(over)
    assert not stored(over, FrozenAssessment) + stored(over, AssessmentResult)
