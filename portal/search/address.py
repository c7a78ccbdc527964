"""Opens the index that a setting names."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from portal.search.postgres_index import PostgresIndex
from portal.search.protocol import CaseIndex
from portal.search.whoosh_index import WhooshIndex

_WHOOSH = "whoosh://"
_POSTGRES = "postgresql"


def open_index(url: str, database_id: str, database_url: str) -> CaseIndex:
    """The index of the database with this id and address: in the folder that `whoosh:///absolute/path` names, taken
    literally, in that database itself for `postgresql`, or in the one at `postgresql://…`.

    Nothing is opened or created yet. For any other address raises ValueError, in words for who wrote the setting.
    """
    if url == _POSTGRES or url.startswith(f"{_POSTGRES}://"):
        return PostgresIndex(_server(url, database_url), database_id)
    if not url.startswith(_WHOOSH):
        raise ValueError(
            f"the search address {url!r} is not understood: it must begin with {_WHOOSH}/ or {_POSTGRES}://, "
            f"or be {_POSTGRES} for the portal's own database"
        )
    folder = Path(url.removeprefix(_WHOOSH))
    if not folder.is_absolute() or folder == Path(folder.anchor):
        raise ValueError(
            f"the search address {url!r} must name a folder by its absolute path, as in whoosh:///srv/index"
        )
    return WhooshIndex(folder, database_id)


def _server(url: str, database_url: str) -> URL:
    try:
        address = make_url(database_url if url == _POSTGRES else url)
    except (ArgumentError, ValueError):
        # The address is not repeated, for it may hold a password.
        raise ValueError(f"the search address must be like {_POSTGRES}://user@host/name") from None
    if address.get_backend_name() != _POSTGRES:
        raise ValueError(
            f"the search address {url!r} means the portal's own database, which must then be PostgreSQL: "
            f"name another one as in {_POSTGRES}://user@host/name, or a folder as in whoosh:///srv/index"
        )
    return address
