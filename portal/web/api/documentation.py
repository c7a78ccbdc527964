"""The interface described: for people as a page, for programs as an OpenAPI document."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import current_api
from marshmallow import Schema

from portal.queries.case_fields import DICTIONARY
from portal.web.api.blueprint import blueprint
from portal.web.api.schemas import (
    MOST,
    USUAL,
    CasesQuestion,
    FigureSchema,
    SiteSchema,
    SitesQuestion,
    StatisticsQuestion,
)


@blueprint.unlisted("/")
def documentation() -> ResponseReturnValue:
    """What the interface offers, with examples that can be run as they stand."""
    return render_template(
        "api/documentation.html",
        dictionary=DICTIONARY,
        case_questions=_described(CasesQuestion),
        site_questions=_described(SitesQuestion),
        site_fields=_described(SiteSchema),
        statistics_questions=_described(StatisticsQuestion),
        figure_fields=_described(FigureSchema),
        usual=USUAL,
        most=MOST,
        root=url_for("api.documentation", _external=True),
    )


@blueprint.unlisted("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return jsonify(current_api.spec.to_dict())


def _described(schema: type[Schema]) -> list[tuple[str, str]]:
    known = schema().fields.items()
    return [(field.data_key or name, str(field.metadata["description"])) for name, field in known]
