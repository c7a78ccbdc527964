"""The blueprint of the reading interface, and its description as an OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask
from flask import Flask
from flask_smorest import Api, Blueprint

from portal.web.api.schemas import ErrorSchema

PREFIX = "/api/v1"


class Interface(Blueprint):
    """Views with their descriptions."""

    def unlisted(self, rule: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add a view that the OpenAPI document leaves out."""

        def add(view: Callable[..., Any]) -> Callable[..., Any]:
            flask.Blueprint.add_url_rule(self, rule, view.__name__, view)
            return view

        return add


class ReadingApi(Api):
    """The OpenAPI document. Errors are answered where all errors of the portal are."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """Leave the application's own handlers alone: most of its errors are pages."""


blueprint = Interface("api", __name__, url_prefix=PREFIX, description="曝光台公示案例和网站名录，只读。")


def describe(app: Flask, title: str) -> ReadingApi:
    """The document that the blueprint is then registered with."""
    return ReadingApi(
        app,
        spec_kwargs={
            "title": f"{title}：曝光台数据接口",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {"description": f"公示案例的只读接口，说明和示例见 {PREFIX}/。不需要登录或密钥。"},
            "servers": [{"url": "/"}],
        },
    )
