"""What was taken home, opened with pandas as a journalist would; it needs the extra ``clients``."""

from __future__ import annotations

import io

import pytest

from tests.web.people import Stage
from tests.web.taking_home import content
from tests.web.test_exports import published


@pytest.mark.load
def test_pandas_reads_the_same_cases_from_every_file(stage: Stage) -> None:
    import pandas as pd  # here, for it takes long and is not always installed

    numbers = [published(stage, public_title=title) for title in ('带"引号"，和逗号', "=1+1", "两行\n标题")]
    stage.follow_up()
    table = pd.read_csv(io.BytesIO(content(stage, "/board/export.csv")), parse_dates=["published_on"])
    lines = pd.read_json(io.BytesIO(content(stage, "/board/download/cases.jsonl")), lines=True)
    book = pd.read_excel(io.BytesIO(content(stage, "/board/export.xlsx")))
    for frame in (table, lines, book):
        assert list(frame["number"]) == numbers[::-1]
        assert list(frame.columns) == list(table.columns)
        assert frame["on_time"].dtype == bool
        assert frame["working_days"].sum() == 0
    assert table["published_on"].dt.year.unique().tolist() == [2018]
    assert book["title"].tolist() == lines["title"].tolist() == ["两行\n标题", "=1+1", '带"引号"，和逗号']
    whole = pd.read_csv(io.BytesIO(content(stage, "/board/download/cases.csv")))
    pd.testing.assert_frame_equal(whole, pd.read_csv(io.BytesIO(content(stage, "/board/export.csv"))))
