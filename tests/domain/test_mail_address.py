"""Addresses for letters: whatever could be more than one plain address is none."""

from __future__ import annotations

import pytest

from portal.domain.mail_address import parse_mail_address


@pytest.mark.parametrize("address", ["wang@mail.example", "Wang.Xiao-ming+portal@a.b-c.example", "1@2.cn"])
def test_a_plain_address_stays_as_it_is(address: str) -> None:
    assert parse_mail_address(f" {address} ") == address


def test_a_domain_in_chinese_is_written_as_servers_do() -> None:
    assert parse_mail_address("wang@青海.中国") == "wang@xn--90wv60g.xn--fiqs8s"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wang",
        "@mail.example",
        "wang@",
        "wang@localhost",
        "wang@mail..example",
        ".wang@mail.example",
        "wang@-mail.example",
        "wang@[127.0.0.1]",
        "a@mail.example,b@mail.example",
        "a,b@mail.example",
        "<wang@mail.example>",
        "Wang <wang@mail.example>",
        '"wang li"@mail.example',
        "wang li@mail.example",
        "wang@mail.example\r\nBcc: b@mail.example",
        "wang\n@mail.example",
        "wang@mail.example\n",
        "wang@mail.exam\u2028ple",
        "wang@mail。\x00example",
        "王@mail.example",
        "a" * 65 + "@mail.example",
        "wang@" + "a." * 130 + "cn",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_mail_address(text) is None
