"""A picture as the rest of the portal knows it: what it is, not its bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture, by the SHA-256 of its re-encoded bytes. ``size`` is in bytes, the sides in pixels."""

    sha256: str
    media_type: str
    size: int
    width: int
    height: int
