"""The public copy of a report: what a reviewer may do to a text on its way to the board without writing it."""

from __future__ import annotations

import unicodedata

from portal.domain.masking import MASK

MASKS = frozenset("*＊×■█●某…")
"""Characters that stand for something left out."""


def only_shortened_or_masked(original: str, public: str) -> bool:
    """True if ``public`` is ``original`` with parts left out or covered, so that nothing new was written.

    White space, full and half width and the usual covering characters do not count. Anything else makes the copy
    edited, which the case then says (经编辑).
    """
    rest = iter(_letters(original))
    return all(letter in rest for letter in _letters(MASK.sub("", public)) if letter not in MASKS)


def _letters(text: str) -> str:
    # Covering characters are looked at before NFKC, which would turn … into dots.
    folded = (letter if letter in MASKS else unicodedata.normalize("NFKC", letter) for letter in text)
    return "".join("".join(folded).split())


def default_title(site_name: str, problem: str, description: str) -> str:
    """A title to start from: the site and the first clause of the description, at most 60 characters."""
    clause = description.strip().splitlines()[0] if description.strip() else problem
    for stop in "。！？!?；;":
        clause = clause.split(stop)[0]
    title = f"{site_name}：{clause.strip()}"
    return title if len(title) <= 60 else title[:59] + "…"


def without_query(url: str) -> str:
    """The page address without query and fragment, which may carry what identifies the visitor."""
    return url.split("#")[0].split("?")[0]
