"""The whole board to take home: a page that says what it is, and its files."""

from __future__ import annotations

from flask import Response, abort, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from portal.queries.board_download import ARCHIVE, CSV, DICTIONARY, FILES, JSON_LINES
from portal.queries.case_fields import TABLE_DICTIONARY
from portal.web.board.blueprint import blueprint
from portal.web.board.citing import citation_of_all
from portal.web.board.exports import RETRY_SECONDS, allowed_download
from portal.web.workings import today, workings

TYPES = {ARCHIVE: "application/zip", CSV: "text/csv", JSON_LINES: "application/x-ndjson", DICTIONARY: "text/csv"}


@blueprint.get("/download")
def download() -> ResponseReturnValue:
    """What can be taken home, how large it is, and what it means."""
    built = allowed_download()
    address = url_for("board.download", _external=True)
    imprint = workings().settings.imprint
    return render_template(
        "board/download.html",
        built=built,
        files=FILES,
        dictionary=TABLE_DICTIONARY,
        citation=citation_of_all(built, imprint, address, today()) if built else "",
    )


@blueprint.get("/download/<name>")
def download_file(name: str) -> ResponseReturnValue:
    """One of the files; none while they hold what was withdrawn since, or before they are made for the first time."""
    if name not in FILES:
        abort(404)
    built = allowed_download()
    if built is None:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS)
    stem, _, ending = name.partition(".")
    answer: Response = send_file(
        built.folder / name,
        mimetype=TYPES[name],
        as_attachment=True,
        download_name=f"{stem}-{built.about.day}.{ending}",
        # The folder's name is given once and never again, by whichever machine.
        etag=f"{built.folder.name}-{name}",
        last_modified=built.built_at,
    )
    return answer
