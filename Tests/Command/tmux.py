"""A real terminal: tmux, with a server and a shell of its own."""

import os
import shlex
import subprocess
import time
from pathlib import Path

import support


class Tmux:
    """One window with a shell in it. `close` ends the server."""

    def __init__(self, folder: Path, columns: int = 80, rows: int = 24):
        self.socket = folder / "tmux"
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                 "env -u TMUX HISTFILE= PS1='ready> ' bash --noprofile --norc")
        self.run("set-option", "-g", "status", "off")
        self.expect("ready>")

    def run(self, *arguments: str) -> str:
        result = subprocess.run(
            ["tmux", "-S", str(self.socket), *arguments], capture_output=True, text=True,
            env=support.environment(TERM="xterm-256color"), cwd=support.home(), timeout=30)
        if result.returncode:
            raise AssertionError(f"tmux {arguments}: {result.stderr}")
        return result.stdout

    def close(self) -> None:
        subprocess.run(["tmux", "-S", str(self.socket), "kill-server"], capture_output=True)

    def command(self, *arguments) -> None:
        """Runs the command of this repository in the shell."""
        self.line(shlex.join(map(str, (support.binary(), *arguments))))

    def line(self, text: str) -> None:
        self.run("send-keys", "-l", text)
        self.run("send-keys", "Enter")

    def press(self, *keys: str) -> None:
        """Keys by tmux's names, such as `PageDown` or `C-z`."""
        self.run("send-keys", *keys)

    def resize(self, columns: int, rows: int) -> None:
        self.run("resize-window", "-x", str(columns), "-y", str(rows))

    @property
    def lines(self) -> list[str]:
        """What is on the screen now."""
        return self.run("capture-pane", "-p").rstrip("\n").split("\n")

    @property
    def screen(self) -> str:
        return "\n".join(self.lines)

    @property
    def everything(self) -> str:
        """The screen, and what scrolled out of it."""
        return self.run("capture-pane", "-p", "-S", "-")

    def pid(self) -> int:
        """The process that the shell runs."""
        shell = int(self.run("display-message", "-p", "#{pane_pid}"))
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        for child in children:  # `env` became the shell
            if os.readlink(f"/proc/{child}/exe") == str(support.binary()):
                return int(child)
        raise AssertionError(f"the command does not run: {self.screen}")

    def expect(self, text: str, seconds: float = 20) -> None:
        """Waits until the text is on the screen."""
        self.wait(lambda: text in self.screen, f"{text!r} is not shown", seconds)

    def wait(self, condition, what: str, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}:\n{self.screen}")
            time.sleep(0.03)
