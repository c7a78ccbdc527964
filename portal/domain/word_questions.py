"""Questions in words, for people who cannot see a picture: made by the hundred from a seed, each with its answers.

They keep away programs that know nothing of them, no more: whoever writes a program for exactly these questions answers
them all. That is why they stand beside limits and never alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.domain.folded_text import fold

_DIGITS = "零一二三四五六七八九"
_DAYS = "一二三四五六日"
_SAME = str.maketrans("拾两兩個週禮號", "十22个周礼号")
_KINDS: dict[str, tuple[str, ...]] = {
    "水果": ("苹果", "香蕉", "葡萄", "西瓜", "桃子", "橙子"),
    "动物": ("老虎", "兔子", "大象", "猴子", "山羊", "牦牛"),
    "颜色": ("红色", "白色", "绿色", "黄色", "蓝色", "黑色"),
    "交通工具": ("火车", "汽车", "飞机", "轮船", "公交车", "自行车"),
    "家具": ("桌子", "椅子", "沙发", "书柜", "衣柜", "床"),
}
_TRADITIONAL = str.maketrans("苹葡桥车飞机轮红绿黄蓝椅发书柜动", "蘋葡橋車飛機輪紅綠黃藍椅發書櫃動")
_OPPOSITES = ("上下", "左右", "前后", "东西", "南北", "里外")
_PHRASES = (
    "春暖花开", "青海湖", "高原明珠", "为人民服务", "政务公开", "绿水青山", "西宁", "我们的家乡", "三江源国家公园",
    "读书", "蓝天白云", "中华人民共和国", "好好学习天天向上", "便民利民",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordQuestion:
    """What is asked, and every answer that counts, each in its normal form."""

    text: str
    answers: frozenset[str]

    def accepts(self, typed: str) -> bool:
        """True if what a person typed is one of the answers, in whatever digits, width or script."""
        return normal_form(typed) in self.answers


def normal_form(typed: str) -> str:
    """The answer without spaces, punctuation and differences of writing: 十二 and 拾贰, 12 and １２ are one."""
    folded = fold(typed[:100]).digits.translate(_SAME).lower()
    return "".join(letter for letter in folded if letter.isalnum())


def word_question(seed: bytes) -> WordQuestion:
    """The question that belongs to ``seed``; the same seed always asks the same."""
    # Whoever asks keeps the seed secret: the dice need only fall the same way again.
    dice = random.Random(seed)  # noqa: S311
    return dice.choice(_MAKERS)(dice)


def spoken(number: int) -> str:
    """A number from 0 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _number(text: str, number: int, *units: str) -> WordQuestion:
    written = {str(number), spoken(number)}
    if 10 <= number < 20:
        written.add("一" + spoken(number))
    return _asked(text, (each + unit for each in written for unit in ("", *units)))


def _asked(text: str, answers: Iterable[str]) -> WordQuestion:
    return WordQuestion(text, frozenset(normal_form(each) for each in answers))


def _sum(dice: random.Random) -> WordQuestion:
    first, second = dice.randint(2, 19), dice.randint(2, 9)
    return _number(f"{spoken(first)}加{spoken(second)}等于几？", first + second)


def _difference(dice: random.Random) -> WordQuestion:
    second, rest = dice.randint(2, 9), dice.randint(1, 12)
    return _number(f"{spoken(second + rest)}减{spoken(second)}等于几？", rest)


def _larger(dice: random.Random) -> WordQuestion:
    first, second = dice.sample(range(3, 99), 2)
    wanted, pick = dice.choice((("大", max), ("小", min)))
    return _number(f"{spoken(first)}和{spoken(second)}，哪个数更{wanted}？", pick(first, second))


def _middle(dice: random.Random) -> WordQuestion:
    numbers = dice.sample(range(1, 40), 3)
    named = "、".join(map(spoken, numbers))
    return _number(f"{named}，从小到大排列，中间的数是几？", sorted(numbers)[1])


def _weekday(dice: random.Random) -> WordQuestion:
    today = dice.randrange(7)
    words, days = dice.choice((("明天", 1), ("后天", 2), ("昨天", -1), ("前天", -2)))
    there = _DAYS[(today + days) % 7]
    names = ("日", "天", "7") if there == "日" else (there,)
    forms = (before + name for before in ("星期", "周", "礼拜", "") for name in names)
    return _asked(f"如果今天是星期{_DAYS[today]}，{words}是星期几？", forms)


def _month(dice: random.Random) -> WordQuestion:
    month = dice.randint(1, 12)
    words, months = dice.choice((("下一个月", 1), ("上一个月", -1)))
    return _number(f"{spoken(month)}月的{words}是几月？", (month - 1 + months) % 12 + 1, "月", "月份")


def _stranger(dice: random.Random) -> WordQuestion:
    kind, other = dice.sample(sorted(_KINDS), 2)
    stranger = dice.choice(_KINDS[other])
    words = [*dice.sample(_KINDS[kind], 3), stranger]
    dice.shuffle(words)
    forms = (stranger, stranger.translate(_TRADITIONAL))
    return _asked(f"{'、'.join(words)}，哪一个不是{kind}？", forms)


def _opposite(dice: random.Random) -> WordQuestion:
    here, there = dice.sample(dice.choice(_OPPOSITES), 2)
    traditional = {"后": "後", "东": "東", "里": "裡"}.get(there, there)
    ends = ("", "边", "面", "邊", "方")
    return _asked(f"与“{here}”相反的方向是什么？", (each + end for each in (there, traditional) for end in ends))


def _length(dice: random.Random) -> WordQuestion:
    phrase = dice.choice(_PHRASES)
    return _number(f"“{phrase}”一共有几个字？", len(phrase), "个", "个字", "字")


def _letter(dice: random.Random) -> WordQuestion:
    phrase = dice.choice(_PHRASES)
    place = dice.randrange(len(phrase))
    letter = phrase[place]
    return _asked(f"“{phrase}”的第{spoken(place + 1)}个字是什么？", (letter, letter + "字"))


_MAKERS: tuple[Callable[[random.Random], WordQuestion], ...] = (
    _sum, _difference, _larger, _middle, _weekday, _month, _stranger, _opposite, _length, _letter,
)  # fmt: skip
