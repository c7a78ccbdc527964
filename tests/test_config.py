"""Settings of letters and reminders: off by default, refused with a reason that tells no secret, kept out of prints."""

from __future__ import annotations

from datetime import time

import pytest

from portal.config import Post, SettingError, from_environment

MAIL = {
    "PORTAL_SMTP_URL": "smtps://portal:hunter2@mail.example",
    "PORTAL_MAIL_FROM": "portal@mail.example",
    "PORTAL_BASE_URL": "https://portal.example/",
}
ROBOT = {
    "PORTAL_REMINDER_WEBHOOK": "https://robot.example/send?key=hunter2",
    "PORTAL_BASE_URL": "https://portal.example",
}


def test_nothing_leaves_the_portal_unless_it_is_set() -> None:
    assert from_environment({}).post == Post()
    assert from_environment({}).post.hours == (time(9), time(17, 30))


def test_mail_and_robot_are_set_together_or_alone() -> None:
    assert from_environment(MAIL).post.base_url == "https://portal.example"
    assert from_environment(ROBOT).post.webhook == ROBOT["PORTAL_REMINDER_WEBHOOK"]
    assert from_environment({**MAIL, **ROBOT, "PORTAL_REMINDER_HOURS": "08:30 - 12:00"}).post.hours[1] == time(12)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({**MAIL, "PORTAL_SMTP_URL": "mail:hunter2@mail.example"}, "PORTAL_SMTP_URL"),
        ({**MAIL, "PORTAL_MAIL_FROM": ""}, "PORTAL_MAIL_FROM"),
        ({**MAIL, "PORTAL_MAIL_FROM": "a@b.example\nBcc: c@d.example"}, "PORTAL_MAIL_FROM"),
        ({**MAIL, "PORTAL_BASE_URL": ""}, "PORTAL_BASE_URL"),
        ({**ROBOT, "PORTAL_BASE_URL": ""}, "PORTAL_BASE_URL"),
        ({**ROBOT, "PORTAL_BASE_URL": "portal.example"}, "PORTAL_BASE_URL"),
        ({**ROBOT, "PORTAL_BASE_URL": "https://portal.example/?a=b"}, "PORTAL_BASE_URL"),
        ({**ROBOT, "PORTAL_REMINDER_WEBHOOK": "http://robot.example/?key=hunter2"}, "PORTAL_REMINDER_WEBHOOK"),
        ({"PORTAL_REMINDER_HOURS": "09:00"}, "PORTAL_REMINDER_HOURS"),
        ({"PORTAL_REMINDER_HOURS": "17:30-09:00"}, "PORTAL_REMINDER_HOURS"),
        ({"PORTAL_REMINDER_HOURS": "nine to five"}, "PORTAL_REMINDER_HOURS"),
    ],
)
def test_a_wrong_setting_is_named_and_its_secret_is_not(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named) as refused:
        from_environment(given)
    assert "hunter2" not in str(refused.value)


def test_printing_the_settings_tells_no_secret() -> None:
    assert "hunter2" not in repr(from_environment({**MAIL, **ROBOT}))
