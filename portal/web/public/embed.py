"""网站接入: the script that other government sites carry, and the page that gives their maintainers the code for it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.site_code import parse_site_code
from portal.queries import register
from portal.web.forms import clean
from portal.web.local import outward, own_root
from portal.web.public.blueprint import blueprint
from portal.web.workings import reader

MOST_SITES = 20
LONGEST_TYPED = 50
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Script:
    """The script as it is sent, and what browsers can check it by."""

    content: bytes
    integrity: str


@cache
def _read(path: Path, changed: int) -> Script:
    content = path.read_bytes()
    return Script(content, "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode())


def _present_script() -> Script:
    path = Path(str(current_app.static_folder)) / "js" / "jiucuo.js"
    return _read(path, path.stat().st_mtime_ns)


@blueprint.get("/exposure/jiucuo.js")
def embedded_script() -> ResponseReturnValue:
    """The script for pages of any host: the same bytes for everybody, so that every cache between may keep them."""
    script = _present_script()
    answer = Response(script.content, mimetype="text/javascript")
    answer.cache_control.public = True
    answer.cache_control.max_age = DAY
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.set_etag(hashlib.sha256(script.content).hexdigest()[:32])
    return answer


@blueprint.get("/embed")
def embed() -> ResponseReturnValue:
    """Find the site by code or name, see the link at work, copy the code for its pages."""
    q = clean(request.args.get("q"))[:LONGEST_TYPED]
    code = parse_site_code(request.args.get("site_code") or q) or ""
    site = register.active_site(reader(), code) if code else None
    found = register.find_sites(reader(), code or q, "", MOST_SITES) if (q or code) and site is None else None
    return render_template(
        "public/embed.html",
        q=q or code,
        site=site,
        found=found,
        script=outward("public.embedded_script"),
        integrity=_present_script().integrity,
        report=outward("public.report", site_code=site.code) if site else "",
        host="://".join(urlsplit(own_root())[:2]),
    )
