"""/api/v1: the board as JSON, exact, part by part without gaps, and as its documents say."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from sqlalchemy import update
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from portal.domain.vocabulary import Action, Finding, ProblemType, ReportKind
from portal.queries.case_fields import FIELDS
from portal.store import Board, Case, Report, Site, SiteHost
from portal.web.board_query import PARAMETERS
from tests.conftest import FrozenClock
from tests.handling import COPY
from tests.province import SITE_CODE, SITE_HOST
from tests.web.people import Stage, Visitor
from tests.web.reading import Page
from tests.web.test_board import search

Json = dict[str, Any]


def many(stage: Stage, count: int) -> None:
    """Put this many cases on the board at the same moment, without their handling."""
    with stage.workings.context.database.writing() as session:
        now = stage.workings.context.now()
        for place in range(1, count + 1):
            number = f"2018-{900000 + place}"
            report = Report(
                number=number, kind=ReportKind.CORRECTION, state="published", problem_type=ProblemType.TYPO,
                description="说明", submitted_at=now, submission_digest=number, tracking_hash=number, finished_at=now,
            )  # fmt: skip
            session.add(report)
            session.flush()
            session.add(
                Case(
                    report_id=report.id, number=number, kind=ReportKind.CORRECTION, problem_type=ProblemType.TYPO,
                    site_name="城东区", page_url="", title=f"第{place}件", description="说明", reply="已改正",
                    unit_id=stage.cast.unit("chengdong-gov"), unit_name="城东区", finding=Finding.CONFIRMED,
                    received_on=now.date(), due_on=now.date(), finished_on=now.date(), working_days=1, on_time=True,
                    published_at=now, changed_at=now, region_code="630102", corrected_on=now.date(), visible=True,
                    revision=place,
                )
            )  # fmt: skip
        session.execute(update(Board).values(revision=count, changed_at=now))


def ask(visitor: Visitor, address: str = "/api/v1/cases", **query: str) -> Json:
    """What the interface answers."""
    answer = visitor.get(f"{address}?{urlencode(query)}" if query else address)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json
    return found


def other(stage: Stage) -> str:
    """A case with another title."""
    number = stage.desk.climbed()
    stage.desk.act("province", number, Action.APPROVE, **{**COPY, "public_title": "办事电话是空号"})
    return number


def refused(visitor: Visitor, address: str) -> Json:
    """What the interface says of a question that it does not take."""
    answer = visitor.get(address)
    assert answer.status_code == 422, answer.text
    wrong: Json = answer.json["errors"]
    return wrong


def parts(visitor: Visitor, **query: str) -> Iterator[list[str]]:
    """The numbers of all cases found, part by part."""
    address = f"/api/v1/cases?{urlencode(query)}"
    while address:
        found = ask(visitor, address)
        yield [case["number"] for case in found["items"]]
        address = found["next"]


def test_cases_are_found_and_counted_as_on_the_board(stage: Stage) -> None:
    first, second = stage.desk.finished(), other(stage)
    stage.follow_up()
    citizen = stage.citizen()
    for query in ({}, {"q": "空号"}, {"q": "告", "sort": "oldest"}, {"region": "630100"}, {"unit": "fgw"},
                  {"problem_type": "typo", "from": "2018-06-04", "to": "2018-06-04"}, {"from": "2018-06-05"},
                  {"site_code": SITE_CODE, "finding": "confirmed", "rectification": "done"}, {"q": ""}):  # fmt: skip
        found = ask(citizen, **query)
        assert [case["number"] for case in found["items"]] == search(citizen, **query), query
        assert found["total"] == len(found["items"])
        assert found["next"] is None
    assert ask(citizen)["facets"] == {
        "problem_type": {"typo": 2},
        "region": {"630000": 2, "630100": 2, "630102": 2},
        "unit": {"province": 2, "xining": 2, "chengdong": 2, "chengdong-gov": 2},
        "site_code": {SITE_CODE: 2},
        "finding": {"confirmed": 2},
        "rectification": {"done": 2},
    }
    assert {first, second} == {case["number"] for case in ask(citizen)["items"]}


def test_a_case_has_the_fields_that_are_promised(stage: Stage) -> None:
    number = stage.desk.finished()
    case = ask(stage.citizen(), f"/api/v1/cases/{number}")
    assert tuple(case) == FIELDS
    assert case == ask(stage.citizen())["items"][0]
    assert (case["number"], case["published_on"], case["unit"]) == (number, "2018-06-04", "chengdong-gov")
    assert (case["title"], case["on_time"], case["correct_by"]) == (COPY["public_title"], True, None)
    assert "王小明" not in str(case)
    assert "13912345678" not in str(case)


def test_a_withdrawn_case_is_gone_at_once_and_says_so(stage: Stage) -> None:
    number, kept = stage.desk.finished(), stage.desk.finished()
    stage.follow_up()
    citizen = stage.citizen()
    assert ask(citizen, q="错别字")["total"] == 2
    stage.desk.act("province", number, Action.WITHDRAW)
    # The worker has not run, the index still holds it.
    found = ask(citizen, q="错别字")
    assert ([case["number"] for case in found["items"]], found["total"]) == ([kept], 1)
    assert found["facets"]["problem_type"] == {"typo": 1}
    gone = citizen.get(f"/api/v1/cases/{number}")
    assert (gone.status_code, gone.mimetype, gone.json["code"]) == (410, "application/json", 410)


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
def test_parts_hold_every_case_once(stage: Stage, sort: str) -> None:
    many(stage, 23)
    stage.follow_up()
    for query in ({}, {"q": "已改正"}):
        found = list(parts(stage.citizen(), sort=sort, limit="5", **query))
        assert [len(part) for part in found] == [5, 5, 5, 5, 3]
        numbers = [number for part in found for number in part]
        assert numbers == [case["number"] for case in ask(stage.citizen(), sort=sort, limit="100", **query)["items"]]
        assert len(set(numbers)) == 23


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_what_is_published_or_withdrawn_meanwhile_neither_repeats_nor_hides_a_case(
    stage: Stage, clock: FrozenClock, sort: str
) -> None:
    before = []
    for _ in range(6):
        before.append(stage.desk.finished())
        clock.advance(minutes=1)
    expected = before if sort == "oldest" else before[::-1]
    seen: list[str] = []
    for turn, part in enumerate(parts(stage.citizen(), sort=sort, limit="2")):
        seen += part
        stage.desk.finished()
        if turn == 0:
            # The very case that the cursor names goes, and another one from the part that was read.
            for number in part:
                stage.desk.act("province", number, Action.WITHDRAW)
        if turn > 10:
            break
    assert seen[:6] == expected
    assert len(seen) == len(set(seen))


def test_pages_can_be_numbered(stage: Stage) -> None:
    many(stage, 7)
    citizen = stage.citizen()
    every = [case["number"] for case in ask(citizen, limit="100")["items"]]
    for page in (1, 2, 3):
        found = ask(citizen, limit="3", page=str(page))
        assert [case["number"] for case in found["items"]] == every[3 * page - 3 : 3 * page]
    assert found["next"] is None
    assert ask(citizen, limit="3", page="10000000") | {"facets": {}} == {
        "total": 7, "items": [], "next": None, "facets": {},
    }  # fmt: skip


def test_the_way_on_is_also_in_the_header(stage: Stage) -> None:
    many(stage, 3)
    answer = stage.citizen().get("/api/v1/cases?limit=2&q=已改正")
    assert answer.headers["Link"] == f'<{answer.json["next"]}>; rel="next"'
    assert "q=%E5%B7%B2" in answer.json["next"]
    assert "Link" not in stage.citizen().get("/api/v1/cases").headers


def test_each_bad_value_is_named_with_a_sentence(stage: Stage) -> None:
    bad = {"problem_type": "x", "finding": "x", "rectification": "x", "sort": "x", "from": "2018-02-30", "to": "x",
           "limit": "0", "page": "-1", "cursor": "xx"}  # fmt: skip
    wrong = refused(stage.citizen(), f"/api/v1/cases?{urlencode(bad)}")
    assert set(wrong) == set(bad)
    for sentences in wrong.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in sentences[0])
    for name, value in (
        ("limit", "101"),
        ("limit", "x"),
        ("limit", "9" * 5000),
        ("page", "1.5"),
        ("from", "06/04/2018"),
    ):
        assert set(refused(stage.citizen(), f"/api/v1/cases?{name}={value}")) == {name}
    assert set(refused(stage.citizen(), "/api/v1/sites?limit=0&cursor=zz")) == {"limit", "cursor"}


def test_broken_cursors_are_refused(stage: Stage) -> None:
    many(stage, 3)
    following = ask(stage.citizen(), limit="1")["next"]
    cursor = following.partition("cursor=")[2].partition("&")[0]
    for broken in (cursor[:-1], cursor + "A", "_" * 23, "字", "A" * 2000, f"{cursor[:-1]}%00"):
        assert set(refused(stage.citizen(), f"/api/v1/cases?cursor={broken}")) == {"cursor"}, broken
    assert set(refused(stage.citizen(), f"/api/v1/cases?cursor={cursor}&sort=oldest")) == {"cursor"}
    assert set(refused(stage.citizen(), f"/api/v1/cases?cursor={cursor}&page=2")) == {"page"}


def test_texts_and_codes_are_never_an_error(stage: Stage) -> None:
    stage.desk.finished()
    values = (
        "",
        "-1",
        "%",
        "' OR 1=1 --",
        "\x00",
        "🀄" * 50,
        "._[]*?",
        "\\",
        "a" * 60_000,
        '"',
        "-",
        "|",
        "\ud7ff",
        "%",
    )
    for value in values:
        for address, names in (("cases", ("q", "region", "unit", "site_code", "unknown")), ("sites", ("q", "unknown"))):
            answer = stage.citizen().get(f"/api/v1/{address}?{urlencode(dict.fromkeys(names, value))}")
            assert answer.status_code == 200, (address, value[:20])
    for query in ("q=%ED%A0%80", "q=%FF%FE", "q", "=", "&&", "q[]=1", "q=a&q=b"):
        assert stage.citizen().get(f"/api/v1/cases?{query}").status_code == 200, query
        assert stage.citizen().get(f"/api/v1/sites?{query}").status_code == 200, query


def register(stage: Stage, count: int) -> None:
    """Put more websites into the register, one of them closed."""
    with stage.workings.context.database.writing() as session:
        for place in range(count):
            session.add(
                Site(
                    code=f"63020000{place:02}", name=f"海东市第{place}局", url=f"http://{place}.haidong.example/",
                    filing_unit_id=stage.cast.unit("haidong-gov"), status="closed" if place == 0 else "active",
                    hosts=[SiteHost(host=f"{place}.haidong.example")],
                )
            )  # fmt: skip


def test_websites_are_found_by_name_code_and_host(stage: Stage) -> None:
    register(stage, 8)
    citizen = stage.citizen()
    site = {"code": SITE_CODE, "name": "西宁市城东区人民政府网", "url": f"http://{SITE_HOST}/", "unit": "chengdong-gov"}
    for q in ("城东区", SITE_CODE[2:], "WWW.chengdong", "chengdong.EXAMPLE"):
        assert ask(citizen, "/api/v1/sites", q=q) == {
            "total": 1, "items": [site | {"region": "630102"}], "next": None,
        }, q  # fmt: skip
    assert ask(citizen, "/api/v1/sites")["total"] == 8, "a closed website is not listed"
    assert ask(citizen, "/api/v1/sites", q="%")["total"] == 0
    assert ask(citizen, "/api/v1/sites", q="_")["total"] == 0
    address, codes = "/api/v1/sites?limit=3&q=海东", []
    while address:
        found = ask(citizen, address)
        assert found["total"] == 7
        codes += [each["code"] for each in found["items"]]
        address = found["next"]
    assert codes == [f"63020000{place:02}" for place in range(1, 8)]


def test_errors_are_json_here_and_pages_elsewhere(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = stage.citizen()

    def check(answer: TestResponse, code: int) -> None:
        assert answer.status_code == code
        assert answer.mimetype == "application/json"
        assert answer.json["code"] == code
        assert answer.json["message"]

    for address in ("/api/v1/cases/2018-999999", "/api/v1/cases/x", "/api/v2/cases", "/api/x", "/api/v1/cases/%00"):
        check(citizen.get(address), 404)
    posted = citizen.client.post("/api/v1/cases")
    check(posted, 405)
    assert "GET" in posted.headers["Allow"]
    for address in ("/nowhere", "/board/2018-999999", "/apix"):
        assert citizen.get(address).mimetype == "text/html", address

    def fail(*_: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("portal.web.api.cases.find_case", fail)
    broken = citizen.get("/api/v1/cases/2018-000001")
    check(broken, 500)
    assert "secret" not in broken.text


def test_without_its_words_there_is_no_answer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program could not tell all cases from those that were asked for."""
    stage.desk.finished()
    monkeypatch.setattr("portal.queries.board_words.UNINDEXED_LIMIT", 0)
    answer = stage.citizen().get("/api/v1/cases?q=公告")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "ETag" not in answer.headers


def test_scripts_of_other_sites_may_read(stage: Stage) -> None:
    citizen = stage.citizen()
    for address in ("/api/v1/cases", "/api/v1/cases/2018-999999", "/api/v1/openapi.json"):
        headers = citizen.get(address, headers={"Origin": "https://paper.example"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert {"ETag", "Last-Modified", "Link"} <= set(headers["Access-Control-Expose-Headers"].split(", "))
        assert "Access-Control-Allow-Credentials" not in headers
    preflight = citizen.client.options("/api/v1/cases", headers={"Access-Control-Request-Headers": "if-none-match"})
    assert preflight.status_code == 200
    assert {"If-None-Match", "If-Modified-Since"} <= set(preflight.headers["Access-Control-Allow-Headers"].split(", "))
    assert "POST" not in preflight.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in citizen.get("/board").headers


def test_the_document_describes_every_address(stage: Stage) -> None:
    document = ask(stage.citizen(), "/api/v1/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {"/api/v1/cases", "/api/v1/cases/{number}", "/api/v1/sites", "/api/v1/statistics"}
    assert tuple(document["components"]["schemas"]["Case"]["properties"]) == FIELDS
    assert set(document["components"]["schemas"]["Case"]["required"]) == set(FIELDS)
    asked = [each["name"] for each in document["paths"]["/api/v1/cases"]["get"]["parameters"]]
    assert asked == [*PARAMETERS, "cursor", "limit"]


@pytest.fixture
def served(stage: Stage) -> Iterator[str]:
    """The application on a port of this machine."""
    server = make_server("127.0.0.1", 0, stage.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Fetched:
    """A page that came over the network."""

    def __init__(self, address: str) -> None:
        with urlopen(address) as answer:  # noqa: S310
            self.status_code, self.text = answer.status, answer.read().decode()


def test_the_examples_of_the_documentation_run_as_they_stand(
    stage: Stage, served: str, capsys: pytest.CaptureFixture[str]
) -> None:
    many(stage, 103)
    number = stage.desk.finished()
    page = Page(Fetched(f"{served}/api/v1/"))  # type: ignore[arg-type]
    program = "".join(page.by_id("python-example").itertext())
    capsys.readouterr()
    exec(compile(program, "the example", "exec"), {})  # noqa: S102
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith("{")] == [number]
    command = shlex.split(page.words_of("curl-example"))
    if shutil.which(command[0]):
        found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        assert len(found["items"]) == 3


def test_the_documentation_names_every_field_and_parameter(stage: Stage) -> None:
    page = stage.citizen().page("/api/v1/")
    named = {"".join(element.itertext()) for element in page.all("code")}
    document = ask(stage.citizen(), "/api/v1/openapi.json")
    for path in document["paths"].values():
        assert {each["name"] for each in path["get"].get("parameters", ())} <= named
    for schema in ("Case", "Site", "Figure"):
        assert set(document["components"]["schemas"][schema]["properties"]) <= named
    assert "/api/v1/" in stage.citizen().page("/board").links
