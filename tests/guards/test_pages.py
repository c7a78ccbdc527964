"""Pages: each that can be reached is valid HTML with one heading, labelled fields and nothing foreign."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import html5lib  # type: ignore[import-untyped]
import pytest
from html5lib.constants import E as MESSAGES  # type: ignore[import-untyped]

from portal.services.templates import save_template
from portal.web.desk.narrowing import NARROWING
from tests.handling import PRIVATE, UNLISTED
from tests.web.images import picture, upload
from tests.web.people import REPORT, Stage, Visitor, step_address
from tests.web.reading import Page, words

MOST_PAGES = 160
"""A crawl that finds more than this meets some shape again and again."""
VISIBLE_FIELDS = ("input", "select", "textarea")
PORTAL_OWN = {"img": "src", "script": "src", "link": "href", "form": "action", "iframe": "src", "source": "src"}


def flaws(page: Page) -> Iterator[str]:
    """What is wrong with a page, each as a sentence."""
    yield from _invalid(page.text)
    html = next(page.all("html"))
    if html.get("lang") != "zh-CN":
        yield "the language is not said"
    headings = [words(heading) for heading in page.all("h1")]
    title = words(next(page.all("title")))
    if len(headings) != 1 or not headings[0] or headings[0] not in title:
        yield f"title {title!r} and headings {headings} do not agree"
    counted = Counter(element.get("id") for element in page.tree.iter() if element.get("id") is not None)
    yield from (f"the id {name!r} occurs {times} times" for name, times in counted.items() if times > 1)
    yield from _unlabelled(page, set(counted))
    yield from _foreign(page)
    yield from _by_enter(page)
    for element in page.tree.iter():
        if element.get("style") is not None or any(name.startswith("on") for name in element.attrib):
            yield f"<{element.tag}> carries style or behaviour of its own"
    for image in page.all("img"):
        if image.get("alt") is None:
            yield "an image without alternative text"
    if list(page.all("style")):
        yield "a style sheet inside the page"


def _invalid(text: str) -> Iterator[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    for (line, _), code, data in parser.errors:
        yield f"line {line}: {MESSAGES[code] % data}: {text.splitlines()[line - 1].strip()[:100]}"


def _unlabelled(page: Page, ids: set[str | None]) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(field) for label in page.all("label") for field in label.iter() if field.tag in VISIBLE_FIELDS}
    for field in page.all(*VISIBLE_FIELDS):
        if field.get("type") in ("hidden", "submit"):
            continue
        if id(field) not in inside and field.get("id") not in labelled and not field.get("aria-label"):
            yield f"the field {field.get('name')} has no label"
    for element in page.tree.iter():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            lost = set((element.get(name) or "").split()) - ids
            if lost:
                yield f"{name} of <{element.tag}> names {lost}, which is nowhere"


def _by_enter(page: Page) -> Iterator[str]:
    """Enter in a field presses a form's first button, which shall be the one that the form is for."""
    for form in page.all("form"):
        buttons = [each for each in form.iter("button") if each.get("type", "submit") == "submit"]
        if len(buttons) > 1 and buttons[0].get("formaction"):
            yield f"Enter in the form for {form.get('action')} goes to {buttons[0].get('formaction')}"


def _foreign(page: Page) -> Iterator[str]:
    for tag, attribute in PORTAL_OWN.items():
        for element in page.all(tag):
            if element.get("rel") == "canonical":
                continue  # It names the page itself, whole, and loads nothing.
            address = urlsplit(element.get(attribute) or "")
            if address.scheme not in ("", "data") or address.netloc:
                yield f"<{tag}> leads to {element.get(attribute)}"


def shape(address: str) -> str:
    """Addresses that differ in numbers and filters only show the same kind of page."""
    parts = urlsplit(address)
    names = sorted(part.partition("=")[0] for part in parts.query.split("&") if part)
    if parts.path in ("/board", "/desk/statistics", "/desk/statistics/reports", "/statistics"):
        # Their filters combine freely, and every link of a page adds one: the page is the same with any of them.
        names = names[:1]
    elif parts.path.startswith("/desk/"):
        # So do those that narrow the desk's lists; the reports of a list carry them along.
        names = [name for name in names if name not in NARROWING]
    # Units have codes of letters: their own pages differ by their kind, the pages that ask again do not.
    path = re.sub(r"(?<=/admin/units/)[a-z0-9-]+(?=/)", "#", parts.path)
    path = re.sub(r"(?<=/desk/assessment/)\d+/[a-z-]+(?=/|$)", "#/#", path)
    return re.sub(r"\d{4}-\d{6}|\d+", "#", path) + "?" + "&".join(names)


def crawl(visitor: Visitor, *starts: str) -> Iterator[tuple[str, Page]]:
    """Every kind of page that links lead to, once."""
    waiting, seen = deque(starts), {shape(start) for start in starts}
    while waiting:
        address = waiting.popleft()
        with visitor.get(address) as answer:
            if answer.status_code in (302, 303) or answer.mimetype != "text/html":
                continue
            assert answer.status_code == 200, f"{address} answered {answer.status_code}"
            page = Page(answer)  # type: ignore[arg-type]
        yield address, page
        for link in page.links:
            if link.startswith("/") and shape(link) not in seen:
                seen.add(shape(link))
                assert len(seen) <= MOST_PAGES, "the crawl does not end"
                waiting.append(link)


def check(address: str, page: Page) -> None:
    """Fail with everything that is wrong with the page."""
    found = list(flaws(page))
    assert not found, f"{address}:\n  " + "\n  ".join(found)


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """A province with something in every state."""
    desk = stage.desk
    desk.submitted()
    for state in (desk.dispatched, desk.transferred, desk.answered, desk.climbed, desk.finished):
        state()
    desk.dispatched(**{name: getattr(UNLISTED, name) for name in ("kind", "site_name", "site_url", "region")})
    desk.finished(**PRIVATE)
    stage.citizen().reported(attachments=[upload(picture())])
    save_template(stage.workings.context, desk.cast.officer("chengdong-gov"), "已改正", "已改正，感谢您的监督！")
    stage.follow_up()
    return stage


def test_every_public_page_is_sound(busy: Stage) -> None:
    pages = dict(crawl(busy.citizen(), "/", "/board?q=公告", "/board?region=630102&page=1"))
    assert {"/", "/report", "/track", "/board", "/login"} <= set(pages)
    for address, page in pages.items():
        check(address, page)


def test_every_page_of_every_kind_of_account_is_sound(busy: Stage) -> None:
    for username in ("province", "chengdong", "chengdong-gov", "admin", "auditor"):
        first = "/admin/audit" if username == "auditor" else "/desk"
        pages = dict(crawl(busy.officer(username), first))
        assert first in pages
        for address, page in pages.items():
            check(f"{address} for {username}", page)


def test_pages_that_come_back_with_errors_are_sound(busy: Stage) -> None:
    citizen, officer = busy.citizen(), busy.officer("chengdong-gov")
    number = busy.desk.transferred()
    answers = [
        citizen.post("/report", {}),
        citizen.report(description="短", site_code="x"),
        citizen.client.post("/report", data=REPORT),
        citizen.post("/report/unlisted", {}),
        citizen.track("x"),
        citizen.sign_in("x", "y"),
        citizen.get("/nowhere"),
        citizen.get("/logout"),
        officer.fill(officer.page(f"/desk/reports/{number}"), step_address(number, "answer")),
        busy.demand("chengdong-gov", number, "answer", version="0"),
        officer.get("/desk/reports/2018-999999"),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        check(f"{answer.request.path} ({answer.status_code})", Page(answer))


def test_the_pages_of_one_citizen_are_sound(busy: Stage) -> None:
    citizen = busy.citizen()
    _, code = citizen.reported()
    check("/report/received", citizen.page("/report/received"))
    check("/track", Page(citizen.track(code)))
    citizen.client.post("/preferences", data={"care": "on", "theme": "dark"})
    check("/ for larger text in dark", citizen.page("/"))


SOUND = '<!doctype html><html lang="zh-CN"><head><title>题 - 站</title></head><body><h1>题</h1>{}</body></html>'


@pytest.mark.parametrize(
    "wrong",
    [
        "<p><div></div></p>",
        "<h1>二</h1>",
        '<input name="x">',
        '<p id="a"></p><p id="a"></p>',
        '<img src="https://cdn.example/x.png" alt="">',
        '<p style="color: red"></p>',
        '<img src="/x.png">',
        '<p aria-describedby="nowhere"></p>',
        '<button onclick="x()"></button>',
        '<form action="/x"><button formaction="/y">预</button><button>存</button></form>',
    ],
)
def test_a_flaw_is_found(wrong: str) -> None:
    class Answer:
        status_code = 200
        text = SOUND.format(wrong)

    assert list(flaws(Page(Answer())))  # type: ignore[arg-type]
    Answer.text = SOUND.format("<p>好</p>")
    assert not list(flaws(Page(Answer())))  # type: ignore[arg-type]
