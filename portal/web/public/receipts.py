"""The receipt of this browser's last report: a cookie of its own, so that the session need not be signed anew.

It holds what the database knows the submission by, and a proof that the portal gave it out: whoever reads the database
can make no such cookie, and so learns no tracking code. It ends with the browser and goes to the pages of reporting
alone.
"""

from __future__ import annotations

import hmac

from flask import request
from werkzeug import Response

from portal.config import Settings
from portal.services.context import Context
from portal.services.intake import Receipt
from portal.web.workings import context, workings

COOKIE = "portal_receipt"
PAGES = "/report"


def hand_out(response: Response, receipt: Receipt) -> Response:
    """Let the browser that gets this answer find the receipt again."""
    settings: Settings = workings().settings
    response.set_cookie(
        COOKIE,
        f"{receipt.digest}.{_proof(context(), receipt.digest)}",
        path=request.script_root + PAGES,
        secure=settings.https,
        httponly=True,
        samesite="Lax",
    )
    return response


def handed_out() -> str | None:
    """The digest of this browser's last submission; None without one, or where it was not given out by the portal."""
    digest, _, proof = request.cookies.get(COOKIE, "").partition(".")
    good = hmac.compare_digest(_proof(context(), digest).encode(), proof.encode("utf-8", "surrogatepass"))
    return digest if good else None


def _proof(parts: Context, digest: str) -> str:
    return parts.digest("receipt", digest)[:16].hex()
