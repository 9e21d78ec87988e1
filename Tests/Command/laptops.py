"""Laptops on which lines of a shell are run as they stand in a text, and what differs from one run to the next."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import support
from session import Session

STICK = "/media/stick"

# What is another one each time, by its kind. Of a value that may be cut with `…` the beginning stands there.
KINDS = {
    "number": r"\b\d{5}(?: \d{5}){7}\b",
    "time": r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "key": r"\bage1pq1[a-z0-9]+…?",
    "hash": r"\b[0-9a-f]{64}\b|\b[0-9a-f]{4}…",
    "id": r"\b[0-9a-f]{32}\b",
    "base64": (r"(?:(?<![A-Za-z0-9+/\\])|(?<=\\n)|(?<=[0-9a-f]\+))(?!amanat/)"
               r"[A-Za-z0-9+/]{43,}={0,2}(?![A-Za-z0-9+/=])"),
}
VALUE = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in KINDS.items()))


class Laptop:
    """A person's laptop: a home, and `amanat`, which takes the passphrase from a file."""

    def __init__(self, home: Path, stick: Path, name: str):
        self.home, self.stick, self.name = home, stick, name
        home.mkdir(parents=True)
        programs = home.with_name(f"{home.name}-programs")
        programs.mkdir()
        program = programs / "amanat"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(str(support.binary()))} "$@" $MORE\n')
        program.chmod(0o755)
        self.programs = programs

    def environment(self, more: str) -> dict[str, str]:
        """A home of one's own, no settings, and some options for every `amanat`."""
        programs = f"{self.programs}:{os.environ.get('PATH', '/usr/bin:/bin')}"
        return {"PATH": programs, "HOME": str(self.home), "LANG": "C.UTF-8", "MORE": more}

    def start(self, command: str, more: str = "") -> Session:
        """Runs a line of a shell in a wide terminal, with some options more."""
        settings = " ".join(f"{name}={shlex.quote(value)}"
                            for name, value in self.environment(more).items())
        script = (f"stty cols 200 rows 50; cd {shlex.quote(str(self.home))}; "
                  f"export {settings}; {self.here(command)}")
        return Session("-c", script, program=Path("/bin/sh"))

    def run(self, command: str, more: str = "") -> support.Result:
        """Runs a line of a shell without a terminal."""
        done = subprocess.run(
            ["/bin/sh", "-c", self.here(command)], cwd=self.home, env=self.environment(more),
            stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True,
            timeout=support.LONGEST_RUN)
        return support.Result(done.returncode, done.stdout, done.stderr)

    def here(self, command: str) -> str:
        return command.replace(STICK, shlex.quote(str(self.stick)))

    def there(self, text: str) -> str:
        """What was printed, with the paths of the text that is compared with it."""
        return text.replace(str(self.home), f"/home/{self.name}").replace(str(self.stick), STICK)

    def seen(self, session: Session) -> list[str]:
        """The lines that a session leaves on the terminal."""
        text = self.there(session.seen.decode().replace("\r\n", "\n"))
        text = re.sub(r"\x1b\[\?1049h.*?\x1b\[\?1049l", "", text, flags=re.S)
        text = re.sub(r"[^\n]*\r\x1b\[K", "", text)  # what stood there while it worked
        text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
        return text.removesuffix("\n").split("\n") if text else []
