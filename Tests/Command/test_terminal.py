#!/usr/bin/env python3
"""The command at a terminal: a pseudo-terminal of the standard library's `pty`."""

import os
import re
import time
import unittest

import support
from session import Session
from support import CommandTest, Vault

ON, OFF = b"\x1b[?1049h", b"\x1b[?1049l"


class AtATerminal(CommandTest):
    def session(self, *arguments) -> Session:
        session = Session(*arguments)
        self.addCleanup(session.kill)
        return session

    def prompted(self, vault: Vault, *arguments, text: str = support.PASSPHRASE) -> Session:
        """A session whose passphrase has been asked and typed."""
        session = self.session(*arguments, "--vault", vault.path)
        session.expect("Passphrase: ")
        session.wait_quiet()
        session.type(text + "\n")
        return session

    def test_a_passphrase_is_not_shown(self):
        vault = self.vault("lola")
        session = self.prompted(vault, "status")
        session.expect("Sealed here")
        self.assertEqual(session.end(), support.DONE)
        self.assertNotIn(support.PASSPHRASE.encode(), session.seen)
        wrong = self.prompted(vault, "status", text="not this one")
        for left in ("2 tries are left", "1 try is left"):
            wrong.expect(left)
            wrong.expect("Passphrase: ")
            wrong.type("not this one\n")
        self.assertEqual(wrong.end(), support.WRONG_PASSPHRASE)
        self.assertNotIn(b"not this one", wrong.seen)

    def test_ctrl_c_at_the_prompt(self):
        vault = self.vault("lola")
        before = support.listing(vault.path)
        session = self.session("status", "--vault", vault.path)
        session.expect("Passphrase: ")
        session.wait_quiet()
        session.type("half of it\x03")
        deadline = time.monotonic() + 5
        echoes = False
        while time.monotonic() < deadline and not echoes:
            try:
                echoes = session.echoes
            except termios.error:
                break
            time.sleep(0.01)
        self.assertEqual(session.end(), support.INTERRUPTED)
        self.assertTrue(echoes, "the terminal shows again what is typed")
        self.assertNotIn(b"half of it", session.seen)
        self.assert_unchanged(vault.path, before)

    def test_no_input_does_not_ask(self):
        session = self.session("status", "--no-input", "--vault", self.vault("lola").path)
        self.assertEqual(session.end(), support.REFUSED)
        self.assertNotIn(b"Passphrase:", session.seen)

    def init(self) -> Session:
        return self.session("init", "--role", "recorder", "--name", "N", "--kdf", "interactive",
                            "--vault", self.folder / "new")

    def test_init_asks_twice(self):
        session = self.init()
        session.expect("New passphrase")
        session.wait_quiet()
        session.type("password1\n")
        session.expect("will not do")
        session.expect("New passphrase")
        session.wait_quiet()
        session.type(support.PASSPHRASE + "\n")
        session.expect("The same again")
        session.wait_quiet()
        session.type("another one\n")
        session.expect("differ")
        for prompt in ("New passphrase", "The same again"):
            session.expect(prompt)
            session.wait_quiet()
            session.type(support.PASSPHRASE + "\n")
        session.expect("Safety number")
        self.assertEqual(session.end(), support.DONE)
        self.assertNotIn(support.PASSPHRASE.encode(), session.seen)
        self.assert_whole(Vault(self.folder / "new", "N"))

    def test_init_offers_words(self):
        session = self.init()
        session.expect("six random words")
        session.wait_quiet()
        session.type("\n")
        session.expect("Type it: ")
        shown = session.seen[session.seen.index(ON):]
        words = re.search(rb"\n\s+([a-z]+(?:[ -][a-z]+){5,})\s*\r", shown)[1].decode()
        session.wait_quiet()
        session.type("something else\n")
        session.expect("not it. Type it: ")
        session.wait_quiet()
        session.type(words + "\n")
        self.assertEqual(session.end(), support.DONE)
        self.assertEqual(session.seen.count(words.encode()), 2, "shown, and shown once more")
        on_screen = session.seen[session.seen.index(ON):session.seen.rindex(OFF)]
        self.assertIn(words.encode(), on_screen, "on the alternate screen alone")
        file = support.passphrase_file(words)
        result = support.run("status", "--vault", self.folder / "new", "--passphrase-file", file)
        self.assert_status(result, support.DONE)

    def test_ctrl_c_while_the_words_are_shown(self):
        session = self.init()
        session.expect("six random words")
        session.wait_quiet()
        session.type("\n")
        session.expect("Type it: ")
        session.wait_quiet()
        session.type("\x03")
        self.assertEqual(session.end(), support.INTERRUPTED)
        self.assertIn(OFF, session.seen, "the words do not stay on the screen")
        self.assertFalse((self.folder / "new").exists())

    def test_show_uses_the_alternate_screen(self):
        vault = self.vault("first")
        secret = support.marker()
        id = vault.seal("\n".join(f"{secret} {n} \x1b]0;title\a \u202e" for n in range(60)))
        session = self.prompted(vault, "show", id)
        session.expect("\x1b[?1049h")
        session.expect("q: close")
        session.press(" ")
        session.expect("q: close")
        session.press("q")
        self.assertEqual(session.end(), support.DONE)
        start, end = session.seen.index(ON), session.seen.rindex(OFF)
        self.assertIn(secret.encode(), session.seen[start:end])
        self.assertNotIn(secret.encode(), session.seen[:start] + session.seen[end:])
        self.assertNotIn(b"\x1b]0;", session.seen, "an account moves nothing on the screen")
        self.assertNotIn("\u202e".encode(), session.seen)

    def test_ctrl_c_leaves_the_alternate_screen(self):
        vault = self.vault("first")
        id = vault.seal("an account")
        session = self.prompted(vault, "show", id)
        session.expect("q: close")
        session.press("\x03")
        self.assertIn(session.end(), (support.DONE, support.INTERRUPTED))
        self.assertIn(OFF, session.seen)

    def test_enroll_asks_for_the_number(self):
        vault, card = self.vault("first"), self.folder / "s.card"
        stranger = Vault.make(self.folder / "s", "Stranger", "recorder")
        stranger.ok("card", "--out", card)
        number = support.number_of(card)
        before = support.listing(vault.path)
        for typed, status in (("12345", support.REFUSED), ("", support.REFUSED),
                              ("\x03", support.INTERRUPTED)):
            session = self.prompted(vault, "enroll", card)
            session.expect("Type the number that you heard: ")
            self.assertIn(b"Stranger", session.seen)
            session.press(typed if typed == "\x03" else typed + "\n")
            self.assertEqual(session.end(), status)
            self.assert_unchanged(vault.path, before)
        session = self.prompted(vault, "enroll", card)
        session.expect("Type the number that you heard: ")
        session.type(number.replace(" ", "-") + "\n")
        session.expect("Enrolled \"Stranger\"")
        self.assertEqual(session.end(), support.DONE)

    def test_export_asks(self):
        vault = self.vault("lola")
        session = self.session("identity", "export", "--vault", vault.path)
        session.expect("Type yes to go on: ")
        session.type("no\n")
        self.assertEqual(session.end(), support.REFUSED)
        self.assertNotIn(b"AGE-SECRET-KEY", session.seen)

    def test_progress_and_colours_keep_away_from_pipes(self):
        result = self.vault("lola").run("status")
        self.assertNotIn(b"\x1b", result.out + result.err)


if __name__ == "__main__":
    unittest.main()
