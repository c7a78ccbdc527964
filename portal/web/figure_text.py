"""How templates put figures into words."""

from __future__ import annotations

from portal.domain import figure_words
from portal.domain.figures import Figure
from portal.queries.figures import Value


class FigureText:
    """The words of :mod:`portal.domain.figure_words` for the values that queries give."""

    @staticmethod
    def said(figure: Figure, value: Value) -> str:
        """The figure itself."""
        return figure_words.said(figure, value.counted, value.among, value.minutes)

    @staticmethod
    def basis(figure: Figure, value: Value) -> str:
        """What it rests on; nothing for a plain count."""
        return figure_words.basis_of(figure, value.counted, value.among)

    @staticmethod
    def change(figure: Figure, now: Value, then: Value) -> str:
        """How it differs from what it was; nothing where one of the two says nothing."""
        return figure_words.change(
            figure, (now.counted, now.among, now.minutes), (then.counted, then.among, then.minutes)
        )

    @staticmethod
    def compared(figure: Figure, now: Value, then: Value, name: str) -> str:
        """The same as a sentence that gives the earlier figure too; ``name``: what the earlier period is called."""
        change = FigureText.change(figure, now, then)
        return figure_words.compared(change, name, FigureText.said(figure, then))
