"""Which stored pictures belong to which report and reply, and which file of them the public gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain import policy
from portal.domain.audit import Deed
from portal.domain.picture import Area, Picture
from portal.domain.policy import Actor
from portal.services import publication
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import NotAllowed, NotFound, Stale
from portal.store import Attachment
from portal.store.audit import picture_subject
from portal.store.facts import load_tree


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


def choose_public_file(
    context: Context, actor: Actor, picture: int, seen: str | None, copy: Picture | None, areas: Sequence[Area]
) -> None:
    """From now on the public gets ``copy``, in which ``areas`` are black, of this picture; None: the picture itself.

    ``seen`` is the hash of the former copy that the officer's page knew. Raises NotAllowed, NotFound, and Stale where
    somebody chose another copy meanwhile. The audit log tells who blacked out what, by ids and percentages.
    """
    with context.database.writing() as session:
        if not policy.may_blacken(actor, load_tree(session)):
            raise NotAllowed("only the root decides what the public sees of a picture")
        kept = session.get(Attachment, picture, with_for_update=True)
        if kept is None:
            raise NotFound(f"picture {picture}")
        if kept.public_sha256 != seen:
            raise Stale(())
        kept.public_sha256 = copy.sha256 if copy else None
        record(
            session,
            context,
            Deed.MASK_PICTURE if copy else Deed.UNMASK_PICTURE,
            picture_subject(picture),
            account_id=actor.account,
            report=kept.report_id,
            areas=[astuple(area) for area in areas],
        )
        publication.show_other_file(session, kept, context.now())
