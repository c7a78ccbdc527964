"""How a service refuses. Each error carries what the person needs to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.domain.demands import Problem


class Refused(Exception):
    """Base of everything that a service declines to do."""


class NotFound(Refused):
    """There is no such report."""


class NotAllowed(Refused):
    """The policy table does not let this actor take this step now."""


class Invalid(Refused):
    """The form is incomplete or wrong; ``problems`` name fields and say in Chinese what to put right."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One step that somebody took since the form was opened."""

    at: datetime
    who: str
    action: str


class Stale(Refused):
    """Somebody acted since the form was opened; ``meanwhile`` tells what, oldest first."""

    def __init__(self, meanwhile: Sequence[Meanwhile]) -> None:
        super().__init__("the report has changed")
        self.meanwhile = tuple(meanwhile)
