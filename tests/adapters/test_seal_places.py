"""Where seals go: what a setting may name, and that a line arrives."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from portal.adapters.seal_places import LOCAL_SYSLOG, SealFile, Syslog, parse_place

LINE = "portal-audit-seal day=2018-06-04"


@pytest.mark.parametrize(
    ("place", "means"),
    [
        ("/srv/seals.txt", SealFile(Path("/srv/seals.txt"))),
        ("syslog:", Syslog(LOCAL_SYSLOG, 0)),
        ("syslog:/run/log", Syslog("/run/log", 0)),
        ("syslog:logs.example", Syslog("logs.example", 514)),
        ("syslog:logs.example:1514", Syslog("logs.example", 1514)),
        ("syslog:[::1]:1514", Syslog("::1", 1514)),
        ("mailto:audit@mail.example", "audit@mail.example"),
    ],
)
def test_a_place_is_a_file_a_syslog_or_a_mail_address(place: str, means: object) -> None:
    assert parse_place(place) == means


@pytest.mark.parametrize("place", ["seals.txt", "mailto:", "mailto:nobody", "syslog::514", "syslog:a:b", "ftp://x/y"])
def test_anything_else_is_refused_with_the_reason(place: str) -> None:
    with pytest.raises(ValueError, match=r"there m|absolute path"):
        parse_place(place)


def test_a_file_grows_by_a_line_and_keeps_the_earlier_ones(tmp_path: Path) -> None:
    file = SealFile(tmp_path / "seals")
    file.write(LINE)
    file.write(f"{LINE} again")
    assert file.path.read_text().splitlines() == [LINE, f"{LINE} again"]
    with pytest.raises(OSError):
        SealFile(tmp_path / "missing" / "seals").write(LINE)


def test_a_syslog_on_this_machine_gets_the_line(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "log"))
        Syslog(str(tmp_path / "log"), 0).write(LINE)
        assert listening.recv(1000).decode() == f"<85>portal: {LINE}"


def test_a_syslog_on_another_host_gets_the_line() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        Syslog("127.0.0.1", listening.getsockname()[1]).write(LINE)
        assert listening.recv(1000).decode() == f"<85>portal: {LINE}"
