"""The pure rules behind signing in: one-time passwords, passwords, and how fast may be guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.browser_name import browser_name
from portal.domain.password_rules import password_problem
from portal.domain.safety import Level, Safety
from portal.domain.sign_in_pace import LONGEST_WAIT, Counted, Failures, wait
from portal.domain.totp import code_at, matching_step, set_up_address, step_of
from portal.domain.vocabulary import Role

NOW = datetime(2018, 6, 4, 2, tzinfo=UTC)
SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B."""
    assert code_at(SECRET, step_of(datetime.fromtimestamp(seconds, UTC)), digits=8) == code


def test_a_code_of_the_step_before_or_after_is_taken_and_none_further_off() -> None:
    step = step_of(NOW)
    for off in (-1, 0, 1):
        assert matching_step(SECRET, code_at(SECRET, step + off), NOW) == step + off
    for off in (-2, 2):
        assert matching_step(SECRET, code_at(SECRET, step + off), NOW) is None


def test_a_code_is_taken_once() -> None:
    step, code = step_of(NOW), code_at(SECRET, step_of(NOW))
    assert matching_step(SECRET, f" {code[:3]} {code[3:]} ", NOW) == step
    assert matching_step(SECRET, code, NOW, used=step) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert matching_step(SECRET, typed, NOW) is None


def test_authenticators_are_told_secret_portal_and_name() -> None:
    address = set_up_address(SECRET, "找错", "province")
    assert address.startswith("otpauth://totp/%E6%89%BE%E9%94%99:province?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&")


@pytest.mark.parametrize(
    ("password", "level", "fits"),
    [
        ("a quiet river bends", Level.NONE, True),
        ("河水静静地向东流去不回头", Level.NONE, True),
        ("short1!A", Level.NONE, False),
        ("x" * 201, Level.NONE, False),
        ("1234567890", Level.NONE, False),
        ("password123!", Level.NONE, False),
        ("Woaini1314520", Level.NONE, False),
        ("qwertyuiop2024", Level.NONE, False),
        ("jihgfedcba", Level.NONE, False),
        ("abababababab", Level.NONE, False),
        ("my-chengdong-word", Level.NONE, False),
        ("woyaozhaocuo2018", Level.NONE, False),
        ("我为政府网站找错123", Level.NONE, False),
        ("demo-portal", Level.NONE, False),
        ("a quiet river bends", Level.TWO, False),
        ("A quiet river bends", Level.TWO, True),
        ("aquietriver7Bends", Level.THREE, True),
        ("aquietriverbends7", Level.THREE, False),
    ],
)
def test_passwords_are_judged_by_length_by_what_is_common_and_by_the_level(
    password: str, level: Level, fits: bool
) -> None:
    assert (password_problem(password, "chengdong", level) is None) is fits


def test_every_failure_beyond_the_free_ones_waits_longer_up_to_a_bound() -> None:
    for counted in Counted:
        waits = [wait(counted, Failures(count, NOW), NOW) for count in range(60)]
        assert waits[: counted.value.free] == [0] * counted.value.free
        assert waits[counted.value.free] > 0
        assert waits == sorted(waits)
        assert waits[-1] == LONGEST_WAIT
        assert wait(counted, Failures(60, NOW), NOW + timedelta(hours=24)) == 0
    assert len(Counted) == 6, "two kinds with the same pace are one"


@pytest.mark.parametrize("counted", Counted)
def test_a_free_try_never_waits_even_where_another_one_was_noted_a_moment_later(counted: Counted) -> None:
    assert wait(counted, Failures(0, NOW + timedelta(milliseconds=5)), NOW) == 0


def test_who_must_have_a_second_factor_follows_from_the_level() -> None:
    none, three = Safety(second_factor=True), Safety(Level.THREE, second_factor=True)
    assert none.demands_factor(Role.ADMIN, False)
    assert none.demands_factor(Role.OFFICER, True)
    assert not none.demands_factor(Role.OFFICER, False)
    assert not none.demands_factor(Role.AUDITOR, False)
    assert all(three.demands_factor(role, False) for role in Role)
    assert not Safety(Level.THREE).demands_factor(Role.ADMIN, False)


def test_browsers_are_named_and_what_they_send_is_not_repeated() -> None:
    windows = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0 Safari/537.36"
    assert browser_name(windows) == "Chrome · Windows"
    assert browser_name(windows + " Edg/86.0") == "Edge · Windows"
    assert browser_name("<script>") == "未知浏览器"
