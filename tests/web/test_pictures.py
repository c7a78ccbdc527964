"""Pictures: only true ones are taken, what hides in them is dropped, and who may not see a report sees none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from portal.store import Attachment, Report
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
