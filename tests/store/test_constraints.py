"""The rules that the database itself keeps, whoever writes to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.domain.vocabulary import (
    Action,
    Finding,
    InvalidReason,
    ProblemType,
    ReportKind,
    Role,
    State,
    UnitKind,
    WithholdReason,
)
from portal.store import (
    Account,
    Base,
    CalendarDay,
    Case,
    Clock,
    Database,
    Dispute,
    Event,
    Rating,
    Region,
    Reply,
    Report,
    ScheduleRun,
    Site,
    SiteHost,
    Unit,
)
from portal.store.event import AppendOnly
from tests.province import SITE_CODE, SITE_HOST, Cast

NOW = datetime(2018, 6, 4, 2, tzinfo=UTC)
TODAY = date(2018, 6, 4)


@dataclass
class Rows:
    """Complete rows, with other values where a test gives them."""

    cast: Cast

    def report(self, **values: Any) -> Report:
        """A report that has just come in."""
        return Report(
            **{"number": "2018-000009", "kind": ReportKind.CORRECTION, "problem_type": ProblemType.TYPO}
            | {"submitted_at": NOW}
            | values
        )

    def reply(self, **values: Any) -> Reply:
        """A reply that is not true and to be published."""
        gov = self.cast.unit("chengdong-gov")
        return Reply(
            **{"report_id": 1, "version": 1, "author_id": self.cast.account("chengdong-gov"), "unit_id": gov}
            | {"written_at": NOW, "finding": Finding.UNCONFIRMED, "text": "页面正常。", "public": True}
            | values
        )

    def clock(self, **values: Any) -> Clock:
        """A clock that runs."""
        return Clock(
            **{"report_id": 1, "unit_id": self.cast.unit("chengdong"), "received_at": NOW, "opens_on": TODAY}
            | {"due_on": TODAY, "due_at": NOW, "provisional": False}
            | values
        )

    def case(self, **values: Any) -> Case:
        """A case on the board."""
        return Case(
            **{"report_id": 1, "number": "2018-000001", "visible": True, "kind": ReportKind.CORRECTION}
            | {"problem_type": ProblemType.TYPO, "title": "题", "description": "述", "reply": "复", "site_name": "网"}
            | {"page_url": "", "unit_id": self.cast.unit("chengdong-gov"), "unit_name": "单位"}
            | {"finding": Finding.UNCONFIRMED, "received_on": TODAY, "due_on": TODAY, "finished_on": TODAY}
            | {"published_at": NOW, "working_days": 0, "on_time": True, "changed_at": NOW}
            | values
        )

    def event(self, **values: Any) -> Event:
        """The first event of a report."""
        return Event(
            **{"report_id": 1, "position": 1, "at": NOW, "action": Action.SUBMIT, "to_state": State.RECEIVED} | values
        )

    def unit(self, **values: Any) -> Unit:
        """One more office in the province."""
        return Unit(
            **{"code": "new", "name": "新单位", "kind": UnitKind.ORGANIZING, "parent_id": self.cast.unit("province")}
            | values
        )

    def account(self, **values: Any) -> Account:
        """One more person."""
        unit = self.cast.unit("fgw")
        return Account(
            **{"username": "new", "display_name": "新", "role": Role.OFFICER, "unit_id": unit, "created_at": NOW}
            | values
        )


@pytest.fixture
def rows(database: Database, cast: Cast) -> Rows:
    """Rows to put beside one report, number 2018-000001, that is there."""
    made = Rows(cast)
    with database.writing() as session:
        session.add(made.report(number="2018-000001"))
    return made


REFUSED = {"finding": Finding.REFUSED, "invalid_reason": InvalidReason.UNCLEAR}
CONFIRMED = {"finding": Finding.CONFIRMED, "corrected_on": TODAY}
DUPLICATE = {"finding": Finding.REFUSED, "invalid_reason": InvalidReason.DUPLICATE}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda rows: [rows.unit(parent_id=None)], id="a second root"),
        pytest.param(lambda rows: [rows.unit(code="xining")], id="a unit code twice"),
        pytest.param(lambda rows: [rows.unit(id=77, parent_id=77)], id="a unit above itself"),
        pytest.param(lambda rows: [rows.unit(id=77, merged_into_id=77)], id="a unit merged into itself"),
        pytest.param(lambda rows: [rows.unit(parent_id=9999)], id="a unit below nothing"),
        pytest.param(lambda rows: [rows.account(unit_id=None)], id="an officer without a unit"),
        pytest.param(lambda rows: [rows.account(role=Role.ADMIN)], id="an administrator with a unit"),
        pytest.param(lambda rows: [rows.account(role=Role.AUDITOR)], id="an auditor with a unit"),
        pytest.param(lambda rows: [rows.account(username="admin")], id="a user name twice"),
        pytest.param(
            lambda rows: [Site(code=SITE_CODE, name="网", url="http://a.example/", filing_unit_id=1)],
            id="a site code twice",
        ),
        pytest.param(lambda rows: [SiteHost(host=SITE_HOST, site_id=1)], id="a host of two sites"),
        pytest.param(lambda rows: [rows.report(number="2018-000001")], id="a number twice"),
        pytest.param(lambda rows: [rows.report(kind=ReportKind.UNLISTED)], id="an unlisted site without a name"),
        pytest.param(lambda rows: [rows.report(state=State.CLOSED)], id="finished without a time"),
        pytest.param(lambda rows: [rows.report(finished_at=NOW)], id="a finishing time of what is not finished"),
        *(
            pytest.param(lambda rows, state=state: [rows.report(state=state)], id=f"{state} on nobody's desk")
            for state in (State.TRIAGE, State.ANSWERING, State.REVIEW)
        ),
        pytest.param(lambda rows: [rows.reply(finding=Finding.REFUSED)], id="a refusal without a reason"),
        pytest.param(lambda rows: [rows.reply(invalid_reason=InvalidReason.UNCLEAR)], id="a reason without a refusal"),
        pytest.param(lambda rows: [rows.reply(public=False)], id="withheld without a reason"),
        pytest.param(
            lambda rows: [rows.reply(withhold_reason=WithholdReason.IMAGE)], id="public with a reason against"
        ),
        pytest.param(
            lambda rows: [rows.reply(public=False, withhold_reason=WithholdReason.OTHER)],
            id="another special case without words",
        ),
        pytest.param(
            lambda rows: [rows.reply(**CONFIRMED, public=False, withhold_reason=WithholdReason.UNCONFIRMED)],
            id="true and withheld as not true",
        ),
        pytest.param(lambda rows: [rows.reply(finding=Finding.CONFIRMED)], id="true without a correction"),
        pytest.param(lambda rows: [rows.reply(**CONFIRMED, correct_by=TODAY)], id="corrected and promised"),
        pytest.param(lambda rows: [rows.reply(**DUPLICATE)], id="a duplicate without an original"),
        pytest.param(lambda rows: [rows.reply(**DUPLICATE, original_id=1)], id="a duplicate of itself"),
        pytest.param(
            lambda rows: [rows.report(), rows.reply(**REFUSED, original_id=2)], id="an original without a duplicate"
        ),
        pytest.param(lambda rows: [rows.reply(), rows.reply()], id="a version twice"),
        pytest.param(lambda rows: [rows.clock(), rows.clock()], id="two running clocks"),
        pytest.param(lambda rows: [rows.clock(ended_at=NOW - timedelta(seconds=1))], id="a clock that ran backwards"),
        pytest.param(lambda rows: [rows.case(visible=False)], id="off the board without a reason"),
        pytest.param(
            lambda rows: [rows.case(withhold_reason=WithholdReason.PRIVACY)], id="on the board with a reason against"
        ),
        pytest.param(lambda rows: [rows.case(working_days=-1)], id="handled before it was received"),
        pytest.param(lambda rows: [rows.event(), rows.event()], id="two events in one place"),
        pytest.param(
            lambda rows: [Dispute(report_id=1, reason="还是错", raised_at=NOW, decided_at=NOW)],
            id="a dispute decided without a decision",
        ),
        pytest.param(lambda rows: [Rating(report_id=1, score=0, rated_at=NOW)], id="a rating of 0"),
        pytest.param(lambda rows: [Rating(report_id=1, score=6, rated_at=NOW)], id="a rating of 6"),
        pytest.param(
            lambda rows: [ScheduleRun(job="dispatch", slot=NOW, started_at=NOW) for _ in range(2)],
            id="a slot that runs twice",
        ),
        pytest.param(
            lambda rows: [Region(code="630199", name="区", level=2, parent_code="999999")], id="a lost region"
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:New instance .* with identity key:sqlalchemy.exc.SAWarning")
def test_the_database_refuses(database: Database, rows: Rows, make: Callable[[Rows], list[Base]]) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        for row in make(rows):
            session.add(row)
            session.flush()


@pytest.mark.parametrize(
    "make",
    [
        lambda rows: [rows.reply(**REFUSED)],
        lambda rows: [rows.reply(**CONFIRMED)],
        lambda rows: [rows.reply(finding=Finding.CONFIRMED, correct_by=TODAY)],
        lambda rows: [rows.report(), rows.reply(**DUPLICATE, original_id=2)],
        lambda rows: [rows.reply(public=False, withhold_reason=WithholdReason.OTHER, withhold_note="说明")],
        lambda rows: [rows.reply(public=False, withhold_reason=WithholdReason.UNCONFIRMED)],
        lambda rows: [rows.reply(), rows.reply(version=2)],
        lambda rows: [rows.clock(ended_at=NOW), rows.clock()],
        lambda rows: [rows.case()],
        lambda rows: [rows.case(visible=False, withhold_reason=WithholdReason.PRIVACY)],
        lambda rows: [rows.report(state=State.CLOSED, finished_at=NOW)],
        lambda rows: [rows.report(state=State.TRIAGE, holder_id=rows.cast.unit("xining"))],
        lambda rows: [rows.account(role=Role.ADMIN, unit_id=None)],
        lambda rows: [rows.unit(merged_into_id=rows.cast.unit("xining"))],
    ],
)
def test_the_database_accepts_what_is_right(database: Database, rows: Rows, make: Callable[[Rows], list[Base]]) -> None:
    with database.writing() as session:
        for row in make(rows):
            session.add(row)
            session.flush()


@pytest.mark.parametrize(
    ("table", "column"),
    [("reports", "state"), ("reports", "kind"), ("reports", "problem_type"), ("units", "kind"), ("accounts", "role"),
     ("sites", "status")],
)  # fmt: skip
def test_words_outside_the_vocabulary_are_refused(database: Database, rows: Rows, table: str, column: str) -> None:
    with database.writing() as session:
        session.add(rows.event())
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text(f"UPDATE {table} SET {column} = 'nonsense'"))  # noqa: S608  # names from the list above


def test_an_event_with_an_unknown_action_is_refused(database: Database, rows: Rows) -> None:
    with database.writing() as session:
        session.add(rows.event())
    copied = (
        "INSERT INTO events (id, report_id, position, at, action, to_state, details) "
        "SELECT id + 1, report_id, position + 1, at, '{}', to_state, details FROM events"
    )
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text(copied.format("nonsense")))
    with database.writing() as session:
        session.execute(text(copied.format("urge")))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET words = '改写'",
        "DELETE FROM events",
        "UPDATE audit_entries SET subject = 'report:2'",
        "DELETE FROM audit_entries",
    ],
)
def test_the_database_itself_refuses_to_change_the_past(database: Database, rows: Rows, statement: str) -> None:
    with database.writing() as session:
        session.add(rows.event())
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text(statement))


def test_the_vocabulary_refuses_them_before_the_database_does(database: Database, rows: Rows) -> None:
    with pytest.raises((StatementError, ValueError)), database.writing() as session:
        session.add(rows.report(state="nonsense"))


def test_an_event_is_written_once_and_never_changed(database: Database, rows: Rows) -> None:
    with database.writing() as session:
        session.add(rows.event())
    with pytest.raises(AppendOnly), database.writing() as session:
        session.query(Event).one().words = "改写"
    with pytest.raises(AppendOnly), database.writing() as session:
        session.delete(session.query(Event).one())
    with database.reading() as session:
        assert session.query(Event).one().words is None


def test_a_time_without_its_zone_is_refused(database: Database, rows: Rows) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="time zone"), database.writing() as session:
        session.add(rows.report(submitted_at=naive))


def test_a_time_comes_back_as_the_same_instant(database: Database, rows: Rows) -> None:
    shanghai = NOW.astimezone().replace(microsecond=123456)
    with database.writing() as session:
        session.add(rows.report(submitted_at=shanghai))
    with database.reading() as session:
        kept = session.query(Report).filter_by(number="2018-000009").one().submitted_at
    assert kept == shanghai
    assert kept.utcoffset() == timedelta(0)


def test_what_is_not_committed_is_gone(database: Database) -> None:
    day = CalendarDay(day=TODAY, working=False, document="国办发明电〔2017〕12号")
    with pytest.raises(RuntimeError, match="stop"), database.writing() as session:
        session.add(day)
        session.flush()
        raise RuntimeError("stop")
    with database.reading() as session:
        assert session.get(CalendarDay, TODAY) is None


def test_a_database_keeps_the_identity_that_it_was_given(database: Database, cast: Cast) -> None:
    assert database.identity() == database.identity()
    assert len(database.identity()) == 32
