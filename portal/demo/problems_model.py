"""The shape of a demo story about an error on a page.

Texts carry ``str.format`` slots: ``{site}`` the site's name, ``{unit}`` the filing unit's name, ``{region}`` the
region's name, ``{item}`` one of the story's ``items``, and ``{year}``, ``{month}``, ``{day}``: in the title, the path
and the description the day on which the citizen writes, in a reply the day on which the unit checked the page.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One story with both endings.

    ``fits`` says which sites it suits: ``any``, or one of the hints that ``DemoSite.hints`` also uses.
    ``wrong_text`` and ``suggested_text`` are empty where the form would leave them empty.
    """

    problem_type: str
    title: str
    path: str
    description: str
    wrong_text: str
    suggested_text: str
    confirmed_reply: str
    unconfirmed_reply: str
    fits: tuple[str, ...]
    items: tuple[str, ...]
