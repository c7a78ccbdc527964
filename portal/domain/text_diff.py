"""Differences between two versions of a text, word by word: one Chinese character or a run of other letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: ``kind`` is same, gone (only in the older version) or new (only in the newer one)."""

    kind: str
    text: str


def differences(older: str, newer: str) -> tuple[Change, ...]:
    """The newer text with what was taken out and put in; joined without what is gone it is ``newer`` again."""
    before, after = _WORD.findall(older), _WORD.findall(newer)
    changes: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, from_a, to_a, from_b, to_b in matcher.get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(after[from_b:to_b])))
            continue
        if to_a > from_a:
            changes.append(Change("gone", "".join(before[from_a:to_a])))
        if to_b > from_b:
            changes.append(Change("new", "".join(after[from_b:to_b])))
    return tuple(changes)
