"""How to reach a citizen: kept with the report, known by a digest."""

from __future__ import annotations

from portal.domain.mail_address import normal_address
from portal.services.context import Context
from portal.store import Contact


def email_digest(context: Context, email: str | None) -> str | None:
    """What the database finds a mail address by; None for what is no address."""
    address = normal_address(email) if email else None
    return context.digest("mail address", address).hex() if address else None


def new_contact(context: Context, name: str, phone: str, email: str) -> Contact | None:
    """What a citizen gave, None if they gave nothing; "" means left empty."""
    if not (name or phone or email):
        return None
    return Contact(
        name=name or None, phone=phone or None, email=email or None, email_digest=email_digest(context, email)
    )
