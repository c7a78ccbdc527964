"""Posting to a chat robot: the shape that robots take, and errors that do not tell the robot's key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.adapters.webhook import Webhook, WebhookFailed, check_webhook
from tests.ports import free_port
from tests.robot import Robot, open_robot


@pytest.fixture
def robot() -> Iterator[Robot]:
    """A robot to post to."""
    with open_robot() as robot:
        yield robot


def test_a_text_is_posted_as_robots_take_it(robot: Robot) -> None:
    Webhook(robot.url).post("逾期 1 件\n“引号”")
    assert robot.posted == [{"msgtype": "text", "text": {"content": "逾期 1 件\n“引号”"}}]
    assert robot.types == ["application/json; charset=utf-8"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((500, b""), "answered 500"),
        ((302, b""), "answered 302"),
        ((200, b'{"errcode":45009,"errmsg":"api freq out of limit"}'), "answered errcode 45009"),
    ],
)
def test_a_robot_that_did_not_take_it_is_noticed(robot: Robot, answer: tuple[int, bytes], told: str) -> None:
    robot.answers.append(answer)
    with pytest.raises(WebhookFailed, match=f"^{told}$"):
        Webhook(robot.url).post("x")
    assert len(robot.posted) == 1


@pytest.mark.parametrize("answer", [b"", b"ok", b"[1]", b'{"errcode":"x"}'])
def test_an_answer_that_is_no_report_of_an_error_is_good(robot: Robot, answer: bytes) -> None:
    robot.answers.append((200, answer))
    Webhook(robot.url).post("x")


def test_a_robot_that_is_not_there_is_told_without_its_key() -> None:
    with pytest.raises(WebhookFailed) as failed:
        Webhook(f"http://127.0.0.1:{free_port()}/send?key=hunter2").post("x")
    assert "hunter2" not in str(failed.value)


@pytest.mark.parametrize(
    "url",
    ["http://robot.example/?key=hunter2", "ftp://robot.example/hunter2", "hunter2", "https://", "http://[hunter2"],
)
def test_a_robot_that_would_be_told_in_the_clear_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"must|not an address|may say") as wrong:
        check_webhook(url)
    assert "hunter2" not in str(wrong.value)
