"""Where a list goes on, as a header, for programs that know no more than HTTP."""

from __future__ import annotations


def link_header(following: str | None) -> dict[str, str]:
    """The header that names the next part, if there is one."""
    return {"Link": f'<{following}>; rel="next"'} if following else {}
