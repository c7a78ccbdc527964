"""w3m in a terminal of its own, driven by the keys that a person would press."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from pathlib import Path

ESCAPES = re.compile(r"\x1b[\[(][0-9;?]*[A-Za-z]|\x1b[=>78]")
QUIET_SECONDS = 0.5
"""A screen that has not changed for so long is complete."""
PATIENCE = 60
"""Seconds that a page may take on a busy machine."""
STATUS = "Viewing <"
"""The last line, with the title of the page."""
PROMPT = "TEXT:"
"""Asks for the words of a field."""
ROWS, COLUMNS = 600, 600


class TextBrowser:
    """One w3m with its cookies, which ends with the test; ``screen`` is what it drew last."""

    def __init__(self, folder: Path, address: str) -> None:
        self.typed = folder / "typed.txt"
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            # Longer texts are written in an editor, as w3m does it; this one writes what the test has ready.
            environment = {
                "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"],
                "EDITOR": f"cp {self.typed}",
            }  # fmt: skip
            command = ["w3m", "-I", "UTF-8", "-O", "UTF-8", "-cookie", "-o", "confirm_qq=0", address]
            os.execvpe("w3m", command, environment)  # noqa: S606 - the test's own process, nothing to quote
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.screen = self._read()

    def close(self) -> None:
        """End it."""
        os.kill(self.process, signal.SIGTERM)
        os.close(self.terminal)
        os.waitpid(self.process, 0)

    def press(self, keys: str, until: str = "") -> str:
        """Press keys, and return what is drawn then; ``until`` is something that is drawn in any case."""
        os.write(self.terminal, keys.encode())
        self.screen = self._read(until)
        return self.screen

    def page(self) -> str:
        """The whole page, drawn anew, without the space that letters of double width leave."""
        return re.sub(r"\s+", "", self.press("g\x0c", STATUS))

    def source(self) -> str:
        """The page as it was sent."""
        self.press("v", STATUS)
        drawn = self.press("g\x0c", STATUS)
        self.press("v", STATUS)
        return drawn

    def find(self, words: str) -> None:
        """Move the cursor to the first place of these words."""
        assert "Not found" not in self.press(f"g/{words}\r", STATUS), f"{words} is not on the page:\n{self.page()}"

    def activate(self, words: str) -> None:
        """Press Enter on the link, button or choice with these words, and wait for what comes."""
        self.find(words)
        self.press("\r", STATUS)

    def fill(self, label: str, words: str) -> None:
        """Write into the field of one line after a label."""
        self.find(label)
        self.press("\t")
        self.press("\r", PROMPT)
        self.press(f"{words}\r", STATUS)

    def write(self, label: str, words: str) -> None:
        """Write into the field of many lines after a label."""
        self.typed.write_text(words, encoding="utf-8")
        self.find(label)
        self.press("\t")
        self.press("\r", STATUS)

    def choose(self, words: str) -> None:
        """Choose what stands beside these words."""
        self.find(words)
        # The circle stands before its words.
        self.press("\x1b\t")
        self.press("\r")

    def _read(self, until: str = STATUS) -> str:
        drawn = b""
        wanted = until.encode()
        while select.select([self.terminal], [], [], QUIET_SECONDS if drawn and wanted in drawn else PATIENCE)[0]:
            try:
                drawn += os.read(self.terminal, 65_536)
            except OSError:
                break
        return ESCAPES.sub("", drawn.decode("utf-8", "replace"))
