"""Importing this module gives the blueprints with every view of this folder."""

from portal.web.board import case_page, download, exports, feed, ledger, routes, sitemap, suggest
from portal.web.board.blueprint import blueprint, crawlers

__all__ = [
    "blueprint",
    "case_page",
    "crawlers",
    "download",
    "exports",
    "feed",
    "ledger",
    "routes",
    "sitemap",
    "suggest",
]
