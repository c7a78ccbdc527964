"""The draft of a bulletin: figures in the words of official documents, with numbers that are frozen here."""

from __future__ import annotations

from dataclasses import replace

from portal.domain.bulletin import Part, Section, problems_of
from portal.domain.bulletin_draft import Counted, Numbers, Reckoning, draft
from portal.domain.figures import FIGURES
from portal.domain.periods import Period

JUNE = Period.month(2018, 6)
NOTHING: dict[str, Numbers] = {figure.key: (0, 0 if figure.among else None, None) for figure in FIGURES}
SPONSOR = "省政府办公厅"


def counted(**figures: Numbers | int) -> dict[str, Numbers]:
    """Figures by their keys; everything else is nothing."""
    return NOTHING | {key: (each, None, None) if isinstance(each, int) else each for key, each in figures.items()}


def office(name: str, on_time: int, among: int) -> Counted:
    return Counted(
        name,
        counted(finished=among, on_time=(on_time, among, None), median_hours=(among, among, 1830)),
    )


NOW = counted(
    received=1220, settled=(1200, 1210, None), finished=1180, valid=(1100, 1180, None), refused=(80, 1180, None),
    confirmed=(900, 1100, None), corrected=(850, 900, None), on_time=(1100, 1175, None), late=(75, 1175, None),
    median_hours=(1175, 1175, 1830), sent_back=(12, 1180, None), returned=(3, 1180, None), urged=(7, 1180, None),
    published=(1150, 1180, None), withheld=(30, 1180, None), withheld_privacy=(20, 30, None),
    withheld_unconfirmed=(10, 30, None), disputed=(5, 1180, None), upheld=(2, 5, None), rated=(100, 1180, None),
    satisfied=(93, 100, None),
)  # fmt: skip
BEFORE = counted(received=1200, on_time=(910, 1000, None))
TOLD = Reckoning(
    JUNE,
    NOW,
    BEFORE,
    NOTHING,
    groups=[office("西宁市", 7, 8)],
    offices=[office("甲局", 10, 10), office("乙局", 4, 4), office("丙局", 5, 9), office("丁局", 9, 10)],
)


def section(told: Reckoning, part: Part) -> Section:
    return next(each for each in draft(told, SPONSOR).sections if each.part is part)


def test_the_title_names_who_writes_about_which_period() -> None:
    told = draft(TOLD, SPONSOR)
    assert told.name == "省政府办公厅关于2018年6月“我为政府网站找错”网民留言办理情况的通报"
    assert told.title.split("\n")[0] == SPONSOR
    quarter = replace(TOLD, period=Period.quarter(2018, 2))
    assert "关于2018年第二季度" in draft(quarter, SPONSOR).name


def test_a_draft_can_be_saved_as_it_stands() -> None:
    assert problems_of(draft(TOLD, SPONSOR)) == []
    assert [each.part for each in draft(TOLD, SPONSOR).sections] == list(Part)


def test_the_overview_is_told_in_the_notices_own_kind_of_words() -> None:
    assert section(TOLD, Part.OVERVIEW).text.split("\n") == [
        "2018年6月，平台共收到网民纠错留言1220条，比上月增加20条；截至目前已办结1200条，办结率达99.1%。",
        "本期办结留言1180条，其中受理并答复1100条，不予受理80条。受理的留言中查明属实900条，其中已经整改850条。",
        "有办理时限的1175条留言中，按时办结1100条，逾期办结75条，按时办结率93.6%，比上月提高2.6个百分点；"
        "办理用时中位数为30.5小时（只计工作日，每个工作日按24小时计）。",
    ]


def test_quality_response_and_openness_follow() -> None:
    assert section(TOLD, Part.QUALITY).text.split("\n") == [
        "办结的留言中，答复曾被审核驳回重办的12条，曾被退回的3条，曾被上级督办的7条。",
        "网民提出异议5条，其中因异议重新办理2条；作出评价100条，满意率93%。",
        "办结的留言公开1150条，公开率97.4%；没有公开30条，原因是：反映情况不属实10条、涉及个人隐私20条。",
    ]


def test_the_comparison_names_its_periods_and_says_where_nothing_changed() -> None:
    same = replace(TOLD, before=counted(received=1220), year_before=counted(received=1300))
    assert "1220条，与上月持平，比上年同期减少80条；" in section(same, Part.OVERVIEW).text
    quarter = replace(TOLD, period=Period.quarter(2018, 2))
    assert "比上季度增加20条" in section(quarter, Part.OVERVIEW).text


def test_a_table_sets_the_period_beside_the_one_before_and_the_year_before() -> None:
    (table,) = section(TOLD, Part.OVERVIEW).tables
    assert table.head == ("指标", "本期", "上期", "上年同期")
    assert ("收到", "1220", "1200", "0") in table.rows
    assert ("按时办结率", "93.6%（1100/1175）", "91%（910/1000）", "—") in table.rows
    (units,) = section(TOLD, Part.UNITS).tables
    assert units.rows[0][:2] == ("西宁市", "0")
    assert units.rows[0][3] == "87.5%（7/8）"


def test_the_best_are_at_least_as_good_as_the_province_and_the_worst_are_not() -> None:
    best, worst = section(TOLD, Part.BEST), section(TOLD, Part.WORST)
    assert best.text == "按时办结率较高的单位（办结不足5条的单位不参加排名）：甲局（100%）。"
    assert worst.text == "按时办结率较低的单位（办结不足5条的单位不参加排名）：丙局（55.5%）、丁局（90%）。"
    assert [row[0] for row in worst.tables[0].rows] == ["丙局", "丁局"]
    assert "乙局" not in best.text + worst.text


def test_where_everybody_finished_in_time_nobody_is_among_the_worst() -> None:
    now = NOW | {"on_time": (81, 81, None)}
    perfect = replace(TOLD, now=now, offices=[office(f"第{number}局", 9, 9) for number in range(9)])
    assert section(perfect, Part.WORST).text == ""
    assert section(perfect, Part.BEST).text.count("100%") == 5


def test_at_most_five_are_named_the_very_last_on_top_of_the_worst() -> None:
    offices = [office(f"第{number}局", number, 20) for number in range(20)]
    told = replace(TOLD, now=NOW | {"on_time": (190, 400, None)}, offices=offices)
    assert [row[0] for row in section(told, Part.BEST).tables[0].rows] == [f"第{n}局" for n in (19, 18, 17, 16, 15)]
    assert [row[0] for row in section(told, Part.WORST).tables[0].rows] == [f"第{n}局" for n in (0, 1, 2, 3, 4)]


def test_where_nobody_finished_enough_the_draft_says_that_nobody_is_ranked() -> None:
    small = replace(TOLD, offices=[office("乙局", 4, 4)])
    assert section(small, Part.BEST).text == "本期各承办单位（不含下属单位）办结均不足5条，不作排名。"
    assert section(small, Part.WORST).text == ""


def test_who_came_last_stays_inside_unless_the_province_tells_it() -> None:
    assert section(TOLD, Part.WORST).internal
    assert not section(replace(TOLD, tells_last=True), Part.WORST).internal
    assert not section(TOLD, Part.BEST).internal


def test_a_month_without_anything_is_told_in_words_and_not_in_zeros() -> None:
    empty = Reckoning(JUNE, NOTHING, NOTHING, NOTHING)
    assert section(empty, Part.OVERVIEW).text == "2018年6月，平台没有收到网民纠错留言。\n本期没有办结的留言。"
    for part in (Part.UNITS, Part.QUALITY, Part.BEST, Part.WORST):
        assert section(empty, part).text == ""
        assert section(empty, part).tables == ()
