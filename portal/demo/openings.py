"""Reports that are still open today, so that every desk of the demo has its work: a table, and how they got there."""

from __future__ import annotations

from dataclasses import dataclass

from portal.demo import texts
from portal.demo.history import Walk
from portal.demo.life import Life
from portal.demo.plots import Plot, above, no_government_site, other_keeper
from portal.domain.vocabulary import Action, Finding, State

TRIAGE, ANSWERING, REVIEW = State.TRIAGE, State.ANSWERING, State.REVIEW


@dataclass(frozen=True, slots=True)
class Opening:
    """``count`` reports on a website of ``keeper`` that lie with ``holder``, due in ``left`` working days (0: today).

    ``how`` names what makes their past special; ``missing`` is the place of a missing website in ``texts.UNLISTED``.
    """

    keeper: str
    state: State
    holder: str
    left: int
    how: str = ""
    count: int = 1
    missing: int | None = None


# fmt: off
OPENINGS: tuple[Opening, ...] = (
    # The provincial office: its own sorting, and the last word on what comes from below.
    Opening("province-gov",  TRIAGE,    "province",      2),
    Opening("province-gov",  TRIAGE,    "province",      0),
    Opening("province-gov",  TRIAGE,    "province",     -1),
    Opening("province-gov",  REVIEW,    "province",      1),
    Opening("chengdong-gov", REVIEW,    "province",      0),
    Opening("xining-edu",    REVIEW,    "province",      0, "promised"),
    Opening("fgw-web",       REVIEW,    "province",      0, "weak"),
    Opening("haidong-gov",   REVIEW,    "province",      1),
    Opening("haixi-jtj",     REVIEW,    "province",     -1, "urged"),
    Opening("rst-web",       REVIEW,    "province",     -2, "justified"),
    Opening("jyt-web",       REVIEW,    "province",      2, "unconfirmed"),
    Opening("yushu-gov",     REVIEW,    "province",      2, "refused"),
    Opening("ybj-web",       REVIEW,    "province",      1, "withheld"),
    Opening("guide-gov",     REVIEW,    "province",      1, missing=8),
    # 西宁市: sorting and the middle level of review.
    Opening("xining-gov",    TRIAGE,    "xining",        2),
    Opening("xining-rsj",    TRIAGE,    "xining",        1, "handed_back"),
    Opening("xining-gjj",    TRIAGE,    "xining",        0),
    Opening("xining-ggzy",   TRIAGE,    "xining",       -2, "urged"),
    Opening("xining-gov",    TRIAGE,    "xining",        2, missing=1),
    Opening("chengdong-gov", REVIEW,    "xining",        0),
    Opening("chengdong-gov", REVIEW,    "xining",        1, "refused"),
    Opening("xining-edu",    REVIEW,    "xining",        0, "weak"),
    Opening("chengxi-gov",   REVIEW,    "xining",       -1),
    Opening("huangzhong-gov", REVIEW,   "xining",        2),
    Opening("xining-rsj",    REVIEW,    "xining",        1, "withheld"),
    # 城东区.
    Opening("chengdong-gov", TRIAGE,    "chengdong",     2),
    Opening("chengdong-gov", TRIAGE,    "chengdong",     0),
    Opening("chengdong-gov", TRIAGE,    "chengdong",    -2, "responded"),
    Opening("chengdong-gov", REVIEW,    "chengdong",     1),
    Opening("chengdong-gov", REVIEW,    "chengdong",     0, "weak"),
    Opening("chengdong-gov", REVIEW,    "chengdong",    -1, "promised"),
    Opening("chengdong-gov", REVIEW,    "chengdong",     2, "unconfirmed"),
    Opening("chengdong-gov", ANSWERING, "chengdong-gov", 2),
    Opening("chengdong-gov", ANSWERING, "chengdong-gov", 1, "weak"),
    Opening("chengdong-gov", ANSWERING, "chengdong-gov", 0, "urged"),
    Opening("chengdong-gov", ANSWERING, "chengdong-gov", 0, "assigned"),
    Opening("chengdong-gov", ANSWERING, "chengdong-gov", -2, "justified"),
    Opening("chengdong-gov", ANSWERING, "chengdong-gov", -3, "urged"),
    Opening("xining-edu",    ANSWERING, "xining-edu",    2),
    Opening("xining-edu",    ANSWERING, "xining-edu",    0, "weak_at_root"),
    Opening("xining-edu",    ANSWERING, "xining-edu",    0),
    Opening("xining-edu",    ANSWERING, "xining-edu",   -1, "responded"),
    Opening("xining-edu",    ANSWERING, "xining-edu",   -4, "justified"),
    # 省发展改革委.
    Opening("fgw-web",       TRIAGE,    "fgw",           2),
    Opening("fgw-web",       TRIAGE,    "fgw",           0),
    Opening("fgw-web",       TRIAGE,    "fgw",          -1),
    Opening("fgw-web",       REVIEW,    "fgw",           1),
    Opening("fgw-web",       REVIEW,    "fgw",           0, "weak"),
    Opening("fgw-web",       REVIEW,    "fgw",           2, "unconfirmed"),
    Opening("fgw-web",       ANSWERING, "fgw-web",       2),
    Opening("fgw-web",       ANSWERING, "fgw-web",       0, "urged"),
    Opening("fgw-web",       ANSWERING, "fgw-web",       0, "assigned"),
    Opening("fgw-web",       ANSWERING, "fgw-web",      -2, "justified"),
    # The rest of the province.
    Opening("haidong-jyj",   TRIAGE,    "haidong",       1),
    Opening("haibei-gov",    TRIAGE,    "haibei",        0, missing=5),
    Opening("geermu-gov",    TRIAGE,    "geermu",        2),
    Opening("guoluo-gov",    TRIAGE,    "guoluo",        1, "recalled"),
    Opening("wlt-web",       TRIAGE,    "wlt",           2, count=2),
    Opening("nynct-web",     TRIAGE,    "nynct",        -1),
    Opening("haidong-ybj",   ANSWERING, "haidong-ybj",   2),
    Opening("ledu-gov",      ANSWERING, "ledu-gov",      1, "weak"),
    Opening("huzhu-gov",     ANSWERING, "huzhu-gov",     2, count=2),
    Opening("qilian-gov",    ANSWERING, "qilian-gov",    1, missing=4),
    Opening("hainan-gov",    ANSWERING, "hainan-gov",    0),
    Opening("maqin-gov",     ANSWERING, "maqin-gov",    -6, "urged"),
    Opening("yushushi-gov",  ANSWERING, "yushushi-gov",  1),
    Opening("haixi-gov",     ANSWERING, "haixi-gov",     2),
    Opening("jtt-web",       ANSWERING, "jtt-web",       2, count=2),
    Opening("zrzyt-web",     ANSWERING, "zrzyt-web",     0),
    Opening("lcj-web",       ANSWERING, "lcj-web",      -3, "justified"),
    Opening("datong-gov",    REVIEW,    "datong",        2),
    Opening("minhe-gov",     REVIEW,    "minhe",         1),
    Opening("minhe-gov",     REVIEW,    "haidong",       0),
    Opening("tongren-gov",   REVIEW,    "huangnan",      1),
    Opening("gonghe-gov",    REVIEW,    "gonghe",        2),
    Opening("gonghe-gov",    REVIEW,    "hainan",       -2, "justified"),
    Opening("yushushi-gov",  REVIEW,    "yushu",         1),
    Opening("geermu-gov",    REVIEW,    "haixi",         2),
    Opening("jyt-web",       REVIEW,    "jyt",           1),
    Opening("wlt-web",       REVIEW,    "wlt",           0),
)
# fmt: on
WAITING = 7
"""Reports that came in since the last dispatch."""
SET_ASIDE = ("xining-gov", "haidong-gov", "jtt-web")
"""Keepers of the websites whose reports the schedule could not place; they lie on the root's desk."""


def waiting(life: Life) -> Walk:
    """Only just arrived."""
    yield from life.arrive()


def to_place(life: Life) -> Walk:
    """Set aside for the provincial office to place by hand."""
    yield from life.arrive()
    yield from life.dispatched()


def plot_of(opening: Opening) -> Plot:
    """The walk that leads to where ``opening`` says."""

    def plot(life: Life) -> Walk:
        yield from life.arrive()
        yield from life.dispatched()
        if opening.state is TRIAGE:
            yield from _on_the_sorting_desk(life, opening.how)
        elif opening.how == "refused":
            yield from life.refused()
        else:
            yield from life.transferred()
            yield from _before_the_reply(life, opening)
        if opening.state is REVIEW:
            if opening.how != "refused":
                yield from _reply(life, opening.how)
            yield from life.climbed(to=opening.holder)

    return plot


def _on_the_sorting_desk(life: Life, how: str) -> Walk:
    if how == "handed_back":
        yield from life.transferred(other_keeper(life))
        yield life.pause(30, 200)
        life.act(Action.HAND_BACK, reason=life.pick(texts.HAND_BACK_REASONS, 1, 2))
    elif how == "recalled":
        organizer = life.holder
        yield from life.transferred(other_keeper(life))
        yield life.pause(30, 200)
        life.act(Action.RECALL, organizer, reason=texts.RECALL_REASONS[3])
    elif how in ("urged", "responded"):
        yield from _urging(life, how)


def _urging(life: Life, how: str) -> Walk:
    yield from life.urged(above(life))
    if how == "responded":
        yield from life.responded()


def _before_the_reply(life: Life, opening: Opening) -> Walk:
    """What happens on the desk of the unit that answers, before the reply that is under review now."""
    how = opening.how
    if how == "weak_at_root" or how == "weak":
        yield from life.weakly_answered()
        if how == "weak_at_root":
            yield from life.climbed(to="province")
        yield from life.sent_back()
    elif how == "justified":
        yield from life.justified()
    elif how == "assigned":
        yield from life.assigned()
    elif how in ("urged", "responded"):
        yield from _urging(life, how)


def _reply(life: Life, how: str) -> Walk:
    finding = Finding.UNCONFIRMED if how == "unconfirmed" or no_government_site(life) else Finding.CONFIRMED
    yield from life.answered(finding, promise=life.rng.randrange(10, 30) if how == "promised" else 0)
