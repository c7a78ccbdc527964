"""What every template can use: the imprint, dates in Chinese, fingerprinted static addresses, reader's preferences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for

from portal.config import Settings
from portal.domain.deadlines import SHANGHAI
from portal.domain.scripts import runs
from portal.domain.text_diff import differences
from portal.search import excerpt, highlight
from portal.web.workings import today

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
THEMES = ("auto", "light", "dark")
PREFERENCES_COOKIE = "portal_preferences"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a reader wants the pages: larger text (长者版), and light, dark or as the system has it."""

    care: bool = False
    theme: str = "auto"

    def cookie(self) -> str:
        """The value that the reader's browser keeps."""
        return f"{'care' if self.care else 'plain'}.{self.theme}"


def read_preferences(cookie: str) -> Preferences:
    """The preferences that a cookie holds; anything unknown means the default."""
    size, _, theme = cookie.partition(".")
    return Preferences(size == "care", theme if theme in THEMES else "auto")


@cache
def _fingerprint(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_url(filename: str) -> str:
    """The address of a static file, different whenever its content is, so that browsers may keep it for ever."""
    path = Path(str(current_app.static_folder)) / filename
    return url_for("static", filename=filename, v=_fingerprint(path, path.stat().st_mtime_ns))


def has_endpoint(name: str) -> bool:
    """True if the portal has this view."""
    return name in current_app.view_functions


def here(**changes: Any) -> str:
    """The address of the present page with some of its query changed; None and "" remove a part."""
    path = url_for(request.endpoint or "public.home", **(request.view_args or {}))
    wanted = request.args.to_dict() | changes
    # Encoded here, for a name that a reader made up may mean something to url_for.
    query = urlencode({name: value for name, value in wanted.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path


def asked_page() -> int:
    """The page of a list that the address names; the first one if it names none that makes sense."""
    page = request.args.get("page", "1")
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 8 else 1


def turn_page(number: int) -> str:
    """The address of another page of the present list; the first page has no number."""
    return here(page=number if number > 1 else None)


def chinese_date(day: date | None) -> str:
    """2026年11月2日; nothing for nothing."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def chinese_time(instant: datetime | None) -> str:
    """2026-11-02 09:30 in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if instant else ""


def weekday(day: date) -> str:
    """星期一 to 星期日."""
    return WEEKDAYS[day.weekday()]


def marked(text: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it matches a word."""
    return highlight(text, words) if words else ((text, False),)


def clipped(text: str, words: Sequence[str], length: int = 120) -> tuple[tuple[str, bool], ...]:
    """The part of the text around the first match, in pieces."""
    return excerpt(text, words, length)


def install(app: Flask, settings: Settings) -> None:
    """Register filters, globals and what every page is rendered with."""
    filters: tuple[Callable[..., Any], ...] = (chinese_date, chinese_time, weekday, marked, clipped, differences, runs)
    helpers: tuple[Callable[..., Any], ...] = (static_url, has_endpoint, here)
    for each in filters:
        app.add_template_filter(each)
    for each in helpers:
        app.add_template_global(each)
    # Globals rather than values of each page: components that are imported without a page's context need them too.
    app.jinja_env.globals.update(portal=settings.imprint, retention=settings.retention)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def every_page() -> dict[str, Any]:
        return {
            "demo": settings.demo,
            "today": today(),
            "weekday": weekday(today()),
            "preferences": read_preferences(request.cookies.get(PREFERENCES_COOKIE, "")),
        }
