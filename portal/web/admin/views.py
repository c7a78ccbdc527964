"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.admin import accounts, audit, calendar, exports, imports, sites, units
from portal.web.admin.blueprint import blueprint

__all__ = ["accounts", "audit", "blueprint", "calendar", "exports", "imports", "sites", "units"]
