"""A program at a terminal: a pseudo-terminal of the standard library's `pty`."""

import os
import pty
import re
import select
import signal
import termios
import time
from pathlib import Path

import support


class Session:
    """One run of the command, or of another program, with a terminal of its own."""

    def __init__(self, *arguments, program: Path | None = None):
        program = program or support.binary()
        home = support.home()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(program, [program.name, *map(str, arguments)],
                      support.environment(TERM="xterm"))
        self.seen = b""
        self.status: int | None = None

    def expect(self, text: str, seconds: float = 15) -> None:
        """Reads until the text is shown; what came before it is done with."""
        wanted, deadline = text.encode(), time.monotonic() + seconds
        start = getattr(self, "mark", 0)
        while wanted not in self.seen[start:]:
            if time.monotonic() > deadline or not self._read(deadline):
                raise AssertionError(f"{text!r} is not shown: {self.seen[start:]!r}")
        self.mark = start + self.seen[start:].index(wanted) + len(wanted)

    def expect_any(self, *texts: str, seconds: float = 30) -> None:
        """Reads until one of the texts is shown."""
        deadline = time.monotonic() + seconds
        start = getattr(self, "mark", 0)
        while not any(text.encode() in self.seen[start:] for text in texts):
            if time.monotonic() > deadline or not self._read(deadline):
                raise AssertionError(f"none of {texts} is shown: {self.seen[start:]!r}")

    def expect_words(self, text: str, seconds: float = 15) -> None:
        """As `expect`, wherever the terminal's width breaks the lines."""
        wanted = re.compile(rb"\s+".join(re.escape(word.encode()) for word in text.split()))
        deadline = time.monotonic() + seconds
        start = getattr(self, "mark", 0)
        while not (found := wanted.search(self.seen, start)):
            if time.monotonic() > deadline or not self._read(deadline):
                raise AssertionError(f"{text!r} is not shown: {self.seen[start:]!r}")
        self.mark = found.end()

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            piece = os.read(self.terminal, 65536)
        except OSError:
            piece = b""
        self.seen += piece
        return bool(piece)

    @property
    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def wait_quiet(self) -> None:
        """Until the terminal does not echo: only then is a secret typed."""
        deadline = time.monotonic() + 10
        while self.echoes:
            if time.monotonic() > deadline:
                raise AssertionError("the terminal goes on echoing")
            time.sleep(0.01)

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def write(self, text: str) -> None:
        """Types a long text, reading meanwhile what is shown, as a terminal does."""
        rest = text.encode()
        deadline = time.monotonic() + 30
        while rest:
            _, ready, _ = select.select([], [self.terminal], [], 0.05)
            if ready:
                rest = rest[os.write(self.terminal, rest[:512]):]
            if select.select([self.terminal], [], [], 0)[0]:
                self._read(time.monotonic() + 1)
            if time.monotonic() > deadline:
                raise AssertionError("the terminal takes no more")

    def ended(self) -> bool:
        """Whether the program has ended, after reading what it shows."""
        while select.select([self.terminal], [], [], 0)[0] and self._read(time.monotonic() + 1):
            pass
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            self.status = os.waitstatus_to_exitcode(status)
            os.close(self.terminal)
        return bool(pid)

    def kill(self) -> None:
        """Ends it, where it has not ended."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -signal.SIGKILL
            os.close(self.terminal)

    def press(self, text: str) -> None:
        """As a person types, who has to see the prompt first."""
        time.sleep(0.3)
        self.type(text)

    def end(self, seconds: float = 15) -> int:
        """Reads to the end. The status, or minus the signal."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            pass
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                self.status = -signal.SIGKILL
                raise AssertionError(f"it does not end: {self.seen!r}")
            time.sleep(0.01)
        self.status = os.waitstatus_to_exitcode(status)
        os.close(self.terminal)
        return self.status
