"""The public copy through the province's forms: masked as it starts, kept only where the officer says so."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from portal.domain.privacy import find
from portal.domain.vocabulary import Action, ProblemType, WithholdReason
from portal.store import Case, Event
from tests.domain.privacy_texts import Labelled, labelled
from tests.handling import COPY, NEW_SITE, PRIVATE, REVIEWERS, UNLISTED
from tests.web.people import FINAL, Stage, Visitor, step_address
from tests.web.reading import Page, fields_of
from tests.web.test_privacy import log_text

MOBILE, OFFICE = "13912345678", "0971-6101010"
SAID = f"首页公布的电话{OFFICE}是空号。我叫王小明，电话139 1234 5678，请回复。"
CHECKED = {"secrecy_checked": "y", "privacy_checked": "y"}


def climbed(stage: Stage, reply: str = "经核查属实，已改正。", **submission: Any) -> str:
    """A report with these words that waits for the final review."""
    number = stage.desk.dispatched(**submission)
    stage.desk.act("chengdong", number, Action.TRANSFER)
    site = NEW_SITE if "site_name" in submission else {}
    stage.desk.act("chengdong-gov", number, Action.ANSWER, reply=reply, **site)
    for reviewer in REVIEWERS[:-1]:
        stage.desk.act(reviewer, number, Action.APPROVE)
    return number


def final_page(stage: Stage, number: str) -> Page:
    return stage.officer("province").page(f"/desk/reports/{number}")


def box(page: Page, field: str, kind: str) -> str:
    """The value of the box that keeps the datum of this kind in this field."""
    values = [element.get("value") or "" for element in page.all("input") if element.get("name") == "kept"]
    return next(value for value in values if value.startswith(f"{field}.{kind}."))


def case_of(stage: Stage, number: str) -> Case:
    with stage.workings.context.database.reading() as session:
        return session.scalars(select(Case).where(Case.number == number)).one()


def test_every_public_field_starts_masked_and_each_find_is_named_with_its_field(stage: Stage) -> None:
    number = climbed(stage, f"王小明您好，电话{OFFICE}已改。", description=SAID, wrong_text=f"电话{MOBILE}")
    page = final_page(stage, number)
    form = page.form(step_address(number, "approve"))
    assert form["public_description"] == "首页公布的电话〔固定电话〕是空号。我叫〔姓名〕，电话〔手机号〕，请回复。"
    assert form["public_title"].endswith("首页公布的电话〔固定电话〕是空号")
    assert form["public_wrong_text"] == "电话〔手机号〕"
    assert form["public_reply"] == "王小明您好，电话〔固定电话〕已改。"
    for told in (
        "公示的问题描述 · 手机号“139 1234 5678”",
        "公示的问题描述 · 姓名“王小明”",
        f"公示的答复 · 固定电话“{OFFICE}”",
    ):
        assert told in page.text
    assert "kept" not in form, "everything is masked unless the officer says otherwise"


def test_what_the_officer_keeps_is_published_and_nothing_else(stage: Stage) -> None:
    number = climbed(stage, f"电话{OFFICE}已改。", description=SAID)
    kept = box(final_page(stage, number), "public_reply", "landline")
    answer = stage.act("province", number, "approve", kept=kept, **CHECKED)
    assert answer.status_code == 303, answer.text
    case = case_of(stage, number)
    assert case.reply == f"电话{OFFICE}已改。"
    assert OFFICE not in case.description + case.title
    assert "139" not in case.description
    assert not case.edited


def test_masked_and_kept_are_remembered_by_field_and_kind_without_the_data(stage: Stage) -> None:
    number = climbed(stage, f"电话{OFFICE}已改。", description=SAID)
    stage.act("province", number, "approve", kept=box(final_page(stage, number), "public_reply", "landline"), **CHECKED)
    with stage.workings.context.database.reading() as session:
        details = session.scalars(select(Event).order_by(Event.id.desc())).first().details  # type: ignore[union-attr]
    assert details["kept"] == {"public_reply": ["landline"]}
    assert details["masked"]["public_description"] == ["landline", "mobile", "name"]
    assert "王小明" not in str(details)
    assert "6101010" not in str(details)
    story = final_page(stage, number).text
    assert "经确认保留：公示的答复（固定电话）" in story
    assert "公示的问题描述（固定电话、手机号、姓名）" in story


def test_what_is_typed_anew_comes_back_named_with_nothing_lost(stage: Stage) -> None:
    number = climbed(stage)
    typed = f"请致电一三九１２３４５６７８咨询，办公电话{OFFICE}。"
    answer = stage.act("province", number, "approve", **{**FINAL, "public_reply": typed, "mask_rest": None})
    assert answer.status_code == 422
    page = Page(answer)
    form = page.form(step_address(number, "approve"))
    assert form["public_reply"] == typed
    assert form["public_title"] == COPY["public_title"]
    assert form["secrecy_checked"]
    assert "含有未遮盖的个人信息：手机号、固定电话" in page.text
    assert "公示的答复 · 手机号“一三九１２３４５６７８”（尚未遮盖）" in page.text
    kept = box(page, "public_reply", "landline")
    again = stage.officer("province").fill(page, step_address(number, "approve"), kept=kept)
    assert again.status_code == 303, again.text
    assert case_of(stage, number).reply == f"请致电〔手机号〕咨询，办公电话{OFFICE}。"


def test_another_program_publishes_clean_texts_without_new_fields_and_personal_data_not_at_all(stage: Stage) -> None:
    clean, private = climbed(stage), climbed(stage)
    assert stage.demand("province", clean, "approve", **FINAL).status_code == 303
    answer = stage.demand("province", private, "approve", **{**FINAL, "public_description": f"请打{MOBILE}"})
    assert answer.status_code == 422
    assert "未遮盖的个人信息：手机号" in answer.text


@pytest.mark.parametrize("action", ["disclose", "amend"])
def test_disclosing_and_amending_are_checked_alike(stage: Stage, action: str) -> None:
    number = stage.desk.finished(**(PRIVATE if action == "disclose" else {}))
    fields = {**COPY, "reason": "更正"} if action == "amend" else COPY
    officer, typed = stage.officer("province"), {**fields, "public_title": f"电话{MOBILE}"}
    typed["version"] = str(stage.desk.report(number).version)
    assert officer.post(step_address(number, action), typed).status_code == 422
    assert officer.post(step_address(number, action), {**typed, "mask_rest": "y"}).status_code == 303
    assert case_of(stage, number).title == "电话〔手机号〕"


def test_name_and_address_of_an_unlisted_site_are_masked_unless_kept(stage: Stage) -> None:
    unlisted = {name: getattr(UNLISTED, name) for name in UNLISTED.__dataclass_fields__}
    site = {"site_name": f"联系人：王小明{MOBILE}", "site_url": f"http://edu.chengdong.example/u/{MOBILE}/?a={MOBILE}"}
    number = stage.desk.dispatched(**{**unlisted, **site})
    stage.desk.act("chengdong", number, Action.REJECT)
    stage.desk.act("xining", number, Action.APPROVE)
    assert "网页地址 · 手机号" in final_page(stage, number).text
    assert stage.act("province", number, "approve", **CHECKED).status_code == 303
    case = case_of(stage, number)
    assert case.site_name == "联系人：〔姓名〕〔手机号〕"
    assert case.page_url == "http://edu.chengdong.example/u/〔手机号〕/"


def test_the_address_keeps_its_query_only_where_the_reviewer_says_so(stage: Stage) -> None:
    plain, whole = (climbed(stage, page_url="http://www.xining-chengdong.example/v?id=7#top") for _ in range(2))
    assert "keep_address" not in final_page(stage, plain).form(step_address(plain, "approve"))
    stage.act("province", plain, "approve", **FINAL)
    stage.act("province", whole, "approve", keep_address="y", **FINAL)
    assert case_of(stage, plain).page_url == "http://www.xining-chengdong.example/v"
    assert case_of(stage, whole).page_url == "http://www.xining-chengdong.example/v?id=7#top"
    stage.act("province", whole, "amend")
    assert case_of(stage, whole).page_url.endswith("?id=7#top"), "the amendment starts with what was decided"


def test_the_preview_shows_what_the_decisions_lead_to(stage: Stage) -> None:
    number = climbed(stage, f"电话{OFFICE}已改。", description=SAID)
    page = final_page(stage, number)
    typed = {**page.form(step_address(number, "approve")), "kept": box(page, "public_reply", "landline")}
    shown = stage.officer("province").client.post(f"{step_address(number, 'approve')}/preview", data=typed).text
    assert f"电话{OFFICE}已改。" in shown
    assert "我叫〔姓名〕，电话〔手机号〕" in shown


def test_the_page_of_ten_masks_and_asks_as_well(stage: Stage) -> None:
    number = climbed(stage, f"电话{OFFICE}已改。", description=SAID)
    officer = stage.officer("province")
    page = officer.page("/desk/review")
    fields = dict(fields_of(page.form_element("/desk/review")))
    assert fields[f"{number}-public_description"].startswith("首页公布的电话〔固定电话〕")
    ticked = {f"{number}-{name}": "y" for name in CHECKED} | {f"{number}-decision": "approve"}
    typed = {**ticked, f"{number}-public_reply": f"请打{MOBILE}"}
    refused = officer.fill(page, "/desk/review", **typed)
    assert refused.status_code == 422
    assert "公示的答复 · 手机号" in refused.text
    assert officer.fill(Page(refused), "/desk/review").status_code == 303
    assert case_of(stage, number).reply == "请打〔手机号〕"


def test_what_was_withheld_without_grounds_is_listed_for_the_root_with_the_ground(stage: Stage) -> None:
    bare = stage.desk.finished(**PRIVATE)
    short = stage.desk.finished(public=False, withhold_reason=WithholdReason.OTHER, withhold_note="领导要求")
    silent = stage.desk.finished(public=False, withhold_reason=WithholdReason.IMAGE)
    explained = stage.desk.finished(
        public=False, withhold_reason=WithholdReason.TRADE_SECRET, withhold_note="附件是企业尚未公开的报价单全文"
    )
    page = stage.officer("province").page("/desk/withheld").text
    for number, doubt in ((bare, "没有发现个人信息"), (short, "只写了 4 个字"), (silent, "没有说明具体情况")):
        assert number in page
        assert doubt in page
    assert explained not in page
    assert stage.officer("xining").get("/desk/withheld").status_code == 403
    assert "/desk/withheld" in stage.officer("province").page("/desk/reports").links


def batches(texts: list[Labelled], size: int) -> Iterator[list[Labelled]]:
    left = iter(texts)
    while batch := list(islice(left, size)):
        yield batch


def unpacked(visitor: Visitor, address: str) -> bytes:
    """What is sent for an address, with everything that is packed inside taken out."""
    with visitor.get(address) as answer:
        assert answer.status_code == 200, address
        content: bytes = answer.data
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


PUBLIC = ("/", "/board", "/board/feed.atom", "/board/export.csv", "/board/export.xlsx", "/api/v1/cases", "/sitemap.xml",
          "/board/ledger", "/board/suggest?q=电话", "/board/suggest?q=手机", "/board/download")  # fmt: skip


def test_nothing_masked_is_found_anywhere_in_public(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """Every labelled text is published, as description, wrong text and reply, and every datum is looked for."""
    texts = [each for each in labelled() if each.data]
    secrets = {each.text[start:end] for each in texts for _, start, end in each.data}
    secrets = {secret for secret in secrets if len(secret) > 2}
    numbers = []
    with capture_logs() as logged:
        for batch in batches(texts, 12):
            said = "。\n".join(each.text for each in batch)
            number = climbed(
                stage, f"答复如下：\n{said}"[:4000], description=said[:2000], wrong_text=batch[0].text,
                problem_type=ProblemType.OTHER, page_url=f"http://www.xining-chengdong.example/{MOBILE}",
            )  # fmt: skip
            assert stage.act("province", number, "approve", **CHECKED).status_code == 303
            numbers.append(number)
        stage.follow_up()
        visitor = stage.citizen()
        addresses = [*PUBLIC, *(f"/board/{number}" for number in numbers), *(f"/api/v1/cases/{n}" for n in numbers)]
        downloads = [
            link for link in visitor.page("/board/download").links if "download/" in link or link.endswith(".zip")
        ]
        addresses += downloads
        contents = {address: unpacked(visitor, address) for address in addresses}
    printed = capfd.readouterr()
    contents |= {"logs": (log_text(logged) + printed.out + printed.err).encode()}
    home = stage.workings.settings.home
    contents |= {str(path): path.read_bytes() for path in home.glob("index/**/*") if path.is_file()}
    assert "〔手机号".encode() in contents[f"/board/{numbers[0]}"]
    for address, content in contents.items():
        for secret in secrets:
            assert secret.encode() not in content, f"{secret} in {address}"
    for number in numbers:
        assert find(case_of(stage, number).description) == []
