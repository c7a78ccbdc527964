"""What letters and reminders say."""

from __future__ import annotations

import pytest

from portal.domain.letters import MOST_BYTES, LetterKind, Load, Sender, citizen_letter, reminder, reminder_post

SENDER = Sender("我为政府网站找错", "某省人民政府办公厅", "0971-1234567")


@pytest.mark.parametrize("kind", LetterKind)
def test_a_citizen_reads_number_and_links_and_who_writes(kind: LetterKind) -> None:
    letter = citizen_letter(kind, "2018-000001", "https://p.example/track", "https://p.example/stop", SENDER)
    assert "2018-000001" in letter.subject
    assert kind.label in letter.subject
    for words in ("2018-000001", kind.label, "https://p.example/track\n", "https://p.example/stop\n", SENDER.sponsor):
        assert words in letter.body


def test_a_load_names_only_what_presses() -> None:
    assert Load(overdue=1, today=2).words == "逾期 1 件，今日到期 2 件"
    assert Load(next_day=1, stage_late=2, urged=3).words == "下一工作日到期 1 件，办理环节偏晚 2 件，待回应督办 3 件"
    assert Load(overdue=1, late_promises=4).words == "逾期 1 件，整改逾期 4 件"
    assert Load().words == ""


def test_a_reminder_names_the_unit_and_those_below_that_are_overdue() -> None:
    below = [
        ("城东区政府网站", Load(overdue=2, today=5)),
        ("海东市政府网站", Load(today=1)),
        ("省教育厅", Load(late_promises=3)),
    ]
    assert reminder("西宁市", Load(today=1), below) == (
        "西宁市：今日到期 1 件。",
        "下级单位城东区政府网站：逾期 2 件。",
        "下级单位省教育厅：整改逾期 3 件。",
    )
    assert reminder("西宁市", Load(), []) == ()


def test_a_post_that_is_too_long_says_how_much_is_missing() -> None:
    lines = [f"第{place}个单位：逾期 1 件。" for place in range(100)]
    post = reminder_post(lines, "https://p.example/desk")
    assert len(post.encode()) <= MOST_BYTES
    kept = sum(line in post for line in lines)
    assert 40 < kept < 100
    assert f"另有 {100 - kept} 项" in post
    assert post.endswith("https://p.example/desk")
    assert "另有" not in reminder_post(lines[:10], "https://p.example/desk")
