"""How long one upload takes to become a stored picture, and how much memory: ``python -m tests.benchmarks.pictures``.

Each kind is measured in a process of its own, so that its peak is not another one's. The uploads are made here: noise
over a gradient, as hard to compress as photographs, and a page of bars and letters as screenshots are.
"""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from portal.adapters.pictures import PictureStore
from tests.benchmarks.tables import figure, print_table, progress, say

ROUNDS = 5
MEGABYTE = 1024 * 1024


def photograph(width: int, height: int) -> Image.Image:
    """A gradient with grain and edges."""
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    grain = np.random.default_rng(1).normal(0, 6, (height, width))
    channels = [across + grain, down + grain, (across + down) / 2 + grain]
    image = Image.fromarray(np.clip(np.dstack(channels), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for place in range(0, width, 97):
        draw.line((place, 0, width - place, height), fill=(place % 256, 90, 160), width=3)
    return image


def screenshot(width: int, height: int) -> Image.Image:
    """A page full of letters."""
    image = Image.new("RGB", (width, height), "white")
    draw, letters = ImageDraw.Draw(image), ImageFont.load_default(28)
    for line in range(40, height - 40, 44):
        draw.text((40, line), f"{line} The quick brown fox jumps over the lazy dog. " * (width // 700), "#223", letters)
    return image


def uploads() -> dict[str, bytes]:
    """The files that phones and computers send, each below 5 MB."""
    photo = photograph(4032, 3024)
    made = {
        "JPEG 12 MP": (photo, "JPEG", {"quality": 80}),
        "JPEG 12 MP progressive": (photo, "JPEG", {"quality": 80, "progressive": True}),
        "JPEG 48 MP": (photograph(8064, 6048), "JPEG", {"quality": 50}),
        "HEIC 12 MP": (photo, "HEIF", {"quality": 50, "enc_params": {"preset": "ultrafast"}}),
        "WebP 12 MP": (photo, "WEBP", {"quality": 70, "method": 0}),
        "PNG screenshot 1080x2400": (screenshot(1080, 2400), "PNG", {}),
        "PNG screenshot 3840x2160": (screenshot(3840, 2160), "PNG", {}),
    }
    return {name: encoded(*parts) for name, parts in made.items()}


def encoded(image: Image.Image, kind: str, options: dict[str, object]) -> bytes:
    """The image as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(file: Path) -> list[str]:
    """Store the upload several times: seconds by the clock and of the processor, memory on top, sizes, and as what."""
    upload, before = file.read_bytes(), peak()
    walls, works = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            wall, work = time.perf_counter(), time.process_time()
            kept = PictureStore(Path(folder)).put(upload)
            walls.append(time.perf_counter() - wall)
            works.append(time.process_time() - work)
    seconds = [figure(statistics.median(timings)) for timings in (walls, works)]
    sizes = [figure(size / MEGABYTE) for size in (peak() - before, len(upload), kept.size)]
    return [*seconds, *sizes, kept.media_type]


def main() -> None:
    """Make the uploads and measure each in a process of its own."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, upload in uploads().items():
            file = Path(folder) / "upload"
            file.write_bytes(upload)
            progress(name)
            command = [sys.executable, "-m", "tests.benchmarks.pictures", str(file)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            rows.append([name, *told.split()])
    head = ["", "seconds", "of CPU", "memory, MB", "upload, MB", "kept, MB", "as"]
    print_table("One upload, re-encoded and stored", head, rows, markdown=False)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        say(" ".join(measure(Path(sys.argv[1]))))
    else:
        main()
