"""Personal data in a text: what kind, and where it stands, however it is disguised.

Spaces, dashes, dots, line ends and invisible characters between the characters, full width and Chinese numerals hide
nothing. What is found is a proposal: whether the number of an office is personal is for a person to say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.domain import personal_numbers, personal_words
from portal.domain.folded_text import FoldedText, fold
from portal.domain.personal_numbers import Stretch, landlines, numbers
from portal.domain.vocabulary import Term


class PersonalData(Term):
    """The kinds of personal data that are looked for; the label stands in the mask."""

    EMAIL = "email", "电子邮箱"
    PLATE = "plate", "车牌号"
    ID_NUMBER = "id_number", "身份证号"
    BANK_CARD = "bank_card", "银行卡号"
    MOBILE = "mobile", "手机号"
    LANDLINE = "landline", "固定电话"
    NAME = "name", "姓名"
    ADDRESS = "address", "住址"


@dataclass(frozen=True, slots=True)
class Datum:
    """One piece of personal data. ``start`` and ``end`` count the characters of the text as it was given.

    ``key`` is a digest that is the same however the datum is written.
    """

    kind: PersonalData
    start: int
    end: int
    words: str
    key: str

    @property
    def mask(self) -> str:
        """What stands in its place in public: the kind, and nothing of the datum."""
        return f"〔{self.kind.label}〕"


def find(text: str) -> list[Datum]:
    """All personal data in ``text``, in its order and without overlaps."""
    folded = fold(text)
    taken: list[Stretch] = []
    of_people: list[Stretch] = []
    found: list[Datum] = []
    for kind, (start, end) in _candidates(folded, of_people):
        if start < end and not any(start < other_end and other < end for other, other_end in taken):
            taken.append((start, end))
            if kind in (PersonalData.NAME, PersonalData.MOBILE, PersonalData.ID_NUMBER):
                of_people.append((start, end))
            first, last = folded.places[start][0], folded.places[end - 1][1]
            found.append(Datum(kind, first, last, text[first:last], _key(kind, folded, start, end)))
    return sorted(found, key=lambda datum: datum.start)


def _candidates(folded: FoldedText, of_people: list[Stretch]) -> Iterator[tuple[PersonalData, Stretch]]:
    """Whatever looks like personal data; what comes first has the first claim to its characters.

    ``of_people`` grows while this is read: where names and numbers of people were found.
    """
    for stretch in personal_words.emails(folded.letters):
        yield PersonalData.EMAIL, stretch
    for stretch in personal_words.plates(folded.digits):
        yield PersonalData.PLATE, stretch
    for stretch in numbers(folded, personal_numbers.ID_NUMBER):
        yield PersonalData.ID_NUMBER, stretch
    for stretch in numbers(folded, personal_numbers.BANK_CARD):
        yield PersonalData.BANK_CARD, stretch
    for stretch in numbers(folded, personal_numbers.MOBILE):
        yield PersonalData.MOBILE, stretch
    for stretch in landlines(folded):
        yield PersonalData.LANDLINE, stretch
    for stretch in personal_words.names(folded.letters):
        yield PersonalData.NAME, stretch
    for stretch in personal_words.homes(folded.letters, of_people):
        yield PersonalData.ADDRESS, stretch


def _key(kind: PersonalData, folded: FoldedText, start: int, end: int) -> str:
    view = folded.letters if kind in (PersonalData.NAME, PersonalData.ADDRESS) else folded.digits
    plain = re.sub(r"[^\w@.]|_", "", view[start:end]).lower()
    return hashlib.blake2b(plain.encode(), digest_size=6).hexdigest()
