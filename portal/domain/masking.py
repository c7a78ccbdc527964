"""Personal data on its way to the board: masked unless a person says that it may stay.

Each datum gets one mask throughout a report's public copy (〔手机号〕, the next one 〔手机号二〕), so that a decision
to keep one puts back that one and no other. The masks hold nothing of what they cover.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from portal.domain.privacy import Datum, PersonalData, find

_ORDINALS = "二三四五六七八九"
MASK = re.compile(rf"〔(?:{'|'.join(kind.label for kind in PersonalData)})[{_ORDINALS}十百]*〕")
"""Any mask that this module makes."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One datum in one field of the public copy, to be decided on; ``masked``: the text shows the mask now."""

    field: str
    datum: Datum
    mask: str
    masked: bool

    @property
    def id(self) -> str:
        """What a form sends back to keep this datum in this field."""
        return decision_id(self.field, self.datum)


def decision_id(field: str, datum: Datum) -> str:
    """The name of a datum in a field, which holds the datum's digest and not the datum."""
    return f"{field}.{datum.kind}.{datum.key}"


class Masking:
    """The masks of one public copy. ``sources`` are the unmasked texts that it is made from."""

    def __init__(self, sources: Iterable[str]) -> None:
        texts = [text for text in sources if text]
        # A mask that a text has from before must not be given to anything else.
        self._used = {mask for text in texts for mask in MASK.findall(text)}
        self._masks: dict[tuple[PersonalData, str], str] = {}
        self._covered: dict[str, Datum] = {}
        for text in texts:
            self.masked(text)

    def masked(self, text: str, field: str = "", kept: Collection[str] = ()) -> str:
        """``text`` with a mask over all personal data in it but what was ``kept`` in this field."""
        parts, at = [], 0
        for datum in find(text):
            if decision_id(field, datum) not in kept:
                parts += [text[at : datum.start], self._mask(datum)]
                at = datum.end
        return "".join([*parts, text[at:]])

    def masked_address(self, url: str, field: str = "", kept: Collection[str] = ()) -> str:
        """A page address with masks, each part looked at as it reads when decoded; never with a user name."""
        bare = re.sub(r"^(\w+://)[^/?#]*@", r"\1", url)
        parts = re.split(r"([/?#&=;]+)", bare)
        return "".join(self._masked_part(part, field, kept) for part in parts)

    def _masked_part(self, part: str, field: str, kept: Collection[str]) -> str:
        decoded = unquote(part)
        masked = self.masked(decoded, field, kept)
        return part if masked == decoded else re.sub(r"\s", "", masked)

    def restored(self, text: str, field: str, kept: Collection[str]) -> str:
        """``text`` with the masks of what was ``kept`` in this field taken off again."""

        def uncovered(match: re.Match[str]) -> str:
            datum = self._covered.get(match[0])
            return datum.words if datum is not None and decision_id(field, datum) in kept else match[0]

        return MASK.sub(uncovered, text)

    def decisions(self, field: str, text: str) -> list[Decision]:
        """What there is to decide on in this text of the field: what is masked, and what stands open."""
        covered = [self._covered[mask] for mask in dict.fromkeys(MASK.findall(text)) if mask in self._covered]
        found = {decision_id(field, datum): Decision(field, datum, self._mask(datum), True) for datum in covered}
        for datum in find(text):
            found[decision_id(field, datum)] = Decision(field, datum, self._mask(datum), False)
        return list(found.values())

    def _mask(self, datum: Datum) -> str:
        known = (datum.kind, datum.key)
        if known not in self._masks:
            place = 1
            while (mask := _numbered(datum, place)) in self._used:
                place += 1
            self._used.add(mask)
            self._masks[known] = mask
            self._covered[mask] = datum
        return self._masks[known]


def _numbered(datum: Datum, place: int) -> str:
    """The mask with its ordinal, in Chinese so that no mask holds a digit."""
    if place == 1:
        return datum.mask
    tens, ones = divmod(place, 10)
    ordinal = ("十" * tens) + ("", "一", *_ORDINALS)[ones]
    return f"{datum.mask[:-1]}{ordinal}〕"
