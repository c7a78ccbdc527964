"""The setting that names the search index."""

from pathlib import Path

import pytest

from portal.search import IndexedCase, open_index
from portal.search.whoosh_index import WhooshIndex


@pytest.mark.parametrize(
    "url",
    ["", "whoosh", "whoosh:", "whoosh://", "whoosh:///", "whoosh://relative/path", "redis://host/0", "/srv/index"],
)
def test_an_address_that_cannot_be_understood_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match=r"the search address .* must"):
        open_index(url, "here")


def test_an_address_is_taken_literally(tmp_path: Path) -> None:
    open_index(f"whoosh://{tmp_path}/指 数%20#1", "here").rebuild([IndexedCase(1, ("网站",))])
    assert WhooshIndex(tmp_path / "指 数%20#1", "here").ids() == {1}
