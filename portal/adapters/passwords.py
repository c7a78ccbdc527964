"""Password hashes, by argon2."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_nobody = _hasher.hash("no account has this password, it only takes the same time to check")


def hash_password(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def password_matches(password: str, known_hash: str | None) -> bool:
    """True if ``password`` is the one that was hashed. Takes as long where there is no hash to compare with."""
    try:
        _hasher.verify(known_hash or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return known_hash is not None


def needs_new_hash(known_hash: str) -> bool:
    """True if the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(known_hash)
