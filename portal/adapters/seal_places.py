"""Where seals of the audit log are written so that the database's owner cannot rewrite them: files and syslog."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from portal.domain.mail_address import parse_mail_address

LOCAL_SYSLOG = "/dev/log"
SYSLOG_PORT = 514
SECURITY_NOTICE = 10 * 8 + 5
"""Facility authpriv, severity notice (RFC 5424)."""
TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Syslog:
    """A syslog that listens on a socket of this machine, or on another host (UDP, which confirms nothing)."""

    host: str
    port: int

    def write(self, line: str) -> None:
        """Send one line; raises OSError."""
        packet = f"<{SECURITY_NOTICE}>portal: {line}".encode("ascii")
        if self.host.startswith("/"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local:
                local.settimeout(TIMEOUT_SECONDS)
                local.connect(self.host)
                local.send(packet)
            return
        kind, _, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(kind, socket.SOCK_DGRAM) as remote:
            remote.sendto(packet, address)


@dataclass(frozen=True, slots=True)
class SealFile:
    """A file that grows by a line a day; it may lie on a mount where this machine may only append."""

    path: Path

    def write(self, line: str) -> None:
        """Append one line and wait until it is on disk; raises OSError."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(descriptor, f"{line}\n".encode("ascii"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def parse_place(place: str) -> SealFile | Syslog | str:
    """A file's path, ``syslog:`` (this machine's), ``syslog:host`` or ``syslog:host:port``, or ``mailto:address``, of
    which the address is returned. Raises ValueError with the reason."""
    scheme, colon, rest = place.partition(":")
    if colon and scheme == "mailto":
        if parse_mail_address(rest) != rest:
            raise ValueError("after mailto: there must be a mail address, like audit@mail.example")
        return rest
    if colon and scheme == "syslog":
        if not rest or rest.startswith("/"):
            return Syslog(rest or LOCAL_SYSLOG, 0)
        try:
            parts = urlsplit(f"//{rest}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host:
            raise ValueError("after syslog: there may be a host and a port, like syslog:logs.example:514")
        return Syslog(host, port or SYSLOG_PORT)
    if not place.startswith("/"):
        raise ValueError("each must be an absolute path, syslog:…, or mailto:…")
    return SealFile(Path(place))
