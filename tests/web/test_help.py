"""办事指南 tells what the tables say."""

from __future__ import annotations

from portal.domain.vocabulary import InvalidReason, ProblemType, State, WithholdReason
from portal.domain.workflow import TRANSITIONS
from tests.web.people import Stage


def test_the_help_page_names_every_word_of_the_tables(stage: Stage) -> None:
    text = stage.citizen().page("/help").text
    for term in (*ProblemType, *InvalidReason, *WithholdReason, *State, *(row.action for row in TRANSITIONS)):
        assert term.label in text, term


def test_the_example_is_counted_by_the_clock(stage: Stage) -> None:
    """§四: received on Monday, 4 June 2018, due on Thursday."""
    assert "2018年6月4日（星期一）收到，应在 2018年6月7日 24 时前办结" in stage.citizen().page("/help").text
