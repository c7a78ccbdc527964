"""The whole application over the test's own database, and people who use it as a browser would."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import update

from portal import create_app
from portal.adapters import passwords
from portal.adapters.pictures import PictureStore
from portal.config import Settings
from portal.queries.board import Board
from portal.search import open_index
from portal.services.context import Context
from portal.store import Account
from portal.web.workings import Workings
from tests.databases import SERVER
from tests.handling import Desk
from tests.province import Cast
from tests.web.people import PASSWORD, Stage

SECRET = "zQ7-tests-only-3kVx9_Lm2Rw8Yb5Nc1Pd6Hf4"


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Password hashes that cost next to nothing: their strength is not what these tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", cheap)
        patch.setattr(passwords, "_nobody", cheap.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session")
def password_hash(cheap_hashes: None) -> str:
    """The hash of the password that the whole cast uses."""
    return passwords.hash_password(PASSWORD)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On a server the board's own tests are run once more with the index there, but for those of the index's folder."""
    of_board = metafunc.module.__name__.rpartition(".")[2].startswith("test_board")
    of_folder = "tmp_path" in signature(metafunc.function).parameters
    if SERVER and of_board and "settings" in metafunc.fixturenames and not of_folder:
        metafunc.parametrize("settings", ["postgresql", pytest.param(None, id="whoosh")], indirect=True)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, context: Context) -> Settings:
    """An installation in a temporary folder, not a demo; its index is there too, or where the parameter says."""
    return Settings(
        home=tmp_path,
        database_url=context.database.engine.url.render_as_string(hide_password=False),
        search_url=getattr(request, "param", None) or f"whoosh://{tmp_path / 'index'}",
        secret_key=SECRET,
        # Programs may send forms here; what keeps them away elsewhere has tests of its own.
        challenge=False,
        rate_limits=False,
    )


@pytest.fixture
def workings(settings: Settings, context: Context) -> Workings:
    """Database, index and picture store of this test."""
    index = open_index(settings.search_url, context.database.identity(), settings.database_url)
    return Workings(settings, context, index, Board(context.database, index), PictureStore(settings.attachments))


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once, not once for every test's application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, workings: Workings, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """The application as it is served."""
    app = create_app(settings, workings)
    app.jinja_env.bytecode_cache = compiled_templates
    return app


@pytest.fixture
def stage(app: Flask, workings: Workings, cast: Cast, password_hash: str) -> Stage:
    """The province with its application; every account of the cast can sign in."""
    with workings.context.database.writing() as session:
        session.execute(update(Account).values(password_hash=password_hash))
    return Stage(app, workings, cast, Desk(workings.context, cast))
