"""Statistics as pages: whoever reads a figure can check it, and nobody reads what is not theirs (§二, §五.4)."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal import create_app
from portal.domain.figures import FIGURES
from portal.domain.vocabulary import Action, ProblemType
from portal.services import measuring, units
from portal.services.register import keeping
from portal.store import AuditEntry, ClosedPeriod, Report
from tests.handling import PRIVATE
from tests.web.people import Stage
from tests.web.reading import Page, words

JUNE = "period=2018-06"
PAGE = f"/desk/statistics?{JUNE}"


@pytest.fixture
def june(stage: Stage) -> Stage:
    """A month with something of everything: finished, public and not, open, late, sent back, and of another office."""
    desk = stage.desk
    for _ in range(3):
        desk.finished()
    desk.finished(**PRIVATE)
    late = desk.answered()
    desk.act("chengdong", late, Action.SEND_BACK)
    desk.submitted(problem_type=ProblemType.OUTDATED)
    desk.dispatched()
    stage.workings.context.now.advance(days=8)  # type: ignore[attr-defined]  # the tests' clock
    desk.act("chengdong-gov", late, Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, late, Action.APPROVE)
    count(stage)
    return stage


def count(stage: Stage) -> None:
    """Let the worker count everything that happened."""
    while measuring.turn(stage.workings.context):
        pass


def handled_by_a_department(stage: Stage) -> None:
    """A report that another office finishes in time."""
    desk, number = stage.desk, stage.desk.dispatched()
    desk.act("chengdong", number, Action.RETURN)
    desk.act("province", number, Action.DISPATCH, unit="fgw")
    desk.act("fgw", number, Action.TRANSFER, unit="fgw-web")
    desk.act("fgw-web", number, Action.ANSWER)
    for reviewer in ("fgw", "province"):
        desk.act(reviewer, number, Action.APPROVE)


def tables(page: Page) -> list[Element]:
    """The tables of a page, without those of its charts."""
    drawn = {id(table) for figure in page.all("figure") for table in figure.iter("table")}
    return [table for table in page.all("table") if id(table) not in drawn]


def cells(page: Page) -> dict[str, list[str]]:
    """The table's lines by their heads, each figure without what it rests on."""
    return {
        words(next(row.iter("th"))): [words(cell).split(" ")[0] for cell in row.iter("td")]
        for table in tables(page)
        for row in next(table.iter("tbody")).iter("tr")
    }


def heads(page: Page) -> list[str]:
    head = next(tables(page)[-1].iter("thead"))
    return [words(each).removesuffix(" ↓").removesuffix(" ↑") for each in head.iter("th")]


def figure(page: Page, line: str, name: str) -> str:
    found = next(values for head, values in cells(page).items() if head.startswith(line))
    return found[heads(page).index(name) - 1]


def test_the_province_reads_its_month(june: Stage) -> None:
    page = june.officer("province").page(PAGE)
    assert words(next(page.all("h1"))) == "统计：2018 年 6 月"
    for name, value in (("收到", "7"), ("办结", "5"), ("按时办结率", "80%"), ("公开", "80%"), ("驳回重办", "20%")):
        assert figure(page, "合计", name) == value, name
    assert figure(page, "尚未分办", "收到") == "1"
    assert figure(page, "西宁市政府办公室", "收到") == "6"


def test_every_figure_leads_to_the_reports_behind_it(june: Stage) -> None:
    officer = june.officer("province")
    followed = 0
    for view in ("overview", "receipt", "time", "openness"):
        page = officer.page(f"{PAGE}&view={view}&by=problem_type")
        for row in (row for table in tables(page) for row in next(table.iter("tbody")).iter("tr")):
            for cell in row.iter("td"):
                for link in cell.iter("a"):
                    basis = words(next(cell.iter("span"), link))
                    counted = basis.split("/")[0].removeprefix("n=")
                    behind = officer.page(str(link.get("href")))
                    key = parse_qs(urlsplit(str(link.get("href"))).query)["figure"][0]
                    if key not in ("overdue", "held_hours"):  # several units may have a part in one report
                        assert len(cells(behind)) == int(counted), (view, words(row))
                    followed += 1
    assert followed > 30


def test_numerator_and_denominator_are_two_lists(june: Stage) -> None:
    officer = june.officer("province")
    address = f"/desk/statistics/reports?{JUNE}&figure=on_time"
    assert len(cells(officer.page(address))) == 4
    assert len(cells(officer.page(f"{address}&among=yes"))) == 5


def test_a_unit_counts_its_own_subtree_and_no_other(june: Stage) -> None:
    county = june.officer("chengdong").page(PAGE)
    assert figure(county, "合计", "收到") == "6"
    assert "尚未分办" not in county.text
    for elsewhere in ("haidong", "fgw-web"):
        assert "这个范围内没有留言" in june.officer(elsewhere).page(PAGE).text
    for address in (PAGE, f"/desk/statistics/reports?{JUNE}&figure=received", f"/desk/statistics/export.csv?{JUNE}"):
        assert june.officer("chengdong").get(f"{address}&unit=xining").status_code == 403, address
        assert june.officer("chengdong-gov").get(f"{address}&unit=chengdong").status_code == 403, address
    assert june.officer("xining").get(f"{PAGE}&unit=chengdong").status_code == 200


def test_only_officers_count(june: Stage) -> None:
    for address in (PAGE, f"/desk/statistics/reports?{JUNE}&figure=received", f"/desk/statistics/export.xlsx?{JUNE}"):
        for who in ("admin", "auditor"):
            assert june.officer(who).get(address).status_code == 403, (who, address)
        assert june.citizen().get(address).status_code in (302, 303), address


def test_too_few_reports_rank_nobody(june: Stage) -> None:
    address = f"{PAGE}&by=problem_type&sort=on_time"
    page = june.officer("province").page(address)
    assert [head.split(" ")[0] for head in cells(page)] == ["合计", "错别字", "信息不更新"]
    assert "信息不更新 不足 5 件，不参加排名" in cells(page)
    turned = june.officer("province").page(f"{address}&order=up")
    assert [head.split(" ")[0] for head in cells(turned)][-1] == "信息不更新"


def test_the_file_holds_what_the_page_shows_and_the_denominators(june: Stage) -> None:
    officer = june.officer("province")
    rows = list(csv.reader(io.StringIO(officer.get(f"/desk/statistics/export.csv?{JUNE}").text.lstrip("\ufeff"))))
    table = dict(zip(rows[0], rows[1], strict=True))
    assert rows[1][0] == "合计"
    assert (table["收到"], table["按时办结率"], table["按时办结率（分子）"], table["按时办结率（分母）"]) == (
        "7", "80%", "4", "5",
    )  # fmt: skip
    with officer.get(f"/desk/statistics/export.xlsx?{JUNE}") as workbook:
        sheet = load_workbook(io.BytesIO(workbook.data)).worksheets[0]
        numbers = dict(zip(*sheet.iter_rows(max_row=2, values_only=True), strict=True))
    assert (numbers["收到"], numbers["按时办结率（分子）"]) == (7, 4), "spreadsheets add up numbers, not texts"
    assert isinstance(numbers["办理用时中位数（小时）"], int | float)
    behind = officer.get(f"/desk/statistics/reports/export.csv?{JUNE}&figure=late").text
    assert len(behind.splitlines()) == 2
    for private in ("王小明", "13912345678", "公吿"):
        assert private not in behind
    with june.workings.context.database.reading() as session:
        exports = session.scalars(select(AuditEntry).where(AuditEntry.deed == "export").order_by(AuditEntry.id)).all()
    assert [(each.subject, each.details["lines"]) for each in exports] == [
        ("export:statistics", 4), ("export:statistics", 4), ("export:reports", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["unit", "office", "region", "problem_type", "site", "month"])
def test_the_lines_of_a_table_add_up_to_its_total(june: Stage, by: str) -> None:
    """What has no region, and what is about no registered website, has a line too, and a list behind it."""
    june.desk.submitted(site_code="", page_url="http://nowhere.example/")
    count(june)
    officer = june.officer("province")
    found = cells(officer.page(f"{PAGE}&by={by}&view=receipt"))
    total = int(found.pop("合计")[0])
    assert total == 8
    assert sum(int(values[0]) for values in found.values()) == total
    if by in ("region", "site"):
        behind = f"/desk/statistics/reports?{JUNE}&by={by}&figure=received&within="
        assert "共 1 件留言" in officer.page(f"{behind}-").text
        assert officer.get(f"{behind}999999").status_code == 404


def test_a_running_year_is_compared_with_as_much_of_the_year_before(june: Stage) -> None:
    page = june.officer("province").page("/desk/statistics?period=2018")
    assert "上年同期：2017 年 1 月 1 日至2017 年 6 月" in page.text
    drawn = next(words(each) for each in page.all("figure") if "逐月" in words(each))
    assert "2018年12月" in drawn
    assert re.search(r"2018年12月 ?无数据", drawn), "what has not come yet is no zero"


@pytest.mark.parametrize(
    "query",
    ["period=2018-13", "period=x", "from=yesterday", "from=2018-06-30&to=2018-06-01", "by=x&view=y&sort=z",
     "site_code=%00", "region=x", "unit=nobody", "problem_type=x", "from=9999-12-31", "period=0001", "from=0001-01-01",
     "period=9999", "period=9999-12", "period=9999-Q4", "from=2000-01-01&to=8999-12-31", "period=2100",
     "from=2000-01-01&to=2100-12-31", "from=2018-06-01&to="],
)  # fmt: skip
def test_an_address_that_makes_no_sense_gets_a_page(june: Stage, query: str) -> None:
    assert june.officer("province").get(f"/desk/statistics?{query}").status_code == 200
    assert june.citizen().get(f"/statistics?{query}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "figure=x",
        "",
        "figure=received&within=nowhere",
        "figure=received&by=month&within=x",
        "figure=received&by=site&within=x%00y",
    ],
)
def test_a_figure_that_does_not_exist_is_not_found(june: Stage, query: str) -> None:
    assert june.officer("province").get(f"/desk/statistics/reports?{JUNE}&{query}").status_code == 404


def test_the_public_reads_the_same_figures_and_no_number_of_a_report(june: Stage) -> None:
    page = june.citizen().page(f"/statistics?{JUNE}")
    shown = {words(item).split(" ")[0]: words(item) for item in page.all("li") if item.find(".//b") is not None}
    assert "80%" in shown["按时办结率"]
    assert "4/5" in shown["按时办结率"]
    assert "不公开原因" in page.text
    assert not re.search(r"2018-\d{6}", page.text)
    assert "王小明" not in page.text


def test_who_is_last_is_published_only_where_the_province_wants_it(june: Stage) -> None:
    """And nobody who did worse than the whole province is named as one of the best, however few there are."""
    best, title = "按时办结率较高的单位", "按时办结率较低的单位"
    for _ in range(5):
        handled_by_a_department(june)
    count(june)
    page = june.citizen().page(f"/statistics?{JUNE}")
    assert title not in page.text
    ranked = next(table for table in tables(page) if table.get("aria-label") == best or best in words(table))
    assert "省发展改革委网站" in words(ranked)
    assert "城东区政府网站" not in words(ranked)
    workings = replace(june.workings, settings=replace(june.workings.settings, publish_last_units=True))
    open_stage = replace(june, app=create_app(workings.settings, workings))
    assert title in open_stage.citizen().page(f"/statistics?{JUNE}").text


def test_programs_get_every_figure_with_both_its_numbers(june: Stage) -> None:
    told = june.citizen().get("/api/v1/statistics?period=2018-06&by=problem_type").json
    assert told is not None
    figures = {each["key"]: each for each in told["figures"]}
    assert set(figures) == {each.key for each in FIGURES}
    assert (figures["on_time"]["counted"], figures["on_time"]["among"], figures["on_time"]["rate"]) == (4, 5, 0.8)
    assert [group["key"] for group in told["groups"]] == ["outdated", "typo"]
    assert (told["from"], told["to"]) == ("2018-06-01", "2018-06-30")
    assert june.citizen().get("/api/v1/statistics?period=June").status_code == 422


def test_a_report_counts_as_overdue_and_open_from_the_day_after_its_limit_until_it_is_finished(stage: Stage) -> None:
    clock, number = stage.workings.context.now, stage.desk.answered()

    def unfinished() -> int:
        count(stage)
        told = stage.citizen().get("/api/v1/statistics?period=2018").json
        return next(each["counted"] for each in told["figures"] if each["key"] == "unfinished")

    clock.advance(days=3)  # type: ignore[attr-defined]  # the tests' clock
    assert unfinished() == 0
    clock.advance(days=1)  # type: ignore[attr-defined]  # the tests' clock
    assert unfinished() == 1
    behind = stage.officer("province").page("/desk/statistics/reports?period=2018&figure=unfinished")
    assert list(cells(behind)) == [number]
    for reviewer in ("chengdong", "xining", "province"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    assert unfinished() == 0


def test_every_figure_is_defined_for_everybody(june: Stage) -> None:
    page = june.citizen().page("/statistics/definitions")
    for each in FIGURES:
        assert each.name in page.text
        assert each.meaning in page.text


def test_a_year_has_its_report_once_it_is_over(june: Stage) -> None:
    assert june.citizen().get("/statistics/2018").status_code == 404
    june.workings.context.now.advance(days=365)  # type: ignore[attr-defined]  # the tests' clock
    page = june.citizen().page("/statistics/2018")
    assert "共收到网民留言 7 件" in page.text
    assert "按时办结 4 件" in page.text


def test_figures_that_are_still_being_counted_say_so(stage: Stage) -> None:
    stage.desk.finished()
    for address, who in ((PAGE, stage.officer("province")), ("/statistics", stage.citizen())):
        assert "正在重新计算" in who.page(address).text
    count(stage)
    assert "正在重新计算" not in stage.citizen().page("/statistics").text


def close(stage: Stage, who: str = "province") -> int:
    return stage.officer(who).post(f"/desk/statistics/close?{JUNE}").status_code


def next_month(stage: Stage) -> None:
    stage.workings.context.now.advance(days=30)  # type: ignore[attr-defined]  # the tests' clock


def test_a_month_is_closed_when_it_is_over_by_the_provincial_office_alone(june: Stage) -> None:
    button = "封账：2018 年 6 月"
    assert button not in june.officer("province").page(PAGE).text
    assert close(june) == 303
    assert find_closed_rows(june) == 0
    next_month(june)
    assert button not in june.officer("xining").page(PAGE).text
    assert close(june, "xining") == 403
    assert find_closed_rows(june) == 0
    assert button in june.officer("province").page(PAGE).text
    assert close(june) == 303
    assert find_closed_rows(june) == 1
    assert "已封账" in june.officer("chengdong").page(PAGE).text
    assert close(june) == 303
    assert find_closed_rows(june) == 1


def find_closed_rows(stage: Stage) -> int:
    with stage.workings.context.database.reading() as session:
        return len(session.scalars(select(ClosedPeriod)).all())


def test_what_changes_after_closing_is_shown_as_a_correction(june: Stage) -> None:
    next_month(june)
    close(june)
    assert "此后数字没有变动" in june.officer("province").page(PAGE).text
    with june.workings.context.database.reading() as session:
        number = session.scalars(select(Report.number).where(Report.state == "published").order_by(Report.id)).first()
    assert number is not None
    june.desk.act("province", number, Action.WITHDRAW)
    count(june)
    page = june.officer("province").page(PAGE)
    (changed,) = [values for head, values in cells(page).items() if head == "全省"]
    assert changed == ["撤回公开", "0%", "25%"]
    assert "撤回公开" in june.officer("chengdong").page(PAGE).text


def test_merging_and_moving_units_corrects_nothing_of_a_closed_month(june: Stage) -> None:
    next_month(june)
    close(june)
    before = june.officer("province").page(PAGE)
    context, province = june.workings.context, june.cast.officer("province")
    with keeping(context, province) as register:
        units.move_unit(register, "chengdong", "haidong")
    with keeping(context, province) as register:
        units.merge_units(register, "haidong-gov", "chengdong-gov")
    june.desk.submitted()
    count(june)
    after = june.officer("province").page(PAGE)
    assert "此后数字没有变动" in after.text
    assert cells(after) == cells(before)


def test_the_charts_say_what_the_table_says(june: Stage) -> None:
    page = june.officer("province").page(f"{PAGE}&sort=received")
    charts = {words(next(figure.iter("figcaption"))): figure for figure in page.all("figure")}
    course = next(chart for name, chart in charts.items() if name.startswith("收到：逐月"))
    last = list(course.iter("tr"))[-1]
    assert [words(cell) for cell in last][:2] == ["2018年6月", "7"]
    field = next(chart for name, chart in charts.items() if name.startswith("收到：单位和月份"))
    rows = {words(next(row.iter("th"))): words(list(row)[-1]) for row in field.iter("tr")}
    assert rows["西宁市政府办公室"] == figure(page, "西宁市政府办公室", "收到") == "6"
    by_type = june.officer("province").page(f"{PAGE}&sort=received&by=problem_type")
    assert any(words(next(each.iter("figcaption"))).startswith("收到：问题类型") for each in by_type.all("figure"))
