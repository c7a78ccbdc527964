"""Importing this module gives the blueprints with every view of this folder."""

from portal.web.board import case_page, exports, feed, ledger, routes, sitemap
from portal.web.board.blueprint import blueprint, crawlers

__all__ = ["blueprint", "case_page", "crawlers", "exports", "feed", "ledger", "routes", "sitemap"]
