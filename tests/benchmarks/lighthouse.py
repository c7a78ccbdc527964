"""Lighthouse over the pages that citizens meet, as a phone sees them: the demo behind gunicorn, headless Chromium.

``python -m tests.benchmarks.lighthouse``: needs Node and npm, which fetch Lighthouse into a folder of its own unless
``--tool`` names one that has it. Machines are shared: every page is visited several times, and the median counts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from portal.supervisor import wait_until_answered
from tests.benchmarks.servers import serving
from tests.benchmarks.tables import print_machine, print_table, progress
from tests.ports import free_port

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --no-first-run"
CHROMIUM = os.environ.get("PORTAL_TEST_CHROMIUM", "/usr/bin/chromium")
TOOL = "lighthouse@12"
INSTALL_SECONDS, VISIT_SECONDS, READY_SECONDS = 300, 180, 300


def main() -> None:
    options = _options()
    print_machine()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        tool = options.tool or _installed(home / "tool")
        port = free_port()
        command = [sys.executable, "-m", "portal", "demo", "--port", str(port)]
        with serving(command, port, "/healthz", home / "demo.log", {"PORTAL_HOME": str(home / "demo")}):
            address = f"http://127.0.0.1:{port}"
            if not wait_until_answered(f"{address}/readyz", READY_SECONDS, lambda: True):
                sys.exit("the demo does not get ready")
            pages = {"home": "/", "report": "/report", "board": "/board", "case": _first_case(address)}
            rows, missing = [], []
            for name, path in pages.items():
                reports = [_visited(tool, address + path, home / "report.json") for _ in range(options.runs)]
                scores = [round(median(_score(each, category) for each in reports)) for category in CATEGORIES]
                rows.append([name, *map(str, scores)])
                missing += [f"{name}: {each}" for each in sorted({one for each in reports for one in _flaws(each)})]
                progress(f"{name}: {scores}")
    print_table(f"Lighthouse, mobile, median of {options.runs}", ["page", *CATEGORIES], rows, markdown=options.markdown)
    print("\n".join(missing))  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="visits of each page")
    parser.add_argument("--tool", type=Path, help="a folder in which npm has installed Lighthouse")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def _installed(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch Lighthouse")
    folder.mkdir()
    subprocess.run([npm, "install", "--no-audit", "--no-fund", TOOL], cwd=folder, check=True, timeout=INSTALL_SECONDS)
    return folder


def _first_case(address: str) -> str:
    with urlopen(f"{address}/board", timeout=60) as answer:  # noqa: S310 - our own address
        found = re.search(r'href="(/board/\d{4}-\d{6})"', answer.read().decode())
    if found is None:
        sys.exit("the demo has no case")
    return found[1]


def _visited(tool: Path, address: str, report: Path) -> dict[str, Any]:
    """What Lighthouse reports of one visit."""
    program = str(tool / "node_modules" / ".bin" / "lighthouse")
    wanted = [f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={report}", "--quiet"]
    subprocess.run(
        [program, address, *wanted, f"--chrome-flags={FLAGS}"],
        env={**os.environ, "CHROME_PATH": CHROMIUM},
        check=True,
        timeout=VISIT_SECONDS,
    )
    visited: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return visited


def _score(report: dict[str, Any], category: str) -> float:
    return 100 * float(report["categories"][category]["score"] or 0)


def _flaws(report: dict[str, Any]) -> set[str]:
    """The audits that cost a page part of its score."""
    weighed = (part for each in report["categories"].values() for part in each["auditRefs"] if part["weight"])
    audits = ((part["id"], report["audits"][part["id"]]["score"]) for part in weighed)
    return {f"{name} {score}" for name, score in audits if score is not None and score < 0.9}


if __name__ == "__main__":
    main()
