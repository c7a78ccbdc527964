"""What search engines find: every visible case, none that was withdrawn, and no door to the back office."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from portal.domain.vocabulary import Action
from portal.queries import sitemap
from tests.handling import PRIVATE
from tests.web.people import Stage

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def places(stage: Stage, address: str) -> dict[str, str | None]:
    """The addresses of one file with their dates; it must be XML as the standard wants it."""
    answer = stage.citizen().get(address)
    assert answer.status_code == 200, address
    assert answer.mimetype == "application/xml"
    tree = ElementTree.fromstring(answer.data)  # noqa: S314  # what the portal itself has written
    return {each.findtext("s:loc", "", NAMES): each.findtext("s:lastmod", None, NAMES) for each in tree}


def listed(stage: Stage) -> dict[str, str | None]:
    """Every address that the index leads to."""
    found: dict[str, str | None] = {}
    for part in places(stage, "/sitemap.xml"):
        found |= places(stage, part.removeprefix("http://localhost"))
    return found


def test_every_visible_case_is_listed_with_its_last_change(stage: Stage) -> None:
    first, second = stage.desk.finished(), stage.desk.finished()
    stage.desk.finished(**PRIVATE)
    stage.desk.submitted()
    stage.workings.context.now.advance(hours=1)  # type: ignore[attr-defined]
    stage.desk.act("province", second, Action.AMEND)
    cases = {address: changed for address, changed in listed(stage).items() if re.search(r"/board/\d", address)}
    assert cases == {
        f"http://localhost/board/{first}": "2018-06-04T02:00:00+00:00",
        f"http://localhost/board/{second}": "2018-06-04T03:00:00+00:00",
    }
    assert "2018-06-04T03:00:00+00:00" in places(stage, "/sitemap.xml").values()


def test_the_standing_pages_are_listed(stage: Stage) -> None:
    assert {"http://localhost/", "http://localhost/board", "http://localhost/board/ledger"} <= set(listed(stage))
    for address in listed(stage):
        assert stage.citizen().get(address.removeprefix("http://localhost")).status_code == 200, address


def test_a_withdrawn_case_is_listed_no_more(stage: Stage) -> None:
    number, other = stage.desk.finished(), stage.desk.finished()
    stage.desk.act("province", number, Action.WITHDRAW)
    assert not [address for address in listed(stage) if number in address]
    stage.desk.act("province", other, Action.WITHDRAW)
    assert list(places(stage, "/sitemap.xml")) == ["http://localhost/sitemap-pages.xml"]


def test_parts_hold_every_case_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART", 2)
    numbers = [stage.desk.finished() for _ in range(5)]
    stage.desk.act("province", numbers[2], Action.WITHDRAW)
    parts = [part for part in places(stage, "/sitemap.xml") if "pages" not in part]
    sizes = [len(places(stage, part.removeprefix("http://localhost"))) for part in parts]
    assert len(parts) > 1
    assert max(sizes) <= 2
    assert sum(sizes) == 4


def test_a_part_that_does_not_exist_is_404(stage: Stage) -> None:
    for part in ("0", "7", "99999999999999999999", "-1", "x"):
        assert stage.citizen().get(f"/sitemap-{part}.xml").status_code == 404, part


def test_robots_are_kept_from_the_desk_and_led_to_the_sitemap(stage: Stage) -> None:
    answer = stage.citizen().get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert {"User-agent: *", "Disallow: /desk", "Disallow: /admin", "Disallow: /login", "Disallow: /track"} <= set(
        lines
    )
    assert "Sitemap: http://localhost/sitemap.xml" in lines
