"""Pictures in a folder, each under the hash of its bytes, with a thumbnail beside it; never below the static files."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from portal.adapters import picture_codec as codec
from portal.adapters.picture_codec import LARGEST_FILE, TOO_LARGE, PictureRefused
from portal.domain.picture import Area, Picture

__all__ = ["LARGEST_FILE", "TOO_LARGE", "PictureRefused", "PictureStore"]

NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
SMALL = ".small"
"""Ends the name of a thumbnail."""
ASIDE = ".aside"
"""Ends the name of a picture that is being deleted."""


class PictureStore:
    """Keeps pictures in a folder, each under its own hash; writing one twice changes nothing but its date."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, upload: bytes) -> Picture:
        """Check, re-encode and store one upload; raises PictureRefused. It is on disk when this returns."""
        picture, sharp = codec.decode(upload)
        return self._keep(picture, *codec.encode(picture, sharp=sharp))

    def put_blackened(self, sha256: str, media_type: str, areas: Sequence[Area]) -> Picture | None:
        """Store a copy of a stored picture in which these areas are black; None if the store does not have it.

        Copy and thumbnail are made from the blackened pixels alone.
        """
        stored = self.read(sha256)
        if stored is None:
            return None
        picture, content = codec.blackened(stored, areas, media_type)
        return self._keep(picture, content, media_type)

    def read(self, sha256: str) -> bytes | None:
        """The bytes, or None if the store does not have them."""
        return _read(self._path(sha256))

    def read_small(self, sha256: str) -> bytes | None:
        """The thumbnail, of the same media type, or None if the store does not have the picture."""
        return _read(self._small(sha256)) or self._belated_small(sha256)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every stored picture by its hash, with the time when it was last put there."""
        for path in sorted(self.folder.glob("??/*")):
            if NAME.fullmatch(path.name):
                try:
                    yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)
                except FileNotFoundError:
                    # Somebody deleted it while we were looking.
                    continue

    def delete(self, sha256: str, before: datetime | None = None) -> bool:
        """Remove a picture and its thumbnail, unless it was put there again at or after ``before``; True if it went.

        It is set aside first and looked at then: whoever puts it there meanwhile either renews the date that is looked
        at, or finds it missing and writes it anew.
        """
        path = self._path(sha256)
        aside = path.with_suffix(ASIDE)
        try:
            path.replace(aside)
        except FileNotFoundError:
            return False
        if before is not None and datetime.fromtimestamp(aside.stat().st_mtime, UTC) >= before:
            aside.replace(path)
            return False
        aside.unlink()
        self._small(sha256).unlink(missing_ok=True)
        return True

    def _keep(self, picture: Image.Image, content: bytes, media_type: str) -> Picture:
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        try:
            # Whoever looks for pictures that nobody needs any more goes by this date.
            os.utime(path)
        except FileNotFoundError:
            _write_durably(self._small(name), codec.write(codec.small(picture), media_type))
            _write_durably(path, content)
        return Picture(name, media_type, len(content), picture.width, picture.height)

    def _belated_small(self, sha256: str) -> bytes | None:
        """The thumbnail of a picture that was stored without one."""
        stored = self.read(sha256)
        if stored is None:
            return None
        media_type = codec.PNG if stored.startswith(b"\x89PNG") else codec.JPEG
        content = codec.write(codec.small(codec.read(stored)), media_type)
        _write_durably(self._small(sha256), content)
        return content

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _small(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / (sha256 + SMALL)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write_durably(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
