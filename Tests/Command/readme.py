"""What README shows of sessions."""

import re
from typing import NamedTuple

import support
from laptops import VALUE

README = support.REPOSITORY / "README.md"
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
