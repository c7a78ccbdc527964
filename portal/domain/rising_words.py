"""Words on the rise: which stretches of Chinese characters stand in more texts than before, found without a dictionary.

A word begins as a pair of characters that is on the rise, and grows as long as most of the texts that have it go on in
the same way. What stands in one text twice, or in many texts that are the same, counts once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from portal.domain import privacy
from portal.domain.supervision import rises

MOST_WORDS = 8
"""Words told at once."""
LONGEST = 10
"""Characters of a word."""
MOST = 0.7
"""A word grows while so large a part of its texts agree; two words that share so many of their texts are one."""
TOGETHER = 0.3
"""Two characters are a word, and not the end of one and the beginning of another, if so large a part of the texts that
have the rarer one has both together."""
LOOKED_AT = 20
"""Texts of each word that are searched for personal data."""
_STRETCH = re.compile("[\u4e00-\u9fff]{2,}")
_BETWEEN = frozenset(
    "的了是在和与及或有无不没也都就才又再还很最更把被将对于从到为以因由给向比让使之其此该这那哪个们我你您他她它"
    "请上下中里内外前后时年月日号一二三四五六七八九十两几多少某各每等至已未能会可要应但而且并则若如所着过吗呢吧"
)
"""Characters that stand between words, or in all of them: no word begins, ends or grows with one."""
_SAID_ANYWAY = frozenset({
    "网站", "页面", "政府", "首页", "栏目", "内容", "信息", "点击", "打开", "显示", "留言", "问题", "情况", "更新",
    "人民", "链接", "公开", "发布", "办公", "部门", "单位", "工作", "希望", "尽快",
})  # fmt: skip
"""What nearly every report about a website says."""

Texts = Mapping[str, Sequence[int]]
"""Texts with the ids of the reports that say exactly this."""


@dataclass(frozen=True, slots=True)
class RisenWord:
    """A word with the ids of the reports that have it, lately and before."""

    word: str
    recent: tuple[int, ...]
    before: tuple[int, ...]


def rising_words(recent: Texts, before: Texts) -> list[RisenWord]:
    """Up to :data:`MOST_WORDS` words, the steepest first; none that is somebody's name, address or number."""
    comparison = _Comparison(len(recent) / max(len(before), 1))
    lately, formerly = _pairs(recent), _pairs(before)
    risen = {pair for pair, times in lately.items() if comparison.rises(times, formerly[pair])} - _SAID_ANYWAY
    holding = _texts_with(_cohesive(risen, lately, recent), recent)
    found: list[tuple[str, frozenset[str]]] = []
    for pair in sorted(holding, key=lambda pair: (comparison.fall(lately[pair], formerly[pair]), pair)):
        word, texts = _grown(pair, holding[pair])
        if not any(_same(texts, known) for _, known in found) and not _is_personal(word, texts):
            found.append((word, texts))
        if len(found) == MOST_WORDS:
            break
    counted = [RisenWord(word, _ids(recent, texts), _ids(before, _having(word, before))) for word, texts in found]
    steep = [each for each in counted if comparison.rises(len(each.recent), len(each.before))]
    return sorted(steep, key=lambda each: (len(each.before) - len(each.recent), each.word))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Where there are ``volume`` times as many texts as before, so many times as many have any given word."""

    volume: float

    def rises(self, recent: int, before: int) -> bool:
        """True if more texts have it than their number explains."""
        # What nobody said before may have been lacking by chance.
        return rises(recent, max(before, 0.5) * max(self.volume, 1))

    def fall(self, recent: int, before: int) -> float:
        """By how much fewer have it than their number explains; the steepest rise is the deepest fall."""
        return before * max(self.volume, 1) - recent


def _cohesive(pairs: set[str], counted: Counter[str], texts: Iterable[str]) -> set[str]:
    """The pairs whose characters are met together often enough to be more than neighbours."""
    letters = set("".join(pairs))
    alone: Counter[str] = Counter()
    for text in texts:
        alone.update(letters.intersection(text))
    return {pair for pair in pairs if counted[pair] >= TOGETHER * min(alone[pair[0]], alone[pair[1]])}


def _pairs(texts: Iterable[str]) -> Counter[str]:
    """In how many of the texts each pair of characters stands."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(set(_pairs_in(text)))
    return counted


def _pairs_in(text: str) -> Iterator[str]:
    for stretch in _STRETCH.findall(text):
        for first, second in pairwise(stretch):
            if first not in _BETWEEN and second not in _BETWEEN:
                yield first + second


def _texts_with(pairs: set[str], texts: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for pair in pairs.intersection(_pairs_in(text)):
            found[pair].add(text)
    return {pair: frozenset(each) for pair, each in found.items()}


def _grown(word: str, texts: frozenset[str]) -> tuple[str, frozenset[str]]:
    """The word as long as most of its texts agree, and those that have all of it."""
    for pattern, joined in _WAYS:
        while len(word) < LONGEST:
            following = Counter(
                chain.from_iterable(set(re.findall(pattern.format(re.escape(word)), text)) for text in texts)
            )
            letter, times = following.most_common(1)[0] if following else ("", 0)
            if times < max(2, len(texts) * MOST) or letter in _BETWEEN:
                break
            word = joined(word, letter)
            texts = frozenset(_having(word, texts))
    return word, texts


_WAYS: tuple[tuple[str, Callable[[str, str], str]], ...] = (
    ("{}([\u4e00-\u9fff])", lambda word, letter: word + letter),
    ("([\u4e00-\u9fff]){}", lambda word, letter: letter + word),
)
"""How a word grows: to its end, and then to its beginning."""


def _having(word: str, texts: Iterable[str]) -> list[str]:
    return [text for text in texts if word in text]


def _same(some: frozenset[str], others: frozenset[str]) -> bool:
    """Two pieces of one phrase stand in the same texts."""
    return len(some & others) >= MOST * min(len(some), len(others))


def _is_personal(word: str, texts: Iterable[str]) -> bool:
    """True if the word is, somewhere, a piece of what says who somebody is."""
    for text in sorted(texts)[:LOOKED_AT]:
        places = [each.start() for each in re.finditer(re.escape(word), text)]
        for datum in privacy.find(text):
            if any(datum.start < place + len(word) and place < datum.end for place in places):
                return True
    return False


def _ids(texts: Texts, chosen: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted(chain.from_iterable(texts[text] for text in chosen)))
