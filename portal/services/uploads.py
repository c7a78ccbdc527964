"""Asks the worker to examine or to import an uploaded file."""

from __future__ import annotations

from portal.domain.import_columns import Subject
from portal.domain.policy import Actor
from portal.services import outbox
from portal.services.context import Context
from portal.services.imports import check_allowed

IMPORT_FILE = "import_file"
"""Topic of the outbox; the payload has the file's key and the step."""
EXAMINE, CARRY_OUT = "examine", "carry_out"


def ask_for(context: Context, actor: Actor, subject: Subject, key: str, step: str) -> None:
    """Have the worker take this step with the file of that key. Raises NotAllowed."""
    with context.database.writing() as session:
        check_allowed(session, actor, subject)
        outbox.add(session, IMPORT_FILE, {"key": key, "step": step}, context.now())
