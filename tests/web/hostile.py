"""What somebody sends who wishes the portal ill, or whose browser is broken: texts, headers and bodies."""

from __future__ import annotations

from unicodedata import category
from urllib.parse import quote_from_bytes

from portal.web.forms import clean
from tests.web.people import REPORT

TEXTS = {
    "NUL": "首页\x00错别字\x00请尽快改正",
    "controls": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "half a character": "首页有误\ud83d请改正\udfff谢谢",
    "turned round": "\u202e请尽快改正\u2066首页\u200b\ufeff栏目有误",
    "emoji": "👩‍👩‍👧‍👦🏔️🇨🇳" * 9,
    "beyond": "\U0010ffff\ufffe\uffff𠮷🀄" * 5,
    "SQL": "'; DROP TABLE reports; -- \" OR 1=1 \\'",
    "markup": "</textarea><script>alert(1)</script><img src=x onerror=alert(1)> & &amp;",
    "template": "{{ 7*7 }}{% raw %}${7*7}#{7*7} %s %(x)s {0.__class__}",
    "line ends": "公告\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "percent": "%00%ff%ed%a0%80%0d%0a%252e%2f",
    "Tibetan": "དྲ་རྒྱའི་ནང་གི་ཡི་གེ་ནོར་འདུག ཞུ་དག་གནང་རོགས།",
    "Uyghur": "تور بەتتە خاتالىق بار، تۈزىتىڭ",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠪᠤᠷᠤᠭᠤ ᠪᠠᠶᠢᠨ᠎ᠠ",
    "long address": "http://www.chengdong.example/" + "a" * 5000,
    "Chinese host": "http://城东区政府.中国/公告?a=b#c",
    "IPv6 host": "http://[2001:db8::1]:8080/",
    "broken host": "http://[::1/",
    "user in address": "http://www.chengdong.example@evil.example:99999/",
    "script": "javascript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "digits": "٣٤٥６７" * 4,
    "folder": "../../../../etc/passwd",
    "much": "很" * 20_000,
    "nothing": "",
}
FIELDS = (
    *REPORT, "site_name", "site_url", "region", "site_unknown", "unknown", "remove", "more", "draft", "picture",
    "attachments", "subject", "started", "altcha", "challenge_token", "picture_code", "word_answer", "renew_challenge",
    "tracking_code", "rating", "comment", "reason", "confirmed", "care", "theme", "next", "again", "token",
)  # fmt: skip
"""Every name that a form of the public pages may carry."""
HEADERS = (
    "HOST", "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_FORWARDED_HOST", "X_FORWARDED_PORT", "X_FORWARDED_PREFIX",
    "FORWARDED", "ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING", "ACCEPT_CHARSET", "COOKIE", "RANGE", "IF_RANGE",
    "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "SEC_FETCH_SITE", "USER_AGENT", "REFERER", "ORIGIN", "AUTHORIZATION",
    "X_CSRFTOKEN", "X_HTTP_METHOD_OVERRIDE", "TRANSFER_ENCODING", "EXPECT", "CACHE_CONTROL",
)  # fmt: skip
VALUES = (
    *(text for name, text in TEXTS.items() if name != "much"),
    "a" * 9000,
    "evil.example",
    "evil.example:99999999",
    "[::1]:80",
    "[",
    "127.0.0.1, 10.0.0.1, ::ffff:1.2.3.4, unknown",
    "*",
    "gzip;q=x, *;q=-1, identity;q=0",
    'W/"a", "b, \'',
    "bytes=0-0,5-1,-9999999999999999999999",
    "Thu, 99 Foo 99999 99:99:99 GMT",
    "portal_session=x; portal_session=.eJx.a.b; portal_preferences=care.dark.x; portal_receipt=a.b; =; ;;",
    'portal_session="\\000\\377"; portal_preferences=\xff; portal_receipt=\xff.\xff',
    "cross-site",
    "text/html;q=,,,;=",
)
LIES = (
    ("application/json", b'{"a": [\xff\x00'),
    ("application/x-www-form-urlencoded; charset=utf-16", b"description=\xff\xfe\x00a&page_url=%ZZ%"),
    ("application/x-www-form-urlencoded", b"&" * 2000 + b"=" * 2000),
    ("application/x-www-form-urlencoded", b"a=1&" * 20_000),
    ("multipart/form-data", b"--x\r\n\r\n--x--"),
    ("multipart/form-data; boundary=", b"--\r\n\r\n--"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=description\r\n\r\nno end"),
    ("multipart/form-data; boundary=x", b"--y\r\n\r\nother boundary\r\n--y--"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\xff\x00\"\r\n\r\nb\r\n--x--"),
    ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: " + b"b" * 90_000 + b"\r\n\r\n\r\n--x--"),
    ("multipart/form-data; boundary=x",
     b'--x\r\nContent-Disposition: form-data; name="attachments"; filename="../\xff\x00.png"\r\n\r\nGIF89a\r\n--x--'),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300 + b"--"),
    ("text/plain", b"description=x"),
    ("x" * 500, b"\x00"),
    ("", b""),
)  # fmt: skip
"""Content types with bodies that are something else."""
LENGTHS = ("", "abc", "-1", "0", "7", "99999999999999999999", "1e3", "１２", "5, 5")


def sendable(text: str) -> bytes:
    """The text as somebody may send it, halves of characters included."""
    return text.encode("utf-8", "surrogatepass")


def raw(text: str) -> str:
    """The text as a server hands over the bytes of a header."""
    return sendable(text).decode("latin-1")


def plain(text: str) -> str:
    """What must be left of a typed text on the page that asks for it again: everything that can be seen."""
    # Half a character is none, and stays as it was encoded on its way.
    arrived = clean("".join(quote_from_bytes(sendable(each)) if category(each) == "Cs" else each for each in text))
    return "".join(letter for letter in arrived if letter.isalnum())
