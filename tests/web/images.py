"""Uploads for the tests: true pictures made on the spot, and everything that only pretends to be one."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from werkzeug.datastructures import FileStorage

EXIF_WORDS = b"taken at home by Wang Xiaoming"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "teal") -> bytes:
    """A true picture that carries words in its metadata."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = EXIF_WORDS.decode()
    Image.new("RGB", size, colour).save(out, kind, exif=exif)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> FileStorage:
    """A file as a form sends it."""
    return FileStorage(io.BytesIO(content), name)


def bomb(side: int = 60_000) -> bytes:
    """A small PNG that says it is ``side`` pixels wide and high."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND")
    )


def _chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
REFUSED: dict[str, tuple[bytes, str]] = {
    "svg": (SVG, "drawing.svg"),
    "svg with another name": (SVG, "photo.png"),
    "html with another name": (HTML, "photo.jpg"),
    "text": (b"just words", "photo.jpg"),
    "empty": (b"", "photo.jpg"),
    "cut short": (picture("JPEG", (400, 300))[:600], "photo.jpg"),
    "cut short png": (picture("PNG", (400, 300))[:200], "photo.png"),
    "too large": (picture() + b"\0" * (5 * 1024 * 1024), "photo.jpg"),
    "bomb": (bomb(), "photo.png"),
    "smaller bomb": (bomb(8_000), "photo.png"),
    "gif": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "photo.gif"),
}
"""Contents and names of files that are no pictures, or not such as the portal takes."""
