"""Which draft a request is about: the key travels in the session and, sealed, in every form of the steps.

With the form alone a draft is found again after the session was lost; of two reports written in two tabs, each form
knows its own. No address ever carries the key.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request, session

from portal.domain.picture import Picture
from portal.domain.vocabulary import ReportKind
from portal.services.drafts import Begun, find_draft
from portal.web.seals import seal, unseal
from portal.web.workings import fresh_reader, reader

STEPS: Mapping[ReportKind, tuple[str, ...]] = {
    ReportKind.CORRECTION: ("page", "problem", "contact"),
    ReportKind.UNLISTED: ("site", "problem", "contact"),
}
"""What is asked, in this order, before the answers are checked."""
FIELD = "draft"
"""The name of the sealed key, in forms and in the session."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft and the key to it. A fresh one is in no database before its first step is answered."""

    key: str
    begun: Begun

    @property
    def seal(self) -> str:
        """The key as forms carry it."""
        return seal(FIELD, self.key)

    @property
    def answers(self) -> Mapping[str, str]:
        """What was typed so far, by field name."""
        return self.begun.answers

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that were added so far."""
        return self.begun.pictures

    @property
    def kind(self) -> ReportKind:
        """我要找错 unless the first step was that of an unlisted website."""
        return ReportKind.lookup(self.answers.get("kind")) or ReportKind.CORRECTION

    @property
    def due(self) -> str:
        """The first step that was not answered, ``check`` after all of them."""
        return next((step for step in STEPS[self.kind] if step not in self.begun.done), "check")

    def may_open(self, step: str) -> bool:
        """True if nothing before this step is left to answer."""
        steps = (*STEPS[self.kind], "check")
        return step in steps and steps.index(step) <= steps.index(self.due)


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(24)


def fresh(answers: Mapping[str, str]) -> OpenDraft:
    """A draft that nobody has begun, with what a linking site handed over."""
    return OpenDraft(new_key(), Begun(answers))


def of_session() -> OpenDraft | None:
    """The draft that this browser worked on last."""
    key = session.get(FIELD)
    if not isinstance(key, str):
        return None
    begun = find_draft(reader(), key)
    return OpenDraft(key, begun) if begun else None


def of_form() -> OpenDraft:
    """The draft that the form which was sent belongs to, whatever the session has become; a fresh one without any."""
    key = key_in_form()
    if key is None:
        return of_session() or fresh({})
    return OpenDraft(key, find_draft(reader(), key) or Begun())


def key_in_form() -> str | None:
    """The key that came with the form; none from a page of another site, which could plant a draft of its own."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None
    sealed = request.form.get(FIELD)
    key = unseal(FIELD, sealed) if sealed else None
    return key if isinstance(key, str) else None


def reread(draft: OpenDraft) -> OpenDraft:
    """The draft as it is after a change."""
    return replace(draft, begun=find_draft(fresh_reader(), draft.key) or Begun())


def hold(key: str) -> None:
    """Let this browser go on with the draft on the next page."""
    session[FIELD] = key


def let_go(key: str | None) -> None:
    """The draft has become a report or was given up; one of another tab stays."""
    if session.get(FIELD) == key:
        session.pop(FIELD, None)
