"""The picture store: what it takes, what it refuses in which words, and that nothing hidden comes out again."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from portal.adapters import picture_codec
from portal.adapters.pictures import PictureRefused, PictureStore
from portal.domain.picture import Area, Picture
from tests.web.images import HTML, SVG, bomb, picture

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    """An empty store."""
    return PictureStore(tmp_path / "attachments")


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The image as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes | None) -> Image.Image:
    """The image of a file."""
    assert content is not None
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image


def refusal(store: PictureStore, upload: bytes) -> str:
    """The sentence with which the upload is refused; nothing may have been stored."""
    with pytest.raises(PictureRefused) as refused:
        store.put(upload)
    assert not list(store.names())
    return str(refused.value)


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """A picture that compresses badly, as photographs do."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_taken_by_its_content_turned_upright_and_loses_its_metadata(
    store: PictureStore, kind: str
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    image = Image.new("RGB", (60, 40), "teal")
    kept = store.put(encoded(image, kind, exif=exif, xmp=b"<x:xmpmeta>secret</x:xmpmeta>"))
    content = store.read(kept.sha256)
    shown = opened(content)
    # HEIC writers turn the pixels by a property of the container, all others by the metadata; here: by both.
    assert shown.size in ((40, 60), (60, 40))
    assert (kept.width, kept.height, kept.size) == (*shown.size, len(content or b""))
    assert not shown.getexif()
    assert not {"exif", "icc_profile", "xmp", "comment", "XML:com.adobe.xmp"} & set(shown.info)
    for words in (b"taken at home", b"secret", b"GPS"):
        assert words not in (content or b"")


def test_words_beside_the_pixels_are_dropped(store: PictureStore) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Wang Xiaoming")
    words.add_itxt("Title", "at home", zip=True)
    image = Image.new("RGB", (30, 30), "red")
    for upload in (encoded(image, "PNG", pnginfo=words), encoded(image, "JPEG", comment=b"Wang Xiaoming")):
        kept = store.put(upload)
        assert b"Wang" not in (store.read(kept.sha256) or b"")
        assert "comment" not in opened(store.read(kept.sha256)).info
        assert "Author" not in opened(store.read(kept.sha256)).info


def test_what_follows_a_picture_in_its_file_is_gone(store: PictureStore) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    for kind in ("JPEG", "PNG", "WEBP"):
        for tail in (packed.getvalue(), HTML, b"MZ\x90\x00" * 100):
            kept = store.put(encoded(Image.new("RGB", (20, 20), "red"), kind) + tail)
            content = store.read(kept.sha256) or b""
            assert tail not in content
            assert not zipfile.is_zipfile(io.BytesIO(content))
            assert b"<script" not in content


def test_colours_are_told_in_srgb(store: PictureStore) -> None:
    # In this profile red and green have changed places: a picture that merely lost it would look wrong.
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = swapped_tags(srgb, b"rXYZ", b"gXYZ")
    upload = encoded(Image.new("RGB", (20, 20), (255, 0, 0)), "PNG", icc_profile=swapped)
    red, green, _ = opened(store.read(store.put(upload).sha256)).getpixel((5, 5))  # type: ignore[misc]
    assert green > 200 > red
    ruined = encoded(Image.new("RGB", (20, 20), (255, 0, 0)), "PNG", icc_profile=b"no profile at all" * 20)
    assert opened(store.read(store.put(ruined).sha256)).getpixel((5, 5)) == (255, 0, 0)


def swapped_tags(profile: bytes, one: bytes, other: bytes) -> bytes:
    """The profile with two of its tags exchanged."""
    first, second = profile.index(one), profile.index(other)
    changed = bytearray(profile)
    changed[first : first + 4], changed[second : second + 4] = other, one
    return bytes(changed)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_way_to_tell_colours_is_understood(store: PictureStore, mode: str) -> None:
    kept = store.put(encoded(Image.new(mode, (30, 20)), "JPEG" if mode == "CMYK" else "PNG"))
    assert opened(store.read(kept.sha256)).mode == "RGB"


def test_sixteen_bits_are_scaled_and_what_is_transparent_hides_nothing(store: PictureStore) -> None:
    deep = Image.fromarray(np.full((20, 20), 0x8000, dtype=np.uint16))
    assert opened(store.read(store.put(encoded(deep, "PNG")).sha256)).getpixel((3, 3)) == (128, 128, 128)
    hidden = Image.new("RGBA", (20, 20), (200, 10, 10, 0))
    assert opened(store.read(store.put(encoded(hidden, "PNG")).sha256)).getpixel((3, 3)) == (255, 255, 255)


def test_long_sides_are_capped_and_a_thumbnail_lies_beside(store: PictureStore) -> None:
    kept = store.put(encoded(Image.new("RGB", (4000, 1000), "navy"), "JPEG"))
    assert (kept.width, kept.height) == (2400, 600)
    assert opened(store.read_small(kept.sha256)).size == (320, 80)
    tiny = store.put(encoded(Image.new("RGB", (10, 4), "navy"), "PNG"))
    assert opened(store.read_small(tiny.sha256)).size == (10, 4)
    assert store.read_small("0" * 64) is None


def test_a_picture_stored_without_a_thumbnail_gets_one_when_it_is_asked_for(store: PictureStore) -> None:
    for kind in ("PNG", "JPEG"):
        kept = store.put(picture(kind, (600, 400)))
        (small,) = store.folder.glob(f"??/{kept.sha256}.small")
        before = small.read_bytes()
        small.unlink()
        assert store.read_small(kept.sha256) == before
        assert small.exists()


def test_screenshots_stay_sharp_and_photographs_become_jpeg(store: PictureStore) -> None:
    assert store.put(picture("PNG", (1200, 800))).media_type == "image/png"
    assert store.put(encoded(noise(1200, 900), "PNG")).media_type == "image/jpeg"


def _chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def moving(kind: str) -> bytes:
    """An animation."""
    frames = [Image.new("RGB", (30, 30), (each, 0, 0)) for each in range(0, 250, 10)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


def progressive(scans: int, side: int = 7000) -> bytes:
    """A JPEG that claims many passes over many pixels."""
    small = encoded(Image.new("L", (16, 16)), "JPEG", progressive=True)
    frame = small.index(b"\xff\xc2")
    large = small[: frame + 5] + struct.pack(">HH", side, side) + small[frame + 9 :]
    start = large.index(b"\xff\xda")
    return large[:start] + large[start:-2] * scans + large[-2:]


HEIC = encoded(Image.new("RGB", (64, 64), "red"), "HEIF")
LARGE_HEIC = HEIC.replace(struct.pack(">II", 64, 64), struct.pack(">II", 20_000, 20_000))
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "空文件"),
    "text": (b"just words", "无法识别"),
    "svg": (SVG, "SVG"),
    "svg after a declaration": (b'<?xml version="1.0"?>\n' + SVG, "SVG"),
    "html": (HTML, "网页文件"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "gif": (moving("GIF"), "GIF"),
    "tiff": (encoded(Image.new("RGB", (9, 9)), "TIFF"), "TIFF"),
    "bmp": (encoded(Image.new("RGB", (9, 9)), "BMP"), "BMP"),
    "avif": (b"\0\0\0\x1cftypavif" + b"\0" * 40, "无法识别"),
    "moving png": (moving("PNG"), "动图"),
    "moving webp": (moving("WEBP"), "动图"),
    "declared pixels": (bomb(), "像素过多"),
    "a large empty webp": (encoded(Image.new("RGB", (6000, 5000)), "WEBP", lossless=True, method=0), "像素过多"),
    "fewer declared pixels": (bomb(8_000), "像素过多"),
    "passes without end": (progressive(400), "编码方式异常"),
    "heic with impossible sides": (LARGE_HEIC, ""),
    "too large": (picture() + b"\0" * (5 * 1024 * 1024), "超过 5 MB"),
    "words that unpack to megabytes": (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", 10, 10, 8, 0, 0, 0, 0))
        + _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 200_000_000, 9))
        + _chunk(b"IDAT", zlib.compress(b"\0" * 110))
        + _chunk(b"IEND"),
        "损坏",
    ),
    **{f"half a {kind}": (content[: len(content) // 2], "损坏") for kind, content in (
        (kind, encoded(noise(200, 100), kind)) for kind in KINDS
    )},
    **{f"the beginning of a {kind}": (encoded(noise(20, 10), kind)[:24], "") for kind in KINDS},
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_with_a_sentence_that_says_what_to_do(store: PictureStore, name: str) -> None:
    upload, words = REFUSED[name]
    tracemalloc.start()
    try:
        sentence = refusal(store, upload)
        # What Pillow holds is counted apart; here it is what files unpack to in Python's own memory.
        assert tracemalloc.get_traced_memory()[1] < 80_000_000
    finally:
        tracemalloc.stop()
    assert words in sentence
    assert any("一" <= letter <= "鿿" for letter in sentence)


def test_damage_anywhere_is_refused_or_survived_but_never_an_accident(store: PictureStore) -> None:
    dice = np.random.default_rng(5)
    for kind in KINDS:
        whole = encoded(noise(48, 32), kind)
        for _ in range(60):
            damaged = bytearray(whole)
            for place in dice.integers(0, len(whole), 4):
                damaged[place] = dice.integers(0, 256)
            try:
                store.put(bytes(damaged))
            except PictureRefused as refused:
                assert str(refused)


def test_without_the_library_heic_is_refused_with_a_sentence(
    store: PictureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_codec, "HEIF", False)
    assert "HEIC" in refusal(store, HEIC)


AREA = Area(25, 25, 25, 50)


def with_secret(word: str, kind: str) -> bytes:
    """A page with something in the area that must not become known."""
    image = noise(400, 300)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 75, 199, 224), fill="white")
    draw.text((104, 140), word, fill="black")
    return encoded(image, kind)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_blackened_copy_is_the_same_whatever_was_there(store: PictureStore, kind: str) -> None:
    copies: list[Picture] = []
    for word in ("13912345678", "88 88 88", ""):
        kept = store.put(with_secret(word, kind))
        copy = store.put_blackened(kept.sha256, kept.media_type, [AREA])
        assert copy is not None
        assert copy.sha256 != kept.sha256
        copies.append(copy)
    assert len({copy.sha256 for copy in copies}) == 1
    assert len({store.read_small(copy.sha256) for copy in copies}) == 1
    content = store.read(copies[0].sha256)
    black = np.asarray(opened(content).convert("RGB"))[75:225, 100:200]
    assert black.max() <= 8
    small = np.asarray(opened(store.read_small(copies[0].sha256)).convert("RGB"))
    assert small[70:170, 90:150].max() <= 60
    # Outside of the area the picture is there as before.
    assert np.asarray(opened(content).convert("RGB"))[:, 300:].std() > 30


def test_areas_at_the_edge_and_beyond_are_blackened_as_far_as_there_is_a_picture(store: PictureStore) -> None:
    kept = store.put(encoded(Image.new("RGB", (100, 100), "white"), "PNG"))
    copy = store.put_blackened(kept.sha256, kept.media_type, [Area(90, 0, 100, 100), Area(0, 99.9, 0.1, 0.1)])
    assert copy is not None
    pixels = np.asarray(opened(store.read(copy.sha256)))
    assert pixels[:, 90:].max() == 0
    assert pixels[99, 0].max() == 0
    assert pixels[50, 50].min() == 255
    assert store.put_blackened("f" * 64, "image/png", [AREA]) is None


def test_the_store_names_what_it_holds_since_when_and_deletes_it(store: PictureStore) -> None:
    assert list(store.names()) == []
    kept = store.put(picture())
    again = store.put(picture())
    assert again == kept
    ((name, since),) = store.names()
    assert name == kept.sha256
    assert datetime.now(UTC) - since < timedelta(minutes=5)
    store.delete(name)
    store.delete(name)
    assert list(store.names()) == []
    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_picture_that_was_put_there_again_meanwhile_is_not_deleted(store: PictureStore) -> None:
    kept = store.put(picture())
    ((_, since),) = store.names()
    assert not store.delete(kept.sha256, before=since)
    assert store.read(kept.sha256) is not None
    assert store.read_small(kept.sha256) is not None
    assert store.delete(kept.sha256, before=since + timedelta(seconds=1))
    assert store.read(kept.sha256) is None
