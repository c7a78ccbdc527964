"""我为政府网站找错: the portal. This module only wires the parts together."""

from __future__ import annotations

from flask import Flask

from portal.config import Settings, from_environment, pages_home
from portal.web import api, delivery, errors, headers, limits, pages, sessions, validators
from portal.web.admin.views import blueprint as admin
from portal.web.auth.views import blueprint as auth
from portal.web.board.views import blueprint as board
from portal.web.board.views import crawlers
from portal.web.desk.views import blueprint as desk
from portal.web.forms import csrf
from portal.web.guards import require_guards
from portal.web.health import blueprint as health
from portal.web.local import RowNumber
from portal.web.public.views import blueprint as public
from portal.web.workings import Workings, open_workings


def create_app(settings: Settings | None = None, workings: Workings | None = None) -> Flask:
    """The web application for ``settings`` (by default those of the environment).

    ``workings`` lets tests hand over a database and a clock of their own. Raises SettingError for a secret that could
    be guessed.
    """
    settings = settings or (workings.settings if workings else from_environment())
    settings.check_secret()
    home = pages_home()
    app = Flask("portal", static_folder=str(home / "static"), template_folder=str(home / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="portal_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=20 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        # A form stays valid as long as its session: people are called away while they write.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.url_map.converters["int"] = RowNumber
    app.extensions["workings"] = workings or open_workings(settings)
    csrf.init_app(app)
    # What is done to an answer is done in the reverse order: validators, headers, and delivery in the end.
    for part in (sessions, delivery, headers, validators, pages, errors, limits, api):
        part.install(app, settings)
    for blueprint in (public, board, crawlers, auth, desk, admin, health):
        app.register_blueprint(blueprint)
    require_guards(app)
    return app
