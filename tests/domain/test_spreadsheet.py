"""Cells that a spreadsheet must not calculate."""

from __future__ import annotations

import pytest

from portal.domain.spreadsheet import safe_cell


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.example")'])
def test_what_a_spreadsheet_would_calculate_stays_a_text(formula: str) -> None:
    assert safe_cell(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["", "2018-000220", "省政府办公厅", "a=1", " =1", "'=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
