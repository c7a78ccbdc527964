"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.public import help, home, letters, report, statements, tracking
from portal.web.public.blueprint import blueprint

__all__ = ["blueprint", "help", "home", "letters", "report", "statements", "tracking"]
