"""Answers are compressed where that gives no secret away, the same bytes each time, and a first visit stays small."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Blueprint, Response
from werkzeug.test import TestResponse

from portal import create_app
from tests.web.people import Stage, Visitor
from tests.web.reading import Page

ACCEPTED = {"Accept-Encoding": "gzip, deflate, br"}
BUDGET = 40_000
"""Bytes on the wire for a first visit, everything included."""
LOADED = {"link": "href", "script": "src", "img": "src", "source": "src"}


@pytest.fixture
def number(stage: Stage) -> str:
    """One case of many, so that lists are as long as they get."""
    numbers = [stage.desk.finished() for _ in range(25)]
    stage.follow_up()
    return numbers[12]


def wire(answer: TestResponse) -> int:
    """How many bytes the answer is on its way: body, and head as it is written."""
    assert answer.status_code == 200, answer.request.path
    head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    return len(f"HTTP/1.1 {answer.status}\r\n{head}\r\n".encode()) + len(answer.data)


def first_visit(visitor: Visitor, address: str) -> int:
    """The bytes of a page and of everything that it loads."""
    with visitor.get(address, headers=ACCEPTED) as answer:
        total = wire(answer)
        text = gzip.decompress(answer.data).decode()
    waiting = {source for source in sources(text) if not source.startswith("data:")}
    seen: set[str] = set()
    while waiting:
        source = waiting.pop()
        seen.add(source)
        with visitor.get(source, headers=ACCEPTED) as answer:
            total += wire(answer)
            body = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") else answer.data
            if answer.mimetype in ("text/css", "text/javascript"):
                waiting |= set(mentioned(source, body.decode())) - seen
    assert len(seen) >= 3, "the page loads nothing, or the test does not see it"
    return total


def sources(text: str) -> Iterator[str]:
    """What browsers load with a page."""

    class Answer:
        status_code = 200

    Answer.text = text  # type: ignore[attr-defined]
    page = Page(Answer())  # type: ignore[arg-type]
    for tag, attribute in LOADED.items():
        for element in page.all(tag):
            if tag != "link" or element.get("rel") in ("stylesheet", "icon", "preload", "modulepreload", "manifest"):
                address = element.get(attribute)
                if address:
                    yield address


def mentioned(source: str, text: str) -> Iterator[str]:
    """What a style sheet or a module loads besides."""
    found = re.findall(r'url\("?([^")]+)"?\)', text) + re.findall(r'(?:from|import\()\s*"(\.[^"]+)"', text)
    folder = source.partition("?")[0].rpartition("/")[0]
    for address in found:
        if not address.startswith(("data:", "#")):
            yield address if address.startswith("/") else f"{folder}/{address.removeprefix('./')}"


def test_a_first_visit_is_small(stage: Stage, number: str) -> None:
    stage.citizen().reported()
    for address in ("/", "/board", "/board?q=公告", f"/board/{number}", "/board/ledger"):
        total = first_visit(stage.citizen(), address)
        assert total < BUDGET, f"{address} takes {total} bytes"


def test_compressed_answers_are_the_same_answers(stage: Stage, number: str) -> None:
    citizen = stage.citizen()
    addresses = ("/board", "/api/v1/cases", "/board/export.csv", "/board/ledger.csv", "/board/feed.atom",
                 "/sitemap-0.xml", "/static/css/portal.css", "/static/img/logo.svg")  # fmt: skip
    for address in addresses:
        with citizen.get(address, headers=ACCEPTED) as small, citizen.get(address) as plain:
            assert small.headers["Content-Encoding"] == "gzip", address
            assert "Content-Encoding" not in plain.headers, address
            assert gzip.decompress(small.data) == plain.data, address
            assert len(small.data) < len(plain.data), address
            assert "Accept-Encoding" in small.vary, address
            assert "Accept-Encoding" in plain.vary, address
            assert small.headers["ETag"] != plain.headers["ETag"], address
            if "Content-Length" in small.headers:
                assert small.content_length == len(small.data), address


def test_the_same_answer_is_compressed_to_the_same_bytes(
    stage: Stage, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A strong ETag promises it; some ways to compress write the time of day into the answer."""
    citizen = stage.citizen()
    for address in ("/board", "/api/v1/cases", "/static/css/portal.css"):
        with citizen.get(address, headers=ACCEPTED) as first:
            monkeypatch.setattr("time.time", lambda: 1_000_000.0)
            with citizen.get(address, headers=ACCEPTED) as second:
                assert first.data == second.data, address
            monkeypatch.undo()


def test_whoever_wants_it_plain_gets_it_plain(stage: Stage, number: str) -> None:
    for wanted in ("", "identity", "gzip;q=0", "br"):
        answer = stage.citizen().get("/board", headers={"Accept-Encoding": wanted})
        assert "Content-Encoding" not in answer.headers, wanted
        assert "</html>" in answer.text


def test_pages_with_a_token_are_not_compressed(stage: Stage, number: str) -> None:
    for address in ("/report?url=x", "/track", "/login", "/report/unlisted"):
        answer = stage.citizen().get(address, headers=ACCEPTED)
        assert "csrf_token" in answer.text
        assert "Content-Encoding" not in answer.headers, address


def test_pages_of_somebody_who_is_signed_in_are_not_compressed(stage: Stage, number: str) -> None:
    for address in ("/desk", f"/desk/reports/{number}", "/board?q=x", "/", f"/board/{number}", "/help"):
        answer = stage.officer("province").get(address, headers=ACCEPTED)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers, address


def test_what_is_compressed_already_is_left_alone(stage: Stage, number: str) -> None:
    answer = stage.citizen().get("/board/export.xlsx", headers=ACCEPTED, buffered=True)
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"PK")


def test_static_files_are_kept_by_their_tag(stage: Stage) -> None:
    citizen = stage.citizen()
    with citizen.get("/static/css/portal.css?v=1", headers=ACCEPTED) as answer:
        tag = answer.headers["ETag"]
    with citizen.get("/static/css/portal.css?v=1", headers=ACCEPTED | {"If-None-Match": tag}) as answer:
        assert answer.status_code == 304
        assert answer.headers["ETag"] == tag
        assert "immutable" in answer.headers["Cache-Control"]


class Endless:
    """A file that is longer than anybody's patience."""

    closed = False

    def __iter__(self) -> Iterator[str]:
        while True:
            yield "一行\n" * 10_000

    def close(self) -> None:
        self.closed = True


def test_who_hangs_up_in_the_middle_ends_the_work(stage: Stage) -> None:
    lines, long = Endless(), Blueprint("long", __name__)
    long.add_url_rule("/endless", "endless", lambda: Response(lines, mimetype="text/csv"))
    app = create_app(stage.workings.settings, stage.workings)
    app.register_blueprint(long)
    answer = app.test_client().get("/endless", headers=ACCEPTED)
    assert next(iter(answer.response)).startswith(b"\x1f\x8b"), "it is sent while it is made"
    answer.close()
    assert lines.closed
