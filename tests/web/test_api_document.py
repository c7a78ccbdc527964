"""The OpenAPI document is held to its word: whatever it allows is asked, and every answer must be as it says."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.people import Stage

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PLAIN = {"Accept-Encoding": "identity"}
"""Called in the same process, it does not decompress."""


@pytest.fixture
def numbers(stage: Stage) -> list[str]:
    """A case that is there and one that was withdrawn."""
    found = [stage.desk.finished(), stage.desk.finished()]
    stage.act("province", found[1], "withdraw")
    stage.follow_up()
    return found


def test_every_answer_is_as_the_document_says(stage: Stage, numbers: list[str]) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", stage.app)
    asked = 0
    for operation in (each.ok() for each in document.get_all_operations()):

        @settings(max_examples=40, phases=[Phase.generate], derandomize=True, database=None)
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS, headers=PLAIN)

        ask()
        asked += 1
    assert asked == 4
    one = document["/api/v1/cases/{number}"]["GET"]
    for number, status in zip(numbers, (200, 410), strict=True):
        answer = one.Case(path_parameters={"number": number}).call_and_validate(checks=CHECKS, headers=PLAIN)
        assert answer.status_code == status
