"""The wheel: everything that the portal needs travels in it, so that it serves without its checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from portal.config import CHECKOUT
from portal.supervisor import wait_until_answered
from tests.cli.conftest import PASSWORD
from tests.ports import free_port
from tests.web.conftest import SECRET

pytestmark = pytest.mark.load

PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs. Building needs hatchling here and nothing from the network."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=CHECKOUT, check=True, timeout=PATIENCE_SECONDS, capture_output=True)
    (wheel,) = out.glob("*.whl")
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def environment(site: Path, home: Path) -> dict[str, str]:
    """Settings of an installation that knows the unpacked wheel only."""
    own = {"PYTHONPATH": str(site), "PORTAL_HOME": str(home), "PORTAL_SECRET_KEY": SECRET}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}, **own}


def portal(site: Path, home: Path, *words: str, stdin: str = "") -> str:
    """Run the program outside of the checkout; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "portal", *words],
        env=environment(site, home), cwd=home, input=stdin, capture_output=True, text=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def fetch(address: str) -> str:
    """What the portal answers; anything but success is an error."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - loopback only
        text: str = answer.read().decode()
        return text


def test_the_wheel_holds_the_portal_and_nothing_else(unpacked: Path) -> None:
    names = {path.name for path in unpacked.iterdir()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"portal"}
    for needed in ("templates/layouts/base.html", "static/css/portal.css", "store/migrations/env.py"):
        assert (unpacked / "portal" / needed).is_file(), needed
    assert not list(unpacked.rglob("*.sqlite"))


def test_the_wheel_serves_outside_of_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    assert "dispatch" in portal(unpacked, tmp_path, "--help")
    portal(unpacked, tmp_path, "init", "--password-stdin", stdin=f"{PASSWORD}\n")
    port = free_port()
    command = [sys.executable, "-m", "portal", "web", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=environment(unpacked, tmp_path), cwd=tmp_path)
    try:
        address = f"http://127.0.0.1:{port}"
        assert wait_until_answered(f"{address}/healthz", PATIENCE_SECONDS, lambda: process.poll() is None)
        page = fetch(address + "/")
        assert "<h1>" in page
        sheet = re.search(r'href="(/static/css/[^"]+)"', page)
        assert sheet
        assert "{" in fetch(address + sheet[1])
    finally:
        process.terminate()
        process.wait(30)
