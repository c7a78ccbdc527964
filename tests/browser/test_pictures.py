"""Pictures in a real browser: chosen, pasted, dropped, removed; and areas blacked out, by hand and by number."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Page

from portal.demo.places import SITES
from tests.browser.conftest import Visit, Windows
from tests.browser.test_main_job import step

pytestmark = pytest.mark.browser

SITE = next(site for site in SITES if site.filing_unit == "chengdong-gov")
FIELD = 'input[name="attachments"]'


def png(colour: str = "teal") -> bytes:
    """A small screenshot."""
    out = io.BytesIO()
    Image.new("RGB", (200, 100), colour).save(out, "PNG")
    return out.getvalue()


def file(name: str, content: bytes, kind: str = "image/png") -> dict[str, object]:
    """A file as a person chooses it."""
    return {"name": name, "mimeType": kind, "buffer": content}


def hand_over(page: Page, event: str, name: str, size: int = 0) -> None:
    """Paste or drop a picture drawn in the page; ``size``: so many bytes of nothing instead."""
    page.evaluate(
        """async ([event, name, size]) => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 80, height: 50 });
            canvas.getContext("2d").fillRect(0, 0, 40, 50);
            const blob = size ? new Blob([new Uint8Array(size)]) : await new Promise((done) => canvas.toBlob(done));
            const held = new DataTransfer();
            held.items.add(new File([blob], name, { type: name.endsWith("txt") ? "text/plain" : "image/png" }));
            const target = event === "paste" ? document.body : document.querySelector(".drop-zone");
            const made = event === "paste"
                ? new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true })
                : new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true });
            target.dispatchEvent(made);
        }""",
        [event, name, size],
    )


def held(page: Page) -> list[str]:
    """The names of the files that the form would send."""
    names: list[str] = page.evaluate(f"[...document.querySelector('{FIELD}').files].map((each) => each.name)")
    return names


def form(windows: Windows, width: int = 1280, *, script: bool = True) -> Page:
    """The report form on one of the demo's pages, with the words that it needs."""
    page = windows.new(width, script=script).open(f"/report?site_code={SITE.code}&url=http://{SITE.host}/index.html")
    page.check('input[name="problem_type"][value="inaccurate"]')
    page.fill("#description", "首页公布的办公时间与大厅公告不一致，请核对。")
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_pictures_are_chosen_pasted_dropped_and_removed(windows: Windows, width: int) -> None:
    page = form(windows, width)
    said = page.locator('.drop-zone [role="status"]')
    page.set_input_files(FIELD, [file("一.png", png("red"))])
    hand_over(page, "paste", "image.png")
    hand_over(page, "drop", "二.png")
    assert held(page) == ["一.png", "粘贴的图片 1.png", "二.png"]
    assert said.inner_text() == "已选 3 张图片"
    hand_over(page, "drop", "三.png")
    assert "最多上传 3 张图片，现在选了 4 张" in said.inner_text()
    page.get_by_role("button", name="移除 粘贴的图片 1.png").focus()
    page.keyboard.press("Enter")
    assert held(page) == ["一.png", "二.png"]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "移除 二.png"
    hand_over(page, "drop", "大.png", 5 * 1024 * 1024 + 1)
    assert "图片超过 5 MB" in said.inner_text()
    hand_over(page, "drop", "words.txt")
    assert "不是图片" in said.inner_text()
    page.set_input_files(FIELD, [file("照片.HEIC", b"\0" * 100, "image/heic")])
    page.get_by_text("此格式不能预览，可以提交").wait_for()
    page.get_by_role("button", name="移除 照片.HEIC").click()
    assert held(page) == ["一.png", "二.png"]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_pasted_words_stay_words(windows: Windows) -> None:
    page = form(windows)
    prevented = page.evaluate(
        """() => {
            const held = new DataTransfer();
            held.setData("text/plain", "words");
            const event = new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true });
            document.querySelector("#description").dispatchEvent(event);
            return event.defaultPrevented;
        }"""
    )
    assert not prevented
    assert held(page) == []


def brought_to_the_root(windows: Windows, script: bool) -> tuple[str, Visit]:
    """A report with a picture, on the page of the final review."""
    page = form(windows, script=script)
    page.set_input_files(FIELD, [file("一.png", png("red"))])
    page.click("main form[enctype] button.btn")
    number = page.inner_text("#report-number")
    windows.program.command("dispatch")
    officers = {name: windows.new(script=script) for name in ("chengdong", "chengdong-gov", "xining", "province")}
    for name, visit in officers.items():
        visit.sign_in(name)
    step(officers["chengdong"], number, "transfer")
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    reply = "您好，首页办公时间已于今日改正，感谢您的监督！"
    step(
        officers["chengdong-gov"], number, "answer", finding="confirmed", reply=reply, corrected_on=today, public="yes"
    )
    step(officers["chengdong"], number, "approve")
    step(officers["xining"], number, "approve")
    return number, officers["province"]


@pytest.mark.parametrize("script", [True, False])
def test_an_area_is_blacked_out_and_the_public_gets_only_what_is_left(windows: Windows, script: bool) -> None:
    number, province = brought_to_the_root(windows, script)
    page = province.open(f"/desk/reports/{number}")
    address = page.get_attribute('#action-approve a[href$="/mask"]', "href") or ""
    province.open(address)
    if script:
        draw(page)
    else:
        for side, value in (("left", "25"), ("top", "20"), ("width", "50"), ("height", "40")):
            page.fill(f"#{side}-1", value)
    page.click('button[name="save"]')
    assert "已涂黑 1 处" in page.inner_text("main")
    province.open(f"/desk/reports/{number}")
    page.check('#action-approve [name="public_attachments"]')
    for name in ("secrecy_checked", "privacy_checked"):
        page.check(f'#action-approve [name="{name}"]')
    page.click("#action-approve button:not([formaction])")
    assert page.locator(".errsum").count() == 0
    citizen = windows.new(script=script)
    shown = citizen.open(f"/board/{number}").get_by_alt_text("网民提供的图片 1（打开大图）")
    whole = shown.locator("xpath=..").get_attribute("href")
    answer = citizen.page.request.get(f"{windows.program.address}{whole}")
    with Image.open(io.BytesIO(answer.body())) as image:
        picture = image.convert("RGB")
    assert picture.getpixel((100, 40)) == (0, 0, 0)
    assert picture.getpixel((5, 95)) == (255, 0, 0)


def draw(page: Page) -> None:
    """A rectangle drawn with the pointer, moved and stretched by the keyboard, and a second one made and removed."""
    place = page.locator(".mask-stage img").bounding_box()
    assert place is not None
    x, y, width, height = place["x"], place["y"], place["width"], place["height"]
    page.mouse.move(x + width * 0.2, y + height * 0.2)
    page.mouse.down()
    page.mouse.move(x + width * 0.7, y + height * 0.6, steps=3)
    page.mouse.up()
    before = float(page.input_value("#left-1"))
    assert before == pytest.approx(20, abs=1)
    page.keyboard.press("ArrowRight")
    assert float(page.input_value("#left-1")) == pytest.approx(before + 1, abs=0.2)
    stretched = float(page.input_value("#width-1"))
    page.keyboard.press("Shift+ArrowRight")
    assert float(page.input_value("#width-1")) == pytest.approx(stretched + 1, abs=0.2)
    page.get_by_role("button", name="添加一个区域").click()
    assert page.locator(".mask-box").count() == 2
    page.keyboard.press("Delete")
    assert page.locator(".mask-box").count() == 1
    assert page.input_value("#left-2") == ""
