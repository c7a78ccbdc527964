"""The newest cases of any query as an Atom feed."""

from __future__ import annotations

import hashlib
import unicodedata

from feedwerk.atom import AtomFeed
from flask import Response, url_for
from flask.typing import ResponseReturnValue

from portal.queries import published
from portal.queries.board_query import BoardQuery, Order
from portal.store import Case
from portal.web.board.blueprint import blueprint
from portal.web.board.exports import found_whole
from portal.web.board_query import query_string
from portal.web.workings import context, reader, workings

ENTRIES = 50


@blueprint.get("/feed.atom")
def feed() -> ResponseReturnValue:
    """The newest cases found; a case that changes is an entry that was updated."""
    answer = found_whole(sort=Order.NEWEST)
    cases = published.in_order(reader(), answer.found[:ENTRIES].tolist())
    imprint = workings().settings.imprint
    query = query_string(answer.query)
    atom = AtomFeed(
        title=f"{imprint.name}：曝光台" + ("（按条件筛选）" if query else ""),
        id=_tag(f"board/{_digest(answer.query)}" if query else "board"),
        url=url_for("board.index", _external=True),
        feed_url=url_for("board.feed", _external=True) + query,
        author=imprint.sponsor,
        updated=max((case.changed_at for case in cases), default=answer.words.columns.changed_at),
        generator=(None, None, None),
    )
    for case in cases:
        _add(atom, case)
    return Response(atom.to_string(), mimetype="application/atom+xml")


def _add(atom: AtomFeed, case: Case) -> None:
    atom.add(
        title=_plain(case.title),
        content=_plain(_content(case)),
        content_type="text",
        id=_tag(case.number),
        url=url_for("board.case", number=case.number, _external=True),
        author=_plain(case.unit_name),
        published=case.published_at,
        updated=case.changed_at,
        categories=[{"term": case.problem_type.value, "label": case.problem_type.label}],
        # The entry is the same in every feed that holds it.
        xml_base=None,
    )


def _content(case: Case) -> str:
    parts = {
        "问题描述": case.description,
        "错误的文字": case.wrong_text,
        "建议改为": case.suggested_text,
        "答复": case.reply,
    }
    return "\n\n".join(f"【{name}】{text}" for name, text in parts.items() if text)


def _tag(name: str) -> str:
    """An identifier (RFC 4151) that stays the same when the portal moves to another address."""
    return f"tag:{context().database.identity()},2018:{name}"


def _digest(query: BoardQuery) -> str:
    return hashlib.sha256(query_string(query).encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs", "Cn"))
