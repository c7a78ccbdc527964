"""A case in the forms in which others quote it: a citation for people, structured data for machines."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.adapters.downloads import Download
from portal.config import Imprint
from portal.domain.deadlines import day_of
from portal.store import Case


def citation(case: Case, imprint: Imprint, address: str, accessed: date) -> str:
    """One line with everything that finds the case again, and the day on which it read so."""
    published = f"{day_of(case.published_at)}公示"
    if case.amended_on:
        published += f"，{case.amended_on}更正"
    board = f"{imprint.sponsor}“{imprint.name}”曝光台"
    return (
        f"〔{case.number}〕{case.title}. {board}, 答复单位：{case.unit_name}, {published}. "
        f"{address}（查阅日期：{accessed}）"
    )


def citation_of_all(built: Download, imprint: Imprint, address: str, accessed: date) -> str:
    """One line for the board as a whole, as it was when its files were made."""
    return (
        f"{imprint.sponsor}“{imprint.name}”曝光台. 全部公示案例（截至{built.day}，{built.about.cases} 条，"
        f"第 {built.about.revision} 版）. {address}（查阅日期：{accessed}）"
    )


def structured_data(case: Case, imprint: Imprint, address: str, *, opens: bool) -> dict[str, Any]:
    """The case as schema.org describes a question that was answered. An answer being reconsidered is not accepted.

    ``opens``: whether the address of the page may be given to machines, which follow it like a link.
    """
    office = {"@type": "GovernmentOrganization", "name": case.unit_name}
    answer = {
        "@type": "Answer",
        "text": case.reply,
        "dateCreated": case.finished_on.isoformat(),
        "url": f"{address}#reply",
        "author": office,
    }
    about: dict[str, Any] = {"@type": "WebPage", "isPartOf": {"@type": "WebSite", "name": case.site_name}}
    if case.page_url and opens:
        about["url"] = case.page_url
    question = {
        "@type": "Question",
        "identifier": case.number,
        "name": case.title,
        "text": case.description,
        "dateCreated": case.received_on.isoformat(),
        "author": {"@type": "Person", "name": "网民"},
        "keywords": case.problem_type.label,
        "about": about,
        "answerCount": 1,
        "suggestedAnswer" if case.reopened else "acceptedAnswer": answer,
    }
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "url": address,
        "name": case.title,
        "inLanguage": "zh-CN",
        "datePublished": case.published_at.isoformat(),
        "dateModified": case.changed_at.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": imprint.sponsor},
        "mainEntity": question,
    }
