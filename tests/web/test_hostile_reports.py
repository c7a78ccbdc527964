"""Whatever is sent to the addresses that take something from everybody: a sentence, never 500, nothing stored twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, literal, select, union_all
from werkzeug.test import TestResponse

from portal import create_app
from portal.config import Settings
from portal.services.context import Context
from portal.store import Base, Report
from tests.web.hostile import FIELDS, HEADERS, LENGTHS, LIES, TEXTS, VALUES, plain, raw, sendable
from tests.web.people import REPORT, Stage, Visitor
from tests.web.reading import Page

UNLISTED = {
    "site_name": "城东区教育网", "site_url": "http://edu.chengdong.example/", "region": "630102", **REPORT,
}  # fmt: skip
COMPLETE = {"/report": REPORT, "/report/unlisted": UNLISTED}
SENTENCE = re.compile(
    r'(class="errors">\s*<li>|<p>|class="lead">|class="error"[^>]*>)[^\u4e00-\u9fff]{0,200}[\u4e00-\u9fff]{4,}'
)
"""The beginning of the words that say what is wrong, wherever on a page they stand."""
OFTEN: dict[str, Any] = {
    "max_examples": 25, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}  # fmt: skip


def addresses(stage: Stage) -> list[str]:
    """Every address outside the back office that takes a form, with a token that nobody was given."""
    return sorted(
        rule.rule.replace("<token>", "made-up")
        for rule in stage.app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint.startswith(("public.", "auth.login", "auth.invit"))
    )


def rows(context: Context) -> dict[str, int]:
    """How many rows each table has."""
    each = (
        select(literal(table.name).label("name"), func.count().label("number")).select_from(table)
        for table in Base.metadata.sorted_tables
    )
    with context.database.reading() as session:
        return {found.name: found.number for found in session.execute(union_all(*each))}


def reports(stage: Stage) -> int:
    """How many reports there are."""
    with stage.workings.context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


def send(visitor: Visitor, address: str, fields: dict[str, str], **environ: Any) -> TestResponse:
    """Send a form as bytes, for some texts can be sent and never read."""
    body = urlencode({name: sendable(text) for name, text in {"csrf_token": visitor.token(), **fields}.items()})
    kind = "application/x-www-form-urlencoded"
    return visitor.client.post(address, data=body, content_type=kind, environ_overrides=environ)


def check(answer: TestResponse, case: object) -> None:
    """An answer, and where something is wrong a page that says so."""
    assert answer.status_code < 500, case
    if answer.status_code >= 400:
        assert answer.mimetype == "text/html", case
        assert SENTENCE.search(answer.text), case


def keeps_what_was_typed(answer: TestResponse, address: str, fields: dict[str, str]) -> None:
    """The form comes back with every text that it has room for."""
    if answer.status_code != 422 or f'action="{address}"' not in answer.text:
        return
    page = Page(answer)
    form = page.form(address)
    for name in ("description", "wrong_text", "suggested_text", "contact_name", "site_name", "comment", "reason"):
        if name in form and name in fields:
            assert plain(form[name]) == plain(fields[name]), (address, name)


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_in_every_field_of_every_form(stage: Stage, name: str) -> None:
    citizen, fields = stage.citizen(), dict.fromkeys(FIELDS, TEXTS[name])
    citizen.token()
    for address in addresses(stage):
        before = rows(stage.workings.context)
        answer = send(citizen, address, fields)
        check(answer, (address, name))
        if answer.status_code >= 400:
            assert rows(stage.workings.context) == before, (address, name)
            keeps_what_was_typed(answer, address, fields)
    assert reports(stage) == 0
    token = quote_from_bytes(sendable(TEXTS[name])[:2000], safe="")
    for address in ("/track/letters/", "/track/new-code/", "/track/pictures/", "/challenge/picture/", "/report/"):
        check(citizen.get(address + (token or "-")), (address, name))


@pytest.mark.parametrize("address", COMPLETE)
def test_one_hostile_field_in_a_complete_report_makes_one_report_or_none(stage: Stage, address: str) -> None:
    citizen, complete = stage.citizen(), COMPLETE[address]
    for name, text in TEXTS.items():
        # The fields that both have are tried with the first.
        for field in complete if address == "/report" else ("site_name", "site_url", "region"):
            fields = {**complete, "suggested_text": f"公告（{name}、{field}）", field: text}
            before = rows(stage.workings.context)
            answers = [send(citizen, address, fields) for _ in range(2)]
            status = answers[0].status_code
            assert status in (303, 422), (name, field, status)
            assert answers[1].status_code == status, (name, field)
            after = rows(stage.workings.context)
            assert after["reports"] - before["reports"] <= (status == 303), (name, field)
            if status == 422:
                assert after == before, (name, field)
                check(answers[0], (name, field))
                keeps_what_was_typed(answers[0], address, fields)


@pytest.mark.parametrize("proxies", [0, 2])
def test_hostile_headers(stage: Stage, settings: Settings, proxies: int) -> None:
    app = create_app(replace(settings, trusted_proxies=proxies), stage.workings)
    app.jinja_env.bytecode_cache = stage.app.jinja_env.bytecode_cache
    citizen = Visitor(app)
    citizen.token()
    for place, header in enumerate(HEADERS):
        # Each header meets a third of the values, its neighbours the others; and one kind of page after the other.
        for value in VALUES[place % 3 :: 3]:
            environ = {f"HTTP_{header}": raw(value)}
            address = ("/", "/board?q=x", "/report", "/track", "/embed")[place % 5]
            check(citizen.client.get(address, environ_overrides=environ), (header, value))
        before = rows(stage.workings.context)
        fields = {**REPORT, "suggested_text": f"公告（{header}）"}
        for value in VALUES[place :: len(VALUES) // 2]:
            check(send(citizen, "/report", fields, **{f"HTTP_{header}": raw(value)}), (header, value))
        assert rows(stage.workings.context)["reports"] - before["reports"] <= 1, header


def test_bodies_that_are_not_what_they_say(stage: Stage) -> None:
    citizen = stage.citizen()
    before = rows(stage.workings.context)
    for address in addresses(stage):
        for kind, body in LIES:
            check(citizen.client.post(address, data=body, content_type=kind), (address, kind, body[:40]))
    changed = {name for name, number in rows(stage.workings.context).items() if number != before[name]}
    assert not changed


def test_lengths_that_are_wrong(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.token()
    for length in LENGTHS:
        for address in COMPLETE:
            check(send(citizen, address, COMPLETE[address], CONTENT_LENGTH=length), (address, length))
    assert reports(stage) == 0


def test_a_megabyte_and_more_is_too_much_and_said_so(stage: Stage) -> None:
    citizen = stage.citizen()
    for address in addresses(stage):
        answer = send(citizen, address, {"description": "a" * 21_000_000 if address == "/report" else "a" * 1_100_000})
        check(answer, address)
    assert reports(stage) == 0


def guarded(stage: Stage, settings: Settings) -> Stage:
    """The same portal with challenges and limits, as it is installed."""
    changed = replace(settings, challenge=True, rate_limits=True)
    workings = replace(stage.workings, settings=changed)
    app = create_app(changed, workings)
    app.jinja_env.bytecode_cache = stage.app.jinja_env.bytecode_cache
    return Stage(app, workings, stage.cast, stage.desk)


def test_behind_challenges_and_limits_no_text_is_a_way_in(stage: Stage, settings: Settings) -> None:
    stage = guarded(stage, settings)
    citizen = stage.citizen()
    for name in ("NUL", "half a character", "markup", "Tibetan", "long address"):
        text = TEXTS[name]
        for address in addresses(stage):
            fields = dict.fromkeys(FIELDS, text) | COMPLETE.get(address, {})
            # That button asks for another challenge, whatever else is sent.
            del fields["renew_challenge"]
            answer = send(citizen, address, fields)
            check(answer, (address, name))
            keeps_what_was_typed(answer, address, fields)
    after = rows(stage.workings.context)
    assert (after["reports"], after["spent_challenges"]) == (0, 0)


def texts() -> Iterator[st.SearchStrategy[Any]]:
    """Any characters at all, and pieces of the list put together."""
    yield st.text(st.characters(), max_size=60)
    yield st.lists(st.sampled_from([text for text in TEXTS.values() if len(text) < 99]), max_size=3).map("".join)


ANYTHING = st.one_of(*texts())


@settings(**OFTEN)
@given(data=st.data())
def test_any_text_in_any_field_of_any_form(stage: Stage, data: st.DataObject) -> None:
    citizen = stage.citizen()
    address = data.draw(st.sampled_from(addresses(stage)))
    drawn = data.draw(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6))
    fields = {**COMPLETE.get(address, {}), **drawn}
    before = rows(stage.workings.context)
    answers = [send(citizen, address, fields) for _ in range(2)]
    for answer in answers:
        check(answer, (address, fields))
    after = rows(stage.workings.context)
    assert after["reports"] - before["reports"] <= (answers[0].status_code == 303)
    if answers[0].status_code == answers[1].status_code == 422:
        assert after == before
        keeps_what_was_typed(answers[0], address, fields)


@settings(**OFTEN)
@given(given=st.dictionaries(st.sampled_from(HEADERS), ANYTHING, max_size=4), proxies=st.sampled_from([0, 1]))
def test_any_text_in_any_header(stage: Stage, given: dict[str, str], proxies: int) -> None:
    environ = {f"HTTP_{name}": raw(text) for name, text in given.items()}
    for address in ("/", "/report", "/board"):
        check(stage.citizen().client.get(address, environ_overrides=environ), environ)
