"""The personal data found in a public copy, as check boxes: each is masked unless the officer keeps it."""

from __future__ import annotations

from typing import Any

from portal.domain.masking import Decision
from portal.domain.privacy import PersonalData
from portal.services.public_texts import PublicTexts

KINDS = {kind.value: kind.label for kind in PersonalData}
PLACES = {"site_name": "网站名称", "page_url": "网页地址"}


def offer_decisions(form: Any, texts: PublicTexts, labels: dict[str, str], *, posted: bool) -> None:
    """Fill the field ``kept`` of a form that publishes; a form that came back lists what was typed.

    What stands open is offered to be masked at the next press, which is also what an officer in a hurry gets.
    """
    if "kept" not in form:
        return
    decisions = texts.decisions(form.given(()) if posted else None)
    form["kept"].choices = [(each.id, _described(each, labels | PLACES)) for each in decisions]
    if all(each.masked for each in decisions):
        del form["mask_rest"]
    else:
        form["mask_rest"].data = True


def _described(decision: Decision, labels: dict[str, str]) -> str:
    shown = f"公示为{decision.mask}" if decision.masked else "尚未遮盖"
    words = " ".join(decision.datum.words.split())
    return f"{labels[decision.field]} · {decision.datum.kind.label}“{words}”（{shown}）"
