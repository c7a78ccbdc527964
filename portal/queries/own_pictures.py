"""The pictures that a citizen sees by tracking code: their own, and what offices published as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.store import Attachment, Case, Reply


@dataclass(frozen=True, slots=True)
class TrackedPictures:
    """``own`` were sent with the report; ``evidence`` belongs to final replies and is on the board, in order."""

    own: Sequence[Attachment]
    evidence: Sequence[Attachment]


def tracked_pictures(session: Session, report_id: int) -> TrackedPictures:
    """The pictures that go with what a tracking code shows of a report."""
    shown = (
        select(Attachment)
        .outerjoin(Reply, Reply.id == Attachment.reply_id)
        .outerjoin(Case, Case.report_id == Attachment.report_id)
        .where(
            Attachment.report_id == report_id,
            or_(
                Attachment.reply_id.is_(None),
                Reply.approved_at.is_not(None) & Attachment.published & Case.visible,
            ),
        )
        .order_by(Attachment.id)
    )
    found = session.scalars(shown).all()
    return TrackedPictures(
        own=[each for each in found if each.reply_id is None],
        evidence=[each for each in found if each.reply_id is not None],
    )


def find_own(session: Session, picture: int) -> Attachment | None:
    """A picture that came with a report; None if there is none of this id, or if it is an officer's."""
    return session.scalar(select(Attachment).where(Attachment.id == picture, Attachment.reply_id.is_(None)))
