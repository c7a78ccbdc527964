"""The audit log has one writer, and everything that is written into it has a name that people can read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from portal.domain.audit import Deed

PACKAGE = Path(__file__).resolve().parents[2] / "portal"
CHAIN, WRITER = PACKAGE / "store" / "chain.py", PACKAGE / "services" / "audit.py"
KEEPER = PACKAGE / "services" / "audit_keeping.py"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
CHAINED = {"AuditEntry", "AuditHead", "_ENTRIES", "_HEADS"}
STATEMENTS = {"insert", "update", "delete"}


def name_of(called: ast.expr) -> str:
    """``AuditEntry`` of ``store.AuditEntry(…)``."""
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def calls(text: str) -> list[tuple[str, set[str]]]:
    """Every call of a program: what is called, and the names it is called with."""
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [(name_of(node.func), {name_of(each) for each in node.args}) for node in found]


def writes_chain(text: str) -> bool:
    """True if a program makes or changes entries, or the end of the chain, by rows or by statements."""
    return any(name in CHAINED or (name in ("insert", "update") and given & CHAINED) for name, given in calls(text))


def deletes_entries(text: str) -> bool:
    """True if a program deletes entries by a statement; the rows themselves refuse."""
    return any(name == "delete" and given & CHAINED for name, given in calls(text))


def writes_events_unseen(text: str) -> bool:
    """True if a program writes events by statements, which nobody hears who chains them."""
    return any(name in STATEMENTS and "Event" in given for name, given in calls(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_entry_goes_through_the_one_writer(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path == CHAIN or not writes_chain(text)
    assert path == KEEPER or not deletes_entries(text)
    assert path in (WRITER, CHAIN) or "put_down" not in {name for name, _ in calls(text)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_event_is_written_past_the_chain(path: Path) -> None:
    assert not writes_events_unseen(path.read_text(encoding="utf-8"))


def test_the_writers_are_there() -> None:
    assert writes_chain(CHAIN.read_text(encoding="utf-8"))
    assert deletes_entries(KEEPER.read_text(encoding="utf-8"))
    assert "put_down" in {name for name, _ in calls(WRITER.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    "text", ["AuditEntry(deed='x')", "store.AuditEntry()", "s.execute(insert(AuditEntry), rows)", "update(AuditHead)"]
)
def test_another_writer_would_be_found(text: str) -> None:
    assert writes_chain(text)
    assert writes_events_unseen("session.execute(insert(Event), rows)")


def test_reading_entries_is_not_writing_them() -> None:
    assert not writes_chain("select(AuditEntry).where(AuditEntry.deed == 'sign_in')")


def test_every_deed_has_a_label_of_its_own() -> None:
    labels = [deed.label for deed in Deed]
    assert len(set(labels)) == len(labels)
    assert not [deed for deed in Deed if len(deed.value) > 40]
