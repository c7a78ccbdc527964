"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.auth import account, routes
from portal.web.auth.routes import blueprint

__all__ = ["account", "blueprint", "routes"]
