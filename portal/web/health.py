"""Health for whoever watches the machine: alive, and ready to serve."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.search import IndexState
from portal.services.heartbeat import worker_is_alive
from portal.web.workings import context, reader, workings

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Database, index and worker are in order; 503 names what is not."""
    try:
        reader().execute(select(1))
        parts = {
            "database": True,
            "index": workings().index.state() is IndexState.READY,
            "worker": worker_is_alive(reader(), context().now()),
        }
    except SQLAlchemyError:
        parts = {"database": False}
    return jsonify(status="ok" if all(parts.values()) else "not ready", **parts), 200 if all(parts.values()) else 503
