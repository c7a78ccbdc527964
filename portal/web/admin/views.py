"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.admin import calendar
from portal.web.admin.blueprint import blueprint

__all__ = ["blueprint", "calendar"]
