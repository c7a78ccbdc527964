"""Pictures: decoded, turned upright, shrunk and encoded anew, so that what was hidden in the file is gone."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.domain.picture import Picture

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes that one uploaded picture may have."""
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureRefused(ValueError):
    """The upload is not a picture that the portal takes; the message is a sentence in Chinese."""


class PictureStore:
    """Keeps pictures in a folder, each under its own hash; writing the same picture twice changes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, upload: bytes) -> Picture:
        """Check, re-encode and store one upload; raises PictureRefused. It is on disk when this returns."""
        encoded, media_type, (width, height) = _encode(upload)
        name = hashlib.sha256(encoded).hexdigest()
        path = self._path(name)
        if not path.exists():
            _write_durably(path, encoded)
        return Picture(name, media_type, len(encoded), width, height)

    def read(self, sha256: str) -> bytes | None:
        """The bytes, or None if the store does not have them."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def _encode(upload: bytes) -> tuple[bytes, str, tuple[int, int]]:
    if len(upload) > LARGEST_FILE:
        raise PictureRefused("图片超过 5 MB，请压缩后再上传")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PictureRefused("图片的像素过多，请缩小后再上传")
                picture = ImageOps.exif_transpose(opened)
                keeps_png = opened.format == "PNG"
                picture = picture.convert("RGBA" if keeps_png and "A" in picture.getbands() else "RGB")
    except PictureRefused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureRefused("无法识别这个文件，请上传 JPG、PNG 或 WebP 图片") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        # Pillow reports damaged files with whatever its decoders raise.
        raise PictureRefused("图片已损坏，无法打开，请换一张") from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    if keeps_png:
        picture.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png", picture.size
    picture.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), "image/jpeg", picture.size


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
