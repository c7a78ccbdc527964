"""Pictures in a real browser: chosen, pasted, dropped, removed; and areas blacked out, by hand and by number."""

from __future__ import annotations

import io
import sqlite3

import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Page

from tests.browser.conftest import Program, Visit, Windows

pytestmark = pytest.mark.browser

FIELD = 'input[name="attachments"]'


def found(program: Program, question: str) -> list[tuple[str, int]]:
    """Numbers and ids that a query finds in the demo's database."""
    with sqlite3.connect(f"file:{program.home / 'portal.sqlite'}?mode=ro", uri=True) as database:
        return database.execute(question).fetchall()


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


def answer_form(windows: Windows, width: int, **options: object) -> Page:
    """The form of an answer, whose evidence takes pictures as the citizen's form does."""
    visit = windows.new(width, **options)
    visit.sign_in("chengdong-gov")
    held_by = "SELECT r.number, r.id FROM reports r JOIN units u ON u.id = r.holder_id WHERE u.code = 'chengdong-gov'"
    number, _ = found(visit.program, f"{held_by} AND r.state = 'answering'")[0]
    page = visit.open(f"/desk/reports/{number}?step=answer")
    page.wait_for_selector(".drop-zone")
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_pictures_are_chosen_pasted_dropped_and_removed(windows: Windows, width: int) -> None:
    page = answer_form(windows, width)
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


def test_under_a_finger_the_camera_is_offered_and_its_picture_joins_the_others(windows: Windows) -> None:
    page = answer_form(windows, 390, has_touch=True, is_mobile=True)
    page.set_input_files(FIELD, [file("一.png", png("red"))])
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="拍照").tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files([file("image.jpg", png("blue"), "image/jpeg")])
    page.get_by_text("已选 2 张图片").wait_for()
    assert held(page) == ["一.png", "image.jpg"]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_without_a_finger_no_camera_is_offered(windows: Windows) -> None:
    assert answer_form(windows, 1280).get_by_role("button", name="拍照").count() == 0


def test_pasted_words_stay_words(windows: Windows) -> None:
    page = answer_form(windows, 1280)
    prevented = page.evaluate(
        """() => {
            const held = new DataTransfer();
            held.setData("text/plain", "words");
            const event = new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true });
            document.querySelector("textarea").dispatchEvent(event);
            return event.defaultPrevented;
        }"""
    )
    assert not prevented
    assert held(page) == []


def mask_page(province: Visit) -> tuple[str, Page]:
    """The number of a published report, and the page on which the provincial office blackens its picture, whole yet."""
    province.sign_in("province")
    published = "SELECT r.number, a.id FROM attachments a JOIN reports r ON r.id = a.report_id WHERE a.published"
    number, picture = found(province.program, f"{published} ORDER BY a.id")[0]
    page = province.open(f"/desk/reports/{number}")
    address = page.locator(f'a[href$="/pictures/{picture}/mask"]').first.get_attribute("href") or ""
    page = province.open(address)
    if page.locator('button[name="reset"]').count():
        page.click('button[name="reset"]')
        assert "已恢复原图" in page.inner_text("main")
        page.wait_for_load_state()
    return number, page


@pytest.mark.parametrize(("width", "script"), [(1280, True), (1280, False), (390, True)])
def test_an_area_is_blacked_out_and_the_public_gets_only_what_is_left(
    windows: Windows, width: int, script: bool
) -> None:
    province, citizen = windows.new(width, script=script), windows.new(width, script=script)
    number, page = mask_page(province)
    if script:
        draw(page)
    else:
        for side, value in (("left", "25"), ("top", "20"), ("width", "50"), ("height", "40")):
            page.fill(f"#{side}-1", value)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.click('button[name="save"]')
    assert "已涂黑 1 处" in page.inner_text("main")
    shown = citizen.open(f"/board/{number}").get_by_alt_text("网民提供的图片 1（打开大图）")
    public = shown.locator("xpath=..").get_attribute("href")
    answer = citizen.page.request.get(f"{citizen.program.address}{public}")
    with Image.open(io.BytesIO(answer.body())) as image:
        seen = image.convert("RGB")
    assert seen.getpixel((seen.width // 2, seen.height * 4 // 10)) == (0, 0, 0)
    assert seen.getpixel((seen.width - 10, 90)) == (29, 79, 156)


def on_screen(page: Page) -> FloatRect:
    """Scroll to the picture; where it lies in the window now."""
    picture = page.locator(".mask-stage img")
    picture.evaluate("picture => picture.scrollIntoView({ block: 'center', behavior: 'instant' })")
    place = picture.bounding_box()
    assert place is not None
    return place


def test_a_finger_draws_an_area_and_does_not_turn_the_page(windows: Windows) -> None:
    _, page = mask_page(windows.new(390, has_touch=True, is_mobile=True))
    place = on_screen(page)
    before = page.evaluate("scrollY")
    finger = page.context.new_cdp_session(page)
    for kind, *at in (("Start", 0.3, 0.8), ("Move", 0.4, 0.5), ("Move", 0.7, 0.2), ("End",)):
        points = [{"x": place["x"] + place["width"] * at[0], "y": place["y"] + place["height"] * at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    drawn = [float(page.input_value(f"#{side}-1")) for side in ("left", "top", "width", "height")]
    assert drawn == pytest.approx([30, 20, 40, 60], abs=1)
    assert page.evaluate("scrollY") == before


def draw(page: Page) -> None:
    """A rectangle drawn with the pointer, moved and stretched by the keyboard, and a second one made and removed."""
    place = on_screen(page)
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
