"""What every view needs: the services' context, the index, the pictures, and one reading session per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import current_app, g
from sqlalchemy.orm import Session

from portal.adapters.calendar import StateCouncilCalendar
from portal.adapters.pictures import PictureStore
from portal.config import SettingError, Settings
from portal.domain.deadlines import Calendar, day_of
from portal.domain.vocabulary import Rectification
from portal.queries.board import Board
from portal.queries.front_page import FrontPage
from portal.queries.sheet import Sheets
from portal.search import CaseIndex, open_index
from portal.services.context import Context
from portal.store import Case, Database
from portal.store.facts import load_calendar, rectification


@dataclass(frozen=True)
class Workings:
    """The parts behind the pages, opened once per process."""

    settings: Settings
    context: Context
    index: CaseIndex
    board: Board
    pictures: PictureStore
    front_page: FrontPage = field(default_factory=FrontPage)
    sheets: Sheets = field(default_factory=Sheets)


def open_workings(settings: Settings) -> Workings:
    """Open database, index and picture store as the settings say; the database must have been initialised.

    Raises SettingError when the search address is not understood.
    """
    database = Database(settings.database_url)
    context = Context(
        database=database,
        calendar=StateCouncilCalendar(),
        secret=settings.secret_key.encode(),
        working_days=settings.working_days,
        dispute_days=settings.dispute_days,
        safety=settings.safety,
    )
    try:
        index = open_index(settings.search_url, database.identity(), settings.database_url)
    except ValueError as error:
        raise SettingError(f"PORTAL_SEARCH_URL: {error}") from error
    return Workings(settings, context, index, Board(database, index), PictureStore(settings.attachments))


def workings() -> Workings:
    """The parts of the running application."""
    parts: Workings = current_app.extensions["workings"]
    return parts


def context() -> Context:
    """What services are called with."""
    return workings().context


def board() -> Board:
    """The board's search."""
    return workings().board


def reader() -> Session:
    """The request's session for queries, closed when the request ends."""
    if "reader" not in g:
        g.reader = context().database.session()
    session: Session = g.reader
    return session


def fresh_reader() -> Session:
    """A reading session that sees what a service has just committed."""
    close_reader()
    return reader()


def close_reader(_error: BaseException | None = None) -> None:
    """End the request's reading session, if it has one."""
    g.pop("calendar", None)
    session = g.pop("reader", None)
    if session is not None:
        session.close()


def now() -> datetime:
    """The present instant."""
    return context().now()


def today() -> date:
    """The present day in Asia/Shanghai."""
    return day_of(now())


def rectification_today(case: Case) -> Rectification | None:
    """How far the correction of a case has come by now."""
    return rectification(case.finding, case.corrected_on, case.correct_by, today())


def calendar() -> Calendar:
    """Working days as announced and as officers decided; read once for each reading session."""
    if "calendar" not in g:
        g.calendar = load_calendar(reader(), context().calendar)
    decided: Calendar = g.calendar
    return decided
