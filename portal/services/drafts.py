"""Drafts: a report on its way is kept step by step, and found by a key that only the citizen's browser holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.picture import Picture
from portal.domain.vocabulary import ReportKind
from portal.services.context import Context
from portal.store import Draft, Report

MOST_PICTURES = 3


@dataclass(frozen=True, slots=True)
class Begun:
    """What a draft holds: texts by field name (``kind`` among them), the steps that were answered, and pictures.
    ``begun_at`` is none before the first answer."""

    answers: Mapping[str, str] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    begun_at: datetime | None = None


def find_draft(session: Session, key: str) -> Begun | None:
    """The draft that belongs to this key; None if there is none, or none any more."""
    draft = session.get(Draft, _hash(key))
    return replace(_read(draft.answers), begun_at=draft.begun_at) if draft else None


def keep(
    context: Context, key: str, answers: Mapping[str, str], step: str = "", pictures: Iterable[Picture] = ()
) -> None:
    """Put answers and pictures into the draft, which begins with its first answer; ``step`` is done with them."""

    def change(begun: Begun) -> Begun:
        kept = {picture.sha256: picture for picture in (*begun.pictures, *pictures)}
        done = (*begun.done, step) if step and step not in begun.done else begun.done
        return Begun({**begun.answers, **answers}, done, tuple(kept.values())[:MOST_PICTURES])

    try:
        _change(context, key, change)
    except IntegrityError:
        # Two presses of the first button at the same moment: the second finds what the first began.
        _change(context, key, change)


def remove_picture(context: Context, key: str, sha256: str) -> None:
    """Take one picture out of the draft."""
    _change(
        context,
        key,
        lambda begun: Begun(begun.answers, begun.done, tuple(each for each in begun.pictures if each.sha256 != sha256)),
    )


def discard(context: Context, key: str) -> None:
    """Forget the draft."""
    with context.database.writing() as session:
        drop_draft(session, key)


def drop_draft(session: Session, key: str) -> None:
    """Forget the draft in the transaction that stores its report."""
    session.execute(delete(Draft).where(Draft.key_hash == _hash(key)))


def begin_again(context: Context, digest: str, key: str) -> ReportKind | None:
    """Begin a draft about the same site and with the same contact data as the report of this receipt; its kind.

    None if there is no such report. What the citizen had deleted meanwhile is not there to be taken.
    """
    with context.database.reading() as session:
        report = session.scalar(select(Report).where(Report.submission_digest == digest))
        if report is None:
            return None
        answers = {
            "kind": report.kind.value,
            "site_code": report.site_code,
            "site_name": report.site_name,
            "site_url": report.site_url,
            "region": report.region_code if report.kind is ReportKind.UNLISTED else None,
            "page_url": report.page_url,
        }
        if report.contact is not None:
            contact = report.contact
            answers |= {"contact_name": contact.name, "contact_phone": contact.phone, "contact_email": contact.email}
        kind = report.kind
    keep(context, key, {name: value for name, value in answers.items() if value})
    return kind


def _change(context: Context, key: str, change: Callable[[Begun], Begun]) -> None:
    with context.database.writing() as session:
        draft = session.get(Draft, _hash(key), with_for_update=True)
        if draft is None:
            draft = Draft(key_hash=_hash(key), answers={}, begun_at=context.now())
            session.add(draft)
        draft.answers = _written(change(_read(draft.answers)))
        draft.changed_at = context.now()


def _read(answers: Mapping[str, Any]) -> Begun:
    pictures = tuple(Picture(**each) for each in answers.get("pictures", ()))
    return Begun(answers.get("answers", {}), tuple(answers.get("done", ())), pictures)


def _written(begun: Begun) -> dict[str, Any]:
    return {
        "answers": dict(begun.answers),
        "done": list(begun.done),
        "pictures": [asdict(picture) for picture in begun.pictures],
    }


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
