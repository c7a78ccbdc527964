"""What phones and browsers ask for to keep the portal as an app or a bookmark: the manifest, and the oldest icon."""

from __future__ import annotations

from flask import Response, current_app, json, url_for
from flask.typing import ResponseReturnValue

from portal.web.pages import static_url
from portal.web.public.blueprint import blueprint
from portal.web.workings import workings

SHORT_NAME = "找错"
"""Under an icon there is room for a few characters only, and the portal's name is longer."""
BAND, PAGE = "#07356f", "#f3f5f9"
"""Colours of the style sheet, which a manifest cannot read."""
ICONS = (
    ("img/icon-192.png", 192, "any"),
    ("img/icon-512.png", 512, "any"),
    ("img/icon-maskable-512.png", 512, "maskable"),
)
SHORTCUTS = (("我要找错", "public.report"), ("办理查询", "public.track"), ("曝光台", "board.index"))
HOUR = 3600


@blueprint.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """The portal as an app that a phone can install."""
    home = url_for("public.home")
    told = {
        "id": home,
        "name": workings().settings.imprint.name,
        "short_name": SHORT_NAME,
        "lang": "zh-CN",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "theme_color": BAND,
        "background_color": PAGE,
        "icons": [
            {"src": static_url(file), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for file, size, purpose in ICONS
        ],
        "shortcuts": [{"name": name, "url": url_for(page)} for name, page in SHORTCUTS],
    }
    answer = Response(json.dumps(told, ensure_ascii=False), mimetype="application/manifest+json")
    answer.cache_control.public = True
    answer.cache_control.max_age = HOUR
    return answer


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """The icon at the address where browsers look that read no page first."""
    answer = current_app.send_static_file("img/favicon.ico")
    answer.cache_control.public = True
    answer.cache_control.no_cache = None
    answer.cache_control.max_age = HOUR
    return answer
