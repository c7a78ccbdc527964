"""What other sites carry: the script, the page that gives out its code, and the addresses that were printed before."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy import update

from portal import create_app
from portal.config import Post
from portal.domain.vocabulary import SiteStatus
from portal.store import Site
from tests.province import SITE_CODE, SITE_HOST
from tests.web.people import Stage, Visitor

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "jiucuo.js"
URL = f"http://{SITE_HOST}/公告/a.html?x=1&y=100%25#第二条"


def test_the_script_may_be_used_from_everywhere_and_kept_for_a_day(stage: Stage) -> None:
    answer = stage.citizen().get("/exposure/jiucuo.js?whatever=1")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.cache_control.public
    assert answer.cache_control.max_age == 24 * 3600
    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers.get("Vary", "").lower()


def test_the_script_is_sent_as_it_is_written_and_small(stage: Stage) -> None:
    answer = stage.citizen().get("/exposure/jiucuo.js")
    assert answer.data == SCRIPT.read_bytes()
    assert len(answer.data) < 2048


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({"https": True, "trusted_proxies": 1}, "https://localhost"),
        ({"post": Post(base_url="https://zhaocuo.example/jc")}, "https://zhaocuo.example/jc"),
    ],
)
def test_the_code_that_is_given_out_holds_the_address_that_the_world_knows(
    stage: Stage, changed: dict[str, Any], begins: str
) -> None:
    """Whatever a proxy in front forgets to say: an http address would be blocked on pages that came by https."""
    workings = stage.workings
    app = create_app(workings=replace(workings, settings=replace(workings.settings, **changed)))
    page = Visitor(app).get(f"/embed?site_code={SITE_CODE}", headers={"X-Forwarded-For": "203.0.113.7"})
    addresses = re.findall(r"https?://[^\"'\s&<]*?/(?:exposure/jiucuo\.js|report)\b", page.text)
    assert {address.partition("/exposure")[0].partition("/report")[0] for address in addresses} == {begins}


def test_somebody_signed_in_gets_the_same_script(stage: Stage) -> None:
    answer = stage.officer("province").get("/exposure/jiucuo.js")
    assert answer.cache_control.public
    assert "cookie" not in answer.headers.get("Vary", "").lower()


def test_the_script_is_not_sent_again_to_who_has_it(stage: Stage) -> None:
    citizen = stage.citizen()
    for encoding in ("", "gzip"):
        headers = {"Accept-Encoding": encoding}
        tag = citizen.get("/exposure/jiucuo.js", headers=headers).headers["ETag"]
        again = citizen.get("/exposure/jiucuo.js", headers={**headers, "If-None-Match": tag})
        assert again.status_code == 304
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_the_script_asks_for_nothing_that_a_strict_policy_or_an_old_browser_refuses() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    for refused in ("document.write", "innerHTML", "cookie", "Storage", "eval", "fetch", "=>", "const ", "let ", "`"):
        assert refused not in text, refused


@pytest.mark.parametrize("typed", [SITE_CODE, f" {SITE_CODE} ", "６３０１０２９００１"])
def test_a_site_is_picked_by_its_code(stage: Stage, typed: str) -> None:
    page = stage.citizen().page(f"/embed?q={quote(typed)}")
    assert "西宁市城东区人民政府网" in page.text
    assert f'sitecode="{SITE_CODE}"' in page.words_of("snippet")


def test_a_site_is_found_by_its_name_and_chosen_by_a_link(stage: Stage) -> None:
    citizen = stage.citizen()
    found = citizen.page("/embed?q=" + quote("城东"))
    link = f"/embed?site_code={SITE_CODE}"
    assert link in found.links
    assert "snippet" not in {element.get("id") for element in found.tree.iter()}
    assert f'sitecode="{SITE_CODE}"' in citizen.page(link).words_of("snippet")


@pytest.mark.parametrize("typed", ["没有这样的网站", "6300009999", '"><img src=x onerror=alert(1)>', "%00", "x" * 5000])
def test_a_site_that_is_not_there_is_said_to_be_missing(stage: Stage, typed: str) -> None:
    page = stage.citizen().page("/embed?q=" + quote(typed))
    assert "没有找到" in page.text
    assert "<img src=x" not in page.text
    assert 'sitecode="' not in page.text


def test_a_closed_site_gets_no_code(stage: Stage) -> None:
    with stage.workings.context.database.writing() as session:
        session.execute(update(Site).values(status=SiteStatus.CLOSED))
    assert "没有找到" in stage.citizen().page(f"/embed?site_code={SITE_CODE}").text


def test_the_code_to_copy_pins_the_script_and_leads_on_without_it(stage: Stage) -> None:
    page = stage.citizen().page(f"/embed?site_code={SITE_CODE}")
    pin = "sha384-" + base64.b64encode(hashlib.sha384(SCRIPT.read_bytes()).digest()).decode()
    report = f"http://localhost/report?site_code={SITE_CODE}"
    pinned, latest, link = (page.words_of(name) for name in ("snippet", "snippet-latest", "snippet-link"))
    assert f'integrity="{pin}" crossorigin="anonymous"' in pinned
    assert "integrity" not in latest
    for code in (pinned, latest):
        assert 'src="http://localhost/exposure/jiucuo.js"' in code
        assert f'<noscript><a href="{report}"' in code
    assert link.startswith(f'<a href="{report}"')
    assert "script" not in link


def test_the_page_runs_the_script_that_it_gives_out(stage: Stage) -> None:
    page = stage.citizen().page(f"/embed?site_code={SITE_CODE}")
    live = page.by_id("_jiucuo_")
    assert (live.get("sitecode"), live.get("src")) == (SITE_CODE, "/exposure/jiucuo.js")
    assert live.get("integrity", "") in page.words_of("snippet")


def test_every_public_page_leads_to_the_code(stage: Stage) -> None:
    for address in ("/", "/report", "/board"):
        assert "/embed" in stage.citizen().page(address).links


def led(stage: Stage, address: str) -> tuple[str, dict[str, list[str]]]:
    """Where an old address leads: the path and its query."""
    answer = stage.citizen().get(address)
    assert answer.status_code == 302, address
    parts = urlsplit(answer.location)
    assert not parts.scheme
    assert not parts.netloc
    return parts.path, parse_qs(parts.query)


@pytest.mark.parametrize("name", ["site_code", "sitecode", "siteCode"])
@pytest.mark.parametrize(
    "old", ["/exposure/jiucuo.html", "/errorInfo/jcInfo", "/errorInfo/jcInfo.html", "/errorInfo/jcInfo/a/b"]
)
def test_what_a_site_hands_over_arrives_by_its_old_address(stage: Stage, old: str, name: str) -> None:
    path, query = led(stage, f"{old}?{name}={SITE_CODE}&url={quote(URL, safe='')}")
    assert path == "/report"
    assert query == {"site_code": [SITE_CODE], "url": [URL]}


def test_the_other_old_addresses_lead_to_their_pages(stage: Stage) -> None:
    assert led(stage, "/errorInfo/lbInfo?url=http://a.example/") == ("/report/unlisted", {"url": ["http://a.example/"]})
    assert led(stage, "/errorInfo/search?q=" + quote("公告")) == ("/board", {"q": ["公告"]})
    assert led(stage, "/errorInfo/search") == ("/board", {})
    assert stage.citizen().get("/errorInfo/other").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "url=//evil.example/&next=https://evil.example/",
        "site_code=https://evil.example/",
        "site_code=" + quote('"><img onerror=x>'),
        "url=%00%0d%0aSet-Cookie:%20a=b",
        "url=" + "%25" * 3000,
        "q=%ff%fe",
    ],
)
def test_an_old_address_leads_nowhere_else(stage: Stage, query: str) -> None:
    for old in ("/exposure/jiucuo.html", "/errorInfo/jcInfo//evil.example", "/errorInfo/lbInfo", "/errorInfo/search"):
        answer = stage.citizen().get(f"{old}?{query}", follow_redirects=True)
        assert answer.status_code == 200
        assert answer.request.path.startswith(("/report", "/board"))
        assert "Set-Cookie: a" not in str(answer.headers)
