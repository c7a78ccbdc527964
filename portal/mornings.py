"""What the worker plans once on a day, as soon as the working hours have begun."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta

from portal.config import Settings
from portal.domain.deadlines import SHANGHAI
from portal.services.context import Context

LOOK_EVERY = timedelta(minutes=1)


class MorningKeeper(ABC):
    """Looks every minute of the working hours whether the day's plan is made; ``wanted`` says if there is one at all.

    The demo plans nothing: its people are invented, but addresses typed into it may not be.
    """

    def __init__(self, context: Context, settings: Settings, *, wanted: bool) -> None:
        self.context = context
        self.settings = settings
        self.wanted = wanted and not settings.demo
        self._next_look: datetime | None = None

    def turn(self) -> bool:
        """Plan what is due; True if there was a plan to make."""
        now = self.context.now()
        if not self.wanted or (self._next_look is not None and now < self._next_look):
            return False
        self._next_look = now + LOOK_EVERY
        local = now.astimezone(SHANGHAI)
        first, last = self.settings.post.hours
        return first <= local.time() < last and self.plan(now, local.date())

    @abstractmethod
    def plan(self, now: datetime, day: date) -> bool:
        """Make the plan of ``day`` unless it is made, or the day has none; True if it was made now."""
