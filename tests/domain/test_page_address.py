"""Addresses of pages as citizens paste them (§三(一))."""

from __future__ import annotations

import pytest

from portal.domain.page_address import LONGEST, complete, host_of, parse_host, problem_with


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://www.chengdong.example/news/1.html", "www.chengdong.example"),
        ("HTTPS://WWW.Chengdong.Example:8443/?a=1#top", "www.chengdong.example"),
        ("http://www.chengdong.example./", "www.chengdong.example"),
        (" http://www.chengdong.example ", "www.chengdong.example"),
        ("http://somebody:secret@www.chengdong.example/", "www.chengdong.example"),
        ("http://政务.example/", "政务.example"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("www.chengdong.example", None),
        ("http://", None),
        ("http://[broken/", None),
        ("", None),
    ],
)
def test_the_host_is_found_in_any_spelling(url: str, host: str | None) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("WWW.Chengdong.example", "www.chengdong.example"),
        ("www.chengdong.example:8080", "www.chengdong.example"),
        ("https://www.chengdong.example/a", "www.chengdong.example"),
        ("http://政务.example/", "xn--zfr164b.example"),
        ("政务。example", "xn--zfr164b.example"),
        ("xn--zfr164b.EXAMPLE", "xn--zfr164b.example"),
        ("政" * 70 + ".example", None),
        ("two words", None),
        ("", None),
    ],
)
def test_a_host_has_one_form_in_the_register(typed: str, host: str | None) -> None:
    assert parse_host(typed) == host


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("www.chengdong.example/a", "http://www.chengdong.example/a"),
        ("//www.chengdong.example/a", "http://www.chengdong.example/a"),
        ("www.chengdong.example:8080/a", "http://www.chengdong.example:8080/a"),
        ("www.chengdong.example:8080?a=1", "http://www.chengdong.example:8080?a=1"),
        (" https://www.chengdong.example ", "https://www.chengdong.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("", ""),
    ],
)
def test_an_address_without_a_scheme_gets_one(typed: str, url: str) -> None:
    assert complete(typed) == url


@pytest.mark.parametrize("url", ["http://www.chengdong.example/", "https://政务.example/路径?a=1", "HTTP://A.example"])
def test_a_page_that_can_be_opened_has_no_problem(url: str) -> None:
    assert problem_with(url) is None


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("ftp://www.chengdong.example/", "http://"),
        ("javascript:alert(1)", "http://"),
        ("", "http://"),
        ("http://", "不完整"),
        ("http://www.chengdong.example/a b", "空格"),
        ("http://www.chengdong.example/\u200b", "不完整"),
        ("http://www.chengdong.example/" + "a" * LONGEST, "太长"),
    ],
)
def test_what_cannot_be_opened_is_explained(url: str, hint: str) -> None:
    problem = problem_with(url)
    assert problem is not None
    assert hint in problem
