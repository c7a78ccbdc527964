"""The receipt of this browser's last report: a cookie of its own, so that the session need not be signed anew.

It holds what the database knows the submission by, sealed: whoever reads the database can make no such cookie, and so
learns no tracking code. It ends with the browser and goes to the pages of reporting alone.
"""

from __future__ import annotations

from flask import request
from werkzeug import Response

from portal.services.intake import Receipt
from portal.web.seals import seal, unseal
from portal.web.workings import workings

COOKIE = "portal_receipt"
PAGES = "/report"


def hand_out(response: Response, receipt: Receipt) -> Response:
    """Let the browser that gets this answer find the receipt again."""
    response.set_cookie(
        COOKIE,
        seal(COOKIE, receipt.digest),
        path=request.script_root + PAGES,
        secure=workings().settings.https,
        httponly=True,
        samesite="Lax",
    )
    return response


def handed_out() -> str | None:
    """The digest of this browser's last submission; None without one, or where it was not given out by the portal."""
    digest: str | None = unseal(COOKIE, request.cookies.get(COOKIE, ""))
    return digest
