"""What a citizen tells stays inside: not a public page, not the index, not a log line, not an error page holds it."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from structlog.testing import capture_logs

from portal.domain.vocabulary import Action
from portal.services import intake
from portal.services.dispatch import dispatch_waiting
from tests.handling import COPY
from tests.web.people import REPORT, Stage

SAID = "首页错字，我叫王小明，住在花园北街7号，请改正。"
PRIVATE = ("王小明", "13912345678", "xiaoming@mail.example", "花园北街", "from=1391")
PUBLIC = ("/", "/board", "/board?q=错别", "/track", "/report", "/login", "/nowhere", "/healthz", "/readyz")


def log_text(entries: list[Any]) -> str:
    """Everything that was logged, with the traces that the renderer would add."""
    texts = []
    for entry in entries:
        error = entry.pop("exc_info", None)
        texts.append(str(entry))
        if isinstance(error, BaseException):
            texts += traceback.format_exception(error)
    return "\n".join(texts)


def handled(stage: Stage) -> tuple[str, str]:
    """A report full of private data whose case is on the board; number and tracking code."""
    number, code = stage.citizen().reported(description=SAID)
    dispatch_waiting(stage.workings.context)
    stage.desk.act("chengdong", number, Action.TRANSFER)
    stage.desk.act("chengdong-gov", number, Action.ANSWER)
    for username in ("chengdong", "xining"):
        stage.desk.act(username, number, Action.APPROVE)
    stage.desk.act("province", number, Action.APPROVE, **COPY)
    stage.follow_up()
    return number, code


def test_private_data_is_on_no_public_page_and_in_no_index_file_and_in_no_log_line(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logged:
        number, code = handled(stage)
        visitor = stage.citizen()
        pages = [visitor.get(address).text for address in (*PUBLIC, f"/board/{number}")]
    printed = capfd.readouterr()
    secrets = (*PRIVATE, code, code.replace("-", ""))
    for secret in secrets:
        assert not [page for page in pages if secret in page], secret
        assert secret not in log_text(logged) + printed.out + printed.err, secret
    index = b"".join(path.read_bytes() for path in stage.workings.settings.home.glob("index/**/*") if path.is_file())
    assert "错别".encode() in index, "the index is not where the test looks"
    for secret in (*PRIVATE, "花园", code):
        assert secret.encode() not in index, secret


def test_the_original_text_is_found_by_no_search(stage: Stage) -> None:
    number, _ = handled(stage)
    visitor = stage.citizen()
    assert number in visitor.page("/board?q=错别").text
    for words in ("花园北街", "王小明", "花园", "13912345678"):
        assert f"/board/{number}" not in visitor.page(f"/board?q={words}").links


def test_a_failure_tells_nothing_to_the_page_or_the_log(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(context: Any, submission: intake.Submission, visitor: str) -> None:
        raise RuntimeError(f"cannot store {submission.contact_name} {submission.description}")

    monkeypatch.setattr(intake, "submit", fail)
    with capture_logs() as logged:
        answer = stage.citizen().report(description=SAID)
    assert answer.status_code == 500
    assert logged, "a failure must be logged"
    printed = capfd.readouterr()
    for secret in (*PRIVATE, "Traceback", "RuntimeError"):
        assert secret not in answer.text
    for secret in PRIVATE:
        assert secret not in log_text(logged) + printed.out + printed.err


def test_the_tracking_code_is_kept_nowhere(stage: Stage) -> None:
    _, code = handled(stage)
    for path in stage.workings.settings.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert code.encode() not in content, path
            assert code.replace("-", "").encode() not in content, path


def test_officers_names_are_on_no_public_page(stage: Stage) -> None:
    number, code = handled(stage)
    visitor = stage.citizen()
    for text in (visitor.page(f"/board/{number}").text, visitor.page("/board").text, visitor.track(code).text):
        assert "的经办人" not in text


def test_the_address_on_the_board_carries_no_query(stage: Stage) -> None:
    assert "?" in REPORT["page_url"]
    number, _ = handled(stage)
    page = stage.citizen().page(f"/board/{number}").text
    assert REPORT["page_url"].partition("?")[0] in page
