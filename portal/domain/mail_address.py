"""E-mail addresses that a letter can be sent to without being mistaken for anything else."""

from __future__ import annotations

import re

LONGEST = 254
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})+", re.ASCII)


def parse_mail_address(text: str) -> str | None:
    """The address as mail servers write it, or None where it is no single plain address.

    A domain in Chinese becomes its ASCII form. Quotes, commas, brackets, spaces and line ends are refused wherever
    they stand: they could turn one address into several, or into another header.
    """
    local, at, domain = text.strip(" ").rpartition("@")
    if not at or len(text) > LONGEST:
        return None
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    address = f"{local}@{domain}"
    return address if len(address) <= LONGEST and len(local) <= 64 and _ADDRESS.fullmatch(address) else None


def normal_address(text: str) -> str | None:
    """The address by which a person is found again, however they capitalised it; None where it is none.

    Servers may tell capitals in the part before the @ apart, but none that people use does.
    """
    address = parse_mail_address(text)
    return address.lower() if address else None
