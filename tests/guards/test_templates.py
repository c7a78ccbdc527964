"""Templates: none without a use, each component one macro of its file's name, and nothing marked safe."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
COMPONENTS = [name for name in NAMES if name.startswith("components/")]
ENVIRONMENT = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)


@cache
def source(name: str) -> str:
    """The text of a template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def parsed(name: str) -> nodes.Template:
    """A template as Jinja understands it."""
    return ENVIRONMENT.parse(source(name))


def rendered_by_views() -> set[str]:
    """Templates that some module of the pages names."""
    named: set[str] = set()
    for path in (ROOT / "portal" / "web").rglob("*.py"):
        named |= set(re.findall(r'"(\w[\w/]*\.html)"', path.read_text(encoding="utf-8")))
    return named


def used_by_templates() -> set[str]:
    """Templates that another one extends, includes or imports from."""
    return {used for name in NAMES for used in meta.find_referenced_templates(parsed(name)) if used and used != name}


def test_there_is_something_to_look_at() -> None:
    assert len(COMPONENTS) > 10
    assert "layouts/base.html" in NAMES


def test_every_template_is_used() -> None:
    assert set(NAMES) - rendered_by_views() - used_by_templates() == set()


def test_every_template_that_is_named_exists() -> None:
    assert not (rendered_by_views() | used_by_templates()) - set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_marked_safe(name: str) -> None:
    tree = parsed(name)
    assert not [found for found in tree.find_all(nodes.Filter) if found.name == "safe"]
    assert not list(tree.find_all((nodes.MarkSafe, nodes.ScopedEvalContextModifier)))


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_one_macro_named_like_its_file(name: str) -> None:
    """Further macros of the file are its own helpers: nobody else imports them."""
    macros = [macro.name for macro in parsed(name).find_all(nodes.Macro)]
    assert macros, "a component without a macro"
    assert macros[0] == Path(name).stem
    helpers = set(macros[1:])
    for other in NAMES:
        if other != name:
            assert not helpers & imported_from(other, name), f"{other} uses a helper of {name}"


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_says_how_it_is_called(name: str) -> None:
    assert re.match(r"\{#-? " + Path(name).stem + r"\(", source(name))


def imported_from(name: str, component: str) -> set[str]:
    """What a template imports from a component."""
    found: set[str] = set()
    for each in parsed(name).find_all(nodes.FromImport):
        if isinstance(each.template, nodes.Const) and each.template.value == component:
            found |= {item if isinstance(item, str) else item[0] for item in each.names}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_everything_imported_and_every_helper_is_used(name: str) -> None:
    tree = parsed(name)
    imported = {
        item if isinstance(item, str) else item[1] for each in tree.find_all(nodes.FromImport) for item in each.names
    }
    own = {macro.name for macro in tree.find_all(nodes.Macro)} - {Path(name).stem}
    mentioned = {each.name for each in tree.find_all(nodes.Name)}
    assert not (imported | own) - mentioned


@pytest.mark.parametrize("name", NAMES)
def test_style_and_behaviour_lie_in_files_of_their_own(name: str) -> None:
    """The Content-Security-Policy would refuse them anyway, silently."""
    text = source(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    # A block of data is no script: browsers do not run it.
    assert not re.search(r"""<script(?![^>]*(?:\bsrc=|\btype="application/ld\+json"))""", text)


@pytest.mark.parametrize("name", NAMES)
def test_no_template_names_an_outside_host(name: str) -> None:
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", source(name))
