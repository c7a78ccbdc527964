"""The tables and the database behind them. Importing this package makes every table known to ``Base.metadata``."""

from portal.store.account import Account
from portal.store.assessment import AssessmentResult, AssessmentScheme, FrozenAssessment, ScoreObjection
from portal.store.attachment import Attachment
from portal.store.audit import AuditEntry, AuditHead, AuditSeal
from portal.store.base import Base
from portal.store.board import Board
from portal.store.bulletin import Bulletin, BulletinReceipt, BulletinStep, BulletinVersion, Criticism
from portal.store.case import Case
from portal.store.challenge import SpentChallenge
from portal.store.clock import CalendarDay, Clock
from portal.store.database import Database
from portal.store.dispute import Dispute, Rating
from portal.store.draft import Draft
from portal.store.event import Event, Holding
from portal.store.figures import ClosedPeriod, FigureMonth, FigurePlace, FigureState, UnitMoved
from portal.store.invitation import Invitation
from portal.store.letter import Letter
from portal.store.outbox import Fact, OutboxItem, ScheduleRun
from portal.store.region import Region
from portal.store.reply import Reply
from portal.store.report import Contact, NumberCounter, Report, Sender
from portal.store.rising import RisingReport, RisingWord
from portal.store.session import OldPassword, RecoveryCode, SecondFactor, SignedIn, SignInFailures
from portal.store.site import Site, SiteHost
from portal.store.template import ReplyTemplate
from portal.store.unit import ResponsibleOfficer, Unit

__all__ = [
    "Account",
    "AssessmentResult",
    "AssessmentScheme",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "AuditSeal",
    "Base",
    "Board",
    "Bulletin",
    "BulletinReceipt",
    "BulletinStep",
    "BulletinVersion",
    "CalendarDay",
    "Case",
    "Clock",
    "ClosedPeriod",
    "Contact",
    "Criticism",
    "Database",
    "Dispute",
    "Draft",
    "Event",
    "Fact",
    "FigureMonth",
    "FigurePlace",
    "FigureState",
    "FrozenAssessment",
    "Holding",
    "Invitation",
    "Letter",
    "NumberCounter",
    "OldPassword",
    "OutboxItem",
    "Rating",
    "RecoveryCode",
    "Region",
    "Reply",
    "ReplyTemplate",
    "Report",
    "ResponsibleOfficer",
    "RisingReport",
    "RisingWord",
    "ScheduleRun",
    "ScoreObjection",
    "SecondFactor",
    "Sender",
    "SignInFailures",
    "SignedIn",
    "Site",
    "SiteHost",
    "SpentChallenge",
    "Unit",
    "UnitMoved",
]
