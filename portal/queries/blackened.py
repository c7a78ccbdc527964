"""What was blacked out of a picture last, as the audit log tells."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.picture import Area
from portal.store import Attachment, AuditEntry
from portal.store.audit import picture_subject


def areas_of(session: Session, picture: Attachment) -> list[Area]:
    """The areas that are black in the file that the public gets; none where it gets the picture as it is."""
    if picture.public_sha256 is None:
        return []
    told = (
        select(AuditEntry.details)
        .where(AuditEntry.deed == Deed.MASK_PICTURE, AuditEntry.subject == picture_subject(picture.id))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    details = session.scalar(told) or {}
    return [Area(*sides) for sides in details.get("areas", ())]
