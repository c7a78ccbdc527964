"""Reads pages as a browser does: elements by id, and forms with the values that a person would send back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
Fields = list[tuple[str, str]]


def token_in(text: str) -> str:
    """The CSRF token of the first form on a page."""
    found = TOKEN.search(text)
    assert found, "the page has no form with a token"
    return found[1]


class Page:
    """One answer, parsed."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.text: str = answer.text

    @cached_property
    def tree(self) -> Element:
        """The page as a tree, repaired as browsers repair it."""
        return html5lib.parse(self.text, namespaceHTMLElements=False)  # type: ignore[no-any-return]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element with one of these names, in the order of the page."""
        return (element for element in self.tree.iter() if element.tag in tags)

    def by_id(self, identifier: str) -> Element:
        """The element with this id; a missing one is a failure."""
        found = [element for element in self.tree.iter() if element.get("id") == identifier]
        assert len(found) == 1, f"{len(found)} elements have the id {identifier}"
        return found[0]

    def words_of(self, identifier: str) -> str:
        """The text inside the element with this id."""
        return words(self.by_id(identifier))

    def form(self, action: str) -> dict[str, str]:
        """What the form with this address would send if nothing were changed; files and buttons left out."""
        return dict(fields_of(self.form_element(action)))

    def form_element(self, action: str) -> Element:
        """The form that sends to this address, whatever query the address carries."""
        found = [form for form in self.all("form") if path_of(form) == action]
        assert found, f"no form sends to {action}"
        return found[0]

    def has_form(self, action: str) -> bool:
        """True if some form sends to this address."""
        return any(path_of(form) == action for form in self.all("form"))

    @property
    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [link.get("href") or "" for link in self.all("a")]


def path_of(form: Element) -> str:
    """Where a form sends to, without the query."""
    return (form.get("action") or "").partition("?")[0]


def words(element: Element) -> str:
    """The text of an element with white space folded."""
    return " ".join("".join(element.itertext()).split())


def fields_of(form: Element) -> Fields:
    """Name and value of every field that a browser would send."""
    return [pair for element in form.iter() for pair in _value_of(element)]


def _value_of(element: Element) -> Fields:
    name, kind = element.get("name"), element.get("type", "text")
    if not name:
        return []
    if element.tag == "textarea":
        return [(name, element.text or "")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [(name, option.get("value") or "") for option in chosen]
    if element.tag != "input" or kind in ("file", "submit", "button"):
        return []
    if kind in ("checkbox", "radio"):
        return [(name, element.get("value", "on"))] if element.get("checked") is not None else []
    return [(name, element.get("value", ""))]
