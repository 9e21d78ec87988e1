#!/usr/bin/env python3
"""README's sessions: its commands are run, and what they print is compared with it line by line."""

import difflib
import unittest

import readme
import support
from laptops import Laptop
from readme import Names, Shown
from session import Session
from support import CommandTest


class ReadmeTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.names = Names()
        self.stick_folder = self.stick()
        self.passphrase = f"--passphrase-file {support.passphrase_file()}"

    def laptop(self, name: str) -> Laptop:
        return Laptop(self.folder / "home" / name, self.stick_folder, name)

    def session(self, laptop: Laptop, command: str, more: str = "") -> Session:
        session = laptop.start(self.names.put_into(command), more)
        self.addCleanup(session.kill)
        return session

    def do(self, laptop: Laptop, command: str, more: str | None = None) -> str:
        """What README does not show: it has to be done."""
        session = self.session(laptop, command, self.passphrase if more is None else more)
        self.assertEqual(session.end(support.LONGEST_RUN), support.DONE, session.seen)
        return session.seen.decode()

    def assert_shown(self, laptop: Laptop, shown: Shown, more: str | None = None) -> None:
        """README's lines are those of the command."""
        if more is None:
            more = f"{self.passphrase} --no-input"
        session = self.session(laptop, shown.command, more)
        session.end(support.LONGEST_RUN)
        self.assert_same(shown, laptop.seen(session))

    def assert_same(self, shown: Shown, lines: list[str]) -> None:
        wanted = [readme.split(line) for line in shown.lines]
        found = [readme.split(line) for line in lines]
        expected, real = [line for line, _ in wanted], [line for line, _ in found]
        if expected != real:
            self.fail(f"README shows otherwise what `{shown.command}` prints:\n" + "\n".join(
                difflib.unified_diff(expected, real, "README.md", "printed", lineterm="")))
        for (_, theirs), (line, ours) in zip(wanted, found):
            for pair in zip(theirs, ours):
                self.assertTrue(self.names.learn(*pair),
                                f"{pair[0]} of README is another thing there: {line}")


class ASession(ReadmeTest):
    """Лола's laptop, Нодира's, and what goes between them."""

    def test_it_is_what_happens(self):
        lola, nodira = self.laptop("lola"), self.laptop("nodira")
        blocks = readme.blocks("A session")
        self.assertEqual(len(blocks), 5, "the session's blocks")
        typed, taken, back, proven = (
            readme.shown(text) for text in (blocks[0] + blocks[1], *blocks[2:]))
        self.begin(lola, nodira, typed[:2])
        self.assertTrue(typed[2].command.startswith("amanat record "))
        self.record(lola, typed[2])
        for shown in typed[3:]:
            self.assert_shown(lola, shown)
        for shown in taken:
            self.assert_shown(nodira, shown)
        for shown in back:
            self.assert_shown(lola, shown)
        (lola.home / "lola.card").rename(nodira.home / "lola.card")
        for shown in proven:
            checks = shown.command.startswith("amanat journal check")
            self.assert_shown(nodira, shown, "" if checks else None)

    def begin(self, lola: Laptop, nodira: Laptop, shown: list[Shown]) -> None:
        """Vaults, cards, and safety numbers that were compared."""
        init, enroll = shown
        quick = f"{self.passphrase} --kdf interactive"
        self.do(nodira, "amanat init --role coordinator --name Нодира", quick)
        self.do(nodira, "amanat card --out nodira.card")
        self.assert_shown(lola, init, quick)
        self.do(lola, "amanat card --out lola.card")
        (lola.home / "nodira.card").write_bytes((nodira.home / "nodira.card").read_bytes())
        (nodira.home / "lola.card").write_bytes((lola.home / "lola.card").read_bytes())
        number = {who: support.number_of(who.home / f"{who.name}.card").replace(" ", "")
                  for who in (lola, nodira)}
        self.assert_shown(lola, enroll, f"{self.passphrase} --confirm {number[nodira]}")
        self.do(nodira, "amanat enroll lola.card", f"{self.passphrase} --confirm {number[lola]}")

    def record(self, lola: Laptop, shown: Shown) -> None:
        """An account that is typed, with a recording of 133.8 KiB."""
        (lola.home / "voice.wav").write_bytes(bytes(137_000))
        session = self.session(lola, shown.command, self.passphrase)
        session.expect("Enter for none")
        session.press("\r")
        session.expect("Ctrl-D seal")
        session.write(readme.ACCOUNT)
        session.expect("Kept as a draft")
        session.type("\x04")
        self.assertEqual(session.end(), support.DONE, session.seen)
        self.assert_same(shown, [line.rstrip() for line in lola.seen(session)])


class ForScripts(ReadmeTest):
    """What README shows of `--json`."""

    def test_it_is_what_happens(self):
        lola = self.laptop("lola")
        self.do(lola, "amanat init --role recorder --name Лола",
                f"{self.passphrase} --kdf interactive")
        block, = readme.blocks("For scripts")
        shown, = readme.shown(block)
        self.assert_shown(lola, shown)


class WithoutAVault(ReadmeTest):
    """`amanat age`, as README shows it."""

    def test_it_is_what_happens(self):
        laptop = self.laptop("nobody")
        text = "a letter\n"
        (laptop.home / "letter.txt").write_text(text)
        block, = readme.blocks("Without this program")
        keygen, recipients, encrypt, decrypt = readme.shown(block)
        self.keygen(laptop, keygen)
        for shown in (recipients, encrypt):
            self.assert_shown(laptop, shown, self.passphrase)
        (laptop.home / "letter.txt").unlink()
        self.assert_shown(laptop, decrypt, self.passphrase)
        self.assertEqual((laptop.home / "letter.txt").read_text(), text)

    def keygen(self, laptop: Laptop, shown: Shown) -> None:
        session = self.session(laptop, shown.command)
        for prompt in ("New passphrase", "The same again"):
            session.expect(prompt)
            session.wait_quiet()
            session.type(f"{support.PASSPHRASE}\r")
        self.assertEqual(session.end(60), support.DONE, session.seen)
        self.assert_same(shown, [line.rstrip() for line in laptop.seen(session)])


if __name__ == "__main__":
    unittest.main()
