"""Counts once a day which words are on the rise among the reports of each organizing unit; the worker's, and slow.

Only whole days are compared, the last being yesterday, so that what was counted stays true all day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.domain.deadlines import day_of, start_of
from portal.domain.rising_words import RisenWord, rising_words
from portal.domain.supervision import FEWEST, span_until
from portal.domain.units import UnitTree
from portal.services.context import Context
from portal.store import Fact, Holding, Report, RisingReport, RisingWord
from portal.store.facts import RISING_UNTIL, load_tree


def turn(context: Context) -> bool:
    """Count if today's words have not been counted yet; True if they had not."""
    yesterday = day_of(context.now()) - timedelta(days=1)
    with context.database.reading() as session:
        counted = session.get(Fact, RISING_UNTIL)
    if counted is not None and counted.value == yesterday.isoformat():
        return False
    refresh(context, yesterday)
    return True


def refresh(context: Context, last: date) -> None:
    """Count anew, ``last`` being the last day that counts."""
    with context.database.snapshot() as session:
        found = {unit: rising_words(recent, before) for unit, (recent, before) in _gather(session, last).items()}
    with context.database.writing() as session:
        session.execute(delete(RisingReport))
        session.execute(delete(RisingWord))
        for unit, words in found.items():
            _keep(session, unit, words)
        session.merge(Fact(name=RISING_UNTIL, value=last.isoformat()))


Texts = dict[str, list[int]]


def _gather(session: Session, last: date) -> dict[int, tuple[Texts, Texts]]:
    """For every unit that organizes, what the reports say that it may see: lately, and before."""
    span, tree = span_until(last), load_tree(session)
    first, end = start_of(span.before_since), start_of(last + timedelta(days=1))
    in_time = (Report.submitted_at >= first, Report.submitted_at < end)
    holders: dict[int, set[int]] = defaultdict(set)
    held = select(Holding.report_id, Holding.unit_id).join(Report, Report.id == Holding.report_id)
    for report, unit in session.execute(held.where(*in_time)):
        holders[report].add(unit)
    gathered: dict[int, tuple[Texts, Texts]] = defaultdict(lambda: ({}, {}))
    told = select(Report.id, Report.submitted_at, Report.description).where(*in_time, Report.description.is_not(None))
    for report, at, text in session.execute(told):
        lately = day_of(at) >= span.since
        for unit in _seen_from(holders[report], tree):
            gathered[unit][0 if lately else 1].setdefault(text or "", []).append(report)
    return {unit: texts for unit, texts in gathered.items() if len(texts[0]) >= FEWEST}


def _seen_from(holders: Iterable[int], tree: UnitTree) -> set[int]:
    """The organizing units that may see a report which these units hold or held; the root sees all."""
    above = {tree.root}
    for unit in holders:
        above.update((tree.resolve(unit), *tree.above(unit)))
    return {unit for unit in above if tree.is_organizing(unit)}


def _keep(session: Session, unit: int, words: Iterable[RisenWord]) -> None:
    for each in words:
        row = RisingWord(unit_id=unit, word=each.word, recent=len(each.recent), before=len(each.before))
        session.add(row)
        session.flush()
        reports = [{"word_id": row.id, "report_id": report} for report in (*each.recent, *each.before)]
        session.execute(insert(RisingReport), reports)
