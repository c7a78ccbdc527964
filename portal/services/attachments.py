"""Which stored pictures belong to which report and reply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.picture import Picture
from portal.store import Attachment


def keep_pictures(
    session: Session, report_id: int, pictures: Iterable[Picture], now: datetime, reply_id: int | None = None
) -> None:
    """Tie stored pictures to a report and, where they are an officer's evidence, to the reply."""
    for picture in pictures:
        session.add(
            Attachment(
                report_id=report_id,
                reply_id=reply_id,
                sha256=picture.sha256,
                media_type=picture.media_type,
                size=picture.size,
                width=picture.width,
                height=picture.height,
                created_at=now,
            )
        )
