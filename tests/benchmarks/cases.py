"""Invented cases in any number, made one after the other from a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, chain
from typing import TypedDict

from portal.domain.page_address import host_of
from portal.search import normalise
from tests.benchmarks import places
from tests.benchmarks.words import JOINER_WEIGHTS, JOINERS, vocabulary, zipf

SEED = 20180037
FIRST_DAY = datetime(2018, 6, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=6 * 365)

_PROBLEMS = {"typo": 34, "unreachable": 20, "outdated": 15, "inaccurate": 12, "unanswered": 9, "fake": 2, "other": 8}
_COMPLAINTS = {
    "typo": ("出现错别字", "文字有误", "标题写错", "存在错字漏字"),
    "unreachable": ("无法打开", "点击后显示空白", "链接失效", "附件不能下载"),
    "outdated": ("长期不更新", "最新一条信息还是去年的", "栏目内容过期", "半年没有更新"),
    "inaccurate": ("内容不准确", "联系电话错误", "办公地址已变更", "与现行规定不一致"),
    "unanswered": ("留言无人回复", "咨询超过一个月没有答复", "信箱没有回音", "来信不予回复"),
    "fake": ("疑似虚假信息", "内容系伪造", "冒用机关名义", "转载来源不实"),
    "other": ("页面排版混乱", "手机上看不全", "搜索不到内容", "字体太小看不清"),
}
_OPENINGS = (
    "您好，", "领导您好：", "你好！", "尊敬的领导：", "我在浏览网页时发现，", "本人于近日访问该网站，",
    "反映一个问题：", "",
)  # fmt: skip
_WISHES = (
    "请尽快核实整改。", "望有关部门重视。", "请予以更正，谢谢！", "希望及时更新。", "请问什么时候能够修好？",
    "恳请回复。", "",
)  # fmt: skip
_RECEIVED = (
    "您好！您反映的问题收悉。经核实，",
    "网民朋友您好，您的留言已收到，经调查核实，",
    "收到留言后，我单位高度重视，立即组织人员进行核查，",
    "您好，感谢您对我单位网站工作的关注。经查，",
)
_CLOSINGS = (
    "目前已完成整改，感谢您对政府网站工作的监督和支持。",
    "现已更正，欢迎继续提出宝贵意见。",
    "我们将举一反三，加强日常监测，感谢您的支持！",
    "如有疑问，请拨打联系电话。",
    "下一步将完善信息发布审核制度，杜绝类似问题再次发生。",
)
_SECTIONS = ("zwgk", "zfxxgk", "xwzx", "tzgg", "bsfw", "hdjl", "zcjd", "ztzl")
_SIMILAR = dict(zip("的做再账帐象像部布份分己已末未连联决绝", "地作在帐账像象布部分份已己未末联连绝决", strict=True))


class MadeCase(TypedDict):
    """One invented case: the columns that are compared, everything else follows from them."""

    id: int
    number: str
    title: str
    description: str
    wrong_text: str
    suggested_text: str
    reply: str
    site: places.Website
    page_url: str
    region: str
    problem_type: str
    finding: str
    received_on: date
    published_at: datetime


class Author:
    """Writes cases. The same seed and count give the same cases."""

    def __init__(self, seed: int = SEED) -> None:
        self.dice = random.Random(seed)
        self.words = vocabulary()
        self.weights = zipf(len(self.words), shift=40)
        self.topics = zipf(len(self.words), shift=150, power=0.8)
        self.sites = places.websites()
        self.site_weights = zipf(len(self.sites), shift=20)
        self.joiner_weights = list(accumulate(JOINER_WEIGHTS))

    def cases(self, count: int) -> Iterator[MadeCase]:
        """``count`` cases spread evenly over six years, in the order of their numbers."""
        serials: dict[int, int] = {}
        for serial in range(1, count + 1):
            received = FIRST_DAY + SPAN * (serial / count)
            year = received.year
            serials[year] = serials.get(year, 0) + 1
            yield self._case(serial, f"{year}-{serials[year]:06}", received)

    def _case(self, serial: int, number: str, received: datetime) -> MadeCase:
        dice = self.dice
        site = dice.choices(self.sites, cum_weights=self.site_weights)[0]
        problem = dice.choices(list(_PROBLEMS), list(_PROBLEMS.values()))[0]
        topic = dice.choices(self.words, cum_weights=self.topics, k=7)
        complaint = dice.choice(_COMPLAINTS[problem])
        wrong, right = self._correction(topic) if problem == "typo" else ("", "")
        description = (
            f"{dice.choice(_OPENINGS)}{site.name}“{topic[0]}”{complaint}，"
            f"{self._prose(topic, dice.randint(10, 80))}{dice.choice(_WISHES)}"
        )
        reply = f"{dice.choice(_RECEIVED)}{self._prose(topic, dice.randint(10, 85))}{dice.choice(_CLOSINGS)}"
        if dice.random() < 0.3:
            reply += f"联系电话：09{dice.randint(70, 79)}-{dice.randint(2000000, 8999999)}。"
        day = received.date() - timedelta(days=dice.randint(1, 400))
        section = dice.choice(_SECTIONS)
        return MadeCase(
            id=serial,
            number=number,
            title=f"{topic[0]}{topic[1]}{complaint}"[:100],
            description=description,
            wrong_text=wrong,
            suggested_text=right,
            reply=reply,
            site=site,
            page_url=f"http://{site.host}/{section}/{day:%Y%m}/t{day:%Y%m%d}_{dice.randint(100000, 9999999)}.html",
            region=site.region,
            problem_type=problem,
            finding=dice.choices(("confirmed", "unconfirmed", "refused"), (80, 13, 7))[0],
            received_on=received.date(),
            # Some are answered sooner than others, so publication does not follow the numbers.
            published_at=received + timedelta(seconds=dice.randint(2 * 86_400, 20 * 86_400)),
        )

    def _prose(self, topic: list[str], count: int) -> str:
        """``count`` words by frequency, every fifth one of the case's topic, with what joins words."""
        words = self.dice.choices(self.words, cum_weights=self.weights, k=count)
        places_of_topic = range(0, count, 5)
        for place, word in zip(places_of_topic, self.dice.choices(topic, k=len(places_of_topic)), strict=True):
            words[place] = word
        joiners = self.dice.choices(JOINERS, cum_weights=self.joiner_weights, k=count)
        return "".join(chain.from_iterable(zip(words, joiners, strict=True))) + "。"

    def _correction(self, topic: list[str]) -> tuple[str, str]:
        right = "".join(topic[: self.dice.randint(2, 4)]) + self.dice.choice(tuple(_SIMILAR))
        place = self.dice.randrange(len(right))
        return right[:place] + _SIMILAR.get(right[place], "的") + right[place + 1 :], right


def normal_texts(case: MadeCase) -> tuple[str, ...]:
    """The public texts of a case, each normalised: what every engine indexes and what decides who is right."""
    texts = (
        case["title"],
        case["description"],
        case["wrong_text"],
        case["suggested_text"],
        case["reply"],
        case["site"].name,
        case["page_url"],
        host_of(case["page_url"]) or "",
        case["number"],
    )
    return tuple(normalise(text) for text in texts)
