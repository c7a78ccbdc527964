"""The workflow of the notice as one table, and the pure function that takes a report one step along it.

Buttons, permission, forms, tests and the help page's diagram are derived from :data:`TRANSITIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from portal.domain.units import UnitTree
from portal.domain.vocabulary import OPEN_STATES, Action, Finding, PublicStatus, ReportKind, State


class By(Enum):
    """Who may take a step; :mod:`portal.domain.policy` says when somebody is one of these."""

    CITIZEN = auto()
    SCHEDULE = auto()
    SCHEDULE_OR_ROOT = auto()
    ROOT = auto()
    HOLDER = auto()
    HOLDER_BELOW_ROOT = auto()
    REFUSER = auto()
    REVIEWER = auto()
    TRANSFERRER_OR_ABOVE = auto()
    ABOVE_HOLDER = auto()
    ABOVE_ANSWERER = auto()
    ANSWERER = auto()


class When(Enum):
    """What must be true of the report besides its state."""

    ALWAYS = auto()
    URGED = auto()
    OVERDUE = auto()
    CASE_VISIBLE = auto()
    PROMISE_OPEN = auto()
    DISPUTABLE = auto()
    DISPUTED = auto()
    NOT_HELD_BY_ROOT = auto()
    NEVER_FINISHED = auto()


class Need(Enum):
    """What the person must supply; the value names the form fields, :mod:`portal.domain.demands` checks them."""

    REPORT = ()
    ORGANIZING_UNIT = ("unit",)
    FILING_UNIT = ("unit", "note")
    COMMENT = ("comment",)
    OPTIONAL_COMMENT = ("comment",)
    REASON = ("reason",)
    INVALID_REASON = ("invalid_reason", "original")
    ORIGINAL = ("original",)
    REPLY = ("reply",)
    FINDING = ("finding",)
    CORRECTION = ("corrected_on", "correct_by")
    SITE_DATA = ("new_site_code", "new_site_name", "new_site_url")
    PICTURES = ("attachments",)
    OPINION = ("public", "withhold_reason", "withhold_note")
    WITHHOLDING = ("withhold_reason", "withhold_note")
    PUBLIC_COPY = (
        "public_title",
        "public_description",
        "public_wrong_text",
        "public_suggested_text",
        "public_reply",
        "public_attachments",
        "kept",
        "mask_rest",
        "keep_address",
    )
    CHECKS = ("secrecy_checked", "privacy_checked")
    CORRECTED_ON = ("corrected_on",)
    ACCOUNT = ("account",)

    def __new__(cls, *fields: str) -> Need:
        # OPTIONAL_COMMENT and COMMENT ask for the same field; a value of its own keeps them from being one member.
        need = object.__new__(cls)
        need._value_ = len(cls.__members__)
        need.fields = fields
        return need

    fields: tuple[str, ...]


class To(Enum):
    """Where a step leads: the new state and the unit on whose desk the report then lies."""

    RECEIVED_NOBODY = auto()
    RECEIVED_ROOT = auto()
    TRIAGE_CHOSEN = auto()
    ANSWERING_CHOSEN = auto()
    TRIAGE_TRANSFERRER = auto()
    REVIEW_PARENT = auto()
    REVIEW_PARENT_OR_END = auto()
    WRITER = auto()
    SAME = auto()
    SAME_ON_ROOT = auto()
    SAME_ON_NOBODY = auto()
    CLOSED_IF_PUBLISHED = auto()
    CLOSED_NOBODY = auto()
    PUBLISHED = auto()


class Clock(Enum):
    """What a step does to the report's clock."""

    KEEP = auto()
    OPEN = auto()
    END = auto()
    END_AT_ROOT = auto()


class Board(Enum):
    """What a step does to the case on the exposure board."""

    KEEP = auto()
    APPEAR = auto()
    APPEAR_OR_GO_AT_ROOT = auto()
    GO = auto()
    CHANGE = auto()
    RECTIFY = auto()


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. ``sources`` is empty for the step that brings a report into being."""

    sources: frozenset[State]
    action: Action
    by: By
    needs: tuple[Need, ...]
    to: To
    clock: Clock = Clock.KEEP
    board: Board = Board.KEEP
    when: When = When.ALWAYS

    @property
    def fields(self) -> tuple[str, ...]:
        """The form fields that this step asks for, in order."""
        return tuple(dict.fromkeys(field for need in self.needs for field in need.fields))


NEW: frozenset[State] = frozenset()
RECEIVED = frozenset({State.RECEIVED})
TRIAGE = frozenset({State.TRIAGE})
ANSWERING = frozenset({State.ANSWERING})
REVIEW = frozenset({State.REVIEW})
OPEN = OPEN_STATES
UNFINISHED = RECEIVED | OPEN
PUBLISHED = frozenset({State.PUBLISHED})
CLOSED = frozenset({State.CLOSED})
ENDED = PUBLISHED | CLOSED
ANY = frozenset(State)

_REFUSAL = (Need.INVALID_REASON, Need.REPLY, Need.OPINION)
_ANSWER = (Need.FINDING, Need.REPLY, Need.CORRECTION, Need.SITE_DATA, Need.OPINION, Need.PICTURES)
_APPROVAL = (Need.OPTIONAL_COMMENT, Need.PUBLIC_COPY, Need.CHECKS)
_HAND_BACK = (Need.REASON, Need.ORIGINAL)
_AMENDMENT = (Need.PUBLIC_COPY, Need.REASON)
_DISPATCH = (Need.ORGANIZING_UNIT, Need.COMMENT)

# fmt: off
TRANSITIONS: tuple[Transition, ...] = (
    # from            action                 by                       needs                   to, holder               clock               case on the board           only when
    Transition(NEW,       Action.SUBMIT,         By.CITIZEN,              (Need.REPORT,),         To.RECEIVED_NOBODY),
    Transition(RECEIVED,  Action.DISPATCH,       By.SCHEDULE_OR_ROOT,     _DISPATCH,              To.TRIAGE_CHOSEN,        Clock.OPEN),
    Transition(RECEIVED,  Action.SET_ASIDE,      By.SCHEDULE,             (),                     To.RECEIVED_ROOT,        when=When.NOT_HELD_BY_ROOT),
    Transition(TRIAGE,    Action.TRANSFER,       By.HOLDER,               (Need.FILING_UNIT,),    To.ANSWERING_CHOSEN),
    Transition(TRIAGE,    Action.REJECT,         By.REFUSER,              _REFUSAL,               To.REVIEW_PARENT),
    Transition(TRIAGE,    Action.RETURN,         By.HOLDER_BELOW_ROOT,    (Need.REASON,),         To.RECEIVED_NOBODY,      Clock.END),
    Transition(TRIAGE,    Action.RECALL,         By.ROOT,                 (Need.REASON,),         To.RECEIVED_ROOT,        Clock.END),
    Transition(ANSWERING, Action.ANSWER,         By.HOLDER,               _ANSWER,                To.REVIEW_PARENT),
    Transition(ANSWERING, Action.HAND_BACK,      By.HOLDER,               _HAND_BACK,             To.TRIAGE_TRANSFERRER),
    Transition(ANSWERING, Action.RECALL,         By.TRANSFERRER_OR_ABOVE, (Need.REASON,),         To.TRIAGE_TRANSFERRER),
    Transition(REVIEW,    Action.APPROVE,        By.REVIEWER,             _APPROVAL,              To.REVIEW_PARENT_OR_END, Clock.END_AT_ROOT,  Board.APPEAR_OR_GO_AT_ROOT),
    Transition(REVIEW,    Action.SEND_BACK,      By.HOLDER,               (Need.COMMENT,),        To.WRITER),
    Transition(OPEN,      Action.RESPOND,        By.HOLDER,               (Need.COMMENT,),        To.SAME,                 when=When.URGED),
    Transition(OPEN,      Action.JUSTIFY,        By.HOLDER,               (Need.COMMENT,),        To.SAME,                 when=When.OVERDUE),
    Transition(OPEN,      Action.ASSIGN,         By.HOLDER,               (Need.ACCOUNT,),        To.SAME),
    Transition(OPEN,      Action.URGE,           By.ABOVE_HOLDER,         (Need.COMMENT,),        To.SAME),
    Transition(UNFINISHED, Action.RETRACT,       By.CITIZEN,              (),                     To.CLOSED_NOBODY,        Clock.END,           when=When.NEVER_FINISHED),
    Transition(ENDED,     Action.URGE,           By.ABOVE_ANSWERER,       (Need.COMMENT,),        To.SAME,                 when=When.PROMISE_OPEN),
    Transition(ENDED,     Action.RESPOND,        By.ANSWERER,             (Need.COMMENT,),        To.SAME,                 when=When.URGED),
    Transition(ENDED,     Action.RECTIFY,        By.ANSWERER,             (Need.CORRECTED_ON,),   To.SAME,                 board=Board.RECTIFY, when=When.PROMISE_OPEN),
    Transition(ENDED,     Action.DISPUTE,        By.CITIZEN,              (Need.REASON,),         To.SAME_ON_ROOT,         when=When.DISPUTABLE),
    Transition(ENDED,     Action.REFUSE_DISPUTE, By.ROOT,                 (Need.COMMENT,),        To.SAME_ON_NOBODY,       when=When.DISPUTED),
    Transition(ENDED,     Action.REOPEN,         By.ROOT,                 (Need.REASON,),         To.WRITER,               Clock.OPEN),
    Transition(CLOSED,    Action.DISCLOSE,       By.ROOT,                 (Need.PUBLIC_COPY,),    To.PUBLISHED,            board=Board.APPEAR),
    Transition(PUBLISHED, Action.AMEND,          By.ROOT,                 _AMENDMENT,             To.SAME,                 board=Board.CHANGE),
    Transition(ANY,       Action.WITHDRAW,       By.ROOT,                 (Need.WITHHOLDING,),    To.CLOSED_IF_PUBLISHED,  board=Board.GO,      when=When.CASE_VISIBLE),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What the rules need to know of the last reply written: by whom, what it found, what it proposes."""

    author: int
    unit: int
    finding: Finding
    public: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """A report at one moment, as far as the rules look at it. Units and accounts are ids; no citizen's words."""

    state: State
    kind: ReportKind
    site_known: bool = False
    holder: int | None = None
    transferrer: int | None = None
    returned_by: int | None = None
    reply: ReplyFacts | None = None
    urged: bool = False
    overdue: bool = False
    case_visible: bool = False
    case_finding: Finding | None = None
    promise_open: bool = False
    disputable: bool = False
    disputed: bool = False
    answered_before: bool = False
    """A reply was finally approved at some time: the report has been finished once."""
    retracted: bool = False
    """The citizen took the report back."""


CONDITIONS: dict[When, Callable[[Situation, UnitTree], bool]] = {
    When.ALWAYS: lambda report, tree: True,
    When.URGED: lambda report, tree: report.urged,
    When.OVERDUE: lambda report, tree: report.overdue,
    When.CASE_VISIBLE: lambda report, tree: report.case_visible,
    When.PROMISE_OPEN: lambda report, tree: report.promise_open,
    When.DISPUTABLE: lambda report, tree: report.disputable,
    When.DISPUTED: lambda report, tree: report.disputed,
    When.NOT_HELD_BY_ROOT: lambda report, tree: report.holder is None,
    When.NEVER_FINISHED: lambda report, tree: not report.answered_before,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a step leads. ``skipped`` are levels without an active account that the climb stepped over."""

    state: State
    holder: int | None
    skipped: tuple[int, ...] = ()
    opens_clock: bool = False
    ends_clock: bool = False
    case_appears: bool = False
    case_goes: bool = False


class IllegalStep(ValueError):
    """The table has no row for this action in this situation."""


def find_transition(report: Situation, action: Action, tree: UnitTree) -> Transition | None:
    """The row for ``action`` on a report in this situation, or None where the table has none.

    What the citizen took back has ended for good: there is no row for it, whatever its state is called.
    """
    if report.retracted:
        return None
    for row in TRANSITIONS:
        if row.action is action and report.state in row.sources and CONDITIONS[row.when](report, tree):
            return row
    return None


def step(
    report: Situation,
    action: Action,
    tree: UnitTree,
    *,
    by: int | None = None,
    account: int | None = None,
    chosen: int | None = None,
) -> Outcome:
    """Take ``report`` one step: ``by`` is the acting unit, ``account`` the person, ``chosen`` the unit they picked.

    Permission and completeness are checked elsewhere (policy, demands). Raises IllegalStep where the table has no row.
    """
    row = find_transition(report, action, tree)
    if row is None:
        raise IllegalStep(f"{action} is not possible in {report.state}")
    author = account if row.to is To.REVIEW_PARENT else report.reply.author if report.reply else None
    state, holder, skipped = DESTINATIONS[row.to](report, tree, Choice(by, chosen, author))
    ended = state in ENDED and report.state not in ENDED
    return Outcome(
        state=state,
        holder=holder,
        skipped=skipped,
        opens_clock=row.clock is Clock.OPEN,
        ends_clock=row.clock is Clock.END or (row.clock is Clock.END_AT_ROOT and ended),
        case_appears=row.board is Board.APPEAR or (ended and state is State.PUBLISHED),
        case_goes=row.board is Board.GO or (ended and state is State.CLOSED and report.case_visible),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What a destination may depend on besides the report: acting unit, chosen unit, the reply's author."""

    by: int | None
    chosen: int | None
    author: int | None


Destination = tuple[State, int | None, tuple[int, ...]]


def _chosen(state: State) -> Callable[[Situation, UnitTree, Choice], Destination]:
    def destination(report: Situation, tree: UnitTree, choice: Choice) -> Destination:
        if choice.chosen is None:
            raise IllegalStep("this step needs a unit")
        return state, tree.resolve(choice.chosen), ()

    return destination


def _transferrer(report: Situation, tree: UnitTree, choice: Choice) -> Destination:
    """Back to the unit that transferred the report, or the next one above that has somebody at work."""
    origin = report.transferrer if report.transferrer is not None else tree.root
    unit, skipped = tree.first_staffed((tree.resolve(origin), *tree.above(origin)))
    return State.TRIAGE, unit, skipped


def _parent(report: Situation, tree: UnitTree, choice: Choice) -> Destination:
    """To the first reviewer above whoever wrote the reply; the root reviews its own refusals (§三(四))."""
    writer = choice.by if choice.by is not None else tree.root
    unit, skipped = tree.first_staffed(tree.above(writer), without=choice.author)
    return State.REVIEW, unit, skipped


def _parent_or_end(report: Situation, tree: UnitTree, choice: Choice) -> Destination:
    """One level up; at the root the review ends, published or closed as the reply proposes (§三(五))."""
    if report.holder is None or report.reply is None:
        raise IllegalStep("a review needs a holder and a reply")
    if tree.resolve(report.holder) == tree.root:
        return State.PUBLISHED if report.reply.public else State.CLOSED, None, ()
    unit, skipped = tree.first_staffed(tree.above(report.holder), without=choice.author)
    return State.REVIEW, unit, skipped


def _writer(report: Situation, tree: UnitTree, choice: Choice) -> Destination:
    """Back to whoever wrote the reply: filing units answer, organizing units sort.

    A writer that has nobody at work any more is stepped over; the organizing unit above it decides anew.
    """
    if report.reply is None:
        raise IllegalStep("nobody has written a reply")
    writer = tree.resolve(report.reply.unit)
    if tree.staffed(writer):
        return State.TRIAGE if tree.is_organizing(writer) else State.ANSWERING, writer, ()
    unit, skipped = tree.first_staffed(tree.above(writer))
    return State.TRIAGE, unit, (writer, *skipped)


DESTINATIONS: dict[To, Callable[[Situation, UnitTree, Choice], Destination]] = {
    To.RECEIVED_NOBODY: lambda report, tree, choice: (State.RECEIVED, None, ()),
    To.RECEIVED_ROOT: lambda report, tree, choice: (State.RECEIVED, tree.root, ()),
    To.TRIAGE_CHOSEN: _chosen(State.TRIAGE),
    To.ANSWERING_CHOSEN: _chosen(State.ANSWERING),
    To.TRIAGE_TRANSFERRER: _transferrer,
    To.REVIEW_PARENT: _parent,
    To.REVIEW_PARENT_OR_END: _parent_or_end,
    To.WRITER: _writer,
    To.SAME: lambda report, tree, choice: (report.state, report.holder, ()),
    To.SAME_ON_ROOT: lambda report, tree, choice: (report.state, tree.root, ()),
    To.SAME_ON_NOBODY: lambda report, tree, choice: (report.state, None, ()),
    To.CLOSED_IF_PUBLISHED: lambda report, tree, choice: (
        State.CLOSED if report.state is State.PUBLISHED else report.state,
        report.holder,
        (),
    ),
    To.CLOSED_NOBODY: lambda report, tree, choice: (State.CLOSED, None, ()),
    To.PUBLISHED: lambda report, tree, choice: (State.PUBLISHED, report.holder, ()),
}


def changes_version(row: Transition, before: Situation, after: Outcome) -> bool:
    """True if the step makes open forms stale: it moved the report, or changed what the board shows."""
    moved = (before.state, before.holder) != (after.state, after.holder)
    return moved or row.clock is not Clock.KEEP or row.board is not Board.KEEP


def public_status(state: State, refused: bool) -> PublicStatus:
    """What the public is told. ``refused``: the last approved reply is a refusal (the one place that decides it)."""
    if state in (State.RECEIVED, State.TRIAGE):
        return PublicStatus.RECEIVED
    if state in (State.ANSWERING, State.REVIEW):
        return PublicStatus.HANDLING
    return PublicStatus.REFUSED if refused else PublicStatus.FINISHED
