"""The numbers of reports: counted up within a year, without a gap."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.store import Base, NumberCounter
from portal.store.statements import Direct

_COUNTERS = Base.metadata.tables[NumberCounter.__tablename__]
_DRAW = Direct(
    update(_COUNTERS)
    .where(_COUNTERS.c.year == bindparam("of_year"))
    .values(last=_COUNTERS.c.last + bindparam("drawn"))
    .returning(_COUNTERS.c.last)
)


def draw_numbers(session: Session, year: int, count: int) -> list[str]:
    """Draw the year's next numbers; the counter's row lock makes others wait until these reports are stored."""
    wanted = {"of_year": year, "drawn": count}
    drawn = _DRAW.ask(session, wanted)
    if not drawn:
        _open_year(session, year)
        drawn = _DRAW.ask(session, wanted)
    [[last]] = drawn
    return [f"{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def _open_year(session: Session, year: int) -> None:
    try:
        with session.begin_nested():
            session.add(NumberCounter(year=year, last=0))
    except IntegrityError:
        pass  # Another submission opened the year at the same moment.
