"""Importing this module gives the blueprint with every view of this folder."""

from portal.web.public import (
    challenge,
    embed,
    help,
    home,
    install,
    last_word,
    letters,
    lost_code,
    own_data,
    own_pictures,
    printed,
    received,
    sending,
    statements,
    statistics,
    steps,
    tracking,
)
from portal.web.public.blueprint import blueprint

__all__ = [
    "blueprint",
    "challenge",
    "embed",
    "help",
    "home",
    "install",
    "last_word",
    "letters",
    "lost_code",
    "own_data",
    "own_pictures",
    "printed",
    "received",
    "sending",
    "statements",
    "statistics",
    "steps",
    "tracking",
]
