"""What a reviewer should look at twice in a reply (§三(四), §五.4 答非所问、敷衍搪塞). Hints never decide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.vocabulary import Finding, ProblemType, Term, WithholdReason


class HintKind(Term):
    """What may be doubtful about a reply."""

    SHORT = "short", "答复很短"
    BOILERPLATE = "boilerplate", "与其他答复雷同"
    OFF_TOPIC = "off_topic", "可能答非所问"
    NO_CORRECTION = "no_correction", "没有写明如何改正"
    NO_GROUND = "no_ground", "不公开的理由不充分"
    PERSONAL = "personal", "可能含有个人信息"


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at twice: a sentence for the reviewer, and what it rests on."""

    kind: HintKind
    sentence: str
    ground: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the citizen wrote."""

    problem_type: ProblemType
    description: str
    wrong_text: str = ""
    suggested_text: str = ""

    @property
    def words(self) -> str:
        """All of it in one text."""
        return "\n".join((self.description, self.wrong_text, self.suggested_text))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply as it is proposed for review."""

    text: str
    finding: Finding
    corrected_on: date | None = None
    correct_by: date | None = None
    public: bool = True
    withhold_reason: WithholdReason | None = None
    withhold_note: str = ""


VERY_SHORT = 16
"""Fewer characters, marks, figures and greetings aside, can hardly say what was found and done **[choice]**."""
MANY = 3
"""So many near-identical replies of the unit make a reply boilerplate **[choice]**."""
THIN_NOTE = 8
"""A note with fewer characters explains nothing **[choice]**."""

_GREETINGS = re.compile(
    r"尊敬的网友|网民(朋友)?|网友|您好|你好|感谢(您|你)?(对.{0,20}?)?(的?(监督|关注|支持|理解|来信|留言|反映|关心|参与|建议|意见)(和|与|、|及)?)+|感谢|谢谢|特此(回复|答复)"
    r"|给您带来不便|深表歉意|敬请谅解|祝(您|你).{0,8}|欢迎(您|你)?(继续)?(监督|提出宝贵意见)"
)
"""What any reply may open and close with."""
_COMMON = re.compile(
    r"经(调查|核查|核实|查|了解)|(您|你)(所)?(反映|提出|说|提到|咨询|留言)的?|情况|问题|留言|收悉|收到|已经?|属实|不属实|我(单位|局|们|县|市|区|办|委|厅)|本单位"
    r"|高度重视|立即|及时|尽快|认真|进一步|加强|组织|相关|有关|部门|单位|人员|工作|处理|办理|落实|研究|核实|核查|改正|更正|整改|修改|反映|发现"
    r"|网站|网页|页面|网上|网址|政府|内容|信息|栏目|请|建议|希望|应该?为|写成了?|错误|有误|不准确|不对|没有|可以|进行|现在|目前"
)
"""Words that questions and replies share whatever they are about."""
_TOPICS: dict[ProblemType, tuple[str, ...]] = {
    ProblemType.UNREACHABLE: ("打开", "访问", "链接", "下载", "服务器", "加载", "播放", "恢复正常", "搜索", "登录"),
    ProblemType.OUTDATED: ("更新", "补发", "过期", "最新", "撤下", "下线"),
    ProblemType.INACCURATE: ("准确", "数据", "电话", "地址", "出处", "文件"),
    ProblemType.UNANSWERED: ("回复", "答复时间", "信箱", "咨询", "办结"),
    ProblemType.TYPO: ("错别字", "错字", "笔误", "别字", "用字", "校对"),
    ProblemType.FAKE: ("虚假", "假冒", "冒充", "伪造", "真实"),
    ProblemType.OTHER: (),
}
"""Words that speak of the same thing as the question, though the citizen may have used others."""
_HAN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]{2,}")
_DONE = re.compile(
    r"(已|已经|均已|现已|业已)[^,。;!]{0,14}?(改|更正|纠正|修|恢复|更新|更换|删除|撤下|补充|补发|调整|替换|下线|完善|重新上传|重新发布|处理完毕|解决|隐去|回复|答复|公布|关闭|停用)"
    r"|(改正|更正|修改|修正|修复|更新|整改)(完毕|完成|到位)|(改|更正|修改|修正|更换|替换|调整)(为|成|了)|恢复(正常|访问|了)|更正如下|补发了|删除了|撤下了"
)
_COMING = re.compile(
    r"将(于|在)|(拟|预计|计划|承诺)(于|在)?|([0-9一二三四五六七八九十]+(月|日|号|个工作日|天|周))[^,。;]{0,10}(前|内|底|之前)|(本|下)(周|月|个月)[^,。;]{0,4}(内|前|底)?[^,。;]{0,10}(完成|改|修|更新|上线|恢复)"
)
_NEGATED = re.compile(r"(尚未|还未|未能|暂未|没有|未)[^,。;]{0,6}$")
_GROUNDS: dict[WithholdReason, re.Pattern[str]] = {
    WithholdReason.SOVEREIGNTY: re.compile(
        r"领土|领海|主权|国界|边界|疆|地图|国家安全|涉密|保密|秘密|军|台湾|香港|澳门|西藏|反动|恐怖"
    ),
    WithholdReason.TRADE_SECRET: re.compile(r"商业|企业|公司|合同|报价|工艺|配方|客户|成本|专利|投标|技术"),
    WithholdReason.PRIVACY: re.compile(
        r"隐私|个人(信息|资料)|姓名|身份证|手机|住址|病|家庭|婚姻|未成年|照片|户籍|低保|工资|学籍|账号"
    ),
}


def hints(
    question: Question, reply: Proposal, near_identical: int = 0, personal_data: Sequence[str] = ()
) -> tuple[Hint, ...]:
    """What to look at twice, in the order of the reply.

    ``near_identical``: how many other replies of the unit say nearly the same; ``personal_data``: the kinds of personal
    data found in the reply, as words.
    """
    found = (
        _short(reply),
        _boilerplate(near_identical),
        _off_topic(question, reply),
        _no_correction(reply),
        _no_ground(question, reply, personal_data),
        _personal(personal_data),
    )
    return tuple(hint for hint in found if hint is not None)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _short(reply: Proposal) -> Hint | None:
    length = sum(letter.isalpha() for letter in _GREETINGS.sub("", _plain(reply.text)))
    if length >= VERY_SHORT:
        return None
    return Hint(HintKind.SHORT, "是否说清了核查情况和处理结果？", f"除去客套只有 {length} 字")


def _boilerplate(near_identical: int) -> Hint | None:
    if near_identical < MANY:
        return None
    return Hint(
        HintKind.BOILERPLATE,
        "与本单位其他答复几乎相同，是否针对这条留言作了核查？",
        f"近似的答复有 {near_identical} 条",
    )


def _pieces(text: str) -> set[str]:
    """Pairs of Chinese characters, and other words, that are left without what everybody writes."""
    kept: set[str] = set()
    for part in _HAN.findall(_COMMON.sub("|", _GREETINGS.sub("|", _plain(text)))):
        kept |= {part} if part.isascii() else {part[at : at + 2] for at in range(len(part) - 1)}
    return kept


def _off_topic(question: Question, reply: Proposal) -> Hint | None:
    asked = _pieces(question.words)
    if len(asked) < MANY or reply.finding is Finding.REFUSED:
        return None
    plain = _plain(reply.text)
    if asked & _pieces(reply.text) or any(word in plain for word in _TOPICS[question.problem_type]):
        return None
    return Hint(HintKind.OFF_TOPIC, "答复没有提到网民所说的内容，是否答非所问？", "与留言没有共同的词语")


def _no_correction(reply: Proposal) -> Hint | None:
    """A confirmed problem whose reply says neither that it is corrected nor when, or contradicts the form."""
    if reply.finding is not Finding.CONFIRMED:
        return None
    plain = _plain(reply.text)
    done = any(not _NEGATED.search(plain[: match.start()]) for match in _DONE.finditer(plain))
    coming = bool(_COMING.search(plain))
    if not done and not coming and not _names_day(plain, reply.corrected_on or reply.correct_by):
        return Hint(
            HintKind.NO_CORRECTION, "认定问题属实，答复却没有写明已经改正或何时改正。", "没有“已改正”“将于”等说法"
        )
    if reply.corrected_on is not None and coming and not done:
        ground = f"表单填的是已于 {reply.corrected_on:%Y-%m-%d} 纠正"
        return Hint(HintKind.NO_CORRECTION, "表单填了已纠正，答复却写将要改正，请核对。", ground)
    return None


def _names_day(text: str, day: date | None) -> bool:
    if day is None:
        return False
    written = re.sub(r"\s", "", text)
    return any(
        form in written
        for form in (f"{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day.year}.{day.month}.{day.day}")
    )


def _no_ground(question: Question, reply: Proposal, personal_data: Sequence[str]) -> Hint | None:
    """Not to be published, without anything that shows the listed ground (§三(五))."""
    if reply.public or reply.withhold_reason is None:
        return None
    reason, note = reply.withhold_reason, sum(letter.isalnum() for letter in reply.withhold_note)
    told = _plain("\n".join((question.words, reply.text, reply.withhold_note)))
    if reason in _GROUNDS:
        shown = bool(_GROUNDS[reason].search(told)) or (reason is WithholdReason.PRIVACY and bool(personal_data))
        ground = "留言和答复中没有看到这方面的内容"
    elif reason is WithholdReason.UNCONFIRMED:
        shown = reply.finding is Finding.UNCONFIRMED
        ground = f"核查结论是“{reply.finding.label}”，并非不属实"
    else:
        shown = note >= THIN_NOTE
        ground = f"具体情况只写了 {note} 字" if note else "没有写具体情况"
    if shown:
        return None
    return Hint(HintKind.NO_GROUND, f"建议不公开，理由是“{reason.label}”，是否站得住？", ground)


def _personal(kinds: Sequence[str]) -> Hint | None:
    if not kinds:
        return None
    return Hint(HintKind.PERSONAL, "答复会原样告知网民，并可能公示，请核对。", "、".join(dict.fromkeys(kinds)))
