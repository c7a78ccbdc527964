"""监督考评: the provincial office decides on a scheme and freezes a year; a unit objects once, and gets a reply."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.assessment import Result, last_objection_day, score_data
from portal.domain.assessment_scheme import MOST, Scheme, problems, scheme_data
from portal.domain.assessment_words import short_points
from portal.domain.audit import Deed
from portal.domain.deadlines import day_of
from portal.domain.demands import Problem
from portal.domain.policy import Actor, coordinates, speaks_for
from portal.domain.units import UnitTree
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.services.turns import take_turn
from portal.store import AssessmentResult, AssessmentScheme, FrozenAssessment, ScoreObjection
from portal.store.assessment import SchemeInForce, scheme_in_force
from portal.store.facts import load_tree

LONGEST_WORDS = 2000
"""Characters of an objection and of its reply."""


def save_scheme(context: Context, actor: Actor, year: int, scheme: Scheme, seen: tuple[int, int] | None = None) -> int:
    """Keep a new version of a year's scheme; returns its number. ``seen`` are year and version of the scheme that the
    form was made for, None where there was no form.

    Raises NotAllowed for anybody but the provincial office, Stale where another scheme has come into force since,
    Invalid where this one cannot be followed, changes nothing, or comes after the year was frozen.
    """
    with context.database.writing() as session:
        _coordinating(session, actor)
        if found := problems(scheme):
            raise Invalid(found)
        if session.get(FrozenAssessment, year) is not None:
            raise Invalid([Problem("", f"{year} 年考评结果已经冻结，方案不能再改")])
        present = scheme_in_force(session, year)
        if present.scheme == scheme and present.year == year:
            raise Invalid([Problem("", f"与第 {present.version} 版相同，没有改动")])
        if seen is not None and seen != (present.year, present.version):
            raise Stale([])
        latest = session.scalar(select(func.max(AssessmentScheme.version)).where(AssessmentScheme.year == year)) or 0
        session.add(
            AssessmentScheme(
                year=year,
                version=latest + 1,
                scheme=scheme_data(scheme),
                saved_at=context.now(),
                saved_by_id=actor.account,
            )
        )
        record(session, context, Deed.SAVE_SCHEME, f"assessment:{year}", account_id=actor.account, scheme=latest + 1)
        return latest + 1


def freeze(
    context: Context, actor: Actor, year: int, scheme: SchemeInForce, results: Iterable[Result], *, complete: bool
) -> None:
    """Keep the results of a year that is over, with their derivations; once, for good.

    ``scheme`` is what they were found by. Raises NotAllowed for anybody but the provincial office, Invalid where the
    year is not over or frozen already, its figures are not ``complete``, or the scheme has changed meanwhile.
    """
    with context.database.writing() as session:
        _coordinating(session, actor)
        if day_of(context.now()).year <= year:
            raise Invalid([Problem("", f"{year} 年还没有结束，结束后才能冻结")])
        if not complete:
            raise Invalid([Problem("", "统计数据正在重新计算，请稍后再冻结")])
        if session.get(FrozenAssessment, year) is not None:
            raise Invalid([Problem("", f"{year} 年考评结果已经冻结")])
        if scheme_in_force(session, year) != scheme:
            raise Invalid([Problem("", "考评方案刚刚有改动，请看过新的结果再冻结")])
        session.add(
            FrozenAssessment(
                year=year,
                scheme_year=scheme.year,
                scheme_version=scheme.version,
                scheme=scheme_data(scheme.scheme),
                frozen_at=context.now(),
                frozen_by_id=actor.account,
            )
        )
        session.flush()
        rows = [_row(year, result) for result in results]
        session.add_all(rows)
        record(
            session,
            context,
            Deed.FREEZE_ASSESSMENT,
            f"assessment:{year}",
            account_id=actor.account,
            scheme=scheme.version,
            results=len(rows),
        )


def raise_objection(context: Context, actor: Actor, year: int, unit: str, words: str) -> None:
    """A unit objects to its frozen result; ``unit`` is its code.

    Raises NotFound without such a result, NotAllowed for anybody but the unit's own officers, Invalid where the unit
    objected before, the days for it are over, or nothing is said.
    """
    with context.database.writing() as session:
        tree = load_tree(session)
        result = _result(session, tree, year, unit)
        if not speaks_for(actor, result.unit_id, tree):
            raise NotAllowed("only the assessed unit objects to its result")
        frozen = session.get_one(FrozenAssessment, year)
        if day_of(context.now()) > (last := last_objection_day(frozen.frozen_at)):
            raise Invalid([Problem("words", f"提出异议的期限已过（{last.isoformat()}）")])
        if session.get(ScoreObjection, result.id) is not None:
            raise Invalid([Problem("words", "本单位已经提出过异议，每个结果只能提出一次")])
        said = _said("words", words, "请写明对哪一项有异议，理由是什么")
        session.add(
            ScoreObjection(
                result_id=result.id, words=said, raised_at=context.now(), raised_by_id=actor.account, adjustment=0
            )
        )
        named = tree[result.unit_id].name
        record(session, context, Deed.OBJECT_TO_SCORE, f"assessment:{year}", account_id=actor.account, unit=named)


def reply(context: Context, actor: Actor, year: int, unit: str, words: str, adjustment: int = 0) -> None:
    """The provincial office replies to a unit's objection, once; ``adjustment`` corrects its total by hundredths.

    Raises NotFound without such an objection, NotAllowed for anybody but the provincial office, Invalid.
    """
    with context.database.writing() as session:
        tree = load_tree(session)
        if not coordinates(actor, tree):
            raise NotAllowed("only the provincial office replies to objections")
        result = _result(session, tree, year, unit)
        objection = session.get(ScoreObjection, result.id)
        if objection is None:
            raise NotFound(f"no objection of {unit}")
        if objection.reply is not None:
            raise Invalid([Problem("reply", "这件异议已经答复")])
        said = _said("reply", words, "请写明是否采纳，理由是什么")
        if adjustment and result.total is None:
            raise Invalid([Problem("adjustment", "这个结果没有评分，不能更正分值")])
        if abs(adjustment) > MOST or (result.total or 0) + adjustment < 0:
            raise Invalid([Problem("adjustment", "更正后的总分不能低于 0，更正分值不能超过 100")])
        objection.reply, objection.adjustment = said, adjustment
        objection.replied_at, objection.replied_by_id = context.now(), actor.account
        record(
            session,
            context,
            Deed.REPLY_TO_OBJECTION,
            f"assessment:{year}",
            account_id=actor.account,
            unit=tree[result.unit_id].name,
            adjustment=short_points(adjustment) if adjustment else None,
        )


def _coordinating(session: Session, actor: Actor) -> None:
    tree = load_tree(session)
    if not coordinates(actor, tree):
        raise NotAllowed("only the provincial office assesses")
    # Versions are counted one by one, and a year is frozen once.
    take_turn(session)


def _result(session: Session, tree: UnitTree, year: int, code: str) -> AssessmentResult:
    unit = tree.find(code)
    wanted = select(AssessmentResult).where(
        AssessmentResult.year == year, AssessmentResult.unit_id == (unit.id if unit else None)
    )
    # Whoever sends a form twice waits for the first one.
    result = session.scalar(wanted.with_for_update())
    if result is None:
        raise NotFound(f"no result of {code} in {year}")
    return result


def _row(year: int, result: Result) -> AssessmentResult:
    return AssessmentResult(
        year=year,
        unit_id=result.unit,
        parent_id=result.parent,
        total=result.score.total,
        lines=score_data(result.score),
    )


def _said(field: str, words: str, missing: str) -> str:
    said = words.strip()
    if not said:
        raise Invalid([Problem(field, missing)])
    if len(said) > LONGEST_WORDS:
        raise Invalid([Problem(field, f"最多 {LONGEST_WORDS} 字，现在有 {len(said)} 字，请精简")])
    return said
