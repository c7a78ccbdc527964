"""Whether two reports say the same: page, kind of problem, wrong words and description, weighed into one number (§一).

How alike two texts are is measured by whoever calls: the measure is passed in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from portal.domain.vocabulary import ProblemType

LIKELY = 0.70
"""From here on an officer is shown the earlier report. Chosen on pairs written for it, so that no repetition among them
is overlooked; the officer sets aside the few that are shown in vain **[choice]**."""

Measure = Callable[[str, str], float]
"""How alike two texts are, from 0 to 1."""

_COURTESIES = re.compile(
    r"您好|你好|尊敬的?(领导|工作人员|管理员)?|各位领导|(网站)?(管理员|工作人员)(同志)?|我是(一名|一个)?[^，。！,]{0,8}(市民|居民|网民|群众|学生|家长|老师)"
    r"|我(今天|昨天|刚才|刚刚|最近)?(在)?(浏览|访问|查看|打开|登录)?(贵|你们|你单位|贵单位)的?(政府)?(网站|网页|官网)?(的?时候|时|上)?"
    r"|发现(了)?|(请|希望|建议|望)?(相关|有关)?(部门|单位|工作人员)?(尽快|及时|早日|抓紧|赶紧)?(核实|核对|处理|改正|更正|修改|纠正|解决|修复|整改|更新)(一下|为盼)?"
    r"|谢谢|感谢|辛苦了?|不胜感激|麻烦|打扰了?|反映一?个?(问题|情况)?(如下)?|(存在|出现)(以下|一些|一个)?(问题|错误|情况)"
)
"""What stands in any report and says nothing of its subject."""
_NAMED = re.compile(r"[“「『《〈【\"]([^”」』》〉】\"]{1,30})[”」』》〉】\"]|([0-9]{2,}|[A-Za-z]{3,})")
_NO_WORD = re.compile(r"[\W_]+")
_EVERYWHERE = re.compile(
    r"搜索|页脚|页眉|导航|(网站|网页|页面)(的?最?)(底部|顶部|上方|下方|下面|上面)|(每个|所有)(页面|网页)|(整个|全)站|整个网站|手机|版面"
)
"""What belongs to the whole site, from whichever of its pages it is reported."""
_TRACES = re.compile(r"^(utm_\w+|from|spm|share\w*|timestamp|_t|t|isappinstalled)$", re.IGNORECASE)
_FRONT_PAGE = re.compile(r"/(index|default|home)\.\w+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says, as far as it is compared."""

    page_url: str
    problem_type: ProblemType
    description: str
    wrong_text: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two reports say the same, and why, in words for officers."""

    score: float
    grounds: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """True if an officer should look at the pair."""
        return self.score >= LIKELY


def page_key(url: str) -> tuple[str, str]:
    """Host with path, and the part of the query that names a page; what merely tells where a reader came from is
    left out."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip(), ""
    host = (parts.netloc or "").lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    path = _FRONT_PAGE.sub("/", parts.path or "/").rstrip("/")
    query = sorted(part for part in parts.query.split("&") if part and not _TRACES.match(part.partition("=")[0]))
    return host + path, "&".join(query)


@lru_cache(maxsize=4096)
def subject(text: str) -> str:
    """The text without courtesies, marks and spaces, in one width: what it is about."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _NO_WORD.sub("", _COURTESIES.sub("", plain)) or _NO_WORD.sub("", plain)


@lru_cache(maxsize=4096)
def named(text: str) -> frozenset[str]:
    """What a text names: quoted words, numbers, foreign words. Two reports that name different things differ."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return frozenset(_NO_WORD.sub("", quoted or plainly) for quoted, plainly in _NAMED.findall(plain)) - {""}


def likeness(one: Told, other: Told, measure: Measure) -> Likeness:
    """How likely the two say the same; the same whichever comes first."""
    grounds: list[str] = []
    score = _page_part(one, other, grounds)
    wrong, right = subject(one.wrong_text), subject(other.wrong_text)
    if wrong and right:
        if wrong == right:
            score += 0.30
            grounds.append("错误文字相同")
        else:
            score -= 0.10 if wrong in right or right in wrong else 0.35
    elif (wrong and wrong in subject(other.description)) or (right and right in subject(one.description)):
        score += 0.20
        grounds.append("提到相同的错误文字")
    alike = measure(subject(one.description), subject(other.description))
    score += 0.75 * alike + _names_part(one, other)
    if one.problem_type is other.problem_type:
        grounds.append("问题类型相同")
    elif ProblemType.OTHER not in (one.problem_type, other.problem_type):
        score -= 0.05
    if alike >= 0.4:
        grounds.append(f"文字相近 {alike:.0%}")
    return Likeness(score, tuple(grounds))


def _page_part(one: Told, other: Told, grounds: list[str]) -> float:
    """The same page speaks for a duplicate, another page against it; an unknown page says nothing."""
    whole_site = bool(_EVERYWHERE.search(one.description) and _EVERYWHERE.search(other.description))
    if not one.page_url or not other.page_url:
        return 0.10
    (path, query), (other_path, other_query) = page_key(one.page_url), page_key(other.page_url)
    if path == other_path and query == other_query:
        grounds.append("同一网页")
        return 0.25
    if whole_site:
        return 0.10
    return -0.05 if path == other_path else -0.10


def _names_part(one: Told, other: Told) -> float:
    """Naming the same speaks for a duplicate, naming different things against it."""
    mine, theirs = named(one.description), named(other.description)
    here, there = (subject(f"{each.description} {each.wrong_text}") for each in (one, other))
    if subject(one.wrong_text) and subject(one.wrong_text) == subject(other.wrong_text):
        return 0.10
    if any(name in there for name in mine) or any(name in here for name in theirs):
        return 0.10
    return -0.30 if mine and theirs else 0.0
