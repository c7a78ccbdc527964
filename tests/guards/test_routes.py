"""Doors: every back-office view names who may enter, and no request that a page did not ask for changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from portal import create_app
from portal.store import Base, Database
from portal.web.guards import GUARDED, is_guarded
from portal.web.workings import Workings
from tests.web.people import PASSWORD, REPORT, Stage

OPEN = {"public", "board", "crawlers", "auth", "health", "api", None}
"""Blueprints that everybody may enter; views outside of any serve files."""
WITHOUT_TOKEN = {"public.preferences", "desk.preview"}
"""Views that change nothing but the caller's own cookie, or nothing at all."""


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """Every address that takes this method."""
    return (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))


def example(rule: Rule, number: str) -> str:
    """An address of this rule, about a report that exists."""
    values: dict[str, Any] = {
        "number": number,
        "action": "answer",
        "picture": 1,
        "part": 0,
        "template": 1,
        "step": "check",
        "account": 1,
        "renewal": "reset",
        "year": 2018,
        "bulletin": 1,
        "version": 1,
    }
    values |= {"filename": "css/portal.css", "form": "csv", "subject": "units"}
    given = {name: values.get(name, "x") for name in rule.arguments}
    return rule.build(given)[1]  # type: ignore[index]


def content(database: Database) -> dict[str, list[Any]]:
    """Everything in the database but the audit log, which also tells of what was refused."""
    with database.reading() as session:
        tables = (table for table in Base.metadata.sorted_tables if not table.name.startswith("audit_"))
        return {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}


def test_every_blueprint_is_known_to_be_open_or_guarded(app: Flask) -> None:
    assert set(app.blueprints) <= {*GUARDED, *(name for name in OPEN if name)}


def test_every_view_of_the_back_office_names_who_may_enter(app: Flask) -> None:
    views = {name: view for name, view in app.view_functions.items() if name.partition(".")[0] in GUARDED}
    assert len(views) > 5, "the back office is not where the test looks"
    assert not [name for name, view in views.items() if not is_guarded(view)]


def test_a_forgotten_guard_opens_no_door(stage: Stage) -> None:
    fresh = create_app(stage.workings.settings, stage.workings)
    # A blueprint that is registered takes no more views, but a view belongs to it by its name.
    fresh.add_url_rule("/admin/forgotten", "admin.forgotten", lambda: "secret", methods=["GET", "POST"])
    whole = Stage(fresh, stage.workings, stage.cast, stage.desk)
    for username in ("admin", "province"):
        answer = whole.officer(username).get("/admin/forgotten")
        assert answer.status_code == 403
        assert "secret" not in answer.text
        assert whole.officer(username).post("/admin/forgotten").status_code == 403
    assert whole.citizen().get("/admin/forgotten").status_code == 403


def test_nothing_can_be_posted_without_a_token(stage: Stage) -> None:
    """A form of another site sends what it likes with the person's cookie, but cannot know the session's token."""
    number = stage.desk.transferred()
    officer = stage.officer("chengdong-gov")
    fields = {**REPORT, "username": "xining", "password": PASSWORD, "tracking_code": "0000-0000-0000-0000"}
    fields |= {"finding": "confirmed", "reply": "好", "corrected_on": "2018-06-04", "public": "yes", "number": number}
    fields |= {"version": str(stage.desk.report(number).version), f"{number}-decision": "approve"}
    before = content(stage.workings.context.database)
    tried = 0
    for rule in rules(stage.app, "POST"):
        answer = officer.client.post(example(rule, number), data=fields)
        tried += 1
        if rule.endpoint in WITHOUT_TOKEN:
            assert answer.status_code < 500
        else:
            assert answer.status_code in (400, 403, 404, 409, 410, 422), (rule.endpoint, answer.status_code)
    assert tried > 8
    assert content(stage.workings.context.database) == before
    assert officer.get("/desk").status_code == 200, "somebody else's form signed the officer out"


def test_opening_pages_changes_nothing(stage: Stage) -> None:
    """Links are followed by machines, too: whatever GET does must be harmless."""
    number = stage.desk.finished()
    officer = stage.officer("province")
    before = content(stage.workings.context.database)
    for rule in rules(stage.app, "GET"):
        with officer.get(example(rule, number)) as answer:
            assert answer.status_code < 500 or rule.endpoint == "health.ready", rule.endpoint
    assert content(stage.workings.context.database) == before


def test_every_back_office_page_refuses_strangers(stage: Stage) -> None:
    number = stage.desk.finished()
    pages: list[tuple[str, Callable[..., Any]]] = [
        (example(rule, number), stage.app.view_functions[rule.endpoint])
        for rule in rules(stage.app, "GET")
        if rule.endpoint.partition(".")[0] in GUARDED
    ]
    assert pages
    for address, _ in pages:
        answer = stage.citizen().get(address)
        assert answer.status_code in (302, 403), address
        if answer.status_code == 302:
            assert answer.location.startswith("/login"), address


def test_the_application_can_be_made_twice(workings: Workings) -> None:
    """Blueprints are shared by all applications of a process, so that making one must not change them."""
    first, second = (create_app(workings.settings, workings) for _ in range(2))
    assert sorted(map(str, first.url_map.iter_rules())) == sorted(map(str, second.url_map.iter_rules()))
