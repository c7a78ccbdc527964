"""Uploads decoded and encoded anew: what comes out holds the visible pixels and nothing else of the file.

Every picture is turned upright, brought to sRGB, laid on white where it was transparent (what nobody sees must not
travel along), shrunk and written without metadata. Hostile files cost bounded memory and time: sizes and scans are read
from the headers first, and one picture at a time is decoded in each process.
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from PIL import Image, ImageCms, ImageDraw, ImageOps, UnidentifiedImageError

from portal.domain.picture import Area

try:
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    HEIF = True
except ImportError:
    # There are platforms without the library; pictures of all other kinds are taken there all the same.
    HEIF = False

JPEG, PNG = "image/jpeg", "image/png"
LARGEST_FILE = 5 * 1024 * 1024
"""Bytes that one uploaded picture may have."""
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "HEIF": 50_000_000}
"""By what cameras have. Other kinds hold whole screens, and a few bytes of them can claim any size."""
MOST_OF_OTHERS = 25_000_000
MOST_WORK = 1_000_000_000
"""Pixels times scans of a progressive JPEG; each scan costs a pass over the whole picture."""
LONGEST_SIDE = 2400
SMALL_SIDE = 320
"""Pixels of a thumbnail's longer side."""
LARGEST_PNG = 1_500_000
"""Bytes from which a PNG is taken for a photograph and kept as JPEG."""
MARGIN = 2
"""Pixels that are blacked out around an area: a JPEG's colours spread so far."""
GRID = 16
"""A JPEG is written in squares of at most this side; what lay anywhere in one may have left a trace in all of it."""

HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
REFUSALS: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "不支持 GIF 动图，请截图后上传"),
    (b"%PDF", "这是 PDF 文件，请把有关页面截图后上传"),
    (b"BM", "不支持 BMP 图片，请另存为 JPG 或 PNG 后上传"),
    (b"II*\0", "不支持 TIFF 图片，请另存为 JPG 或 PNG 后上传"),
    (b"MM\0*", "不支持 TIFF 图片，请另存为 JPG 或 PNG 后上传"),
)
"""How other kinds of files begin, and what is said of them."""
UNKNOWN = "无法识别这个文件，请上传 JPG、PNG、WebP 或 HEIC 图片"
DAMAGED = "图片已损坏，无法打开，请换一张"
TOO_LARGE = "图片超过 5 MB，请压缩后再上传"
TOO_MANY_PIXELS = "图片的像素过多，请缩小后再上传"

_decoding = threading.Lock()


class PictureRefused(ValueError):
    """The upload is not a picture that the portal takes; the message is a sentence in Chinese."""


def decode(upload: bytes) -> tuple[Image.Image, bool]:
    """The upright picture in sRGB, its longer side within bounds, and whether it came as PNG. Raises PictureRefused."""
    kind = _kind_of(upload)
    with _decoding, _sentences():
        with Image.open(io.BytesIO(upload), formats=[kind]) as opened:
            _check(opened, upload)
            # Only JPEG can do this: decode at a half or a quarter of the size where that is still enough.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            profile = opened.info.get("icc_profile")
            picture = _plain(opened)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
            ImageOps.exif_transpose(picture, in_place=True)
        return _on_white(_in_srgb(picture, profile)), kind == "PNG"


def encode(picture: Image.Image, *, sharp: bool) -> tuple[bytes, str]:
    """Bytes and media type. ``sharp``: as PNG, as screenshots are, unless that becomes as large as of a photograph."""
    if sharp:
        as_png = write(picture, PNG)
        if len(as_png) <= LARGEST_PNG:
            return as_png, PNG
    return write(picture, JPEG), JPEG


def write(picture: Image.Image, media_type: str) -> bytes:
    """The picture as a file of this media type, without a word besides its pixels."""
    out, bare = io.BytesIO(), picture.copy()
    bare.info = {}
    if media_type == PNG:
        bare.save(out, "PNG")
    else:
        bare.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def read(stored: bytes) -> Image.Image:
    """A picture that was written here, decoded again."""
    with Image.open(io.BytesIO(stored), formats=["JPEG", "PNG"]) as opened:
        return opened.convert("RGB")


def small(picture: Image.Image) -> Image.Image:
    """The thumbnail."""
    reduced = picture.copy()
    reduced.thumbnail((SMALL_SIDE, SMALL_SIDE), reducing_gap=3.0)
    return reduced


def blackened(stored: bytes, areas: Sequence[Area], media_type: str) -> tuple[Image.Image, bytes]:
    """The stored picture with these areas in black, decoded and as a file.

    They are filled before it is encoded, and somewhat beyond their edges: the result is the same, byte by byte,
    whatever was to be seen in them.
    """
    picture = read(stored)
    draw = ImageDraw.Draw(picture)
    for area in areas:
        draw.rectangle(_covering(area, picture.size), fill=(0, 0, 0))
    return picture, write(picture, media_type)


def _covering(area: Area, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """First and last pixels of the whole squares that an area touches, and a margin around them."""
    edges = []
    for start, length, side in ((area.left, area.width, size[0]), (area.top, area.height, size[1])):
        first = int(side * start / 100) // GRID * GRID - MARGIN
        last = -(-int(side * min(start + length, 100) / 100 + 1) // GRID) * GRID + MARGIN
        edges.append((max(first, 0), min(last, side) - 1))
    (left, right), (top, bottom) = edges
    return left, top, right, bottom


def _kind_of(upload: bytes) -> str:
    """Pillow's name of the format that the content begins as, whatever the file is called."""
    if not upload:
        raise PictureRefused("这是一个空文件，请重新选择图片")
    if len(upload) > LARGEST_FILE:
        raise PictureRefused(TOO_LARGE)
    if upload.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if upload.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if upload.startswith(b"RIFF") and upload[8:12] == b"WEBP":
        return "WEBP"
    if upload[4:8] == b"ftyp" and upload[8:12] in HEIF_BRANDS:
        if not HEIF:
            raise PictureRefused("暂时不能处理 HEIC 图片，请另存为 JPG 后上传")
        return "HEIF"
    raise PictureRefused(next((said for start, said in REFUSALS if upload.startswith(start)), _of_text(upload)))


def _of_text(upload: bytes) -> str:
    head = upload[:1024].lower()
    if b"<svg" in head:
        return "不支持 SVG 矢量图，请截图后上传"
    if b"<html" in head or b"<!doctype" in head:
        return "这是网页文件，不是图片，请截图后上传"
    return UNKNOWN


@contextmanager
def _sentences() -> Iterator[None]:
    """Say in Chinese what Pillow says of a file; whatever its decoders raise means that they could not read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # Odd metadata is no reason to refuse a picture: it is dropped anyway.
            warnings.filterwarnings("ignore", category=UserWarning)
            yield
    except PictureRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureRefused(TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise PictureRefused(DAMAGED) from None
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError, MemoryError, ImportError, ArithmeticError):
        raise PictureRefused(DAMAGED) from None
    except (LookupError, TypeError, AttributeError):
        # Decoders trip over impossible headers in these ways, too.
        raise PictureRefused(DAMAGED) from None


def _check(opened: Image.Image, upload: bytes) -> None:
    """Refuse by the headers alone what would cost too much to decode, and what moves."""
    pixels = opened.width * opened.height
    if pixels > MOST_PIXELS.get(opened.format or "", MOST_OF_OTHERS):
        raise PictureRefused(TOO_MANY_PIXELS)
    if opened.format in ("PNG", "WEBP") and getattr(opened, "is_animated", False):
        raise PictureRefused("不支持动图，请截图后上传")
    if opened.format in ("JPEG", "MPO") and upload.count(b"\xff\xda") * pixels > MOST_WORK:
        raise PictureRefused("这张图片的编码方式异常，请另存为普通 JPG 后上传")


def _plain(opened: Image.Image) -> Image.Image:
    """Decoded, in one of the modes that can be shrunk well: RGB, RGBA, L, LA or CMYK."""
    opened.load()
    if opened.mode.startswith("I") or opened.mode == "F":
        # Sixteen bits a pixel; Pillow itself would cut them off instead of scaling them.
        return opened.point(lambda level: level * (1 / 256)).convert("L")
    if opened.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return opened
    transparent = "transparency" in opened.info or "A" in opened.getbands() or "a" in opened.getbands()
    return opened.convert("RGBA" if transparent else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as they were meant, told without a profile; an impossible profile is ignored."""
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        target = "RGBA" if picture.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=target)
            if turned is not None:
                return turned
    if picture.mode in ("RGB", "RGBA"):
        return picture
    return picture.convert("RGBA" if picture.mode == "LA" else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
