"""The invented decade is one that the services could have written: its events lead to its rows."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.domain.history import replay
from portal.domain.vocabulary import Action, ReportKind, State
from portal.store import Base, Clock, Database, Event, Holding, NumberCounter, Rating, Report
from portal.store.facts import past_step
from tests.databases import scratch_database
from tests.decade import fill
from tests.decade_places import Scale

SMALL = Scale(1_500, first=2017, years=3, prefectures=3, counties=2, offices=2)


@pytest.fixture
def decade(database: Database) -> Database:
    """Three years of a small province."""
    fill(database, SMALL)
    return database


def test_every_history_leads_to_where_its_report_stands(decade: Database) -> None:
    with decade.reading() as session:
        events = session.scalars(select(Event).order_by(Event.report_id, Event.position)).all()
        told = {report: replay(map(past_step, steps)) for report, steps in groupby(events, lambda each: each.report_id)}
        reports = session.scalars(select(Report)).all()
        assert {each.id: (each.state, each.holder_id) for each in reports} == {
            report: (standing.state, standing.holder) for report, standing in told.items()
        }
        clocks = {
            (each.report_id, each.unit_id, each.received_at, each.due_on, each.ended_at)
            for each in session.scalars(select(Clock))
        }
        assert clocks == {
            (report, clock.unit, clock.received_at, clock.due_on, clock.ended_at)
            for report, standing in told.items()
            for clock in standing.clocks
        }
        holding = session.scalars(select(Holding).where(Holding.until.is_(None))).all()
        assert {(each.report_id, each.unit_id) for each in holding} == {
            (report, standing.holder) for report, standing in told.items() if standing.holder is not None
        }


def test_everything_that_can_happen_does(decade: Database) -> None:
    with decade.reading() as session:
        assert set(session.scalars(select(Event.action).distinct())) == set(Action)
        assert set(session.scalars(select(Report.kind).distinct())) == set(ReportKind)
        assert set(session.scalars(select(Report.state).distinct())) >= {State.PUBLISHED, State.CLOSED, State.ANSWERING}
        assert set(session.scalars(select(Rating.score).distinct())) == {1, 2, 3, 4, 5}
        assert session.scalar(select(func.sum(NumberCounter.last))) == SMALL.reports


def test_the_same_scale_gives_the_same_rows(decade: Database, tmp_path: Path) -> None:
    with scratch_database(tmp_path, "again") as again:
        Base.metadata.create_all(again.engine)
        fill(again, SMALL)
        for noun in (Report, Event):
            rows = select(noun.__table__)
            with decade.reading() as one, again.reading() as other:
                assert one.execute(rows).all() == other.execute(rows).all()
