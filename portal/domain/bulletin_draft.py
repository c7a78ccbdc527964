"""The first draft of a bulletin: the figures of a month or a quarter in the words in which offices write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.domain.bulletin import Part, Section, Wording
from portal.domain.figure_words import NONE, basis_of, said
from portal.domain.figures import BY_KEY, Kind
from portal.domain.official_document import Table
from portal.domain.periods import Period
from portal.domain.ranking import best_and_worst
from portal.domain.vocabulary import WithholdReason

Numbers = tuple[int, int | None, int | None]
"""Numerator, denominator and minutes of a figure."""

MOST_RANKED = 5
"""Units that are named as the best, and as the worst **[choice]**."""
ADDRESSED = "各地区、各部门政府网站主管部门"
UNIT_COLUMNS = ("received", "finished", "on_time", "published")
RANK_COLUMNS = ("finished", "on_time", "median_hours")
RATE_NAMES = {"published": "公开率"}
"""Names of rates that stand alone in the head of a table, where the figure's own would pass for a number."""
DEMANDS = (
    "各地区、各部门要高度重视网民留言办理工作，建立健全政府网站纠错留言答复机制及问责机制，"
    "安排专人及时处理网民留言，确保在规定时限内办结。\n"
    "对反映属实的问题要及时有效解决，做好持续整改跟踪；答复网民要态度诚恳，表述清晰，有理有据。\n"
    "留言审核单位要切实履行审核责任，对答非所问、敷衍搪塞等问题应驳回重办；"
    "除规定的特殊情况外，留言和答复均应予以公开。"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A unit's figures of the period."""

    name: str
    numbers: Mapping[str, Numbers]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a draft is made from: the province's figures now, in the period before and in the year before, by key;
    those of regions and departments with everything below them; and those of every single office.

    An office that finished fewer than ``minimum`` is not ranked. ``tells_last``: the public may read who came last.
    """

    period: Period
    now: Mapping[str, Numbers]
    before: Mapping[str, Numbers]
    year_before: Mapping[str, Numbers]
    groups: Sequence[Counted] = ()
    offices: Sequence[Counted] = ()
    minimum: int = 5
    tells_last: bool = field(default=False, kw_only=True)


def draft(told: Reckoning, sponsor: str) -> Wording:
    """The bulletin that ``sponsor`` may issue as it stands, or word anew; cases and criticism are added by people."""
    best, worst = _ranked(told)
    unranked = f"（办结不足{told.minimum}条的单位不参加排名）"
    few = f"本期各承办单位（不含下属单位）办结均不足{told.minimum}条，不作排名。"
    nobody = few if told.now["finished"][0] and not best + worst else ""
    texts: dict[Part, tuple[str, tuple[Table, ...]]] = {
        Part.OVERVIEW: (_paragraphs(_received(told), _finished(told), _in_time(told)), (_overview_table(told),)),
        Part.UNITS: _units(told),
        Part.QUALITY: (_paragraphs(_quality(told), _response(told), _openness(told)), ()),
        Part.BEST: _ranking(best, "按时办结率较高的单位", unranked) if best else (nobody, ()),
        Part.WORST: _ranking(worst, "按时办结率较低的单位", unranked),
        Part.CASES: ("", ()),
        Part.CRITICISM: ("", ()),
        Part.DEMANDS: (DEMANDS, ()),
    }
    return Wording(
        title=f"{sponsor}\n关于{_tight(told.period.name)}“我为政府网站找错”\n网民留言办理情况的通报",
        addressed=ADDRESSED,
        sections=tuple(
            Section(part, part.label, *texts[part], internal=part is Part.WORST and not told.tells_last)
            for part in Part
        ),
    )


def _received(told: Reckoning) -> str:
    received, settled = told.now["received"][0], told.now["settled"]
    if not received:
        return f"{_tight(told.period.name)}，平台没有收到网民纠错留言。"
    retracted = f"（含网民撤回{told.now['retracted'][0]}条）" if told.now["retracted"][0] else ""
    answered = f"；截至目前已办结{settled[0]}条，办结率达{_figure('settled', settled)}" if settled[1] else ""
    came = f"平台共收到网民纠错留言{received}条{retracted}{_compared(told, 'received')}"
    return f"{_tight(told.period.name)}，{came}{answered}。"


def _finished(told: Reckoning) -> str:
    now = told.now
    if not now["finished"][0]:
        return "本期没有办结的留言。"
    valid = f"本期办结留言{now['finished'][0]}条，其中受理并答复{now['valid'][0]}条，不予受理{now['refused'][0]}条。"
    if not now["valid"][0]:
        return valid
    return f"{valid}受理的留言中查明属实{now['confirmed'][0]}条，其中已经整改{now['corrected'][0]}条。"


def _in_time(told: Reckoning) -> str:
    counted, among, _ = told.now["on_time"]
    if not among:
        return ""
    return (
        f"有办理时限的{among}条留言中，按时办结{counted}条，逾期办结{told.now['late'][0]}条，"
        f"按时办结率{_figure('on_time', told.now['on_time'])}{_compared(told, 'on_time')}；"
        f"办理用时中位数为{_figure('median_hours', told.now['median_hours'])}（只计工作日，每个工作日按24小时计）。"
    )


def _quality(told: Reckoning) -> str:
    now = told.now
    if not now["finished"][0]:
        return ""
    return (
        f"办结的留言中，答复曾被审核驳回重办的{now['sent_back'][0]}条，曾被退回的{now['returned'][0]}条，"
        f"曾被上级督办的{now['urged'][0]}条。"
    )


def _response(told: Reckoning) -> str:
    now = told.now
    if not now["finished"][0]:
        return ""
    disputed = f"网民提出异议{now['disputed'][0]}条，其中因异议重新办理{now['upheld'][0]}条"
    if not now["satisfied"][1]:
        return f"{disputed}。"
    return f"{disputed}；作出评价{now['rated'][0]}条，满意率{_figure('satisfied', now['satisfied'])}。"


def _openness(told: Reckoning) -> str:
    now = told.now
    if not now["finished"][0]:
        return ""
    published = f"办结的留言公开{now['published'][0]}条，公开率{_figure('published', now['published'])}"
    reasons = [
        f"{reason.label}{now[f'withheld_{reason}'][0]}条" for reason in WithholdReason if now[f"withheld_{reason}"][0]
    ]
    if not reasons:
        return f"{published}。"
    return f"{published}；没有公开{now['withheld'][0]}条，原因是：{'、'.join(reasons)}。"


def _overview_table(told: Reckoning) -> Table:
    keys = ("received", "settled", "finished", "on_time", "median_hours", "published", "satisfied")
    return Table(
        "总体情况对照",
        ("指标", "本期", "上期", "上年同期"),
        tuple(
            (_name(key), *(_cell(key, numbers[key]) for numbers in (told.now, told.before, told.year_before)))
            for key in keys
        ),
    )


def _units(told: Reckoning) -> tuple[str, tuple[Table, ...]]:
    if not told.groups:
        return "", ()
    return "各地区、各部门（含下属单位）办理情况见下表。", (_unit_table("办理情况表", told.groups, UNIT_COLUMNS),)


def _ranking(offices: Sequence[Counted], caption: str, unranked: str) -> tuple[str, tuple[Table, ...]]:
    """Who came first or last, in a sentence and as a table."""
    if not offices:
        return "", ()
    names = "、".join(f"{each.name}（{_figure('on_time', each.numbers['on_time'])}）" for each in offices)
    return f"{caption}{unranked}：{names}。", (_unit_table(caption, offices, RANK_COLUMNS),)


def _unit_table(caption: str, units: Iterable[Counted], keys: Sequence[str]) -> Table:
    return Table(
        caption,
        ("单位", *map(_name, keys)),
        tuple((unit.name, *(_cell(key, unit.numbers[key]) for key in keys)) for unit in units),
    )


def _ranked(told: Reckoning) -> tuple[list[Counted], list[Counted]]:
    """The best and the worst by the share that was finished in time."""
    best, worst = best_and_worst(
        [each.numbers["on_time"][:2] for each in told.offices], told.now["on_time"][:2], told.minimum
    )
    return [told.offices[each] for each in best[:MOST_RANKED]], [told.offices[each] for each in worst[:MOST_RANKED]]


def _compared(told: Reckoning, key: str) -> str:
    """How a figure differs from the period before and from the year before; nothing where there was none."""
    earlier = "上月" if told.period.months_long == 1 else "上季度"
    pairs = [(earlier, told.before[key]), ("上年同期", told.year_before[key])]
    differences = [_difference(key, told.now[key], then, name) for name, then in pairs]
    return "".join(f"，{words}" for words in differences if words)


def _difference(key: str, now: Numbers, then: Numbers, name: str) -> str:
    if BY_KEY[key].kind is Kind.COUNT:
        if not then[0]:
            return ""
        change = now[0] - then[0]
        words = f"{'增加' if change > 0 else '减少'}{abs(change)}条"
    else:
        if not now[1] or not then[1]:
            return ""
        # Cut off like the rates themselves, so that the difference is that of what is printed.
        change = now[0] * 1000 // now[1] - then[0] * 1000 // then[1]
        size = abs(change)
        digits = f"{size // 10}.{size % 10}" if size % 10 else str(size // 10)
        words = f"{'提高' if change > 0 else '下降'}{digits}个百分点"
    return f"比{name}{words}" if change else f"与{name}持平"


def _name(key: str) -> str:
    return RATE_NAMES.get(key, BY_KEY[key].name)


def _figure(key: str, numbers: Numbers) -> str:
    return _plain(said(BY_KEY[key], *numbers))


def _cell(key: str, numbers: Numbers) -> str:
    """A figure with what it rests on, where that says more than the figure."""
    shown = _figure(key, numbers)
    if BY_KEY[key].kind is not Kind.RATE or shown == NONE:
        return shown
    return f"{shown}（{_plain(basis_of(BY_KEY[key], numbers[0], numbers[1]))}）"


def _plain(words: str) -> str:
    """Printed documents write numbers without spaces and without commas between thousands (GB/T 15835)."""
    return _tight(words).replace(",", "")


def _tight(words: str) -> str:
    return words.replace(" ", "")


def _paragraphs(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
