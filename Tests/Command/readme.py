"""What README shows of sessions, and laptops on which its commands are run as they stand there."""

import re
import shlex
from pathlib import Path
from typing import Iterator, NamedTuple

import support
from session import Session

README = support.REPOSITORY / "README.md"
STICK = "/media/stick"
ACCOUNT = "Шаби чоршанбе моро аз кӯча бурданд…"


class Shown(NamedTuple):
    """A command, and the lines that follow it."""

    command: str
    lines: list[str]


def blocks(heading: str) -> list[str]:
    """The blocks of a section that stand for a terminal."""
    text = README.read_text()
    section = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.M | re.S)
    if section is None:
        raise AssertionError(f"README has no section {heading!r}")
    return re.findall(r"^```\n(.*?)^```$", section[1], re.M | re.S)


def shown(text: str) -> list[Shown]:
    """The commands of a block; `$ ` stands before each."""
    found: list[Shown] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Shown(line[2:], []))
        elif found:
            found[-1].lines.append(line)
        else:
            raise AssertionError(f"output without a command: {line}")
    return found


# What is another one each time, by its kind. Of a value that may be cut with `…` the beginning stands there.
KINDS = {
    "number": r"\b\d{5}(?: \d{5}){7}\b",
    "time": r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "key": r"\bage1pq1[a-z0-9]+…?",
    "hash": r"\b[0-9a-f]{64}\b|\b[0-9a-f]{4}…",
    "id": r"\b[0-9a-f]{32}\b",
}
VALUE = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in KINDS.items()))


def split(line: str) -> tuple[str, list[str]]:
    """A line with kinds in place of values, and those values that come again: ids."""
    ids: list[str] = []

    def kind(match: re.Match) -> str:
        if match.lastgroup == "id":
            ids.append(match[0])
        return f"<{match.lastgroup}>"
    return VALUE.sub(kind, line), ids


class Names:
    """Which real id stands for which of README's: one for one."""

    def __init__(self):
        self.real: dict[str, str] = {}

    def learn(self, readme: str, real: str) -> bool:
        if readme in self.real or real in self.real.values():
            return self.real.get(readme) == real
        self.real[readme] = real
        return True

    def put_into(self, command: str) -> str:
        """The command, with the real ids; four digits may stand for an id."""
        for readme, real in self.real.items():
            command = re.sub(rf"\b{readme[:4]}\b", real[:4], command.replace(readme, real))
        return command


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

    def start(self, command: str, more: str = "") -> Session:
        """Runs a line of README in a wide terminal, with some options more."""
        script = (f"stty cols 200 rows 50; cd {shlex.quote(str(self.home))}; HOME=$PWD; "
                  f"PATH={shlex.quote(str(self.programs))}:$PATH; MORE={shlex.quote(more)}; "
                  f"export HOME PATH MORE; {command.replace(STICK, shlex.quote(str(self.stick)))}")
        return Session("-c", script, program=Path("/bin/sh"))

    def seen(self, session: Session) -> Iterator[str]:
        """The lines that a session leaves on the terminal, with README's paths."""
        text = session.seen.decode().replace("\r\n", "\n")
        text = re.sub(r"\x1b\[\?1049h.*?\x1b\[\?1049l", "", text, flags=re.S)
        text = text.replace(str(self.home), f"/home/{self.name}").replace(str(self.stick), STICK)
        for line in text.removesuffix("\n").split("\n"):
            line = line.rpartition("\r\x1b[K")[2]  # what stood there while it worked
            yield re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line)
