"""Pictures: only true ones are taken, what hides in them is dropped, and who may not see a report sees none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.store import Attachment, AuditEntry, Board, Report
from portal.web.public import own_pictures
from portal.web.public.own_pictures import LIFETIME
from tests.conftest import FrozenClock
from tests.guards.test_pages import flaws
from tests.web.images import EXIF_WORDS, REFUSED, picture, upload
from tests.web.people import FINAL, REPORT, Stage
from tests.web.reading import Page


def attachments(stage: Stage, number: str) -> list[Attachment]:
    """The pictures of a report, in order."""
    with stage.workings.context.database.reading() as session:
        found = select(Attachment).join(Report, Report.id == Attachment.report_id).where(Report.number == number)
        return list(session.scalars(found.order_by(Attachment.id)))


def published(stage: Stage) -> tuple[str, int, int]:
    """A case with two pictures of which the first is public: number, public picture, private picture."""
    files = [upload(picture("JPEG", colour="red"), "1.jpg"), upload(picture("PNG", colour="blue"), "2.png")]
    number, _ = stage.citizen().reported(attachments=files)
    stage.act("province", number, "dispatch")
    stage.act("chengdong", number, "transfer")
    stage.act("chengdong-gov", number, "answer")
    for username in ("chengdong", "xining"):
        stage.act(username, number, "approve")
    first, second = (each.id for each in attachments(stage, number))
    assert stage.act("province", number, "approve", **FINAL, public_attachments=str(first)).status_code == 303
    return number, first, second


@pytest.mark.parametrize(("kind", "mimetype"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg")])
def test_a_picture_is_encoded_anew_without_its_metadata(stage: Stage, kind: str, mimetype: str) -> None:
    original = picture(kind)
    assert EXIF_WORDS in original
    number, _ = stage.citizen().reported(attachments=[upload(original, f"照片.{kind.lower()}")])
    (kept,) = attachments(stage, number)
    answer = stage.officer("province").get(f"/desk/reports/{number}/pictures/{kept.id}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert EXIF_WORDS not in answer.data
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (60, 40)
        assert not shown.getexif()


def test_what_is_no_picture_is_refused_with_a_sentence(stage: Stage) -> None:
    citizen = stage.citizen()
    for name, file in REFUSED.items():
        answer = citizen.report(attachments=[upload(*file)])
        assert answer.status_code == 422, name
        page = Page(answer)
        assert page.words_of("attachments-error"), name
        assert page.form("/report")["description"] == REPORT["description"], name
    assert not stored_files(stage)


def stored_files(stage: Stage) -> list[Path]:
    """Every file in the picture store."""
    return [path for path in stage.workings.settings.attachments.rglob("*") if path.is_file()]


def test_at_most_three_pictures(stage: Stage) -> None:
    colours = ("red", "green", "blue", "black")
    files = [upload(picture(colour=colour)) for colour in colours]
    assert stage.citizen().report(attachments=files).status_code == 422
    number, _ = stage.citizen().reported(attachments=[upload(picture(colour=colour)) for colour in colours[:3]])
    assert len(attachments(stage, number)) == 3


def test_one_bad_picture_among_good_ones_refuses_the_whole_form(stage: Stage) -> None:
    files = [upload(picture()), upload(b"no picture")]
    assert stage.citizen().report(attachments=files).status_code == 422
    with stage.workings.context.database.reading() as session:
        assert not session.scalars(select(Report)).all()


def test_an_upload_beyond_all_limits_is_413(stage: Stage) -> None:
    huge = upload(b"\0" * (21 * 1024 * 1024))
    answer = stage.citizen().report(attachments=[huge])
    assert answer.status_code == 413
    assert "<h1" in answer.text


def test_officers_see_pictures_only_of_reports_they_may_see(stage: Stage) -> None:
    number, _ = stage.citizen().reported(attachments=[upload(picture())])
    (kept,) = attachments(stage, number)
    stage.act("province", number, "dispatch")
    address = f"/desk/reports/{number}/pictures/{kept.id}"
    assert stage.officer("chengdong").get(address).status_code == 200
    assert stage.officer("chengdong-gov").get(address).status_code == 403
    assert stage.officer("fgw").get(address).status_code == 403
    assert stage.citizen().get(address).status_code == 302
    # A picture of another report is not shown under the number of one's own.
    own = stage.desk.dispatched()
    assert stage.officer("chengdong").get(f"/desk/reports/{own}/pictures/{kept.id}").status_code == 404


def test_only_chosen_pictures_are_public(stage: Stage) -> None:
    number, public, private = published(stage)
    citizen = stage.citizen()
    assert citizen.get(f"/board/{number}/pictures/{public}").status_code == 200
    assert citizen.get(f"/board/{number}/pictures/{private}").status_code == 404
    shown = [image.get("src", "") for image in citizen.page(f"/board/{number}").all("img")]
    assert f"/board/{number}/pictures/{public}/small" in shown
    assert not [address for address in shown if f"/pictures/{private}" in address]


def test_a_withdrawn_case_is_gone_and_its_pictures_too(stage: Stage) -> None:
    number, public, _ = published(stage)
    assert stage.act("province", number, "withdraw").status_code == 303
    stage.follow_up()
    citizen = stage.citizen()
    gone = citizen.get(f"/board/{number}")
    assert gone.status_code == 410
    assert FINAL["public_title"] not in gone.text
    assert citizen.get(f"/board/{number}/pictures/{public}").status_code == 410
    assert number not in citizen.page("/board").text
    assert number not in citizen.page("/board?q=错别").text


def test_a_strange_picture_is_not_found(stage: Stage) -> None:
    number, _, _ = published(stage)
    for strange in ("0", "99999999999999999999", "-1", "x", "1.5", "%00"):
        assert stage.citizen().get(f"/board/{number}/pictures/{strange}").status_code == 404, strange
        desk = stage.officer("province").get(f"/desk/reports/{number}/pictures/{strange}")
        assert desk.status_code == 404, strange


def test_strange_chosen_pictures_are_refused(stage: Stage) -> None:
    number, _ = stage.citizen().reported(attachments=[upload(picture())])
    stage.act("province", number, "dispatch")
    stage.act("chengdong", number, "transfer")
    stage.act("chengdong-gov", number, "answer")
    for username in ("chengdong", "xining"):
        stage.act(username, number, "approve")
    preview = f"/desk/reports/{number}/approve/preview"
    for strange in ("abc", "99999999999999999999", "0", "-1", "１"):
        fields = {**FINAL, "public_attachments": strange}
        assert stage.act("province", number, "approve", **fields).status_code == 422, strange
        assert stage.officer("province").post(preview, fields).status_code < 500, strange
    assert not any(each.published for each in attachments(stage, number))


def test_an_officer_encloses_evidence(stage: Stage) -> None:
    number = stage.desk.transferred()
    answer = stage.act("chengdong-gov", number, "answer", attachments=upload(picture()))
    assert answer.status_code == 303
    assert [each.reply_id is not None for each in attachments(stage, number)] == [True]
    other = stage.desk.transferred()
    refused = stage.act("chengdong-gov", other, "answer", attachments=upload(b"no picture"))
    assert refused.status_code == 422


def mask_address(number: str, picture: int) -> str:
    """The page on which parts of a picture are blacked out."""
    return f"/desk/reports/{number}/pictures/{picture}/mask"


def area(left: object = 10, top: object = 10, width: object = 40, height: object = 50) -> dict[str, object]:
    """One row of that page's form, in percent."""
    return {"left": str(left), "top": str(top), "width": str(width), "height": str(height)}


def blacken(stage: Stage, number: str, picture: int, username: str = "province", **fields: object) -> TestResponse:
    """Fill in the form as the page stands."""
    address = mask_address(number, picture)
    officer = stage.officer(username)
    seen = officer.page(address).form(address)["seen"]
    return officer.post(address, {"seen": seen, "save": "", **area(), **fields})


def first_row(page: Page) -> list[str | None]:
    """The four numbers of the first area."""
    inputs = {name: [each for each in page.all("input") if each.get("name") == name] for name in area()}
    return [found[0].get("value") for found in inputs.values()]


def pixels(content: bytes) -> Image.Image:
    """The decoded picture."""
    with Image.open(io.BytesIO(content)) as image:
        return image.convert("RGB")


def test_the_public_gets_a_picture_with_areas_black_from_the_moment_they_are_chosen(stage: Stage) -> None:
    number, public, _ = published(stage)
    citizen, address = stage.citizen(), f"/board/{number}/pictures/{public}"
    before = {each: citizen.get(each) for each in (address, f"{address}/small")}
    with stage.workings.context.database.reading() as session:
        revision = session.get_one(Board, 1).revision
    assert blacken(stage, number, public).status_code == 303
    for each, former in before.items():
        answer = citizen.get(each, headers={"If-None-Match": former.headers["ETag"]})
        assert answer.status_code == 200
        assert answer.headers["ETag"] != former.headers["ETag"]
        assert answer.data != former.data
        assert pixels(answer.data).getpixel((15, 15)) == (0, 0, 0)
        assert pixels(former.data).getpixel((15, 15)) != (0, 0, 0)
    with stage.workings.context.database.reading() as session:
        board = session.get_one(Board, 1)
        assert (board.revision, board.removal) == (revision + 1, revision + 1)
    # Officers and the citizen go on seeing what was sent.
    original = stage.officer("chengdong").get(f"/desk/reports/{number}/pictures/{public}")
    assert original.data == before[address].data
    assert pixels(stage.officer("province").get(f"/desk/reports/{number}/pictures/{public}/public").data).getpixel(
        (15, 15)
    ) == (0, 0, 0)


def test_no_address_gives_the_public_what_is_under_the_black(stage: Stage) -> None:
    number, public, _ = published(stage)
    kept = attachments(stage, number)[0]
    original = stage.workings.pictures.read(kept.sha256)
    small = stage.workings.pictures.read_small(kept.sha256)
    blacken(stage, number, public)
    citizen = stage.citizen()
    for address in ("", "/small", "/public", "/original", "/mask", "?size=original", "/small?original=1"):
        answer = citizen.get(f"/board/{number}/pictures/{public}{address}")
        assert answer.data not in (original, small)
        assert answer.status_code in (200, 404), address
    for folder in ("static", "attachments", "static/attachments"):
        assert citizen.get(f"/{folder}/{kept.sha256[:2]}/{kept.sha256}").status_code == 404


def test_what_was_blacked_out_can_be_changed_and_taken_back(stage: Stage) -> None:
    number, public, _ = published(stage)
    citizen, address = stage.citizen(), f"/board/{number}/pictures/{public}"
    original = citizen.get(address).data
    blacken(stage, number, public)
    page = stage.officer("province").page(mask_address(number, public))
    assert first_row(page) == ["10", "10", "40", "50"]
    # It is made from the picture itself each time, not from the former copy.
    blacken(stage, number, public, **area(60, 60, 40, 40))
    changed = pixels(citizen.get(address).data)
    assert changed.getpixel((4, 4)) != (0, 0, 0)
    assert changed.getpixel((55, 38)) == (0, 0, 0)
    assert blacken(stage, number, public, reset="yes").status_code == 303
    assert citizen.get(address).data == original


def test_who_blacked_out_what_is_in_the_audit_log_by_ids_alone(stage: Stage) -> None:
    number, public, _ = published(stage)
    blacken(stage, number, public)
    blacken(stage, number, public, reset="yes")
    with stage.workings.context.database.reading() as session:
        told = session.scalars(
            select(AuditEntry).where(AuditEntry.deed.like("%mask_picture")).order_by(AuditEntry.id)
        ).all()
        report = session.scalars(select(Report.id).where(Report.number == number)).one()
    assert [(entry.deed, entry.subject, entry.details) for entry in told] == [
        ("mask_picture", f"picture:{public}", {"report": report, "areas": [[10.0, 10.0, 40.0, 50.0]]}),
        ("unmask_picture", f"picture:{public}", {"report": report, "areas": []}),
    ]
    assert all(entry.account_id for entry in told)


def test_a_picture_blacked_out_before_it_is_published_appears_so_and_the_preview_shows_it(stage: Stage) -> None:
    number, _ = stage.citizen().reported(attachments=[upload(picture("PNG", colour="red"))])
    stage.act("province", number, "dispatch")
    stage.act("chengdong", number, "transfer")
    stage.act("chengdong-gov", number, "answer")
    for username in ("chengdong", "xining"):
        stage.act(username, number, "approve")
    (kept,) = attachments(stage, number)
    assert blacken(stage, number, kept.id).status_code == 303
    fields = {**FINAL, "public_attachments": str(kept.id)}
    preview = Page(stage.officer("province").post(f"/desk/reports/{number}/approve/preview", fields))
    assert f"/desk/reports/{number}/pictures/{kept.id}/public/small" in [each.get("src") for each in preview.all("img")]
    assert stage.act("province", number, "approve", **fields).status_code == 303
    shown = pixels(stage.citizen().get(f"/board/{number}/pictures/{kept.id}").data)
    assert shown.getpixel((15, 15)) == (0, 0, 0)


def test_areas_that_make_no_sense_are_refused_with_a_sentence_and_stay_typed(stage: Stage) -> None:
    number, public, _ = published(stage)
    address = mask_address(number, public)
    wrong = [
        area("", "", "", ""), area(10, 10, 0, 10), area(-1), area(101), area("abc"), area(""), area("nan"),
        area("inf"), area(100), area("1e999"), area("\x00"), area("１０，"), area(10, 10, 10, 101),
    ]  # fmt: skip
    for fields in wrong:
        answer = blacken(stage, number, public, **fields)
        assert answer.status_code == 422, fields
        page = Page(answer)
        assert "区域" in page.text
        if fields["left"].isalnum():
            assert fields["left"] in first_row(page)
    officer = stage.officer("province")
    assert officer.post(address, {"seen": "", "save": ""}).status_code == 422
    assert officer.post(address, {"seen": "", "left": "5"}).status_code == 422
    assert attachments(stage, number)[0].public_sha256 is None


def test_nobody_overwrites_what_a_colleague_has_just_blacked_out(stage: Stage) -> None:
    number, public, _ = published(stage)
    blacken(stage, number, public)
    kept = attachments(stage, number)[0].public_sha256
    address = mask_address(number, public)
    answer = stage.officer("province").post(address, {"seen": "", "save": "", **area(0, 0, 5, 5)})
    assert answer.status_code == 409
    assert first_row(Page(answer)) == ["0", "0", "5", "5"]
    assert attachments(stage, number)[0].public_sha256 == kept


def test_only_the_provincial_office_blacks_out(stage: Stage) -> None:
    number, public, _ = published(stage)
    address = mask_address(number, public)
    for username in ("chengdong", "chengdong-gov", "xining", "fgw", "admin", "auditor"):
        assert stage.officer(username).get(address).status_code == 403, username
        answer = stage.officer(username).post(address, {"seen": "", "save": "", **area()})
        assert answer.status_code == 403, username
    assert stage.citizen().get(address).status_code == 302
    assert stage.citizen().post(address, area()).status_code == 403
    own = stage.desk.dispatched()
    assert stage.officer("province").get(mask_address(own, public)).status_code == 404
    assert attachments(stage, number)[0].public_sha256 is None


def test_every_address_of_a_picture_on_the_desk_has_the_same_door(stage: Stage) -> None:
    number, _ = stage.citizen().reported(attachments=[upload(picture())])
    (kept,) = attachments(stage, number)
    stage.act("province", number, "dispatch")
    for part in ("", "/small", "/public", "/public/small"):
        address = f"/desk/reports/{number}/pictures/{kept.id}{part}"
        for username, status in (("province", 200), ("chengdong", 200), ("chengdong-gov", 403), ("fgw", 403)):
            assert stage.officer(username).get(address).status_code == status, (username, address)
        for username in ("admin", "auditor"):
            assert stage.officer(username).get(address).status_code == 403, username
        assert stage.citizen().get(address).status_code == 302
        answer = stage.officer("chengdong").get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Content-Disposition"] == f'inline; filename="{number}-{kept.id}.jpg"'


def own_addresses(stage: Stage, code: str) -> list[str]:
    """Where the page behind a code shows pictures, whole and small."""
    page = Page(stage.citizen().track(code))
    found = [image.get("src", "") for image in page.all("img")] + page.links
    return [address for address in found if "/pictures/" in address]


def test_the_citizen_sees_their_pictures_by_code_at_addresses_that_do_not_last(
    stage: Stage, clock: FrozenClock
) -> None:
    number, code = stage.citizen().reported(attachments=[upload(picture()), upload(picture("PNG", colour="red"))])
    addresses = own_addresses(stage, code)
    assert len(addresses) == 4
    anybody = stage.citizen()
    for address in addresses:
        assert address.startswith("/track/pictures/")
        assert code not in address
        assert number not in address
        answer = anybody.get(address)
        assert answer.status_code == 200
        assert answer.mimetype in ("image/jpeg", "image/png")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        forged = address[:-1] + ("A" if address[-1] != "A" else "B")
        assert anybody.get(forged).status_code == 404
    clock.advance(seconds=LIFETIME + 1)
    gone = anybody.get(addresses[0])
    assert gone.status_code == 410
    assert "重新输入查询码" in gone.text
    assert gone.headers["Cache-Control"] == "no-store"
    assert anybody.get("/track/pictures/x").status_code == 404


def test_the_citizen_sees_evidence_only_where_it_is_published(stage: Stage) -> None:
    number, code = stage.citizen().reported()
    stage.act("province", number, "dispatch")
    stage.act("chengdong", number, "transfer")
    stage.act("chengdong-gov", number, "answer", attachments=upload(picture("PNG")))
    assert not own_addresses(stage, code)
    for username in ("chengdong", "xining"):
        stage.act(username, number, "approve")
    (kept,) = attachments(stage, number)
    stage.act("province", number, "approve", **FINAL, public_attachments=str(kept.id))
    assert own_addresses(stage, code) == [
        f"/board/{number}/pictures/{kept.id}/small",
        f"/board/{number}/pictures/{kept.id}",
    ]
    stage.act("province", number, "withdraw")
    assert not own_addresses(stage, code)


def test_a_signed_address_of_evidence_would_show_nothing(stage: Stage) -> None:
    number = stage.desk.transferred()
    stage.act("chengdong-gov", number, "answer", attachments=upload(picture()))
    (kept,) = attachments(stage, number)
    with stage.app.test_request_context():
        address = own_pictures._signed(kept, own_pictures.WHOLE)
    assert stage.citizen().get(address).status_code == 404


def test_published_pictures_have_words_for_those_who_cannot_see_them(stage: Stage) -> None:
    number, public, _ = published(stage)
    images = {each.get("src"): each.get("alt") for each in stage.citizen().page(f"/board/{number}").all("img")}
    assert images[f"/board/{number}/pictures/{public}/small"] == "网民提供的图片 1（打开大图）"
    assert stage.officer("province").page(f"/desk/reports/{number}").form(f"/desk/reports/{number}/amend")


def test_heic_is_taken_from_phones(stage: Stage) -> None:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(content, "HEIF")
    number, _ = stage.citizen().reported(attachments=[upload(content.getvalue(), "IMG_0001.HEIC")])
    assert [each.media_type for each in attachments(stage, number)] == ["image/jpeg"]


def test_the_pages_with_pictures_are_sound(stage: Stage) -> None:
    number, public, _ = published(stage)
    wrong = blacken(stage, number, public, **area("abc"))
    blacken(stage, number, public)
    officer = stage.officer("province")
    pages = [Page(wrong), officer.page(mask_address(number, public)), officer.page(f"/desk/reports/{number}")]
    for page in [*pages, stage.citizen().page(f"/board/{number}")]:
        assert not list(flaws(page))
