"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.desk import lists, report, review, units
from portal.web.desk.blueprint import blueprint

__all__ = ["blueprint", "lists", "report", "review", "units"]
