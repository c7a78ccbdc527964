"""The assessment to take home: the yearly table for the 政务公开工作年度考核, and the derivation behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import abort
from flask.typing import ResponseReturnValue

from portal.domain.assessment import Part, ScoreLine
from portal.domain.assessment_scheme import Aspect, Scheme
from portal.domain.assessment_words import (
    bonus_words,
    criterion_words,
    deduction_words,
    figure_name,
    points,
    short_points,
)
from portal.domain.vocabulary import Role
from portal.queries.assessment import Assessed, Assessment
from portal.services.taking_home import record_export
from portal.web.desk.assessment import desk_of, readable_unit
from portal.web.desk.blueprint import blueprint
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.table_files import csv_file, xlsx_file
from portal.web.workings import context, today

Rows = Iterator[list[str]]


@blueprint.get("/assessment/<int:year>/export.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER)
def export_assessment(year: int, form: str) -> ResponseReturnValue:
    """The yearly table; a workbook also holds every derivation and the scheme."""
    desk = desk_of(year)
    top, standing = desk.top(), desk.assessment
    found = standing.below(top.id)
    record_export(context(), actor(), "assessment", form, len(found))
    # A CSV file is written after the request has ended: what it says of today is known before.
    yearly = _yearly(standing, found, "已冻结" if standing.frozen else f"截至 {today().isoformat()} 暂计")
    if form == "csv":
        return csv_file(f"assessment-{year}.csv", yearly)
    return xlsx_file(
        f"assessment-{year}.xlsx",
        ("考评结果", yearly),
        ("评分依据", _derivations(found)),
        ("考评方案", _rules(standing.scheme.scheme)),
    )


@blueprint.get("/assessment/<int:year>/derivation.csv")
@may_enter(Role.OFFICER)
def export_derivations(year: int) -> ResponseReturnValue:
    """Every line behind the yearly table."""
    desk = desk_of(year)
    found = desk.assessment.below(desk.top().id)
    record_export(context(), actor(), "assessment", "csv", sum(len(each.score.lines) for each in found))
    return csv_file(f"assessment-{year}-derivation.csv", _derivations(found))


@blueprint.get("/assessment/<int:year>/<unit>/export.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER)
def export_derivation(year: int, unit: str, form: str) -> ResponseReturnValue:
    """How one unit's points were found."""
    _, found = readable_unit(desk_of(year), unit)
    if found is None:
        abort(404)
    record_export(context(), actor(), "assessment", form, len(found.score.lines))
    name = f"assessment-{year}-{found.unit.code}.{form}"
    rows = _derivations([found])
    return csv_file(name, rows) if form == "csv" else xlsx_file(name, ("评分依据", rows))


def _yearly(standing: Assessment, found: Iterable[Assessed], state: str) -> Rows:
    scheme = standing.scheme
    aspects = [f"{aspect.label}（方案权重 {scheme.scheme.weight_of(aspect)}）" for aspect in Aspect]
    yield [
        "年度", "名次", "单位代码", "单位", "上级单位", *aspects, "扣分", "加分", "异议更正", "总分", "异议", "结果",
        "考评方案",
    ]  # fmt: skip
    named = f"{scheme.year} 年第 {scheme.version} 版" if scheme.version else "默认方案"
    for each in found:
        yield [
            str(standing.year),
            str(each.rank or ""),
            each.unit.code,
            each.unit.name,
            standing.tree[each.parent].name,
            *(_cell(each.score.of_aspect(aspect)) for aspect in Aspect),
            _cell(each.score.deducted),
            _cell(each.score.added),
            f"{'加' if each.adjustment > 0 else '减'} {_cell(each.adjustment)}" if each.adjustment else "",
            _cell(each.total) or "不评分",
            _objection(each),
            state,
            named,
        ]


def _derivations(found: Iterable[Assessed]) -> Rows:
    yield ["单位代码", "单位", "方面", "指标", "分子", "分母", "权重", "得分", "扣分", "加分", "依据"]
    for each in found:
        for line in each.score.lines:
            yield [each.unit.code, each.unit.name, *_line(line)]
        if each.adjustment:
            part = Part.BONUS if each.adjustment > 0 else Part.DEDUCTION
            yield [
                each.unit.code, each.unit.name, "", "异议更正", *[""] * 3, *_columns(part, each.adjustment),
                "见异议的答复",
            ]  # fmt: skip


def _line(line: ScoreLine) -> list[str]:
    return [
        line.aspect.label if line.aspect else "",
        line.name,
        str(line.counted),
        "" if line.among is None else str(line.among),
        short_points(line.weight) if line.weight else "",
        *_columns(line.part, line.points),
        line.why,
    ]


def _columns(part: Part, hundredths: int | None) -> list[str]:
    return [(_cell(hundredths) or "不评分") if each is part else "" for each in Part]


def _rules(scheme: Scheme) -> Rows:
    yield ["类别", "方面", "指标", "权重", "规则"]
    for each in scheme.criteria:
        name = figure_name(each.figure)
        yield [Part.CRITERION.label, each.aspect.label, name, str(each.weight), criterion_words(each)]
    for deduction in scheme.deductions:
        yield [Part.DEDUCTION.label, "", figure_name(deduction.figure), "", deduction_words(deduction)]
    for bonus in scheme.bonuses:
        yield [Part.BONUS.label, "", figure_name(bonus.figure), "", bonus_words(bonus)]
    yield ["最少件数", "", "", "", f"比率的分母不足 {scheme.minimum} 件的不评分，权重按比例分摊到其他指标"]


def _cell(hundredths: int | None) -> str:
    """Points without a sign: a column says whether they are given or taken, and a minus would make it a formula."""
    return "" if hundredths is None else points(abs(hundredths))


def _objection(each: Assessed) -> str:
    if each.objection is None:
        return ""
    return "已答复" if each.objection.reply is not None else "待答复"
