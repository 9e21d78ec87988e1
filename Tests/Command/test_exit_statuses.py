#!/usr/bin/env python3
"""Exit statuses, and what is said with them."""

import fcntl
import json
import os
import re
import threading
import time
import unittest

import support
from support import CommandTest, Vault, run

COMMANDS = [
    ["init"], ["card"], ["enroll"], ["seal"], ["list"], ["show"], ["open"], ["status"], ["sync"],
    ["verify"], ["identity"], ["identity", "export"], ["age"], ["age", "keygen"],
    ["age", "encrypt"], ["age", "decrypt"], ["age", "inspect"]]


class Statuses(CommandTest):
    def commands(self) -> list[list[str]]:
        """Every command that opens a vault."""
        stick, account = self.folder / "stick", self.file("account.txt", b"an account")
        stick.mkdir(exist_ok=True)
        card = support.cards()["lola"]
        return [
            ["status"], ["list"], ["verify"], ["card"], ["sync", str(stick)],
            ["seal", str(account)], ["show", "0123abcd"],
            ["open", "0123abcd", "--to", str(self.folder / "opened")],
            ["enroll", str(card), "--confirm", support.number_of(card)],
            ["identity", "export", "--yes"]]

    def test_wrong_passphrase(self):
        vault = self.vault("first")
        before = support.listing(vault.path)
        for text in ("another passphrase than the right one", support.PASSPHRASE + " "):
            wrong = support.passphrase_file(text)
            for arguments in self.commands():
                with self.subTest(arguments[0]):
                    result = run(*arguments, "--vault", vault.path, "--passphrase-file", wrong)
                    self.assert_status(result, support.WRONG_PASSPHRASE, "passphrase")
                    self.assertEqual(result.out, b"")
        self.assert_unchanged(vault.path, before)

    def test_no_vault(self):
        empty, junk = self.folder / "empty", self.folder / "junk"
        empty.mkdir()
        junk.mkdir()
        (junk / "letter.txt").write_text("no vault")
        (junk / "amanat-vault").write_text("a letter to the vault\n")
        for path in (self.folder / "missing", empty, junk, junk / "letter.txt"):
            for arguments in [*self.commands(), ["enroll", "/nowhere", "--confirm", "1"]]:
                with self.subTest(f"{path.name} {arguments[:2]}"):
                    self.assert_status(
                        Vault(path, "none").run(*arguments), support.NO_VAULT, "no vault")
        self.assertFalse((self.folder / "missing").exists())
        self.assertEqual(list(empty.iterdir()), [])
        nowhere = run("status", "--no-input")
        self.assert_status(nowhere, support.NO_VAULT, ".local/share/amanat")

    def test_a_vault_of_another_build(self):
        """It is not opened, whatever is asked; and it is said which build can."""
        vault = self.vault("lola")
        for version, build in (("1", "earlier"), ("0", "earlier"), ("3", "later"), ("9", "later"),
                               ("9223372036854775807", "later")):
            (vault.path / "amanat-vault").write_text(f"amanat-vault/v{version}\n")
            before = support.listing(vault.path)
            for words in self.commands():
                with self.subTest(f"v{version} {words[0]}"):
                    for result in (vault.run(*words),
                                   run(*words, "--vault", vault.path, "--no-input")):
                        self.assert_status(
                            result, support.REFUSED, f"{build} build", str(vault.path))
                        self.assertEqual(result.out, b"")
            as_json = vault.run("status", "--json")
            self.assert_status(as_json, support.REFUSED)
            self.assertIn(f"{build} build", json.loads(as_json.said)["message"])
            again = vault.run("init", "--role", "recorder", "--name", "N", "--kdf", "interactive")
            self.assert_status(again, support.REFUSED)
            self.assert_unchanged(vault.path, before)
        (vault.path / "amanat-vault").write_text("amanat-vault/v2\n")
        self.assert_whole(vault)

    def test_no_vault_is_said_before_a_passphrase_is_asked(self):
        result = run("status", "--vault", self.folder / "missing", "--no-input")
        self.assert_status(result, support.NO_VAULT)

    def test_where_the_vault_is(self):
        vault, file = self.vault("lola"), support.passphrase_file()
        by_name = run("status", "--passphrase-file", file, AMANAT_VAULT=str(vault.path))
        self.assert_status(by_name, support.DONE, "Лола-zq7")
        data = self.folder / "data"
        data.mkdir()
        vault.copy(data / "amanat")
        by_data = run("status", "--passphrase-file", file, XDG_DATA_HOME=str(data))
        self.assert_status(by_data, support.DONE, "Лола-zq7")
        both = run("status", "--passphrase-file", file, AMANAT_VAULT=str(self.folder),
                   XDG_DATA_HOME=str(data))
        self.assert_status(both, support.NO_VAULT)

    def test_in_use(self):
        vault = self.vault("first")
        before = support.listing(vault.path)
        with (vault.path / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            running = [(words, vault.start(*words)) for words in self.commands()]
            for words, process in running:
                with self.subTest(words[0]):
                    out, err = process.communicate(b"", timeout=60)
                    result = support.Result(process.returncode, out, err)
                    self.assert_status(result, support.IN_USE, "another command")
            self.assert_unchanged(vault.path, before)

    def test_in_use_for_a_moment_only(self):
        """A command waits a little for the one before it."""
        vault = self.vault("first")
        with (vault.path / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            timer = threading.Timer(0.4, fcntl.flock, (lock, fcntl.LOCK_UN))
            timer.start()
            self.assert_status(vault.run("status"), support.DONE)
            timer.join()
            fcntl.flock(lock, fcntl.LOCK_EX)
            started = time.monotonic()
            self.assert_status(vault.run("status"), support.IN_USE)
            self.assertLess(time.monotonic() - started, 30)

    def test_two_at_once_both_seal(self):
        vault = self.vault("lola")
        account = self.file("account.txt", b"an account")
        processes = [vault.start("seal", account) for _ in range(4)]
        results = [process.communicate(b"") + (process.returncode,) for process in processes]
        ids = [out.decode().strip() for out, _, status in results if status == 0]
        self.assertTrue(all(status in (0, support.IN_USE) for _, _, status in results), results)
        self.assertGreaterEqual(len(ids), 1)
        self.assertEqual(vault.json("status")["sealed"], len(ids))
        self.assert_whole(vault)

    def test_usage(self):
        vault = self.vault("first")
        wrong = [
            [], ["frobnicate"], ["init"], ["init", "--role", "spy", "--name", "N"],
            ["init", "--role", "recorder"], ["init", "--role", "recorder", "--name", "N", "--kdf",
                                             "none"],
            ["enroll"], ["seal"], ["seal", "a", "b", "--attach", "c"], ["seal", "-", "-"],
            ["sync"], ["sync", "a", "b"], ["open", "abcd"], ["show"], ["status", "--frob"],
            ["status", "extra"], ["identity", "import"], ["age", "encrypt", "x"],
            ["age", "encrypt", "-p", "-r", "age1x", "x"], ["verify", "--passphrase-file"],
            ["seal", "-", "--passphrase-file", "-"]]
        for arguments in wrong:
            with self.subTest(" ".join(arguments)):
                result = run(*arguments, AMANAT_VAULT=str(vault.path))
                if arguments:
                    self.assert_status(result, support.USAGE)
                    self.assertEqual(result.out, b"")
                else:
                    self.assertIn(result.status, (0, support.USAGE))
                self.assertIn("amanat", result.said + result.text)

    def test_help_and_version(self):
        for words in [[], *COMMANDS]:
            for form in ([*words, "--help"], ["help", *words]):
                with self.subTest(" ".join(form)):
                    result = run(*form)
                    self.assert_status(result, support.DONE, "USAGE: amanat")
                    self.assertIn(" ".join(["amanat", *words]), result.text)
        self.assertIn("Exit status", run("--help").text)
        version = run("--version")
        self.assert_status(version, support.DONE)
        self.assertRegex(version.text, r"\A\d+\.\d+\.\d+\n\Z")


class Passphrases(CommandTest):
    def init(self, path, text: bytes, *more):
        file = self.file("passphrase", text)
        return run("init", "--role", "recorder", "--name", "N", "--kdf", "interactive", "--vault",
                   path, "--passphrase-file", file, *more)

    def test_weak_ones_are_refused_with_a_reason(self):
        weak = {b"": "is empty", b"\n": "is empty", b"\nabc": "empty line",
                b"password": "common password", b"12345678901234": "goes on like",
                b"aaaaaaaaaaaaaaaaaaaaaaaa": "repeats itself", b"qwertyuiop": "common password",
                b"x" * 2000: "longer than 1024"}
        for text, reason in weak.items():
            with self.subTest(text[:20]):
                path = self.folder / "new"
                self.assert_status(self.init(path, text), support.REFUSED, reason)
                self.assertFalse(path.exists(), "nothing is made")

    def test_first_line_without_its_end(self):
        for number, text in enumerate((b"zebra r1 staple battery horse",
                                       "зебра r1 staple battery".encode())):
            path = self.folder / f"v{number}"
            self.assert_status(self.init(path, text + b"\r\nsecond line"), support.DONE)
            other = self.file("other", text)
            result = run("status", "--vault", path, "--passphrase-file", other)
            self.assert_status(result, support.DONE)

    def test_from_standard_input(self):
        vault = self.vault("lola")
        result = run("status", "--vault", vault.path, "--passphrase-file", "-",
                     stdin=support.PASSPHRASE.encode() + b"\n")
        self.assert_status(result, support.DONE)

    def test_none_to_be_had(self):
        vault = self.vault("lola")
        for options in (["--no-input"], []):
            result = run("status", "--vault", vault.path, *options)
            self.assert_status(result, support.REFUSED, "a passphrase is needed")
        missing = run("status", "--vault", vault.path, "--passphrase-file", self.folder / "no")
        self.assert_status(missing, support.REFUSED, "passphrase file")
        folder = run("status", "--vault", vault.path, "--passphrase-file", self.folder)
        self.assert_status(folder, support.REFUSED, "passphrase file")

    def test_never_shown(self):
        vault = self.vault("lola")
        for result in (vault.run("status"), vault.run("verify"), vault.run("enroll", "/nowhere"),
                       self.init(self.folder / "v", b"correct horse battery staple zebra r1")):
            self.assertNotIn(support.PASSPHRASE, result.text + result.said)

    def test_generated_words(self):
        words = set()
        for number in range(2):
            path = self.folder / f"g{number}"
            made = run("init", "--role", "recorder", "--name", "N", "--kdf", "interactive",
                       "--vault", path, "--generate")
            self.assert_status(made, support.DONE)
            words.add(re.search(r"Passphrase: +(.+)", made.text)[1])
        self.assertEqual(len(words), 2)
        both = run("init", "--role", "recorder", "--name", "N", "--vault", self.folder / "x",
                   "--generate", "--passphrase-file", support.passphrase_file())
        self.assert_status(both, support.USAGE)


class Making(CommandTest):
    def init(self, path, name="N", role="recorder"):
        return Vault(path, name).run(
            "init", "--role", role, "--name", name, "--kdf", "interactive")

    def test_over_something(self):
        vault = self.vault("lola")
        before = support.listing(vault.path)
        self.assert_status(self.init(vault.path), support.REFUSED, "already")
        self.assert_unchanged(vault.path, before)
        full = self.folder / "full"
        full.mkdir()
        (full / "letter").write_text("mine")
        self.assert_status(self.init(full), support.REFUSED, "not empty")
        self.assertEqual(os.listdir(full), ["letter"])
        self.assert_status(self.init(full / "letter"), support.REFUSED)
        self.assertEqual((full / "letter").read_text(), "mine")

    def test_into_an_empty_folder_and_a_deep_one(self):
        (self.folder / "empty").mkdir()
        for path in (self.folder / "empty", self.folder / "a" / "b" / "c"):
            self.assert_status(self.init(path), support.DONE)
            self.assert_whole(Vault(path, "N"))
            self.assertEqual(path.stat().st_mode & 0o777, 0o700)

    def test_names(self):
        for number, name in enumerate(("Лола", "شهناز\u200cی", "x" * 64, "O'Neil; $(id)")):
            self.assert_status(self.init(self.folder / f"good{number}", name), support.DONE)
        for name in ("", " ", "x" * 65, " Lola", "a\nb", "evil\u202e", "bell\u0007", "\u2028"):
            with self.subTest(repr(name)):
                path = self.folder / "bad"
                self.assertIn(self.init(path, name).status, (support.REFUSED, support.USAGE))
                self.assertFalse(path.exists())


if __name__ == "__main__":
    unittest.main()
