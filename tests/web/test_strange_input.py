"""Whatever arrives – controls, halves of characters, far too much of anything – is answered, and never with 500."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.people import PASSWORD, REPORT, Stage, step_address

STRANGE = {
    "NUL": "\x00",
    "NUL inside": "首页\x00错别字\x00首页错别字",
    "controls": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "long": "很" * 34_000,
    "line ends": "第一行\r\n第二行\r第三行\n" * 3,
    "direction": "\u202e\u2066首页\u200b\ufeff" * 5,
    "beyond": "\U0010ffff\ufffe\uffff🀄👩‍👩‍👧‍👦" * 5,
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% raw %}' \" & %s %(x)s",
    "percent": "%00%ff%ed%a0%80%",
}
HALVES = (b"%ED%A0%80", b"%FF", b"%00", b"\xed\xa0\x80", b"\xff\xfe", b"%ED%A0%80%ED%B0%80")
QUERIES = (
    "endpoint=x",
    "_scheme=ftp",
    "_external=1",
    "_anchor=x",
    "_method=POST",
    "number=1",
    "values=1",
    "next=%00",
    "next=//evil.example",
    "list=todo&state=x&late=maybe&q=%00",
    "list=%ED%A0%80",
    "page=99999999999999999999",
    "q=%ED%A0%80%00",
    "url=%00&site_code=%00",
    "url=" + "x" * 9000,
)


@pytest.mark.parametrize("name", STRANGE)
def test_strange_texts_in_the_forms_for_everybody(stage: Stage, name: str) -> None:
    citizen, text = stage.citizen(), STRANGE[name]
    assert citizen.report(**dict.fromkeys(REPORT, text)).status_code == 422
    for field in ("description", "wrong_text", "contact_name", "page_url"):
        answer = citizen.report(**{field: text})
        assert answer.status_code in (303, 422), (field, answer.status_code)
    assert citizen.track(text).status_code == 422
    assert citizen.post("/track/rating", {"tracking_code": text, "rating": text, "comment": text}).status_code == 422
    for deed in ("rating", "dispute", "calendar", "contact", "data", "retract"):
        given = {"tracking_code": text, "reason": text, "contact_email": text, "confirmed": text}
        assert citizen.post(f"/track/{deed}", given).status_code == 422, deed
    assert citizen.post("/track/lost", {"contact_email": text}).status_code == 422
    assert citizen.get(f"/track/new-code/{quote(text)}").status_code == 404
    assert citizen.sign_in(text, text).status_code == 422
    assert citizen.sign_in("chengdong", PASSWORD + text).status_code == 422
    assert citizen.client.post("/preferences", data={"care": text, "theme": text, "next": text}).status_code == 303


@pytest.mark.parametrize("name", STRANGE)
def test_strange_texts_in_the_forms_of_the_desk(stage: Stage, name: str) -> None:
    number, text = stage.desk.transferred(), STRANGE[name]
    choices = ("corrected_on", "correct_by", "finding", "public", "withhold_reason")
    assert stage.demand("chengdong-gov", number, "answer", **dict.fromkeys(choices, text)).status_code == 422
    assert stage.demand("chengdong-gov", number, "answer", version=text).status_code == 409
    answer = stage.demand("chengdong-gov", number, "answer", reply=text, withhold_note=text)
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        stage.demand("chengdong-gov", number, "answer")
    assert stage.demand("chengdong", number, "approve", comment=text).status_code in (303, 422)
    assert number in stage.officer("province").page(f"/desk/reports/{number}").text


def test_halves_of_characters_in_a_form(stage: Stage) -> None:
    citizen = stage.citizen()
    token = citizen.token().encode()
    kind = "application/x-www-form-urlencoded"
    for half in HALVES:
        for field in (b"description", b"page_url", b"problem_type", b"contact_name"):
            body = b"csrf_token=" + token + b"&" + field + b"=" + half * 12
            answer = citizen.client.post("/report", data=body, content_type=kind)
            assert answer.status_code == 422, (field, half)
        body = b"csrf_token=" + token + b"&tracking_code=" + half
        assert citizen.client.post("/track", data=body, content_type=kind).status_code == 422, half


def test_strange_queries(stage: Stage) -> None:
    number = stage.desk.dispatched()
    citizen, officer = stage.citizen(), stage.officer("chengdong")
    for query in QUERIES:
        for address in ("/report", "/report/received", "/track", "/board", "/login", "/nowhere"):
            assert citizen.get(f"{address}?{query}").status_code < 500, (address, query)
        for address in ("/desk", "/desk/reports", f"/desk/reports/{number}"):
            assert officer.get(f"{address}?{query}").status_code < 500, (address, query)
        posted = officer.post(f"{step_address(number, 'assign')}?{query}", {"account": query})
        assert posted.status_code == 409, query


def test_strange_paths(stage: Stage) -> None:
    for path in (
        "/bulletins/99999999999999999999999",
        "/statistics/99999999999999999999",
        "/desk/bulletins/99999999999",
    ):
        assert stage.officer("province").get(path).status_code == 404, path
    officer = stage.officer("chengdong")
    for path in ("/%00", "/board/%00", "/board/%ED%A0%80", "/desk/reports/%00", "/desk/reports/%FF/x"):
        assert officer.get(path).status_code in (403, 404, 405), path
        assert officer.post(path).status_code in (403, 404, 405), path
    assert officer.post("/desk/review", {"number": "\x00"}).status_code < 500


def test_strange_bodies(stage: Stage) -> None:
    citizen = stage.citizen()
    for kind in ("application/json", "text/plain", "multipart/form-data", "", "x" * 500):
        for address in ("/report", "/track", "/login", "/preferences", "/logout"):
            answer = citizen.client.post(address, data=b'{"a": [\xff\x00', content_type=kind)
            assert answer.status_code < 500, (address, kind)


def test_strange_cookies(stage: Stage) -> None:
    for value in ("", "x", "..", "a.b.c", "\x7f" * 30, "eyJhIjoxfQ.aaaaaa.bbbb"):
        citizen = stage.citizen()
        for name, path in (
            ("portal_session", "/"),
            ("portal_preferences", "/"),
            ("remember_token", "/"),
            ("portal_receipt", "/report"),
        ):
            citizen.client.set_cookie(name, value, path=path)
        for address in ("/", "/report", "/desk", "/report/received"):
            assert citizen.get(address).status_code < 500, value


def test_a_text_is_shown_as_text(stage: Stage) -> None:
    number = stage.desk.dispatched(description=STRANGE["markup"], contact_name="<b>x</b>")
    page = stage.officer("chengdong").page(f"/desk/reports/{number}")
    assert "<script>alert" not in page.text
    assert "{{ 7*7 }}" in page.text
    assert "<b>x" not in stage.officer("chengdong").post(f"/desk/reports/{number}/contact").text


TEXTS: st.SearchStrategy[Any] = st.text(max_size=40)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(fields=st.fixed_dictionaries(dict.fromkeys(REPORT, TEXTS)), query=TEXTS)
def test_any_text_in_any_field(stage: Stage, fields: dict[str, str], query: str) -> None:
    citizen = stage.citizen()
    sendable = {name: text.encode("utf-8", "replace").decode() for name, text in fields.items()}
    assert citizen.report(**sendable).status_code in (303, 422)
    assert citizen.get("/board", query_string={"q": query.encode("utf-8", "replace")}).status_code == 200
