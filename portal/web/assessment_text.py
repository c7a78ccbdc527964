"""How templates put points and the rules of a scheme into words."""

from __future__ import annotations

from portal.domain import assessment_words
from portal.domain.assessment_scheme import Bonus, Criterion, Deduction
from portal.domain.figure_words import NONE


class AssessmentText:
    """The words of :mod:`portal.domain.assessment_words`."""

    @staticmethod
    def points(hundredths: int | None) -> str:
        """Points, or that there are none to give."""
        return NONE if hundredths is None else assessment_words.points(hundredths)

    @staticmethod
    def name(figure: str) -> str:
        """What a figure is called."""
        return assessment_words.figure_name(figure)

    @staticmethod
    def criterion(rule: Criterion) -> str:
        """What earns points."""
        return assessment_words.criterion_words(rule)

    @staticmethod
    def deduction(rule: Deduction) -> str:
        """What takes points."""
        return assessment_words.deduction_words(rule)

    @staticmethod
    def bonus(rule: Bonus) -> str:
        """What adds points."""
        return assessment_words.bonus_words(rule)
