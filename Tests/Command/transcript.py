"""A session as readable text: comments, commands, and what each command prints.

    # A comment.
    lola$ amanat list          a command, on the laptop of that person
    | …                        a line of standard output
    ! …                        a line of standard error
    = 1                        the exit status, where it is not 0

What is another one in each run stands as its kind, with a number where it comes again: `<id 2>`. A
command may name such a value.
"""

import json
import re
from typing import Callable, NamedTuple

from laptops import VALUE
from support import Result

COMMAND = re.compile(r"(\w+)\$ (.*)")
PRINTED = ("|", "!", "=")
COUNTED = {"id", "hash", "key", "number"}


class Values:
    """What stands for the values of one run."""

    def __init__(self):
        self.names: dict[str, str] = {}

    def name(self, kind: str, value: str) -> str:
        if kind not in COUNTED:
            return f"<{kind}>"
        if value not in self.names:
            count = sum(name.startswith(f"<{kind} ") for name in self.names.values())
            self.names[value] = f"<{kind} {count + 1}>"
        return self.names[value]

    def out_of(self, text: str) -> str:
        return VALUE.sub(lambda match: self.name(match.lastgroup, match[0]), text)

    def into(self, command: str) -> str:
        for value, name in self.names.items():
            command = command.replace(name, value)
        return command


class Printed(NamedTuple):
    """A command that was run."""

    command: str
    result: Result


def run_again(text: str, run: Callable[[str, str], Result]) -> tuple[str, list[Printed]]:
    """Runs the commands of a text; the same text with what they print now, and what that was.

    `run` gets the person and the command.
    """
    values, lines, all_printed = Values(), [], []
    for line in text.splitlines():
        if line.startswith(PRINTED):
            continue
        lines.append(line)
        if match := COMMAND.fullmatch(line):
            result = run(match[1], values.into(match[2]))
            all_printed.append(Printed(match[2], result))
            lines += printed(result, values)
    return "\n".join(lines) + "\n", all_printed


def printed(result: Result, values: Values) -> list[str]:
    lines = []
    for mark, text in (("|", result.text), ("!", result.said)):
        for line in values.out_of(text).splitlines():
            lines.append(f"{mark} {line}".rstrip())
    return lines + ([f"= {result.status}"] if result.status else [])


def documents(text: str) -> list:
    """What is printed for programs: one JSON document in each line."""
    return [json.loads(line) for line in text.splitlines()]
