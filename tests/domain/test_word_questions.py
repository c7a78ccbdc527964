"""Questions in words: by the hundred, each with its own answers, however they are written."""

from __future__ import annotations

import re

import pytest

from portal.domain import word_questions
from portal.domain.word_questions import WordQuestion, normal_form, spoken, word_question

SOME = [word_question(str(seed).encode()) for seed in range(3000)]


def asked(pattern: str) -> WordQuestion:
    """Some question that reads like this."""
    return next(each for each in SOME if re.search(pattern, each.text))


def test_there_are_many_of_every_kind() -> None:
    assert len({each.text for each in SOME}) > 1000
    for pattern in ("加", "减", "哪个数", "中间的数", "星期", "月的", "哪一个不是", "相反", "几个字", "个字是什么"):
        assert len({each.text for each in SOME if pattern in each.text}) >= 12, pattern


def test_the_same_seed_asks_the_same() -> None:
    assert word_question(b"seed") == word_question(b"seed")


def test_every_question_has_answers_and_accepts_them_and_nothing_else() -> None:
    for question in SOME:
        assert question.answers
        assert all(question.accepts(f" {answer}。") for answer in question.answers)
        for wrong in ("", "不知道", question.text, "100", "一百", "-"):
            assert not question.accepts(wrong), question.text


def test_sums_are_right() -> None:
    numbers = {spoken(number): number for number in range(100)}
    assert len(numbers) == 100
    for question in SOME:
        sums = re.fullmatch(r"(.+)([加减])(.+)等于几？", question.text)
        if sums:
            first, second = numbers[sums[1]], numbers[sums[3]]
            result = first + second if sums[2] == "加" else first - second
            assert {each for each in range(100) if question.accepts(str(each))} == {result}
            assert question.accepts(spoken(result))


@pytest.mark.parametrize("typed", ["12", "１２", "十二", "一十二", "拾贰", "十贰", "壹拾贰", " 1 2 ", "十二。"])
def test_a_number_counts_however_it_is_written(typed: str) -> None:
    assert word_questions._number("？", 12).accepts(typed)


def test_a_number_may_have_its_unit() -> None:
    question = asked("一共有几个字")
    answer = next(each for each in question.answers if each.isdecimal())
    assert all(question.accepts(answer + unit) for unit in ("个", "個", "个字", "字", " 个字！"))


def test_days_of_the_week() -> None:
    question = next(each for each in SOME if "星期六，明天" in each.text)
    assert all(question.accepts(day) for day in ("星期日", "星期天", "周日", "週日", "礼拜天", "禮拜天", "日", "天"))
    assert not question.accepts("星期六")
    question = next(each for each in SOME if "星期日，后天" in each.text)
    assert all(question.accepts(day) for day in ("星期二", "周2", "二", "2"))


def test_months_wrap_around_the_year() -> None:
    question = next(each for each in SOME if each.text.startswith("十二月的下"))
    assert all(question.accepts(month) for month in ("一月", "1月", "1", "一月份"))


def test_the_stranger_among_words_may_be_written_in_traditional_characters() -> None:
    question = next(each for each in SOME if "哪一个不是" in each.text and "苹果" in each.answers)
    assert question.accepts("蘋果")
    others = [word for word in re.split("[、，]", question.text)[:4] if word != "苹果"]
    assert not any(question.accepts(word) for word in others)


def test_a_page_of_text_is_no_answer_and_costs_nothing() -> None:
    assert len(normal_form("十" * 1_000_000)) == 100
