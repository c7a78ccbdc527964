"""Cases put on the board as plain rows, with the revisions that publishing them would give."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from portal.domain.vocabulary import Finding, ProblemType, ReportKind, State, WithholdReason
from portal.store import Board, Case, Database, Report
from tests.province import SITE_CODE, SITE_HOST, Cast

FIRST = datetime.fromisoformat("2018-06-01T08:00:00+08:00")


class Shelf:
    """The cases of one test's database."""

    def __init__(self, database: Database, cast: Cast) -> None:
        self.database = database
        self.cast = cast
        self.ids: list[int] = []

    def put(self, **changes: Any) -> int:
        """One more visible case, a day after the one before; returns its id."""
        place = len(self.ids) + 1
        with self.database.writing() as session:
            report = Report(
                number=f"2018-{place:06d}",
                kind=ReportKind.CORRECTION,
                state=State.PUBLISHED,
                problem_type=ProblemType.TYPO,
                submitted_at=FIRST,
                finished_at=FIRST,
            )
            session.add(report)
            session.flush()
            case = Case(**self._fields(report, place) | changes)
            case.revision = self._raise(session)
            session.add(case)
            self.ids.append(report.id)
            return report.id

    def change(self, case_id: int, **changes: Any) -> None:
        """Change a case as an amendment does."""
        with self.database.writing() as session:
            case = session.get_one(Case, case_id)
            for name, value in changes.items():
                setattr(case, name, value)
            case.revision = self._raise(session)

    def withdraw(self, case_id: int) -> None:
        """Take a case off the board."""
        self.change(case_id, visible=False, withhold_reason=WithholdReason.PRIVACY)

    def show_again(self, case_id: int) -> None:
        """Put a withdrawn case back, as the newest one."""
        published = FIRST + timedelta(days=1000 + case_id)
        self.change(case_id, visible=True, withhold_reason=None, published_at=published)

    def visible(self) -> list[Case]:
        """The visible cases, newest first."""
        with self.database.reading() as session:
            cases = [session.get_one(Case, case_id) for case_id in self.ids]
            session.expunge_all()
        shown = [case for case in cases if case.visible]
        return sorted(shown, key=lambda case: (case.published_at, case.report_id), reverse=True)

    def _fields(self, report: Report, place: int) -> dict[str, Any]:
        day = date(2018, 6, 1)
        return {
            "report_id": report.id,
            "number": report.number,
            "visible": True,
            "kind": ReportKind.CORRECTION,
            "problem_type": ProblemType.TYPO,
            "title": "首页标题有错别字",
            "description": "网站首页通知公告栏目有错别字。",
            "wrong_text": "公吿",
            "suggested_text": "公告",
            "reply": "经核查属实，已经改正。",
            "site_code": SITE_CODE,
            "site_name": "城东区人民政府网",
            "page_url": f"http://{SITE_HOST}/notice/{place}.html",
            "region_code": "630102",
            "unit_id": self.cast.unit("chengdong-gov"),
            "unit_name": "城东区政府网站",
            "finding": Finding.CONFIRMED,
            "corrected_on": day,
            "received_on": day,
            "due_on": day,
            "finished_on": day,
            "published_at": FIRST + timedelta(days=place),
            "working_days": 1,
            "on_time": True,
            "changed_at": FIRST,
        }

    def _raise(self, session: Any) -> int:
        raised = update(Board).values({Board.revision: Board.revision + 1, Board.changed_at: FIRST})
        revision: int = session.scalars(raised.returning(Board.revision)).one()
        return revision
