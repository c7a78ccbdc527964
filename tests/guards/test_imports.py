"""Imports go downward only: who knows whom is decided here, and every other arrow fails."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "portal"

# The house, top to bottom. A floor may use the floors below it; modules of one floor may use one another unless
# they are named apart below.
FLOORS = (
    {
        "web",
        "cli",
        "jobs",
        "digests",
        "downloads",
        "mornings",
        "postman",
        "reminders",
        "demo",
        "supervisor",
        "serving",
        "logs",
        "config",
    }
    | {
        "__init__",
        "__main__",
        "wsgi",
        "audit_keeper",
        "deletions",
        "doctor",
        "import_keeper",
        "cli_figures",
        "cli_imports",
        "command_line",
    },
    {"services", "queries"},
    {"store", "search", "adapters"},
    {"domain"},
)
LEVEL = {part: level for level, floor in enumerate(FLOORS) for part in floor}
APART = {("services", "queries"), ("queries", "services")}
"""Writers and readers do not know each other."""


def part_of(module: str) -> str:
    """The part of the house that a module belongs to: ``portal.store.unit`` lies in ``store``."""
    if module == "portal":
        return "__init__"
    return module.removeprefix("portal.").split(".")[0]


def blueprint_of(module: str) -> str | None:
    """The blueprint that a module belongs to, None outside of any."""
    names = module.split(".")
    inside = names[:2] == ["portal", "web"] and len(names) > 2 and (PACKAGE / "web" / names[2]).is_dir()
    return names[2] if inside else None


def module_name(path: Path) -> str:
    """``portal/store/unit.py`` is ``portal.store.unit``, a package's ``__init__`` the package."""
    names = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside functions; ``from a import b`` may mean ``a.b``."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield from (_imported(base, alias.name) for alias in node.names)


def _imported(base: str, name: str) -> str:
    folder = ROOT.joinpath(*base.split("."))
    is_module = (folder / f"{name}.py").is_file() or (folder / name).is_dir()
    return f"{base}.{name}" if is_module else base


def complaints(module: str, imported: str) -> Iterator[str]:
    """What is wrong with ``module`` importing ``imported``."""
    if imported.split(".")[0] not in ("portal", "wsgi"):
        if part_of(module) == "domain" and imported.split(".")[0] not in sys.stdlib_module_names:
            yield "the domain knows the standard library only"
        return
    mine, theirs = part_of(module), part_of(imported)
    if LEVEL[theirs] < LEVEL[mine]:
        yield "upward"
    if (mine, theirs) in APART:
        yield "writers and readers do not import each other"
    own, other = blueprint_of(module), blueprint_of(imported)
    if own and other and own != other:
        yield "blueprints do not import each other"


FILES = sorted([*PACKAGE.rglob("*.py"), *ROOT.glob("wsgi.py")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_downward(path: Path) -> None:
    module = module_name(path)
    assert part_of(module) in LEVEL, f"{module} lies on no floor"
    wrong = [f"{imported}: {each}" for imported in imports_of(path) for each in complaints(module, imported)]
    assert not wrong, f"{module} imports " + "; ".join(wrong)


def test_there_is_something_to_look_at() -> None:
    modules = {module_name(path) for path in FILES}
    assert {"portal.domain.workflow", "portal.services.casework", "portal.store.report"} <= modules


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("portal.domain.workflow", "portal.store.report"),
        ("portal.domain.workflow", "sqlalchemy"),
        ("portal.store.facts", "portal.services.casework"),
        ("portal.services.casework", "portal.queries.board"),
        ("portal.queries.board", "portal.services.casework"),
        ("portal.services.casework", "portal.config"),
        ("portal.store.database", "portal.config"),
        ("portal.search.address", "portal.web.filters"),
        ("portal.services.casework", "portal"),
    ],
)
def test_a_wrong_arrow_is_found(module: str, imported: str) -> None:
    assert list(complaints(module, imported))


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("portal.web.filters", "portal.config"),
        ("portal.services.casework", "portal.store"),
        ("portal.services.casework", "portal.services.clocks"),
        ("portal.store.facts", "portal.domain.units"),
        ("portal.domain.workflow", "enum"),
        ("portal.services.context", "hashlib"),
    ],
)
def test_a_right_arrow_is_let_pass(module: str, imported: str) -> None:
    assert not list(complaints(module, imported))
