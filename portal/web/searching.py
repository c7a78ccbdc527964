"""The board's answers for everything that searches it: pages, files, feeds, programs. Whoever asks too much waits."""

from __future__ import annotations

from werkzeug.exceptions import TooManyRequests

from portal.queries.board import Answer
from portal.queries.board_query import BoardQuery
from portal.search import TextQuery
from portal.web.index_care import report_damage
from portal.web.limits import Limit, limiter, sender
from portal.web.workings import board, today

USUAL_LENGTH = 20
"""Characters that one search may hold; a longer one counts as several, for each character has to be looked up."""
LARGEST_COST = 200
"""A query that counted for more than the limit would be refused for ever. **[choice]**"""


class TooManySearches(TooManyRequests):
    """Not before so many ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(retry_after=seconds)
        self.seconds = seconds


def find_cases(query: BoardQuery) -> Answer:
    """Everything that the query finds. Raises TooManySearches where one address has searched for too much.

    Only words that have to be looked up are counted: turning pages, and asking again, takes an answer that is at hand,
    and the board without words is always there to be read.
    """
    if query.text and not board().has_at_hand(query, today()):
        seconds = limiter().count(Limit.SEARCHES, sender(), _cost(query.text))
        if seconds:
            raise TooManySearches(seconds)
    answer = board().answer(query, today())
    report_damage()
    return answer


def _cost(text: TextQuery) -> int:
    return min(LARGEST_COST, 1 + sum(map(len, (*text.words, *text.excluded))) // USUAL_LENGTH)
