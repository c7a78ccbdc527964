"""A report as it comes in bulk from the national system (§三(一)): one line of a file, checked without any register."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.domain import scripts
from portal.domain.deadlines import SHANGHAI
from portal.domain.imports import Entry, one_of_problem, read_term
from portal.domain.mail_address import parse_mail_address
from portal.domain.page_address import complete, problem_with
from portal.domain.site_code import parse_site_code
from portal.domain.vocabulary import ProblemType, ReportKind

EARLIEST = datetime(2000, 1, 1, tzinfo=SHANGHAI)
_PHONE = re.compile(r"[\d+()（）\-－ 转]{5,30}")
_WHEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?", re.ASCII
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_SERIAL_DAY_0 = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_LENGTHS = {
    "description": 2000,
    "wrong_text": 1000,
    "suggested_text": 1000,
    "contact_name": 50,
    "contact_email": 254,
    "site_name": 100,
    "external_number": 40,
}


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """What the line says; "" for what it leaves empty. ``region`` is a code or a name, as the file has it."""

    external_number: str
    kind: ReportKind
    problem_type: ProblemType
    description: str
    submitted_at: datetime
    site_code: str = ""
    page_url: str = ""
    wrong_text: str = ""
    suggested_text: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    site_name: str = ""
    site_url: str = ""
    region: str = ""


def read_when(text: str) -> datetime | None:
    """The instant that a cell names in Asia/Shanghai, as people write it or as spreadsheets count days; None if it
    names none."""
    try:
        if found := _WHEN.fullmatch(text):
            year, month, day, hour, minute, second = (int(each or 0) for each in found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
        if _SERIAL.fullmatch(text):
            seconds = round(float(text) * 86_400)
            return _SERIAL_DAY_0 + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None
    return None


def read_report(entry: Entry, now: datetime) -> ImportedReport | list[tuple[str, str]]:
    """The report of a line, or what is wrong with it: columns and sentences."""
    problems: list[tuple[str, str]] = []
    kind = read_term(ReportKind, entry.text("kind"))
    problem_type = read_term(ProblemType, entry.text("problem_type"))
    if kind is None:
        problems.append(("kind", one_of_problem(ReportKind)))
    if problem_type is None:
        problems.append(("problem_type", one_of_problem(ProblemType)))
    when = read_when(entry.text("submitted_at"))
    if when is None:
        problems.append(("submitted_at", "应是日期和时间，如 2018-06-04 10:30"))
    elif not EARLIEST <= when.astimezone(UTC) <= now:
        problems.append(("submitted_at", "应在 2000 年以后，不晚于现在"))
    code = parse_site_code(entry.text("site_code"))
    if entry.text("site_code") and code is None:
        problems.append(("site_code", "应为 10 位：6 位数字（或 bm 加 4 位数字）后接 4 位数字"))
    urls = {name: complete(entry.text(name)) for name in ("page_url", "site_url")}
    problems += _text_problems(entry, kind, urls)
    if problems or kind is None or problem_type is None or when is None:
        return problems
    plain = ("external_number", "description", "wrong_text", "suggested_text", "contact_name", "contact_phone")
    unlisted = kind is ReportKind.UNLISTED
    return ImportedReport(
        kind=kind,
        problem_type=problem_type,
        submitted_at=when.astimezone(UTC),
        site_code="" if unlisted else code or "",
        contact_email=entry.text("contact_email"),
        page_url=urls["page_url"] or (urls["site_url"] if unlisted else ""),
        site_url=urls["site_url"] if unlisted else "",
        site_name=entry.text("site_name") if unlisted else "",
        region=entry.text("region"),
        **{name: entry.text(name) for name in plain},
    )


def _text_problems(entry: Entry, kind: ReportKind | None, urls: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    needed = ["external_number", "description"]
    if kind is ReportKind.UNLISTED:
        needed += ["site_name", "site_url", "region"]
    found += [(name, "没有填写") for name in needed if not entry.text(name)]
    if kind is ReportKind.CORRECTION and not entry.text("site_code") and not urls["page_url"]:
        found.append(("site_code", "网站标识码和网页地址至少填写一项"))
    for name, most in _LENGTHS.items():
        if (length := _length(name, entry.text(name))) > most:
            found.append((name, f"最多 {most} 字，现在有 {length} 字"))
    found += [(name, problem) for name, url in urls.items() if url and (problem := problem_with(url))]
    phone, email = entry.text("contact_phone"), entry.text("contact_email")
    if phone and not _PHONE.fullmatch(phone):
        found.append(("contact_phone", "只能有数字、空格、括号和短横线，5 至 30 位"))
    if email and parse_mail_address(email) is None:
        found.append(("contact_email", "邮箱地址不完整，应类似 name@mail.example"))
    return found


def _length(name: str, text: str) -> int:
    """Texts of several lines are measured as on the form, those of one line by their column's width."""
    return scripts.length(text) if name in ("description", "wrong_text", "suggested_text") else len(text)
