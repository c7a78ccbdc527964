"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.auth import account, confirm, factor, password, routes
from portal.web.auth.routes import blueprint

__all__ = ["account", "blueprint", "confirm", "factor", "password", "routes"]
