"""Opens the index that a setting names."""

from pathlib import Path

from portal.search.protocol import CaseIndex
from portal.search.whoosh_index import WhooshIndex

_WHOOSH = "whoosh://"


def open_index(url: str, database_id: str) -> CaseIndex:
    """The index at `whoosh:///absolute/path`, taken literally, for the database with this id.

    Nothing is opened or created yet. For any other address raises ValueError, in words for who wrote the setting.
    """
    if not url.startswith(_WHOOSH):
        raise ValueError(f"the search address {url!r} is not understood: it must begin with {_WHOOSH}/")
    folder = Path(url.removeprefix(_WHOOSH))
    if not folder.is_absolute() or folder == Path(folder.anchor):
        raise ValueError(
            f"the search address {url!r} must name a folder by its absolute path, as in whoosh:///srv/index"
        )
    return WhooshIndex(folder, database_id)
