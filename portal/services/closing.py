"""统计封账: the provincial office closes a period, and what the figures were then stays beside what they become."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.domain.audit import Deed
from portal.domain.deadlines import day_of
from portal.domain.demands import Problem
from portal.domain.periods import Period
from portal.domain.policy import Actor, coordinates
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed
from portal.services.turns import take_turn
from portal.store import ClosedPeriod
from portal.store.facts import load_tree


def close_period(context: Context, actor: Actor, period: Period, figures: dict[str, Any], *, complete: bool) -> None:
    """Keep the ``figures`` of a period that is over, by unit and figure; once, for good.

    Raises NotAllowed for anybody but the provincial office, Invalid where the period is no month, quarter or year, is
    not over, is closed already, or the figures are none or not ``complete``.
    """
    with context.database.writing() as session:
        if actor.account is None or not coordinates(actor, load_tree(session)):
            raise NotAllowed("only the provincial office closes a period")
        take_turn(session)
        known = select(ClosedPeriod.id).where(
            ClosedPeriod.first_day == period.first, ClosedPeriod.last_day == period.last
        )
        if not period.is_regular:
            raise Invalid([Problem("", "只有完整的月份、季度或者年度可以封账")])
        if not figures:
            raise Invalid([Problem("", f"{period.name}没有可以封账的数字")])
        if period.last >= day_of(context.now()):
            raise Invalid([Problem("", f"{period.name}还没有结束，结束后才能封账")])
        if not complete:
            raise Invalid([Problem("", "统计数据正在重新计算，请稍后再封账")])
        if session.scalar(known) is not None:
            raise Invalid([Problem("", f"{period.name}已经封账")])
        session.add(
            ClosedPeriod(
                first_day=period.first,
                last_day=period.last,
                closed_at=context.now(),
                account_id=actor.account,
                figures=figures,
            )
        )
        record(
            session,
            context,
            Deed.CLOSE_PERIOD,
            f"period:{period.first}",
            account_id=actor.account,
            first_day=period.first.isoformat(),
            last_day=period.last.isoformat(),
        )
