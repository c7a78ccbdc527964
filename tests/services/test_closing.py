"""统计封账: a period is closed once, however many close it at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.periods import Period
from portal.services.closing import close_period
from portal.services.context import Context
from portal.services.errors import Invalid
from portal.store import ClosedPeriod, Database
from tests.handling import Desk
from tests.services.test_concurrency import at_once

MAY = Period.month(2018, 5)


@pytest.mark.parametrize(
    ("period", "figures"),
    [(Period(date(2018, 5, 3), date(2018, 5, 3)), {"-": {}}), (Period(date(2018, 3, 1), date(2018, 4, 30)), {"-": {}}),
     (MAY, {})],
)  # fmt: skip
def test_only_months_quarters_and_years_with_something_to_count_are_closed(
    desk: Desk, period: Period, figures: dict[str, object]
) -> None:
    """A span that was closed by mistake would stay closed."""
    with pytest.raises(Invalid):
        close_period(desk.context, desk.cast.officer("province"), period, figures, complete=True)


def test_of_two_officers_who_close_a_month_at_once_the_second_learns_that_it_is_closed(desk: Desk) -> None:
    second = Database(desk.context.database.engine.url.render_as_string(hide_password=False))

    def close(context: Context, who: str) -> Callable[[], None]:
        return lambda: close_period(context, desk.cast.officer(who), MAY, {"who": who}, complete=True)

    results = at_once(close(desk.context, "province"), close(replace(desk.context, database=second), "province2"))
    second.dispose()
    assert Counter(type(result) for result in results) == {type(None): 1, Invalid: 1}
    with desk.context.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ClosedPeriod)) == 1
