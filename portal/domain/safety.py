"""How accounts are kept safe: the level of protection (GB/T 22239, 等级保护), and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from portal.domain.vocabulary import Role

CONFIRMED_FOR = timedelta(minutes=10)
"""How long somebody who proved again who they are need not do so once more."""
PASSWORD_LASTS = timedelta(days=90)
"""After this a password is changed, where the level asks for it."""
REMEMBERED_PASSWORDS = 5
"""The last so many may not be taken again, where the level asks for it."""


class Level(IntEnum):
    """The level that an installation was graded at; NONE follows NIST SP 800-63B, which asks for neither kinds of
    characters nor periodic changes."""

    NONE = 0
    TWO = 2
    THREE = 3


@dataclass(frozen=True, slots=True)
class Safety:
    """The rules of an installation. ``second_factor`` off asks nobody for one, whatever the level."""

    level: Level = Level.NONE
    idle: timedelta = timedelta(minutes=120)
    longest: timedelta = timedelta(hours=12)
    second_factor: bool = False

    @property
    def graded(self) -> bool:
        """True where the grading asks for kinds of characters and periodic changes."""
        return self.level is not Level.NONE

    def demands_factor(self, role: Role, of_root: bool) -> bool:
        """True if such an account must have a second factor: all at level 3, otherwise whoever decides for the whole
        province or keeps the accounts."""
        if not self.second_factor:
            return False
        return self.level is Level.THREE or role is Role.ADMIN or of_root

    def password_is_old(self, set_at: datetime, signed_in_at: datetime) -> bool:
        """True if the password was too old already when its owner signed in; nobody is interrupted at work."""
        return self.graded and signed_in_at - set_at >= PASSWORD_LASTS

    def is_over(self, begun: datetime, seen: datetime, now: datetime) -> bool:
        """True if a session has been idle for too long, or has lasted for too long."""
        return now - seen >= self.idle or now - begun >= self.longest
