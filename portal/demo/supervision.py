"""What the provincial office of the demo has done as a supervisor: a quarter closed, a bulletin issued, one drafted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from portal.config import Imprint
from portal.demo.history import Walk
from portal.demo.scene import ROOT, Stage
from portal.demo.settling import SECOND_AT_ROOT
from portal.domain.bulletin import Decision, Ground, Suspicion, Verdict, Wording
from portal.domain.bulletin_draft import draft
from portal.domain.deadlines import SHANGHAI, day_of, start_of
from portal.domain.periods import Period
from portal.domain.policy import Actor
from portal.domain.vocabulary import Finding
from portal.queries.bulletin_figures import reckoning
from portal.queries.bulletin_grounds import suspicions
from portal.queries.closed_periods import figures_to_keep
from portal.queries.figures import Statistics
from portal.queries.sheet import Sheets
from portal.services import bulletins, measuring
from portal.services.closing import close_period
from portal.store import Case, Criticism

WORKED_ON = 3
"""The working day of a month on which the month before is summed up."""
RANKED_FROM = 5
TYPICAL_CASES = 3
STILL_TO_ACKNOWLEDGE = 4
"""Every fourth unit has not yet said that it received the bulletin."""
EXCUSED = "已书面说明情况，属初次发生，先行提醒，暂不通报。"


def supervised(stage: Stage, now: datetime) -> Walk:
    """The last month of which there was time to sum it up: counted, told in a bulletin, signed, issued, opened."""
    start = _summing_up(stage, now)
    yield start
    office, second = _officers(stage)
    while measuring.turn(stage.context):
        pass
    statistics = Statistics(Sheets().present(stage.session), day_of(start))
    month = Period.month(start.year, start.month).before()
    quarter = Period.quarter(start.year, (start.month + 2) // 3).before()
    kept = figures_to_keep(stage.ground.tree, statistics, quarter)
    close_period(stage.context, office, quarter, kept, complete=True)
    _draft(stage, office, statistics, quarter)
    wording, suspected = _drafted(stage, statistics, month)
    bulletin = bulletins.draft(stage.context, office, month, wording, suspected, complete=True)
    yield stage.almanac.office(start, 90)
    bulletins.save(stage.context, office, bulletin, 1, _with_cases(stage, wording, month), _verdicts(stage, bulletin))
    bulletins.submit(stage.context, office, bulletin, 2)
    yield stage.almanac.office(start, 200)
    bulletins.sign(stage.context, second, bulletin, 3)
    yield stage.almanac.office(start, 220)
    bulletins.publish(stage.context, office, bulletin, 4, secrecy_checked=True, privacy_checked=True)
    for unit, clerks in stage.province.clerks.items():
        if unit != stage.ground.tree.root and unit % STILL_TO_ACKNOWLEDGE:
            yield stage.almanac.office(start, 240 + unit)
            bulletins.acknowledge(stage.context, clerks[0], bulletin)


def _summing_up(stage: Stage, now: datetime) -> datetime:
    """The latest such morning that is long enough ago for everything to have happened since."""
    morning = _morning(stage, day_of(now).replace(day=1))
    if stage.almanac.office(morning, 300) > now:
        morning = _morning(stage, (day_of(now).replace(day=1) - timedelta(days=1)).replace(day=1))
    return morning


def _morning(stage: Stage, first: date) -> datetime:
    day = stage.almanac.shift(first - timedelta(days=1), WORKED_ON)
    return datetime.combine(day, time(9, 10), SHANGHAI)


def _officers(stage: Stage) -> tuple[Actor, Actor]:
    """Who words the bulletin, and who signs it."""
    root = stage.ground.tree.root
    named = dict(zip(stage.province.usernames[root], stage.province.clerks[root], strict=True))
    return named[ROOT], named[SECOND_AT_ROOT[0]]


def _draft(stage: Stage, office: Actor, statistics: Statistics, period: Period) -> None:
    """A draft that waits for its decisions."""
    wording, suspected = _drafted(stage, statistics, period)
    bulletins.draft(stage.context, office, period, wording, suspected, complete=True)


def _drafted(stage: Stage, statistics: Statistics, period: Period) -> tuple[Wording, list[Suspicion]]:
    tree = stage.ground.tree
    told = reckoning(stage.session, tree, statistics, period, RANKED_FROM, tells_last=False)
    suspected = suspicions(stage.session, tree, statistics, period, stage.ground.calendar)
    return draft(told, Imprint().sponsor), suspected


def _with_cases(stage: Stage, wording: Wording, month: Period) -> Wording:
    """The wording with the first cases of the month in which something was put right."""
    since, until = start_of(month.first), start_of(month.last + timedelta(days=1))
    wanted = (
        select(Case.number)
        .where(Case.visible, Case.finding == Finding.CONFIRMED, Case.published_at >= since, Case.published_at < until)
        .order_by(Case.number)
        .limit(TYPICAL_CASES)
    )
    number = f"某政办函〔{month.last.year}〕{month.last.month}号"
    return replace(wording, number=number, cases=tuple(stage.session.scalars(wanted)))


def _verdicts(stage: Stage, bulletin: int) -> dict[int, Verdict]:
    """Of those who let the time run out all but the first are criticised; the rest has been explained."""
    wanted = select(Criticism).where(Criticism.bulletin_id == bulletin).order_by(Criticism.id)
    found = stage.session.scalars(wanted).all()
    late = [each for each in found if each.ground is Ground.OVERDUE]
    late = late[1:] or late
    return {
        each.id: Verdict(Decision.CONFIRMED) if each in late else Verdict(Decision.DROPPED, EXCUSED) for each in found
    }
