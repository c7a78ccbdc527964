"""The texts of the public copy: what they are made from, their masks, and what an officer decided to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from portal.domain.demands import ActionInput, Problem
from portal.domain.masking import Decision, Masking, decision_id
from portal.domain.privacy import Datum, find
from portal.domain.public_copy import default_title, without_query
from portal.store import Case, Reply, Report

TEXTS = ("public_title", "public_description", "public_wrong_text", "public_suggested_text", "public_reply")
"""The fields of the public copy that a person writes in."""
PLACES = ("site_name", "page_url")
"""What the case takes over from the report itself; masked likewise, and nobody types it."""


class PublicTexts:
    """The public copy to start from, with masks, and what becomes of it with an officer's decisions.

    ``case`` is what stands on the board already; its words are then what is changed.
    """

    def __init__(self, report: Report, reply: Reply | None, case: Case | None) -> None:
        shown = case if case is not None and case.visible else None
        standing = shown if shown is not None and not shown.reopened else None
        # Of a report that was opened again after the citizen's words were deleted, the board has the only copy.
        words: Report | Case = standing or (shown if shown and report.description is None else report)
        self.site_name = standing.site_name if standing else site_name(report, reply)
        self.url = report.page_url or report.site_url or (case.page_url if case else None) or ""
        self.keeps_address = standing is not None and without_query(standing.page_url) != standing.page_url
        originals = {
            "public_description": words.description or "",
            "public_wrong_text": words.wrong_text or "",
            "public_suggested_text": words.suggested_text or "",
            "public_reply": standing.reply if standing else reply.text if reply else "",
        }
        title = standing.title if standing else ""
        self._masking = Masking([self.site_name, title, *originals.values()])
        masked = {field: self._masking.masked(text, field) for field, text in originals.items()}
        self.proposed = {
            "public_title": self._masking.masked(title) or self._title(report, masked["public_description"]), **masked
        }  # fmt: skip

    def _title(self, report: Report, description: str) -> str:
        # Made from what is masked already: a title that is cut must not keep half a number.
        return default_title(self._masking.masked(self.site_name), report.problem_type.label, description)

    @property
    def has_query(self) -> bool:
        """True if the page address has a query or a fragment that one might want to keep."""
        return without_query(self.url) != self.url

    def settled(self, given: ActionInput) -> ActionInput:
        """What was typed, with what is kept unmasked again, and with the rest masked where that was asked for."""
        texts: dict[str, Any] = {}
        for field in TEXTS:
            text = self._masking.restored((getattr(given, field) or "").strip(), field, given.kept)
            texts[field] = self._masking.masked(text, field, given.kept) if given.mask_rest else text
        return replace(given, **texts)

    def place_name(self, name: str, kept: Collection[str]) -> str:
        """The site's name as the board shows it."""
        return self._masking.masked(name, "site_name", kept)

    def address(self, kept: Collection[str], keep_query: bool) -> str:
        """The page address as the board shows it: without query and fragment unless a reviewer keeps them."""
        url = self.url if keep_query else without_query(self.url)
        return self._masking.masked_address(url, "page_url", kept)

    def problems(self, given: ActionInput) -> list[Problem]:
        """A sentence for each field that would publish personal data which nobody decided to keep."""
        settled = self.settled(given)
        found = []
        for field in TEXTS:
            kinds = Counter(datum.kind.label for datum in self._undecided(field, getattr(settled, field), given.kept))
            if kinds:
                named = "、".join(kind if number == 1 else f"{kind}（{number} 处）" for kind, number in kinds.items())
                found.append(
                    Problem(field, f"含有未遮盖的个人信息：{named}。请遮盖；确需公开的，在“个人信息”中勾选保留")
                )
        return found

    @staticmethod
    def _undecided(field: str, text: str, kept: Collection[str]) -> list[Datum]:
        return [datum for datum in find(text) if decision_id(field, datum) not in kept]

    def decisions(self, given: ActionInput | None = None) -> list[Decision]:
        """Everything to decide on, field by field: in the proposal, or in what was typed."""
        shown = self.proposed if given is None else {field: getattr(given, field) or "" for field in TEXTS}
        decided = [each for field, text in shown.items() for each in self._masking.decisions(field, text)]
        keep_query = self.keeps_address if given is None else given.keep_address
        places = (self.place_name(self.site_name, ()), self.address((), keep_query))
        return decided + [
            each for field, text in zip(PLACES, places, strict=True) for each in self._masking.decisions(field, text)
        ]

    def told(self, given: ActionInput, name: str) -> dict[str, Any]:
        """What the event remembers: which kinds were masked or left out, and which kept, by field; never the data."""
        final = self.settled(given)
        shown = {field: getattr(final, field) for field in TEXTS}
        shown |= {"site_name": name, "page_url": unquote(self.address(given.kept, given.keep_address))}
        to_decide = [*self.decisions(), *self.decisions(given)]
        told: dict[str, dict[str, list[str]]] = {"masked": {}, "kept": {}}
        for field, text in shown.items():
            left = {(datum.kind, datum.key) for datum in find(text)}
            seen = {(each.datum.kind, each.datum.key) for each in to_decide if each.field == field}
            for word, data in (("masked", seen - left), ("kept", seen & left)):
                if data:
                    told[word][field] = sorted(str(kind) for kind, _ in data)
        return {word: fields for word, fields in told.items() if fields}


def site_name(report: Report, reply: Reply | None) -> str:
    """The name of the report's site: from the register, else as the officer, else as the citizen gave it."""
    if report.site is not None:
        return report.site.name
    return (reply.new_site_name if reply else None) or report.site_name or "（未登记网站）"
