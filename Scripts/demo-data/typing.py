#!/usr/bin/env python3
"""Types an account at a pseudo-terminal: half of it, then the laptop dies; then the rest, and it is sealed.

    typing.py ACCOUNT OPTION…      options of `amanat seal -` and `amanat record`, of which attachments go to the first
"""

import os
import pty
import select
import signal
import sys
import time
from pathlib import Path


class Keyboard:
    def __init__(self, *words):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            os.execvp(words[0], words)
        self.seen = ""

    def read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.terminal], [], [], seconds)
        try:
            piece = os.read(self.terminal, 65536) if ready else b""
        except OSError:
            return False
        self.seen += piece.decode(errors="replace")
        return bool(piece) or not ready

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + 60
        while words not in self.seen:
            if time.monotonic() > deadline or not self.read(0.2):
                sys.exit(f"{words!r} did not come: {self.seen[-2000:]}")
        self.seen = self.seen.split(words, 1)[1]

    def type(self, text: str) -> None:
        for start in range(0, len(text), 200):
            os.write(self.terminal, text[start:start + 200].encode())
            self.read(0.05)

    def end(self) -> int:
        while self.read(60):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def main() -> int:
    text = Path(sys.argv[1]).read_text()
    options = sys.argv[2:]
    attaching = [word for index, word in enumerate(options)
                 if "--attach" in (word, options[index - 1] if index else "")]
    others = [word for index, word in enumerate(options)
              if "--attach" not in (word, options[index - 1] if index else "")]
    half = text[:len(text) // 2]
    keyboard = Keyboard("amanat", "seal", "-", *attaching, *others)
    keyboard.wait_for("Ctrl-D seal")
    keyboard.type(half)
    keyboard.wait_for("Keeping")
    keyboard.wait_for("Kept as a draft")
    os.kill(keyboard.pid, signal.SIGKILL)
    keyboard.end()
    print(f"(an editor; {len(half)} letters are typed, and the battery is empty)", flush=True)

    keyboard = Keyboard("amanat", "record", "--resume", *others)
    keyboard.wait_for("A draft waits")
    keyboard.wait_for("begin a new account")
    keyboard.type("1")
    keyboard.wait_for("Ctrl-D seal")
    keyboard.type(text[len(half):])
    keyboard.type("\x04")
    status = keyboard.end()
    print(f"(the draft is there; {len(text) - len(half)} letters more, and Ctrl-D)")
    print(keyboard.seen.rsplit("\x1b[?25h", 1)[-1].replace("\r", "").strip())
    return status


if __name__ == "__main__":
    sys.exit(main())
