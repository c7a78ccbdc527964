"""Likely duplicates: how many are found on labelled pairs, and what of them each officer sees (§一)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from portal.domain.duplicates import Told, likeness, page_key
from portal.domain.policy import Actor
from portal.domain.vocabulary import Action, InvalidReason, ProblemType, State
from portal.queries.similar import CANDIDATES, Similar, find_similar, measure
from portal.services.context import Context
from portal.store.facts import load_tree
from tests.handling import PRIVATE, UNLISTED, Desk
from tests.province import SITE_HOST, Cast
from tests.queries.duplicate_pairs import CHOSEN_ON, UNSEEN, Pair

SAME = "“通知公告”一栏里把公告写成了公吿，请改正"


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """People who handle reports."""
    return Desk(context, cast)


def found(desk: Desk, number: str, who: str = "chengdong") -> list[Similar]:
    """What somebody is shown beside a report."""
    actor: Actor = desk.cast.officer(who)
    with desk.context.database.reading() as session:
        return find_similar(session, actor, desk.report(number), load_tree(session))


def numbers(similar: Iterable[Similar]) -> list[str]:
    """Their numbers."""
    return [each.number for each in similar]


def recall_and_precision(pairs: Iterable[Pair]) -> tuple[float, float]:
    """The share of repetitions that is shown, and the share of what is shown that is one."""
    judged = [(pair.same, likeness(pair.earlier, pair.later, measure).likely) for pair in pairs]
    right = judged.count((True, True))
    return right / sum(same for same, _ in judged), right / sum(likely for _, likely in judged)


@pytest.mark.parametrize(
    ("name", "pairs", "recall_due", "precision_due"),
    [("chosen on", CHOSEN_ON, 0.97, 0.93), ("unseen", UNSEEN, 0.9, 0.8)],
    ids=["chosen-on", "unseen"],
)
def test_repetitions_are_found_and_little_else(
    name: str, pairs: tuple[Pair, ...], recall_due: float, precision_due: float
) -> None:
    recall, precision = recall_and_precision(pairs)
    print(f"\nduplicates, {name}: {len(pairs)} pairs, recall {recall:.1%}, precision {precision:.1%}")  # noqa: T201 - to be read
    assert len(CHOSEN_ON) >= 80
    assert recall >= recall_due
    assert precision >= precision_due


def test_likeness_does_not_depend_on_who_came_first() -> None:
    for pair in CHOSEN_ON + UNSEEN:
        assert likeness(pair.earlier, pair.later, measure).score == pytest.approx(
            likeness(pair.later, pair.earlier, measure).score
        )


LONG = (
    "上周三下午我带着老人去政务大厅办理异地就医备案，出发之前特意在这个页面上查了要带的材料，写的是身份证和社保卡两样。"
    "到了窗口才知道还要一张居住证明，工作人员说这条规定从去年六月就开始执行了，我们只好又坐了一个多小时的车回去取，"
    "老人腿脚不方便，来回折腾了一整天，最后事情还是没有办成，希望页面上能把材料写全。",
    "这个页面的老年版做得不好，字虽然放大了，但是按钮挤在一起，右边的导航把正文盖住了一半，用手指很难点准。"
    "我用的是前年买的平板电脑，系统是最新的，换了三个浏览器都一样，倒是在家里的台式机上看着还算正常。"
    "另外朗读功能念到一半就停了，要重新从头开始听，听力不好的人根本记不住前面说了什么，请技术人员在平板上试一试。",
)


def test_long_texts_are_not_alike_for_having_many_characters() -> None:
    """Whatever two people write at length about, they use the same few hundred characters."""
    page = f"http://{SITE_HOST}/bsfw/1.html"
    one, other = (Told(page, ProblemType.OTHER, text) for text in LONG)
    parts = LONG[0].split("，")
    again = Told(page, ProblemType.OTHER, "，".join([*parts[4:], *parts[1:3]]))
    assert not likeness(one, other, measure).likely
    assert likeness(one, again, measure).likely


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.a.example/x.html?utm_source=1", "https://a.example/x.html#top", True),
        ("http://a.example/index.html", "http://a.example", True),
        ("http://a.example/v?id=1&from=app", "http://a.example/v?id=1", True),
        ("http://a.example/v?id=1", "http://a.example/v?id=2", False),
        ("http://a.example/x.html", "http://b.example/x.html", False),
        ("http://[broken", "http://[broken", True),
    ],
)
def test_a_page_is_recognised_by_what_names_it(one: str, other: str, same: bool) -> None:
    assert (page_key(one) == page_key(other)) is same


def test_an_earlier_report_is_shown_with_its_grounds_and_outcome(desk: Desk) -> None:
    first = desk.finished()
    second = desk.dispatched(description=SAME)
    (similar,) = found(desk, second)
    assert (similar.number, similar.seen, similar.published) == (first, True, True)
    assert similar.outcome == "已办结，问题属实"
    assert "同一网页" in similar.grounds
    assert "错误文字相同" in similar.grounds
    assert "文字相近" in similar.grounds


def test_later_reports_and_other_errors_are_not_originals(desk: Desk) -> None:
    first = desk.dispatched()
    desk.dispatched(
        problem_type=ProblemType.UNREACHABLE, description="附件里的报名表下载不了", wrong_text="", suggested_text=""
    )
    third = desk.dispatched(description=SAME)
    assert found(desk, first) == []
    assert numbers(found(desk, third)) == [first]


def test_a_duplicate_is_nobodys_original(desk: Desk) -> None:
    """The citizen is to be led to the earliest, and the service refuses any other."""
    first, second = desk.dispatched(), desk.dispatched(description=SAME)
    desk.act("chengdong", second, Action.REJECT, invalid_reason=InvalidReason.DUPLICATE, original=first)
    third = desk.dispatched(description="公告写成“公吿”了")
    assert numbers(found(desk, third)) == [first]


def test_the_likelier_comes_first(desk: Desk) -> None:
    far = desk.dispatched(description="通知公告有错别字", page_url=f"http://{SITE_HOST}/notice/2.html")
    near = desk.dispatched()
    third = desk.dispatched(description="首页“通知公告”栏目中有一处错别字，改一下。")
    assert numbers(found(desk, third)) == [near, far]


def test_of_reports_of_others_only_what_is_public_is_shown(desk: Desk) -> None:
    """§ personal data: the office that never held a report learns its number, nothing of its words."""
    other = desk.submitted(description="王小明留：首页“通知公告”栏目中有一处错别字，请改正。")
    desk.act("province", other, Action.DISPATCH, unit="haidong")
    mine = desk.transferred()
    (similar,) = found(desk, mine, "chengdong-gov")
    assert (similar.number, similar.seen, similar.published) == (other, False, False)
    assert (similar.excerpt, similar.page_url) == ("", "")
    (above,) = found(desk, mine, "province")
    assert above.seen
    assert "王小明" in above.excerpt


def test_of_published_reports_of_others_the_public_words_are_shown(desk: Desk, context: Context) -> None:
    other = desk.finished()
    with context.database.writing() as session:
        session.query(type(desk.report(other))).filter_by(number=other).one().description = "家住某处的王小明说有错别字"
    mine = desk.submitted(description=SAME)
    desk.act("province", mine, Action.DISPATCH, unit="haidong")
    (similar,) = found(desk, mine, "haidong")
    assert not similar.seen
    assert similar.published
    assert similar.excerpt == "首页“通知公告”栏目中有一处错别字"
    assert "from=" not in similar.page_url


def test_reports_of_an_unregistered_site_are_compared_by_host(desk: Desk) -> None:
    entries = {name: getattr(UNLISTED, name) for name in ("kind", "site_name", "site_url", "region")}
    entries |= {
        "site_code": "",
        "page_url": "",
        "wrong_text": "",
        "suggested_text": "",
        "description": "这个网站没有登记，也没有人管。",
    }
    first = desk.dispatched(**entries)
    desk.dispatched(**{**entries, "site_url": "http://notedu.chengdong.example.other.example/"})
    again = desk.dispatched(**{**entries, "description": "这个网站没登记，没有人管"})
    assert desk.report(again).site_id is None
    assert numbers(found(desk, again)) == [first]


def test_a_closed_report_is_shown_with_what_was_found(desk: Desk) -> None:
    first = desk.finished(**PRIVATE)
    (similar,) = found(desk, desk.dispatched(description=SAME))
    assert desk.report(first).state is State.CLOSED
    assert (similar.outcome, similar.published) == ("已办结，问题属实", False)


def test_the_comparison_is_bounded(desk: Desk, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CANDIDATES <= 500
    monkeypatch.setattr("portal.queries.similar.CANDIDATES", 2)
    oldest = desk.dispatched()
    for _ in range(2):
        desk.dispatched(problem_type=ProblemType.OTHER, description="网站没有老年人用的大字版", wrong_text="")
    last = desk.dispatched(description=SAME)
    assert oldest not in numbers(found(desk, last))
