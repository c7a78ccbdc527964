"""Files of decided days: every mistake is told with its line, and nothing counts while there is one."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.decided_days import DecidedDay, read_days, whole_years

HEAD = "date,working,document\n"
ORDER = "国办发明电〔2026〕7号"


def test_a_file_says_which_days_are_worked_and_why() -> None:
    read = read_days(f"{HEAD}2027-01-01,no,{ORDER}\n\n2027-02-06, YES ,“{ORDER}”\n2027-02-07,放假,{ORDER}\n")
    assert read.problems == ()
    assert read.days == (
        DecidedDay(date(2027, 1, 1), False, ORDER),
        DecidedDay(date(2027, 2, 6), True, f"“{ORDER}”"),
        DecidedDay(date(2027, 2, 7), False, ORDER),
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"2027/01/01,no,{ORDER}", "第 2 行：“2027/01/01”不是日期，应如 2027-02-15"),
        (f"2027-02-29,no,{ORDER}", "第 2 行：“2027-02-29”不是日期，应如 2027-02-15"),
        (f"20270101,no,{ORDER}", "第 2 行：“20270101”不是日期，应如 2027-02-15"),
        (f"1927-01-01,no,{ORDER}", "第 2 行：年份应在 2004 至 2100 之间"),
        (f"2027-01-01,maybe,{ORDER}", "第 2 行：“maybe”不是 yes（上班）或 no（休息）"),
        (f"2027-01-01,,{ORDER}", "第 2 行：“”不是 yes（上班）或 no（休息）"),
        ("2027-01-01,no, ", "第 2 行：请填写依据的文件名称或文号"),
        (f"2027-01-01,no,{'号' * 201}", "第 2 行：依据最多 200 字"),
        ("2027-01-01,no", "第 2 行：应有 3 列，现在有 2 列"),
        ("", "第 2 行：文件里没有任何日期"),
    ],
)
def test_a_wrong_line_is_named(line: str, problem: str) -> None:
    read = read_days(HEAD + line)
    assert read.problems == (problem,)
    assert read.days == ()


def test_all_mistakes_are_told_at_once_and_a_day_stands_once() -> None:
    text = f"{HEAD}2027-01-01,no,{ORDER}\nx,no,{ORDER}\n2027-01-01,yes,{ORDER}\n"
    assert [each.partition("：")[0] for each in read_days(text).problems] == ["第 3 行", "第 4 行"]


@pytest.mark.parametrize("text", ["", "2027-01-01,no,x\n", "day,working,document\n", "\0"])
def test_a_file_without_the_head_is_refused(text: str) -> None:
    assert read_days(text).problems[0].startswith("第 1 行：表头应为")


def test_a_whole_year_fills_up_with_weekdays() -> None:
    given = [DecidedDay(date(2027, 1, 1), False, ORDER), DecidedDay(date(2027, 2, 6), True, "另文")]
    days = {each.day: each for each in whole_years(given)}
    assert len(days) == 365
    assert [days[date(2027, 2, day)].working for day in (5, 6, 7, 8)] == [True, True, False, True]
    assert days[date(2027, 1, 1)].working is False
    assert {each.document for each in days.values()} == {ORDER, "另文"}
