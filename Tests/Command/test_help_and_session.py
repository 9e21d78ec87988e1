#!/usr/bin/env python3
"""The help of every subcommand, and one whole session, as texts that are kept in `snapshots`."""

import json
import re
import time
import unittest

import snapshots
import support
import transcript
from laptops import Laptop
from support import CommandTest, Result

COLUMNS = "80"


def all_subcommands() -> list[list[str]]:
    """Every subcommand as words, and the command itself as none; from what the parser knows."""
    dumped = support.run("--experimental-dump-help")

    def below(command: dict, words: list[str]) -> list[list[str]]:
        found = [words]
        for child in command.get("subcommands", []):
            if child["commandName"] != "help":
                found += below(child, [*words, child["commandName"]])
        return found
    return below(dumped.json()["command"], [])


class HelpTest(CommandTest):
    def test_it_is_the_kept_one(self):
        commands = all_subcommands()
        self.assertGreater(len(commands), 20)
        for words in commands:
            with self.subTest(" ".join(words)):
                result = support.run("help", *words, COLUMNS=COLUMNS)
                self.assert_status(result, support.DONE)
                self.assertEqual(result.said, "")
                snapshots.compare(self, f"help/{name(words)}.txt", result.text)
        self.assertEqual(snapshots.names("help"), {name(words) for words in commands},
                         f"each subcommand has a text, and each text one\n{snapshots.HOW}")


def name(words: list[str]) -> str:
    return "-".join(["amanat", *words])


class SessionTest(CommandTest):
    """`snapshots/session.txt` is both what is done and what comes of it."""

    def setUp(self):
        super().setUp()
        stick, homes = self.stick(), self.folder / "home"
        self.laptops = {who: Laptop(homes / who, stick, who) for who in ("lola", "nodira")}

    def run_command(self, who: str, command: str) -> Result:
        laptop = self.laptops[who]
        asks = re.search(r"\bamanat (?!age |journal check )", command)
        if " seal " in command:
            time.sleep(1)  # records are listed by their second
        result = laptop.run(
            command, f"--passphrase-file {support.passphrase_file()}" if asks else "")
        return Result(result.status, laptop.there(result.text).encode(),
                      laptop.there(result.said).encode())

    def test_it_is_the_kept_one(self):
        text = (snapshots.FOLDER / "session.txt").read_text()
        again, printed = transcript.run_again(text, self.run_command)
        self.assertGreater(len(printed), 40)
        snapshots.compare(self, "session.txt", again)
        for one in printed:
            if "--json" in one.command:
                with self.subTest(one.command):
                    self.assert_for_programs(one)

    def assert_for_programs(self, one: transcript.Printed) -> None:
        """All of it is JSON, one object in a line; what went wrong has its keys."""
        for value in transcript.documents(one.result.text):
            self.assertIsInstance(value, dict)
        said = transcript.documents(one.result.said)
        for value in said:
            self.assertLessEqual({"code", "message"}, set(value))
            self.assertLessEqual(set(value), {"code", "message", "hint"})
            self.assertRegex(value["code"], r"^[a-z][A-Za-z0-9]*$")
            self.assertNotIn("amanat: ", value["message"])
        if one.result.status and not one.result.text:
            self.assertEqual(len(said), 1, "one object says what went wrong")
        for problem in self.put_aside(one.result.text):
            self.assertLessEqual(set(problem), {"kind", "reason", "subject", "message"})
            self.assertLessEqual({"kind", "reason", "message"}, set(problem))

    @staticmethod
    def put_aside(text: str) -> list[dict]:
        return [problem for line in text.splitlines()
                for key in ("problems", "damage", "refused")
                for problem in json.loads(line).get(key, [])]


if __name__ == "__main__":
    unittest.main()
