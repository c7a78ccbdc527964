"""The printed page of an official document says what its file says, in the same order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask, render_template_string

from portal.adapters.official_document import write_document
from portal.domain.official_document import Heading, Imprint, OfficialDocument, Paragraph, Table
from tests.guards.test_pages import check
from tests.web.reading import Page, words

PAGE = """{% extends "layouts/public.html" %}
{% from "components/official_document.html" import official_document %}
{% block heading %}通报{% endblock %}
{% block head %}<link rel="stylesheet" href="{{ static_url('css/official.css') }}">{% endblock %}
{% block content %}{{ official_document(told) }}{% endblock %}"""
WHOLE = OfficialDocument(
    title="省政府办公厅关于网民留言\n办理情况的通报",
    red_head="省政府办公厅文件",
    number="青政办〔2018〕137号",
    addressed=("各市、自治州人民政府", "省政府各部门"),
    blocks=(
        Heading(1, "总体情况"),
        Paragraph("收到128条。\n办结<b>120</b>条。"),
        Table("办理情况表", ("单位", "按时办结率"), (("城东区", "87.5%（35/40）"), ("西宁市",))),
        Heading(2, "办理较好的单位"),
        Heading(3, "城东区"),
        Heading(4, "城东区教育局"),
        Heading(1, "工作要求"),
    ),
    attachments=("情况表", "名单"),
    signer="省政府办公厅",
    signed_on=date(2018, 10, 8),
    imprint=Imprint(("省委办公厅", "省法院"), "省政府办公厅", date(2018, 10, 9)),
)
ONE_ATTACHMENT = OfficialDocument("通知", (Paragraph("见附件。"),), number="青政办〔2018〕1号", attachments=("表",))


class Answer:
    """A page that no view gave."""

    status_code = 200

    def __init__(self, text: str) -> None:
        self.text = text


def printed(app: Flask, told: OfficialDocument) -> Page:
    """The page, which has been checked as every page of the portal is."""
    with app.test_request_context("/"):
        app.preprocess_request()
        page = Page(Answer(render_template_string(PAGE, told=told)))  # type: ignore[arg-type]
    check(told.title, page)
    return page


def bare(texts: Iterator[str | None]) -> str:
    """Texts without the space between and inside them."""
    return "".join("".join(text or "" for text in texts).split())


@pytest.mark.parametrize("told", [WHOLE, ONE_ATTACHMENT, OfficialDocument("通知")])
def test_page_and_file_say_the_same_in_the_same_order(app: Flask, told: OfficialDocument) -> None:
    [article] = printed(app, told).all("article")
    body = docx.Document(io.BytesIO(write_document(told))).element.body
    assert bare(article.itertext()) == bare(node.text for node in body.iter(qn("w:t")))


def test_headings_go_down_level_by_level_and_carry_their_numbers(app: Flask) -> None:
    page = printed(app, WHOLE)
    assert [(each.tag, words(each)) for each in page.all("h3", "h4", "h5", "h6")] == [
        ("h3", "一、总体情况"),
        ("h4", "（一）办理较好的单位"),
        ("h5", "1.城东区"),
        ("h6", "（1）城东区教育局"),
        ("h3", "二、工作要求"),
    ]


def test_tables_have_heads_for_columns_and_rows(app: Flask) -> None:
    page = printed(app, WHOLE)
    assert [(each.get("scope"), words(each)) for each in page.all("th")] == [
        ("col", "单位"),
        ("col", "按时办结率"),
        ("row", "城东区"),
        ("row", "西宁市"),
    ]
    assert [words(each) for each in page.all("td")] == ["87.5%（35/40）", ""]
    assert words(next(page.all("caption"))) == "办理情况表"


def test_marks_in_a_text_are_shown_and_never_obeyed(app: Flask) -> None:
    assert "办结&lt;b&gt;120&lt;/b&gt;条。" in printed(app, WHOLE).text
