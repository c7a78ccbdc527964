"""The worker's part in the audit log: every day it seals the end of the chain, cuts off what is too old, and walks the
chain to see whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import structlog

from portal.adapters.seal_places import parse_place
from portal.config import Settings
from portal.domain.deadlines import day_of
from portal.queries.audit_chain import Verification, verify
from portal.services import audit_keeping
from portal.services.context import Context
from portal.services.outbox import Unfinished

log = structlog.get_logger()


class AuditKeeper:
    """Works in small pieces, once a day for each worker; several workers make one seal."""

    def __init__(self, context: Context, settings: Settings) -> None:
        self.context = context
        self.places = settings.audit_seals
        self.keep_days = settings.retention.audit
        self._done_on: date | None = None
        self._walk: Iterator[Verification] | None = None

    def turn(self) -> bool:
        """One piece of work; True if there was any."""
        if self._walk is not None:
            if next(self._walk, None) is None:
                self._walk = None
            return True
        today = day_of(self.context.now())
        if self._done_on == today:
            return False
        made = audit_keeping.seal(self.context, self.places)
        if made is not None:
            log.info("audit log sealed", day=made.day.isoformat(), position=made.position)
        if audit_keeping.cut(self.context, self.keep_days):
            return True
        self._done_on = today
        self._walk = _look(self.context, today)
        return True

    def write_out(self, payloads: list[Mapping[str, Any]]) -> None:
        """Write seals where they belong; a place that cannot be reached is tried again without keeping the others."""
        left, reason = [], ""
        for number, payload in enumerate(payloads):
            place = parse_place(payload["place"])
            try:
                if not isinstance(place, str):
                    place.write(payload["line"])
            except OSError as error:
                left.append(number)
                reason = f"{payload['place']}: {error.strerror or type(error).__name__}"
        if left:
            raise Unfinished(left, reason)


def _look(context: Context, today: date) -> Iterator[Verification]:
    """Walk the chain a portion at a time and keep what was found for the auditor's page.

    It knows nothing of the keeper, so that a walk that is given up ends with its keeper, and its transaction with it.
    """
    found = Verification()
    with context.database.snapshot() as session:
        for found in verify(session, today, audit_keeping.seal_key(context)):
            yield found
    audit_keeping.keep_result(context, found.entries, found.flaws)
    if not found.whole:
        log.error("audit log broken", flaws=len(found.flaws), first=str(found.flaws[0]))
