#!/usr/bin/env python3
"""Passphrases that are typed, and waits that can be ended: at a pseudo-terminal, and by signals."""

import fcntl
import functools
import os
import signal
import termios
import threading
import time
import unittest
from pathlib import Path

import support
from session import Session
from support import PASSPHRASE, CommandTest, Vault

BASH = Path("/bin/bash")
KEYS = "\x1b[A\x1b[D\x1b[1;5C\x1bOP\x1b[[B\x1b[3~\x1b[200~\x1b[201~\t\x01"


@functools.cache
def slow_vault() -> Vault:
    """A coordinator's, which takes seconds to open."""
    vault = support._team()[0].first.copy(support.workbench() / "slow")
    vault.ok("passphrase", "cost", "--kdf", "sensitive")
    return vault


class Prompts(CommandTest):
    def session(self, *arguments, program: Path | None = None) -> Session:
        session = Session(*arguments, program=program)
        self.addCleanup(session.kill)
        return session

    def asked(self, vault: Vault, *arguments) -> Session:
        session = self.session(*arguments, "--vault", vault.path)
        session.expect("Passphrase: ")
        self.assertFalse(session.echoes, "the prompt is shown while typing is")
        return session

    def opens(self, typed: str, change=lambda mode: None) -> None:
        session = self.session("status", "--vault", self.vault("lola").path)
        mode = termios.tcgetattr(session.terminal)
        change(mode)
        termios.tcsetattr(session.terminal, termios.TCSANOW, mode)
        session.expect("Passphrase: ")
        session.type(typed + "\n")
        session.expect("Sealed here")
        self.assertEqual(session.end(), support.DONE)
        self.assertNotIn(b"horse", session.seen)

    # Three tries

    def test_the_second_and_the_third_try(self):
        vault = self.vault("lola")
        for wrong in (1, 2):
            session = self.asked(vault, "status")
            for _ in range(wrong):
                session.type("not this one\n")
                session.expect("Wrong passphrase. Keyboard layout? Caps Lock?")
                session.expect("Passphrase: ")
            session.type(PASSPHRASE + "\n")
            session.expect("Sealed here")
            self.assertEqual(session.end(), support.DONE)
            self.assertNotIn(b"not this one", session.seen)

    def test_one_try_from_a_file(self):
        vault = self.vault("lola")
        wrong = self.file("wrong", b"not this one\n")
        session = self.session("status", "--vault", vault.path, "--passphrase-file", wrong)
        self.assertEqual(session.end(), support.WRONG_PASSPHRASE)
        self.assertNotIn(b"Passphrase:", session.seen)

    def test_what_is_typed_ahead_is_neither_shown_nor_used(self):
        """A second try, typed while the vault opens or before it asks, is dropped."""
        session = self.asked(slow_vault(), "status")
        session.type("not this one\n")
        session.expect("Opening the vault")
        session.type("ahead of time\n")
        session.expect("Wrong passphrase")
        session.expect("Passphrase: ")
        self.assertFalse(session.echoes)
        session.type(PASSPHRASE + "\n")
        session.expect("coordinator")
        self.assertEqual(session.end(), support.DONE)
        self.assertNotIn(b"ahead", session.seen)

    def test_what_is_typed_ahead_does_not_reach_the_shell(self):
        mark = self.folder / "came to the shell"
        shell = self.shell()
        shell.type(f"{support.binary()} status --vault {slow_vault().path}; echo status=$?\n")
        for _ in range(3):
            shell.expect("Passphrase: ")
            shell.type("not this one\n")
            shell.expect("Opening the vault")
            time.sleep(0.3)
            shell.type(f"touch '{mark}'\n")
            shell.expect("rong passphrase")
        shell.expect("status=12")
        shell.type("echo still h''ere; exit\n")
        shell.expect("still here")
        self.assertFalse(mark.exists())
        self.assertNotIn(b"came to the shell", shell.seen)

    def shell(self) -> Session:
        """One that reads lines as they come, without an editor of its own."""
        shell = self.session("--norc", "--noprofile", "--noediting", "-i", program=BASH)
        shell.type("PS1='rea''dy> '\n")
        shell.expect("ready> ")
        return shell

    # Typing

    def test_keys_that_are_no_letters(self):
        self.opens(KEYS + PASSPHRASE + KEYS)
        self.opens("wrong\x15" + PASSPHRASE)
        self.opens(PASSPHRASE + " wrong\x17\x7f")
        self.opens(PASSPHRASE + "\x04")

    def test_escape_by_itself(self):
        session = self.asked(self.vault("lola"), "status")
        session.type("\x1b")
        time.sleep(0.5)
        session.type(PASSPHRASE + "\n")
        session.expect("Sealed here")
        self.assertEqual(session.end(), support.DONE)

    def test_backspace_takes_a_whole_letter(self):
        """Also where the terminal does not know that letters have several bytes."""
        def bare(mode: list) -> None:
            mode[0] &= ~0o040000  # IUTF8
        for letters in ("ш", "ӯ", "и\u0306", "س\u064e", "\U0001F600", "шӯр"):
            count = 1 if len(letters) < 3 else 3
            self.opens(PASSPHRASE + letters + "\x7f" * count, bare)

    def test_longer_than_any(self):
        for length in (1025, 5000):
            session = self.asked(self.vault("lola"), "status")
            session.type("a" * length + "\n")
            session.expect("longer than 1024 bytes")  # and no try is counted
            session.expect("Passphrase: ")
            session.press(PASSPHRASE + "\n")
            self.assertEqual(session.end(), support.DONE)

    def test_bytes_that_are_no_letters_are_asked_for_again(self):
        session = self.asked(self.vault("lola"), "status")
        os.write(session.terminal, b"\xef\xf0\xe8\xe2\xe5\xf2\n")
        session.expect("is not UTF-8")
        session.expect("Passphrase: ")
        session.press(PASSPHRASE + "\n")
        self.assertEqual(session.end(), support.DONE)
        self.opens("a" * 5000 + "\x15" + PASSPHRASE)

    def test_a_number_is_typed_over_several_rows(self):
        vault, card = self.vault("first"), self.folder / "s.card"
        stranger = Vault.make(self.folder / "s", "Stranger", "recorder")
        stranger.ok("card", "--out", card)
        number = support.number_of(card)
        session = self.asked(vault, "enroll", card)
        session.type(PASSPHRASE + "\n")
        session.expect("Type the number that you heard: ")
        session.type("\x1b[A99999" + "\x7f" * 5 + number + " 1\x7f\n")
        session.expect("Enrolled")
        self.assertEqual(session.end(), support.DONE)

    # Ending

    def ends(self, session: Session, press, seconds: float = 2) -> None:
        start = time.monotonic()
        press()
        self.assertEqual(session.end(), support.INTERRUPTED)
        self.assertLess(time.monotonic() - start, seconds)

    def test_every_way_to_end_a_prompt(self):
        vault = self.vault("lola")
        before = support.listing(vault.path)
        for typed in ("\x03", "\x04", "half of it\x03", "\x1c", "half\x1b[\x03"):
            session = self.asked(vault, "status")
            self.ends(session, lambda: session.type(typed))
            self.assertNotIn(b"half", session.seen)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            session = self.asked(vault, "status")
            self.ends(session, lambda: os.kill(session.pid, number))
        self.assert_unchanged(vault.path, before)

    def test_a_second_signal_gives_the_terminal_back(self):
        session = self.asked(self.vault("lola"), "status")
        os.kill(session.pid, signal.SIGSTOP)
        os.kill(session.pid, signal.SIGINT)
        os.kill(session.pid, signal.SIGTERM)
        os.kill(session.pid, signal.SIGCONT)
        deadline = time.monotonic() + 5
        while not session.echoes and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertTrue(session.echoes, "the terminal hides what is typed")
        self.assertEqual(session.end(), support.INTERRUPTED)

    def test_while_the_vault_opens(self):
        vault = slow_vault()
        before = support.listing(vault.path)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            session = self.asked(vault, "status")
            session.type(PASSPHRASE + "\n")
            session.expect("Opening the vault")
            time.sleep(0.3)
            self.ends(session, lambda: os.kill(session.pid, number))
        session = self.asked(vault, "status")
        session.type(PASSPHRASE + "\n")
        session.expect("Opening the vault")
        self.ends(session, lambda: session.type("\x03"))
        self.assert_unchanged(vault.path, before)

    def test_while_a_vault_is_made(self):
        path = self.folder / "new"
        process = support.start(
            "init", "--role", "coordinator", "--name", "N", "--vault", path,
            "--passphrase-file", support.passphrase_file())
        time.sleep(0.7)
        start = time.monotonic()
        self.assert_status(support.finish(process, signal.SIGTERM), support.INTERRUPTED)
        self.assertLess(time.monotonic() - start, 2)
        self.assertFalse(path.exists())

    def test_while_another_command_holds_the_vault(self):
        vault = self.vault("lola")
        with open(vault.path / "lock", "r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                process = vault.start("status")
                time.sleep(0.7)
                start = time.monotonic()
                self.assert_status(support.finish(process, number), support.INTERRUPTED)
                self.assertLess(time.monotonic() - start, 1.5)

    def test_a_pipe_as_passphrase_file(self):
        """It is waited for, the vault is not held meanwhile, and the wait can be ended."""
        vault, pipe = self.vault("lola"), self.folder / "pipe"
        os.mkfifo(pipe)
        words = ["status", "--vault", vault.path, "--passphrase-file", pipe]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = support.start(*words)
            time.sleep(0.7)
            vault.ok("status")
            start = time.monotonic()
            self.assert_status(support.finish(process, number), support.INTERRUPTED)
            self.assertLess(time.monotonic() - start, 1.5)
        writer = threading.Thread(target=lambda: pipe.write_text(PASSPHRASE + "\n"))
        writer.start()
        self.assert_status(support.run(*words), support.DONE)
        writer.join()

    def test_age_with_a_passphrase(self):
        plain, out = self.file("plain", b"plain"), self.folder / "out.age"
        words = ["age", "encrypt", "-p", "--passphrase-file", support.passphrase_file(),
                 "-o", out, plain]
        process = support.start(*words)
        time.sleep(0.4)
        start = time.monotonic()
        result = support.finish(process, signal.SIGINT)
        self.assertLess(time.monotonic() - start, 1.5)
        if result.status != support.DONE:
            self.assert_status(result, support.INTERRUPTED)
            self.assertEqual(sorted(os.listdir(self.folder)), ["plain"])

    # Stopping

    def test_stopped_at_the_prompt(self):
        shell = self.shell()
        shell.type(f"{support.binary()} status --vault {self.vault('lola').path}; echo status=$?\n")
        shell.expect("Passphrase: ")
        shell.type(PASSPHRASE[:10])
        time.sleep(0.5)
        shell.type("\x1a")
        shell.expect("Stopped")
        shell.expect("ready> ")
        shell.type("stty -a | tr ' ;' '\\n\\n' | grep -x -e echo -e icanon | wc -l; fg\n")
        shell.expect("\n2")
        shell.expect("Passphrase: ")
        time.sleep(0.5)
        shell.type(PASSPHRASE[10:] + "\n")
        shell.expect("Sealed here")
        shell.expect("ready> ")
        shell.type("stty -a | tr ' ;' '\\n\\n' | grep -x -e echo -e icanon | wc -l; exit\n")
        shell.expect("\n2")
        self.assertNotIn(PASSPHRASE[10:].encode(), shell.seen)

    # What is said

    def test_who_wants_it_quiet(self):
        for option in ("--quiet", "--json"):
            session = self.asked(self.vault("lola"), "status", option)
            session.type(PASSPHRASE + "\n")
            self.assertEqual(session.end(), support.DONE)
            self.assertNotIn(b"Opening", session.seen)
        result = self.vault("lola").run("status")
        self.assertNotIn("Opening", result.said + result.text)

    def test_what_needs_no_passphrase_comes_first(self):
        """Each is refused for its own reason, although no passphrase can be had."""
        vault, there = self.vault("first"), self.file("there", b"mine")
        folder, card = self.folder / "no folder" / "file", support.cards()["lola"]
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        new = self.folder / "new"
        init = ["init", "--role", "recorder", "--name"]
        cases = [
            (["identity", "export", "--yes", "--out", there], "exists already"),
            (["identity", "export", "--yes", "--out", folder], "No such file"),
            (["card", "--out", there], "already"),
            (["card", "--out", folder], "No such file"),
            (["enroll", there], "card"),
            (["sync", there], "not a folder"),
            (["sync", folder], "no folder"),
            (["journal", "prove", "abcd", "--out", there], "exists already"),
            (["journal", "prove", "abcd", "--out", folder], "No such file"),
            (["enroll", pipe], "pipe"),
            (["enroll", card, "--confirm", "12345"], "not a safety number"),
            (["enroll", card, "--confirm", "12345 " * 8], "does not match"),
            (["enroll", card], "must be confirmed"),
            ([*init, "x" * 65, "--vault", new], "name"),
            ([*init, "N"], "already"),
            (["passphrase", "change"], "new passphrase is needed"),
            (["passphrase", "remove"], "must be confirmed"),
            (["age", "keygen", "-p", "-o", there], "exists already"),
            (["age", "encrypt", "-p", folder], "No such file"),
        ]
        for words, reason in cases:
            with self.subTest(words):
                more = ["--vault", vault.path] if words[0] != "age" and new not in words else []
                result = support.run(*words, *more, "--no-input")
                self.assert_status(result, support.REFUSED, reason)
        self.assertEqual(there.read_bytes(), b"mine")


if __name__ == "__main__":
    unittest.main()
