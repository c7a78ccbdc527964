"""The blueprints that the modules of this folder add their views to."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("board", __name__, url_prefix="/board")
"""The exposure board: its list, its cases and its ledger."""

crawlers = Blueprint("crawlers", __name__)
"""What search engines ask for at the top of a site."""
