"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.desk import (
    bulk,
    bulletin_steps,
    bulletins,
    cockpit,
    exports,
    floods,
    lists,
    new_code,
    pictures,
    promises,
    report,
    review,
    statistics,
    templates,
    units,
    unlisted,
    withheld,
)
from portal.web.desk.blueprint import blueprint

__all__ = [
    "blueprint",
    "bulk",
    "bulletin_steps",
    "bulletins",
    "cockpit",
    "exports",
    "floods",
    "lists",
    "new_code",
    "pictures",
    "promises",
    "report",
    "review",
    "statistics",
    "templates",
    "units",
    "unlisted",
    "withheld",
]
