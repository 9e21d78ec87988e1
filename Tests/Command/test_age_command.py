#!/usr/bin/env python3
"""`amanat age`: plain age files."""

import os
import pty
import re
import subprocess
import unittest
from pathlib import Path

import support
from amanat_formats import age
from session import Session
from support import CommandTest, run

SIZES = (0, 1, 65535, 65536, 65537, 200_000, 1_000_003)


class AgeCommand(CommandTest):
    def key(self, *options: str) -> tuple[Path, str]:
        """An identity file, and its recipient."""
        path = self.folder / f"key{len(list(self.folder.iterdir()))}"
        self.assert_status(run("age", "keygen", "-o", path, *options), support.DONE)
        identity, = age.read_identities(path.read_text())
        recipient = identity.recipient().encode()
        self.assertIn(recipient, path.read_text())
        return path, recipient

    def encrypted(self, content: bytes, *options) -> Path:
        path = self.folder / f"out{len(list(self.folder.iterdir()))}.age"
        result = run("age", "encrypt", *options, "-o", path, stdin=content)
        self.assert_status(result, support.DONE)
        return path

    def refused(self, *arguments, words: str = "", stdin: bytes = b"") -> support.Result:
        """Refused; the output file is not there, nor any other new one."""
        before = support.listing(self.folder)
        result = run("age", *arguments, stdin=stdin)
        self.assert_status(result, support.REFUSED, words)
        self.assert_unchanged(self.folder, before)
        return result

    def test_round_trips(self):
        for options in ((), ("--classic",)):
            key, recipient = self.key(*options)
            for size in SIZES:
                for armor in ((), ("-a",)):
                    content = os.urandom(size)
                    path = self.encrypted(content, "-r", recipient, *armor)
                    self.assertEqual(path.read_bytes().startswith(b"-----BEGIN"), bool(armor))
                    out = self.folder / "plain"
                    result = run("age", "decrypt", "-i", key, "-o", out, path)
                    self.assert_status(result, support.DONE)
                    self.assertEqual(out.read_bytes(), content)
                    out.unlink()

    def test_pipes(self):
        key, recipient = self.key()
        sealed = run("age", "encrypt", "-r", recipient, stdin=b"hello")
        self.assert_status(sealed, support.DONE)
        opened = run("age", "decrypt", "-i", key, "-", stdin=sealed.out)
        self.assertEqual((opened.status, opened.out), (0, b"hello"))

    def test_recipients_from_a_file(self):
        keys = [self.key("--classic") for _ in range(3)]
        text = "# our keys\n\n" + "\n".join(recipient for _, recipient in keys) + "\n"
        path = self.encrypted(b"hello", "-R", self.file("recipients", text.encode()))
        for key, _ in keys:
            self.assertEqual(run("age", "decrypt", "-i", key, path).out, b"hello")
        self.refused("encrypt", "-R", self.file("bad", b"age1nonsense\n"))
        self.refused("encrypt", "-R", self.file("empty", b"# none\n"))
        self.refused("encrypt", "-r", "age1nonsense")
        by_pipe = run("age", "encrypt", "-R", "-", self.file("plain", b"hello"), stdin=text.encode())
        self.assertEqual(run("age", "decrypt", "-i", key, stdin=by_pipe.out).out, b"hello")
        secret = keys[0][0].read_text().splitlines()[-1]
        told = self.refused("encrypt", "-r", secret)
        self.assertNotIn(secret[20:], told.said, "a key that was given by mistake is not repeated")

    def test_keys_of_other_programs(self):
        """They are named for what they are, and never repeated: some are secret."""
        ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW"
        plugin = "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t"
        for text, word in ((ssh, "SSH"), (plugin, "plugin")):
            told = self.refused("encrypt", "-r", text, words=word)
            self.assertNotIn(text[12:], told.said)
            self.refused("encrypt", "-R", self.file("keys", f"# x\n{text}\n".encode()), words=word)
        key, recipient = self.key()
        public = self.file("public", recipient.encode())
        self.refused("decrypt", "-i", public, public, words="recipient")
        self.refused("encrypt", "-R", key, words="secret")

    def test_identity_files_with_a_passphrase(self):
        right, wrong = support.passphrase_file(), support.passphrase_file("another passphrase")
        key = self.folder / "sealed-key"
        made = run("age", "keygen", "-p", "-o", key, "--passphrase-file", right)
        self.assert_status(made, support.DONE)
        self.assertTrue(key.read_bytes().startswith(b"-----BEGIN AGE"))
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        recipients = run("age", "keygen", "-y", key, "--passphrase-file", right).text.split()
        self.assertIn(recipients[0], made.said)
        path = self.encrypted(b"hello", "-i", key, "--passphrase-file", right)
        opened = run("age", "decrypt", "-i", key, "--passphrase-file", right, path)
        self.assertEqual((opened.status, opened.out), (0, b"hello"))
        refused = run("age", "decrypt", "-i", key, "--passphrase-file", wrong, path)
        self.assert_status(refused, support.WRONG_PASSPHRASE, "sealed-key")
        self.refused("decrypt", "-i", key, "--no-input", path, words="no terminal")
        session = Session("age", "decrypt", "-i", key, path)
        session.expect("Passphrase of")
        session.expect(f"{key.name}: ")  # the path before it may take several lines
        session.wait_quiet()
        session.type(support.PASSPHRASE + "\n")
        session.expect("hello")
        self.assertEqual(session.end(), 0)

    def test_identities_from_a_pipe(self):
        key, recipient = self.key()
        path = self.encrypted(b"hello", "-r", recipient)
        opened = run("age", "decrypt", "-i", "-", path, stdin=key.read_bytes())
        self.assertEqual((opened.status, opened.out), (0, b"hello"))
        shown = run("age", "keygen", "-y", "-", stdin=key.read_bytes())
        self.assertEqual(shown.text, recipient + "\n")
        for words in (("decrypt", "-i", "-"), ("encrypt", "-R", "-"), ("encrypt", "-i", "-", "-"),
                      ("keygen", "-y", "-", "--passphrase-file", "-"),
                      ("keygen", "-y", key, "-o", self.folder / "x"),
                      ("decrypt", "-i", "-", "--passphrase-file", "-", path)):
            self.assert_status(run("age", *words), support.USAGE)

    def test_outputs_that_are_no_files(self):
        """A device is written to; a link is not replaced, nor is what the same command reads."""
        key, recipient = self.key("--classic")
        plain = self.file("plain", b"hello")
        sealed = self.encrypted(b"hello", "-r", recipient)
        self.assert_status(run("age", "encrypt", "-r", recipient, "-o", "/dev/null", plain), 0)
        self.assertFalse(Path("/dev/null").is_file())
        pipe = run("age", "decrypt", "-i", key, "-o", "/dev/stdout", sealed)
        self.assertEqual((pipe.status, pipe.out), (0, b"hello"))
        link = self.folder / "link"
        link.symlink_to(plain)
        self.refused("decrypt", "-i", key, "-o", link, sealed, words="symbolic link")
        self.assertEqual(plain.read_bytes(), b"hello")
        hard = self.folder / "hard"
        hard.hardlink_to(key)
        for words in (("decrypt", "-i", key, "-o", key, sealed), ("decrypt", "-i", key, "-o", hard, sealed),
                      ("decrypt", "-i", key, "-o", sealed, sealed),
                      ("encrypt", "-r", recipient, "-o", plain, plain),
                      ("encrypt", "-i", key, "-o", key, plain)):
            self.refused(*words, words="is read here")

    def test_nothing_is_asked_or_written_in_vain(self):
        key, recipient = self.key("--classic")
        sealed = self.encrypted(b"hello", "-r", recipient)
        known = support.passphrase_file()
        locked = self.encrypted(b"hello", "-p", "--passphrase-file", known)
        self.refused("decrypt", sealed, words="opens with a key")
        self.refused("decrypt", "-i", key, locked, words="opens with a passphrase")
        self.refused("decrypt", self.file("junk", b"junk\n"), words="not an age file")
        self.refused("decrypt", self.folder / "missing", words="missing")
        self.refused("keygen", "-p", "-o", key, words="exists")
        for source in (self.folder / "missing", self.folder):
            self.assertEqual(self.refused("encrypt", "-r", recipient, source).out, b"")
        weak = support.passphrase_file("a")
        self.refused("encrypt", "-p", "--passphrase-file", weak, words="too short")
        wrong = support.passphrase_file("another passphrase entirely, long")
        result = run("age", "decrypt", "--passphrase-file", wrong, locked)
        self.assert_status(result, support.WRONG_PASSPHRASE, str(locked))
        self.assert_status(run("age", "keygen", "--passphrase-file", known), support.USAGE)

    def test_a_secret_key_for_the_name_of_a_file(self):
        key, recipient = self.key("--classic")
        secret = key.read_text().splitlines()[-1]
        for words in (("decrypt", "-i", secret), ("encrypt", "-R", secret), ("keygen", "-y", secret),
                      ("encrypt", "-r", recipient, secret), ("inspect", secret)):
            told = self.refused(*words)
            self.assertNotIn(secret[20:], told.said)

    def test_joined_options(self):
        """As age takes them: -rage1… would hold a -h otherwise."""
        key, recipient = self.key("--classic")
        sealed = run("age", "encrypt", f"-r{recipient}", stdin=b"hello")
        opened = run("age", "decrypt", f"-i{key}", stdin=sealed.out)
        self.assertEqual((opened.status, opened.out), (0, b"hello"))

    @unittest.skipUnless(Path("/dev/full").exists(), "there is no /dev/full")
    def test_output_that_is_lost(self):
        key, recipient = self.key()
        sealed = self.encrypted(b"hello", "-r", recipient)
        for words in (("keygen", "-y", key), ("inspect", sealed), ("encrypt", "-r", recipient, key),
                      ("decrypt", "-i", key, sealed)):
            with open("/dev/full", "wb") as full:
                process = subprocess.run(
                    [support.binary(), "age", *map(str, words)], stdout=full,
                    stderr=subprocess.PIPE, env=support.environment())
            self.assertEqual(process.returncode, support.REFUSED, words)
            self.assertIn(b"standard output", process.stderr)

    def test_kinds_are_not_mixed(self):
        """One classic recipient would undo what the post-quantum one is for."""
        _, hybrid = self.key()
        _, classic = self.key("--classic")
        self.refused("encrypt", "-r", hybrid, "-r", classic, "-o", self.folder / "mixed.age",
                     stdin=b"hello")
        usage = run("age", "encrypt", "-p", "-r", hybrid, stdin=b"hello")
        self.assert_status(usage, support.USAGE)

    def test_passphrase(self):
        right, wrong = support.passphrase_file(), support.passphrase_file("another passphrase")
        path = self.encrypted(b"hello", "-p", "--passphrase-file", right)
        opened = run("age", "decrypt", "--passphrase-file", right, path)
        self.assertEqual((opened.status, opened.out), (0, b"hello"))
        out = self.folder / "plain"
        refused = run("age", "decrypt", "--passphrase-file", wrong, "-o", out, path)
        self.assert_status(refused, support.WRONG_PASSPHRASE)
        self.assertFalse(out.exists())
        self.refused("encrypt", "-p", "--passphrase-file", self.file("none", b"\n"))

    def test_wrong_key_leaves_nothing(self):
        _, recipient = self.key()
        other, _ = self.key()
        path = self.encrypted(os.urandom(100_000), "-r", recipient)
        self.refused("decrypt", "-i", other, "-o", self.folder / "plain", path)
        self.refused("decrypt", "-i", path, "-o", self.folder / "plain", path)
        self.refused("decrypt", "-i", self.folder / "no", "-o", self.folder / "plain", path)

    def test_damage_leaves_nothing(self):
        key, recipient = self.key()
        for armor in ((), ("-a",)):
            data = self.encrypted(os.urandom(200_000), "-r", recipient, *armor).read_bytes()
            tried = [data[:length] for length in (
                0, 1, 30, 1000, len(data) - 70_000, len(data) // 2, len(data) - 17,
                len(data) - 2)]
            tried += [data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
                      for at in (0, 25, 40, 1500, 3500, len(data) // 2, len(data) - 40)]
            tried += [data + b"more"]
            for number, content in enumerate(tried):
                with self.subTest(f"{armor} {number}"):
                    path = self.file("damaged.age", content)
                    self.refused("decrypt", "-i", key, "-o", self.folder / "plain", path)
        self.refused("decrypt", "-i", key, "-o", self.folder / "plain", self.folder / "missing")

    def test_errors_are_in_words(self):
        """Sentences for people, not the names of types."""
        key, recipient = self.key()
        whole = self.encrypted(os.urandom(200_000), "-r", recipient).read_bytes()
        armored = self.encrypted(b"hello", "-a", "-r", recipient).read_bytes()
        tried = {
            "empty": b"", "junk": b"junk", "header": whole[:1000], "cut": whole[:100_000],
            "flipped": whole[:50_000] + b"\0\0\0\0" + whole[50_004:], "armor": armored[:200],
            "more": armored + b"more"}
        said = {what: run("age", "decrypt", "-i", key, stdin=data).said
                for what, data in tried.items()}
        said["key"] = run("age", "decrypt", "-i", self.file("bad", b"x\n"), stdin=whole).said
        said["recipient"] = run("age", "encrypt", "-r", "age1nonsense", stdin=b"x").said
        wrong = {what: text for what, text in said.items()
                 if re.search(r"[a-z]{2}[A-Z]\w*\(|[a-z]\(\w+\.\w+", text)}
        self.assertEqual(wrong, {})

    def test_an_output_that_is_there(self):
        """A failure leaves the old file as it is."""
        key, recipient = self.key()
        other, _ = self.key()
        out = self.file("mine", b"mine")
        path = self.encrypted(b"hello", "-r", recipient)
        self.refused("decrypt", "-i", other, "-o", out, path)
        self.assertEqual(out.read_bytes(), b"mine")

    def test_unwritable_outputs(self):
        key, recipient = self.key()
        path = self.encrypted(b"hello", "-r", recipient)
        for out in (self.folder / "no" / "such", self.folder, path / "x", Path("/proc/x")):
            for words in (["decrypt", "-i", key, "-o", out, path],
                          ["encrypt", "-r", recipient, "-o", out, path],
                          ["keygen", "-o", out]):
                self.refused(*words)

    def test_keygen_overwrites_no_key(self):
        key, _ = self.key()
        before = key.read_bytes()
        self.refused("keygen", "-o", key, words="exists")
        self.assertEqual(key.read_bytes(), before)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        shown = run("age", "keygen")
        self.assertEqual(len(age.read_identities(shown.text)), 1)

    def test_binary_to_a_terminal(self):
        _, recipient = self.key()
        primary, secondary = pty.openpty()
        try:
            for armor, status in (((), support.REFUSED), (("-a",), support.DONE)):
                process = subprocess.Popen(
                    [support.binary(), "age", "encrypt", "-r", recipient, *armor],
                    stdin=subprocess.PIPE, stdout=secondary, stderr=subprocess.PIPE,
                    env=support.environment())
                process.communicate(b"hello", timeout=20)
                self.assertEqual(process.returncode, status)
        finally:
            os.close(primary)
            os.close(secondary)

    def test_inspect(self):
        _, recipient = self.key()
        _, classic = self.key("--classic")
        hybrid = run("age", "inspect", "--json", self.encrypted(bytes(1000), "-r", recipient))
        self.assertTrue(hybrid.json()["postQuantum"])
        self.assertEqual(hybrid.json()["plaintextBytes"], 1000)
        plain = run("age", "inspect", "--json", self.encrypted(bytes(70_000), "-a", "-r", classic))
        self.assertFalse(plain.json()["postQuantum"])
        self.assertEqual(plain.json()["plaintextBytes"], 70_000)
        large = self.folder / "large.age"
        with large.open("wb") as file:
            file.write(self.encrypted(b"", "-r", recipient).read_bytes())
            file.truncate(1 << 40)  # with a hole, which would take long to read
        seen = run("age", "inspect", "--json", large).json()
        self.assertEqual(seen["headerBytes"] + seen["payloadBytes"], 1 << 40)
        large.unlink()
        self.refused("inspect", self.file("junk", os.urandom(500)))
        self.refused("inspect", self.folder)

    def test_the_exported_identity_opens_records(self):
        team, stick = self.team(), self.stick()
        team.lola.seal("an account")
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        key = self.folder / "exported"
        team.first.ok("identity", "export", "--yes", "--out", key)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        path, = support.received(team.first)
        opened = run("age", "decrypt", "-i", key, path)
        self.assert_status(opened, support.DONE)
        listed = subprocess.run(["tar", "-t"], input=opened.out, capture_output=True)
        self.assertEqual(listed.stdout.decode().split(),
                         ["note", "recipients", "account/001.txt", "salts"])
        self.assertEqual(len(path.read_bytes()), 19_600, "as the page has it, to the byte")
        self.assert_status(team.first.run("identity", "export"), support.REFUSED)


if __name__ == "__main__":
    unittest.main()
