"""The same words again and again are held for a person to look at; nobody loses anything by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.domain.vocabulary import Action, State
from portal.services import intake
from portal.services.context import Context
from portal.services.dispatch import Dispatched, dispatch_waiting
from portal.services.repeats import MOST_ALIKE
from portal.store import Event, Report
from tests.conftest import FrozenClock
from tests.handling import SUBMISSION

pytestmark = pytest.mark.usefixtures("cast")


def test_the_same_words_again_and_again_wait_for_a_person(context: Context, clock: FrozenClock) -> None:
    """Nothing is lost and nobody is told anything else; but the schedule does not spread them over the province."""
    texts = ["网站 首页打不开了，请尽快修好！", "网站首页打不开了，请尽快修好", "网站首页打不开了， 请尽快修好。"]
    for each in range(MOST_ALIKE + 2):
        intake.submit(context, replace(SUBMISSION, description=texts[each % 3]), f"visitor {each}")
        clock.advance(minutes=1)
    other = intake.submit(
        context, replace(SUBMISSION, description="另一件事，与上面的无关，也请改正。"), "other"
    ).number
    assert dispatch_waiting(context) == Dispatched(sent=MOST_ALIKE + 1, set_aside=2)
    with context.database.reading() as session:
        held = session.scalars(select(Report).where(Report.state == State.RECEIVED)).all()
        event = session.scalars(select(Event).where(Event.action == Action.SET_ASIDE).order_by(Event.id)).all()
    assert len(held) == 2
    assert other not in {report.number for report in held}
    assert [each.details["alike"] for each in event] == [MOST_ALIKE, MOST_ALIKE + 1]


def test_words_of_last_month_are_no_flood(context: Context, clock: FrozenClock) -> None:
    for each in range(MOST_ALIKE + 2):
        intake.submit(context, SUBMISSION, f"visitor {each}")
        clock.advance(days=4)
    assert dispatch_waiting(context).set_aside == 0
