"""办事指南 tells what the tables say."""

from __future__ import annotations

from portal.domain.vocabulary import InvalidReason, ProblemType, State, WithholdReason
from portal.domain.workflow import TRANSITIONS
from portal.queries.process import PLAIN
from tests.web.people import Stage


def test_the_help_page_names_every_word_of_the_tables(stage: Stage) -> None:
    text = stage.citizen().page("/help").text
    for term in (*ProblemType, *InvalidReason, *WithholdReason, *State, *(row.action for row in TRANSITIONS)):
        assert term.label in text, term


def test_the_help_page_speaks_of_no_province_but_the_one_that_runs_it(stage: Stage) -> None:
    text = stage.citizen().page("/help").text.replace("青政办秘函", "")
    assert "青海" not in text
    assert stage.workings.settings.imprint.sponsor in text
    assert stage.workings.settings.imprint.phone in text


def test_the_help_page_says_for_every_state_what_happens_in_it(stage: Stage) -> None:
    text = stage.citizen().page("/help").text
    assert set(PLAIN) == set(State)
    assert all(words in text for words in PLAIN.values())


def test_the_example_is_counted_by_the_clock(stage: Stage) -> None:
    """§四: received on Monday, 4 June 2018, due on Thursday."""
    assert "2018年6月4日（星期一）收到，应在 2018年6月7日 24 时前办结" in stage.citizen().page("/help").text
