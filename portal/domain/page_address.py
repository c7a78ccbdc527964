"""Addresses of pages as citizens paste them: which host they name, and what is wrong with them."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

LONGEST = 2000
_HOST = re.compile(r"[^\s/?#@\\<>\"']+")


def host_of(url: str) -> str | None:
    """The host that ``url`` names, lower case, without port and final dot; None if it names none."""
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    host = (host or "").rstrip(".").lower()
    return host if host and _HOST.fullmatch(host) else None


def page_of(url: str) -> str | None:
    """Host and path, by which two addresses name the same page whatever scheme, query, fragment and final slash."""
    host = host_of(url)
    return host + unquote(urlsplit(url.strip()).path).rstrip("/") if host else None


def root_of(url: str) -> str:
    """The address of the site's front page; "" if ``url`` names no host."""
    host = host_of(url)
    return f"{urlsplit(url.strip()).scheme}://{host}/" if host else ""


def host_opened(url: str) -> str | None:
    """The host that a browser asks when it opens ``url`` as a link; None wherever that may be in doubt.

    Browsers take a backslash for a slash and leave out tabs and line ends, and what stands before an @ looks like a
    host: an address with any of these is no link.
    """
    text = url.strip()
    if problem_with(text) is not None or "\\" in text or "@" in text.split("://", 1)[1].split("/", 1)[0]:
        return None
    return host_of(text)


def parse_host(text: str) -> str | None:
    """The host of an address, or of a bare host name, as the register holds it: lower case, in the ASCII form of IDNA.

    None if there is none.
    """
    host = host_of(complete(text))
    if host is None or host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        # Too long a label, or letters that no domain may have.
        return None


def complete(text: str) -> str:
    """The address with a scheme: people copy addresses from bars that hide it."""
    url = text.strip()
    if url and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url):
        return "http://" + url.lstrip("/")
    # host:port without a scheme looks like a scheme of its own
    if re.match(r"[\w.-]+\.[\w-]+:\d+([/?#]|$)", url):
        return "http://" + url
    return url


def problem_with(url: str) -> str | None:
    """What is wrong with a page address, as a sentence in Chinese; None if it can be opened in a browser."""
    if len(url) > LONGEST:
        return f"网页地址太长（最多 {LONGEST} 字），请复制浏览器地址栏中的网址"
    if not url.lower().startswith(("http://", "https://")):
        return "请填写以 http:// 或 https:// 开头的网址"
    if host_of(url) is None or any(character.isspace() or not character.isprintable() for character in url):
        return "网址不完整或含有空格，请从浏览器地址栏复制完整网址"
    return None
