"""Calendar files, read back by the rules of RFC 5545."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar_file import DueDay, calendar_file, escape, fold

ENTRY = DueDay(
    uid="deadline-2018-000001@portal.example",
    day=date(2018, 12, 31),
    title="留言 2018-000001 办理期限，24 时到期",
    text="凭查询码查看办理情况；\n办结后可以评价,也可以提出异议\\谢谢。" * 3,
    link="https://portal.example/track",
)
NOW = datetime(2018, 6, 4, 2, 0, 5, tzinfo=UTC)


def read(content: bytes) -> list[tuple[str, str]]:
    """Property name with its parameters, and value, of every line; unfolded and with escapes undone."""
    assert content.endswith(b"\r\n")
    raw = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    for line in raw:
        line.decode()
    unfolded: list[bytes] = []
    for line in raw:
        if line.startswith(b" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    lines = []
    for line in unfolded:
        name, _, value = line.decode().partition(":")
        lines.append((name, unescape(value)))
    return lines


def unescape(value: str) -> str:
    """The text that an escaped value stands for."""
    text, characters = "", iter(value)
    for character in characters:
        if character == "\\":
            following = next(characters)
            text += "\n" if following in "nN" else following
        else:
            text += character
    return text


def test_the_due_day_is_one_whole_day() -> None:
    lines = read(calendar_file(ENTRY, NOW))
    assert [name for name, _ in lines][:2] == ["BEGIN", "VERSION"]
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-2:] == [("END", "VEVENT"), ("END", "VCALENDAR")]
    told = dict(lines[5:])
    assert told["DTSTART;VALUE=DATE"] == "20181231"
    assert told["DTEND;VALUE=DATE"] == "20190101"
    assert told["DTSTAMP"] == "20180604T020005Z"
    assert (told["UID"], told["SUMMARY"], told["DESCRIPTION"]) == (ENTRY.uid, ENTRY.title, ENTRY.text)
    assert told["URL"] == ENTRY.link


def test_the_same_deadline_keeps_its_identity() -> None:
    first, second = (dict(read(calendar_file(ENTRY, moment)))["UID"] for moment in (NOW, datetime.now(UTC)))
    assert first == second


@pytest.mark.parametrize("length", [74, 75, 76, 150, 151])
def test_lines_are_folded_at_75_octets(length: int) -> None:
    folded = fold("x" * length)
    assert b"".join(line.removeprefix(b" ") for line in folded.split(b"\r\n")) == b"x" * length
    assert len(folded.split(b"\r\n")[0]) == min(length, 75)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_character_is_cut_and_no_text_breaks_out(text: str) -> None:
    folded = fold(f"SUMMARY:{escape(text)}")
    assert read(folded) == [("SUMMARY", text)]


def test_line_ends_in_a_text_make_no_new_property() -> None:
    title = escape("一\r\nURL:https://evil.example")
    assert read(fold(f"SUMMARY:{title}")) == [("SUMMARY", "一\nURL:https://evil.example")]
