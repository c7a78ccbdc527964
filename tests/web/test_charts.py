"""Charts and figures as components: they draw what they were given, and say it to those who cannot see."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.figure_words import compared
from portal.web.charts import NO_DATA, SHAPES, BarChart, HeatChart, LineChart, Series, digits, short, spread, ticks
from tests.guards.test_pages import check
from tests.web.reading import Page, words

MONTHS = tuple(f"2018年{month}月" for month in range(1, 13))
UNITS = ("西宁市", "海西蒙古族藏族自治州人民政府办公室政务公开和政府网站管理科", "<b>城东区</b>")
RECEIVED = Series("收到", (12, 30, None, 8, 8, 0, 25, None, 7, None, 1250, 31))
FINISHED = Series("办结", (10, 25, 3, 8, 9, 1, 20, 2, 6, 4, 900, 30))
RATE = Series("按时办结率", (87.5, None, 0), ("87.5%（35/40）", "", "0%（0/4）"))
PAGE = """{% extends "layouts/public.html" %}
{% from "components/charts/bars.html" import bars %}
{% from "components/charts/heat.html" import heat %}
{% from "components/charts/lines.html" import lines %}
{% from "components/charts/spark.html" import spark %}
{% from "components/figure.html" import figure %}
{% block heading %}图表{% endblock %}
{% block content %}"""


class Answer:
    """A page that no view gave."""

    status_code = 200

    def __init__(self, text: str) -> None:
        self.text = text


def drawn(app: Flask, call: str, **values: object) -> Page:
    """A page that holds nothing but one component; it has been checked as every page of the portal is."""
    with app.test_request_context("/"):
        app.preprocess_request()
        page = Page(Answer(render_template_string(f"{PAGE}{call}{{% endblock %}}", **values)))  # type: ignore[arg-type]
    check(call, page)
    for element in page.tree.iter():
        # Drawings have a namespace of their own, which nothing here needs to know.
        element.tag = element.tag.rpartition("}")[2]
    return page


def cells(page: Page) -> list[list[str]]:
    """The table of the page."""
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in page.all("tr")]


def of_class(page: Page, tag: str, name: str) -> list[Element]:
    """The elements of one kind that carry this class."""
    return [element for element in page.all(tag) if name in (element.get("class") or "").split()]


def percent(text: str | None) -> float:
    """62.5 for 62.5%."""
    assert text
    assert text.endswith("%")
    return float(text[:-1])


@given(most=st.floats(1e-6, 1e12), whole=st.booleans())
def test_scales_rise_in_equal_round_steps_and_hold_the_largest_value(most: float, whole: bool) -> None:
    found = ticks(most, whole=whole)
    assert found[0] == 0
    assert found[-1] >= most * (1 - 1e-6)
    assert 2 <= len(found) <= 5
    step = found[1]
    assert all(abs(tick - step * place) <= 1e-6 * found[-1] + 1e-9 for place, tick in enumerate(found))
    assert re.fullmatch(r"[125]0*|250*", f"{step:.12e}".replace(".", "").partition("e")[0].rstrip("0") or "0")
    assert not whole or all(tick == int(tick) for tick in found)


def test_usual_scales_are_those_that_people_would_draw() -> None:
    assert ticks(100) == (0, 25, 50, 75, 100)
    assert ticks(7, whole=True) == (0, 2, 4, 6, 8)
    assert ticks(3, whole=True) == (0, 1, 2, 3)
    assert ticks(1, whole=True) == (0, 1)
    assert ticks(0.9) == (0, 0.25, 0.5, 0.75, 1)
    assert ticks(0) == (0, 1)


def test_numbers_at_an_axis_are_short() -> None:
    assert [digits(number) for number in (0, 1234, 87.5, 0.333, 10)] == ["0", "1,234", "87.5", "0.33", "10"]
    assert [short(number) for number in (0, 50_000, 250_000, 1_000_000)] == ["0", "50,000", "25万", "100万"]


def test_names_are_spread_evenly_between_the_first_and_the_last() -> None:
    assert spread(36, 6) == [0, 7, 14, 21, 28, 35]
    assert spread(3, 6) == [0, 1, 2]
    assert spread(0, 6) == []


def test_a_line_chart_shows_in_its_table_what_it_was_given(app: Flask) -> None:
    page = drawn(app, "{{ lines(chart) }}", chart=LineChart("收到和办结", MONTHS, (RECEIVED, FINISHED), unit="件"))
    table = cells(page)
    assert table[0] == ["月份", "收到", "办结"]
    assert [row[0] for row in table[1:]] == list(MONTHS)
    for column, series in ((1, RECEIVED), (2, FINISHED)):
        assert [row[column] for row in table[1:]] == [
            NO_DATA if value is None else f"{value:,}" for value in series.values
        ]
    assert [head.get("scope") for head in page.all("th")] == ["col"] * 3 + ["row"] * 12
    assert words(next(page.all("caption"))) == "收到和办结（单位：件）"


def test_a_line_runs_to_the_right_is_higher_for_more_and_broken_where_nothing_is_known(app: Flask) -> None:
    page = drawn(app, "{{ lines(chart) }}", chart=LineChart("收到", MONTHS, (RECEIVED,)))
    runs = [
        [tuple(map(float, point.split(","))) for point in (line.get("points") or "").split()]
        for line in page.all("polyline")
    ]
    assert [len(run) for run in runs] == [2, 4, 1, 2]
    points = [point for run in runs for point in run]
    known = [value for value in RECEIVED.values if value is not None]
    assert [x for x, _ in points] == sorted({x for x, _ in points})
    assert points[0][0] == 0
    assert points[-1][0] == 100
    by_value = sorted(zip(known, (y for _, y in points), strict=True))
    assert [y for _, y in by_value] == sorted((y for _, y in by_value), reverse=True)
    assert all(0 <= y <= 100 for _, y in points)
    assert (0, 100) in by_value, "zero lies on the ground"


def test_a_point_between_two_gaps_has_a_mark_even_on_a_long_line() -> None:
    values = tuple(None if place in (3, 5) else place for place in range(36))
    series = Series("收到", values)
    chart = LineChart("收到", tuple(map(str, range(36))), (series,))
    ends = [chart.x(place) for place in (0, 2, 4, 6, 35)]
    assert [x for x, _ in chart.marks(series)] == ends
    assert [x for x, _ in chart.dots(series)] == [chart.x(4), chart.x(35)]


def test_lines_differ_in_mark_and_class_not_in_colour_alone(app: Flask) -> None:
    series = tuple(Series(f"第{number}组", (number, number + 1)) for number in range(1, 6))
    page = drawn(app, "{{ lines(chart) }}", chart=LineChart("五组", ("一", "二"), series))
    keys = of_class(page, "svg", "key")
    assert [(key.get("class") or "").split()[1] for key in keys] == [f"series-{number}" for number in range(1, 6)]
    assert [next(p.get("d") for p in key.iter("path") if p.get("class") == "mark") for key in keys] == list(SHAPES)
    with pytest.raises(ValueError, match="at most 5"):
        LineChart("六组", ("一",), tuple(Series(str(number), (1,)) for number in range(6)))


def test_whoever_cannot_see_a_line_hears_its_course_its_bounds_and_its_gaps(app: Flask) -> None:
    page = drawn(app, "{{ lines(chart) }}", chart=LineChart("收到", MONTHS, (RECEIVED,)))
    [plot] = of_class(page, "svg", "plot")
    assert plot.get("role") == "img"
    assert plot.get("aria-label") == (
        f"收到。收到：2018年1月 12到2018年12月 31，最高 2018年11月 1,250，最低 2018年6月 0，另有 3 个{NO_DATA}"
    )
    told = [words(title) for title in plot.iter("title")]
    assert told[2] == f"2018年3月：收到 {NO_DATA}"
    assert len(told) == 12


@pytest.mark.parametrize(
    ("labels", "values", "summary"),
    [
        (("一月",), (7,), "收到：一月 7"),
        (("一月", "二月"), (5, 5), "收到：一月 5到二月 5"),
        (("一月", "二月"), (0, 0), "收到：一月 0到二月 0"),
        (("一月", "二月"), (None, 4), f"收到：二月 4，另有 1 个{NO_DATA}"),
    ],
)
def test_one_point_equal_values_and_zeros_are_drawn(
    app: Flask, labels: tuple[str, ...], values: tuple[float | None, ...], summary: str
) -> None:
    chart = LineChart("收到", labels, (Series("收到", values),))
    page = drawn(app, "{{ lines(chart) }}{{ spark(chart, table=false) }}", chart=chart)
    assert chart.summary == summary
    assert len(chart.marks(chart.series[0])) == sum(value is not None for value in values)
    assert not re.search('="nan', page.text)


@pytest.mark.parametrize("labels", [(), ("一月", "二月")])
def test_where_nothing_is_known_words_stand_instead_of_an_empty_drawing(app: Flask, labels: tuple[str, ...]) -> None:
    nothing = Series("收到", (None,) * len(labels))
    charts = {
        "lines": LineChart("收到", labels, (nothing,)),
        "bars": BarChart("收到", labels, nothing),
        "heat": HeatChart("收到", labels, (nothing,)),
    }
    for name, chart in charts.items():
        page = drawn(app, f"{{{{ {name}(chart) }}}}", chart=chart)
        assert "没有可以画出的数据" in page.text
        assert not of_class(page, "svg", "plot")


def test_values_that_do_not_fit_their_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="as many values as labels"):
        LineChart("收到", ("一月", "二月"), (Series("收到", (1,)),))
    with pytest.raises(ValueError, match="as many values as labels"):
        BarChart("收到", ("一月",), Series("收到", (1,), ("一", "二")))


def test_bars_are_as_long_as_their_values_and_say_them(app: Flask) -> None:
    chart = BarChart("按时办结率", UNITS, RATE, unit="%", most=100, links=("/desk", "", ""))
    page = drawn(app, "{{ bars(chart) }}", chart=chart)
    assert [percent(bar.get("width")) for bar in of_class(page, "rect", "fill")] == [87.5, 0]
    [rows] = of_class(page, "ol", "bars")
    assert [words(row) for row in rows.iter("li")] == [
        "西宁市 87.5%（35/40）",
        f"{UNITS[1]} {NO_DATA}",
        "<b>城东区</b> 0%（0/4）",
    ]
    assert "/desk" in page.links
    assert cells(page)[1:] == [["西宁市", "87.5%（35/40）"], [UNITS[1], NO_DATA], ["<b>城东区</b>", "0%（0/4）"]]


def test_a_heat_table_has_every_number_and_darker_shades_for_more(app: Flask) -> None:
    rows = (Series("西宁市", (0, 1, 10)), Series("海东市", (20, None, 40)))
    chart = HeatChart("每月收到", ("1月", "2月", "3月"), rows, unit="件", links=(("/a", "", ""), ("", "/b", "")))
    page = drawn(app, "{{ heat(chart) }}", chart=chart)
    assert cells(page)[1:] == [["西宁市", "0", "1", "10"], ["海东市", "20", NO_DATA, "40"]]
    shades = [(cell.get("class") or "").split()[-1] for cell in page.all("td")]
    assert shades == ["shade-0", "shade-1", "shade-1", "shade-2", "blank", "shade-4"]
    assert chart.steps[1:3] == [("shade-1", "1 至 10"), ("shade-2", "11 至 20")]
    assert "/a" in page.links
    assert "/b" not in page.links, "what is not known leads nowhere"


def test_shades_of_fractions_say_where_they_begin_and_end() -> None:
    chart = HeatChart("用时", ("1月",), (Series("西宁市", (2.5,)),))
    assert chart.steps == [
        ("shade-0", "0"),
        ("shade-1", "超过 0 至 1"),
        ("shade-2", "超过 1 至 2"),
        ("shade-3", "超过 2 至 3"),
    ]


def test_a_small_line_may_stand_in_a_card_that_is_a_link(app: Flask) -> None:
    call = """<ul class="figures">{% call figure("按时办结率", "87.5%", note="35/40", address="/statistics") %}
    {{ spark(chart, table=false) }}{% endcall %}{{ figure("收到", none, "件") }}</ul>{{ spark(chart) }}"""
    page = drawn(app, call, chart=LineChart("近一年收到", MONTHS, (RECEIVED,)))
    card, bare = of_class(page, "a", "figure") + of_class(page, "div", "figure")
    assert words(card) == "按时办结率 87.5% 35/40"
    assert any((drawing.get("aria-label") or "").startswith("近一年收到。") for drawing in card.iter("svg"))
    assert words(bare) == "收到 暂无"
    assert len(list(page.all("details"))) == 1


def test_a_comparison_says_how_much_and_from_what() -> None:
    assert compared("+3.2 个百分点", "上年同期", "80%") == "比上年同期 +3.2 个百分点（上年同期 80%）"
    assert compared("持平", "上期", "80%") == "与上期持平"
    assert compared("", "上期", "—") == "比上期 无可比"
