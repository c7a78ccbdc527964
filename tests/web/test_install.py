"""What other programs learn of the portal: phones that install it, and services that show a card for a link to it."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from portal import create_app
from tests.web.people import Stage, Visitor
from tests.web.reading import Page


def metas(page: Page) -> dict[str, str]:
    """What the head of a page tells, by name."""
    told = [(each.get("property") or each.get("name"), each.get("content")) for each in page.all("meta")]
    names = [name for name, _ in told if name]
    assert len(names) == len(set(names)), f"something is told twice: {sorted(names)}"
    return {name: content for name, content in told if name and content}


def picture(visitor: Visitor, address: str) -> Image.Image:
    """The picture at an address."""
    with visitor.get(address) as answer:
        assert answer.status_code == 200, address
        return Image.open(io.BytesIO(answer.data))


def test_a_phone_finds_everything_to_install_the_portal(stage: Stage) -> None:
    citizen = stage.citizen()
    link = next(link for link in citizen.page("/").all("link") if link.get("rel") == "manifest")
    answer = citizen.get(link.get("href", ""))
    told = answer.json
    assert answer.mimetype == "application/manifest+json"
    assert told is not None
    assert (told["name"], told["lang"], told["display"], told["start_url"]) == (
        "我为政府网站找错",
        "zh-CN",
        "standalone",
        "/",
    )
    sizes = [(icon["sizes"], icon["purpose"]) for icon in told["icons"]]
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= set(sizes)
    for icon in told["icons"]:
        image = picture(citizen, icon["src"])
        assert f"{image.width}x{image.height}" == icon["sizes"]
    for shortcut in told["shortcuts"]:
        assert citizen.get(shortcut["url"]).status_code in (200, 302, 303)


def test_the_manifest_carries_the_name_from_the_settings(stage: Stage) -> None:
    settings = stage.workings.settings
    named = replace(stage.workings, settings=replace(settings, imprint=replace(settings.imprint, name="“省”网站找错")))
    told = Visitor(create_app(named.settings, named)).get("/manifest.webmanifest").json
    assert told is not None
    assert told["name"] == "“省”网站找错"


def test_old_and_new_browsers_find_an_icon(stage: Stage) -> None:
    citizen = stage.citizen()
    icons = [link.get("href", "") for link in citizen.page("/").all("link") if "icon" in (link.get("rel") or "")]
    assert len(icons) == 3
    for address in icons:
        with citizen.get(address) as answer:
            assert answer.status_code == 200, address
            assert answer.mimetype.startswith("image/"), address
    assert picture(citizen, "/favicon.ico").format == "ICO"


def test_a_link_to_the_portal_is_shown_with_title_words_and_picture(stage: Stage) -> None:
    citizen, number = stage.citizen(), stage.desk.finished()
    for address in ("/", "/report", "/board", "/board?q=x", f"/board/{number}", "/help", "/embed"):
        told = metas(citizen.page(address))
        assert {"og:title", "og:type", "og:site_name", "twitter:card"} <= set(told), address
        assert told["description"] == told["og:description"]
        assert 10 <= len(told["description"]) <= 160, address
    told = metas(citizen.page(f"/board/{number}"))
    assert told["og:type"] == "article"
    assert told["og:title"] == "城东区政府网：首页有错别字"
    assert told["og:image"].startswith("http://localhost/static/img/")
    image = picture(citizen, told["og:image"].removeprefix("http://localhost"))
    assert (image.width, image.height) == (int(told["og:image:width"]), int(told["og:image:height"]))


def test_pages_of_officers_are_not_for_sharing(stage: Stage) -> None:
    assert "og:title" not in metas(stage.officer("province").page("/desk"))
