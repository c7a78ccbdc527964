"""The setting that names the search index."""

from pathlib import Path

import pytest

from portal.search import IndexedCase, open_index
from portal.search.whoosh_index import WhooshIndex
from tests.search.standing import held

EMBEDDED = "sqlite:////srv/portal.sqlite"
SERVER = "postgresql+psycopg://portal@db.example/portal"


@pytest.mark.parametrize(
    "url",
    [
        "", "whoosh", "whoosh:", "whoosh://", "whoosh:///", "whoosh://relative/path", "redis://host/0", "/srv/index",
        "postgres", "postgresql:", "postgresql:/", "postgresql+psycopg://host/name", "postgresql://host:port/name",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_understood_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match=r"the search address .*must"):
        open_index(url, "here", SERVER)


def test_an_embedded_database_cannot_hold_the_shared_index() -> None:
    with pytest.raises(ValueError, match=r"'postgresql' means the portal's own database.* must then be PostgreSQL"):
        open_index("postgresql", "here", EMBEDDED)


def test_a_password_is_not_repeated_in_a_complaint() -> None:
    with pytest.raises(ValueError, match="the search address") as complaint:
        open_index("postgresql://portal:secret@host:port/name", "here", SERVER)
    assert "secret" not in str(complaint.value)


def test_an_address_is_taken_literally(tmp_path: Path) -> None:
    open_index(f"whoosh://{tmp_path}/指 数%20#1", "here", SERVER).rebuild([IndexedCase(1, 1, ("网站",))])
    assert held(WhooshIndex(tmp_path / "指 数%20#1", "here")) == {1}
