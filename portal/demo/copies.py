"""The public copies that the provincial office makes: mostly as written, at times shortened, masked or edited."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from random import Random
from typing import Any

from portal.demo.texts import Citizen
from portal.domain.masking import Masking, decision_id
from portal.domain.privacy import find
from portal.services.intake import Submission
from portal.store import Report

SIGNATURE = "我是{name}，电话{phone}，请回个话。"


class Copying(Enum):
    """What becomes of a description on its way to the board."""

    AS_WRITTEN = auto()
    SHORTENED = auto()
    MASKED = auto()
    EDITED = auto()

    def with_signature(self, sent: Submission, citizen: Citizen) -> Submission:
        """The submission; where there is to be something to mask, the citizen signs the text with name and phone."""
        if self is not Copying.MASKED:
            return sent
        return replace(sent, description=sent.description + SIGNATURE.format(name=citizen.name, phone=citizen.phone))

    def description(self, original: str, citizen: Citizen) -> str:
        """The description as the board shows it."""
        if self is Copying.MASKED:
            # Not everybody signs with a name that looks like one; what is left, the officer covers.
            return Masking([original]).masked(original.replace(f"我是{citizen.name}，", "我是〔姓名〕，"))
        if self is Copying.SHORTENED:
            head, stop, rest = original.partition("。")
            return head + stop if rest and len(head) > 15 else original
        return f"网民反映：{original}" if self is Copying.EDITED else original


def choose(rng: Random, citizen: Citizen) -> Copying:
    """How the copy of a report by ``citizen`` is made; only who left name and phone can have written them down."""
    weights = {
        Copying.AS_WRITTEN: 82,
        Copying.SHORTENED: 6,
        Copying.MASKED: 12 if citizen.phone else 0,
        Copying.EDITED: 4,
    }
    return rng.choices(list(weights), list(weights.values()))[0]


def public_copy(report: Report, title: str, reply: str, copying: Copying, citizen: Citizen) -> dict[str, Any]:
    """The form fields of the public copy; what still looks personal in it is an office's, and kept."""
    copy = {
        "public_title": title,
        "public_description": copying.description(report.description or "", citizen),
        "public_wrong_text": report.wrong_text or "",
        "public_suggested_text": report.suggested_text or "",
        "public_reply": reply,
    }
    return copy | {"kept": kept_in(copy)}


def kept_in(copy: dict[str, str]) -> tuple[str, ...]:
    """The decisions that publish these texts as they are."""
    return tuple(decision_id(field, datum) for field, text in copy.items() for datum in find(text))
