"""The audit log has one writer, and everything that is written into it has a name that people can read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from portal.domain.audit import Deed

PACKAGE = Path(__file__).resolve().parents[2] / "portal"
WRITER = PACKAGE / "services" / "audit.py"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)


def name_of(called: ast.expr) -> str:
    """``AuditEntry`` of ``store.AuditEntry(…)``."""
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def made_entries(text: str) -> list[int]:
    """The lines on which a program makes an entry of the audit log, as a row or by a statement."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and (
            name_of(node.func) == "AuditEntry"
            or (name_of(node.func) in ("insert", "update") and any(name_of(each) == "AuditEntry" for each in node.args))
        )
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_writer_makes_entries(path: Path) -> None:
    assert path == WRITER or not made_entries(path.read_text(encoding="utf-8"))


def test_the_writer_is_there() -> None:
    assert made_entries(WRITER.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text", ["AuditEntry(deed='x')", "store.AuditEntry()", "s.execute(insert(AuditEntry), rows)", "update(AuditEntry)"]
)
def test_another_writer_would_be_found(text: str) -> None:
    assert made_entries(text)


def test_reading_entries_is_not_writing_them() -> None:
    assert not made_entries("select(AuditEntry).where(AuditEntry.deed == 'sign_in')")


def test_every_deed_has_a_label_of_its_own() -> None:
    labels = [deed.label for deed in Deed]
    assert len(set(labels)) == len(labels)
    assert not [deed for deed in Deed if len(deed.value) > 40]
