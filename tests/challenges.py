"""Solves challenges as browsers and people do."""

from __future__ import annotations

from typing import Any

import altcha

from portal.services import challenges
from portal.services.context import Context


def solve(challenge: dict[str, Any]) -> str:
    """What a browser sends back for the sum that ``/challenge`` gave it."""
    asked = altcha.Challenge.from_dict(challenge)
    found = altcha.solve_challenge(asked, timeout=0)
    assert found is not None
    return altcha.Payload(asked, found).to_base64()


def answer_to(context: Context, token: str) -> str:
    """What a person answers to the token's question."""
    return min(challenges.question(context, token).answers)
