"""How to reach a citizen: kept with the report, known by a digest."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.domain.audit import Deed
from portal.domain.mail_address import normal_address
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import NotFound
from portal.store import Contact, Report

BATCH = 500
"""Rows that one transaction deals with: other writers wait."""


def email_digest(context: Context, email: str | None) -> str | None:
    """What the database finds a mail address by; None for what is no address."""
    address = normal_address(email) if email else None
    return context.digest("mail address", address).hex() if address else None


def contact_columns(context: Context, name: str, phone: str, email: str) -> dict[str, str | None] | None:
    """What a citizen gave as the table has it, None if they gave nothing; "" means left empty."""
    if not (name or phone or email):
        return None
    digest = email_digest(context, email)
    return {"name": name or None, "phone": phone or None, "email": email or None, "email_digest": digest}


def fill_digests(context: Context) -> int:
    """Give contact data that was stored before there were digests its own, a batch a transaction; how many got one.

    What is no address keeps none. May be interrupted and repeated.
    """
    filled, after = 0, 0
    without = select(Contact.report_id, Contact.email).where(Contact.email_digest.is_(None), Contact.email.is_not(None))
    while True:
        with context.database.writing() as session:
            batch = session.execute(
                without.where(Contact.report_id > after).order_by(Contact.report_id).limit(BATCH)
            ).all()
            for report_id, email in batch:
                after, digest = report_id, email_digest(context, email)
                if digest is not None:
                    session.execute(update(Contact).where(Contact.report_id == report_id).values(email_digest=digest))
                    filled += 1
        if not batch:
            return filled


def change_contact(context: Context, number: str, name: str, phone: str, email: str) -> None:
    """Put what the citizen says now in place of what they said before; all "" deletes it. Raises NotFound.

    Whoever names another address asks for letters there, even if those to the old one were stopped. The audit log
    tells that something changed, not what.
    """
    with context.database.writing() as session:
        report = session.scalar(select(Report).where(Report.number == number).with_for_update())
        if report is None:
            raise NotFound(number)
        contact = report.contact
        given = (name or None, phone or None, email or None)
        if given == ((contact.name, contact.phone, contact.email) if contact else (None, None, None)):
            return
        if contact is None or not any(given):
            columns = contact_columns(context, name, phone, email)
            report.contact = Contact(**columns) if columns else None
        else:
            if email != (contact.email or ""):
                contact.mail_stopped_at = None
            contact.name, contact.phone, contact.email = given
            contact.email_digest = email_digest(context, email)
        subject = f"report:{report.id}"
        record(session, context, Deed.CHANGE_CONTACT, subject)
