#!/usr/bin/env python3
"""Age files go both ways between this command and others: the tool `age`, the package `pyrage`, and
this project's second implementation, which alone knows the hybrid kind."""

import functools
import io
import os
import random
import shutil
import subprocess
import unittest
from pathlib import Path

import pyrage
import support
from amanat_formats import age
from session import Session
from support import CommandTest, run

TOOL = shutil.which("age")


@functools.cache
def contents() -> list[bytes]:
    """Contents of all sizes at which something begins or ends, and of some at random."""
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")
    source = random.Random(seed)
    sizes = [0, 1, 65535, 65536, 65537, 131072, 10_000_000]
    sizes += [source.randrange(1 << 16), source.randrange(1 << 21)]
    return [source.randbytes(size) for size in sizes]


class Peers(CommandTest):
    def setUp(self):
        super().setUp()
        self.key = self.folder / "key"
        self.recipient = self.make(self.key, "--classic")

    def make(self, path: Path, *options: str) -> str:
        self.assert_status(run("age", "keygen", "-o", path, *options), support.DONE)
        return run("age", "keygen", "-y", path).text.strip()

    def sealed(self, content: bytes, *options) -> bytes:
        result = run("age", "encrypt", *options, stdin=content)
        self.assert_status(result, support.DONE)
        return result.out

    def assert_opens(self, file: bytes, content: bytes, *options) -> None:
        result = run("age", "decrypt", *options, stdin=file)
        self.assert_status(result, support.DONE)
        self.assertEqual(result.out, content)

    def both_armors(self):
        for content in contents():
            for armor in (False, True):
                with self.subTest(size=len(content), armor=armor):
                    yield content, armor

    # The tool age

    @unittest.skipUnless(TOOL, "the tool age is not installed")
    def test_age(self):
        other = self.folder / "other"
        subprocess.run([TOOL + "-keygen", "-o", other], check=True, capture_output=True)
        theirs = subprocess.run(
            [TOOL + "-keygen", "-y", other], check=True, capture_output=True).stdout.decode().strip()
        self.assertEqual(run("age", "keygen", "-y", other).text.strip(), theirs)
        for content, armor in self.both_armors():
            flag = ["-a"] if armor else []
            file = self.sealed(content, "-r", self.recipient, "-r", theirs, *flag)
            opened = subprocess.run([TOOL, "-d", "-i", other], input=file, capture_output=True)
            self.assertEqual(opened.stdout, content, opened.stderr)
            made = subprocess.run(
                [TOOL, *flag, "-r", self.recipient, "-r", theirs], input=content,
                capture_output=True, check=True).stdout
            self.assert_opens(made, content, "-i", self.key)

    def at_terminal(self, *arguments, times: int) -> None:
        """Runs age where it asks for a passphrase, so many times."""
        session = Session(*arguments, program=Path(TOOL))
        for _ in range(times):
            session.expect("assphrase")
            session.wait_quiet()
            session.type(support.PASSPHRASE + "\n")
        self.assertEqual(session.end(60), 0, session.seen)

    @unittest.skipUnless(TOOL, "the tool age is not installed")
    def test_age_with_a_passphrase(self):
        known = support.passphrase_file()
        for number, content in enumerate(contents()):
            flag = ["-a"] if number % 2 else []
            path = self.file("ours.age", self.sealed(
                content, "-p", "--passphrase-file", known, *flag))
            out = self.folder / "out"
            self.at_terminal("-d", "-o", out, path, times=1)
            if content:  # age makes no file of nothing
                self.assertEqual(out.read_bytes(), content)
                out.unlink()
            self.at_terminal("-p", *flag, "-o", out, self.file("plain", content), times=2)
            self.assert_opens(out.read_bytes(), content, "--passphrase-file", known)
            out.unlink()

    @unittest.skipUnless(TOOL, "the tool age is not installed")
    def test_age_with_sealed_identities(self):
        """Files of identities that a passphrase protects."""
        known = support.passphrase_file()
        content = b"hello"
        file = self.file("file.age", self.sealed(content, "-r", self.recipient))
        sealed = self.folder / "sealed"
        self.at_terminal("-p", "-a", "-o", sealed, self.key, times=2)
        self.assert_opens(
            file.read_bytes(), content, "-i", sealed, "--passphrase-file", known)
        ours = self.folder / "ours"
        made = run("age", "keygen", "--classic", "-p", "-o", ours, "--passphrase-file", known)
        self.assert_status(made, support.DONE)
        recipient = made.said.split()[-1]
        file = self.file("file.age", self.sealed(content, "-r", recipient))
        out = self.folder / "out"
        self.at_terminal("-d", "-i", ours, "-o", out, file, times=1)
        self.assertEqual(out.read_bytes(), content)

    # pyrage

    def test_pyrage(self):
        identity = pyrage.x25519.Identity.generate()
        for content, armor in self.both_armors():
            flag = ["-a"] if armor else []
            file = self.sealed(
                content, "-r", self.recipient, "-r", str(identity.to_public()), *flag)
            self.assertEqual(pyrage.decrypt(file, [identity]), content)
            made = pyrage.encrypt(
                content, [pyrage.x25519.Recipient.from_str(self.recipient), identity.to_public()],
                armored=armor)
            self.assert_opens(made, content, "-i", self.key)

    def test_pyrage_with_a_passphrase(self):
        known = support.passphrase_file()
        for content in contents():
            file = self.sealed(content, "-p", "--passphrase-file", known)
            self.assertEqual(pyrage.passphrase.decrypt(file, support.PASSPHRASE), content)
            made = pyrage.passphrase.encrypt(content, support.PASSPHRASE)
            self.assert_opens(made, content, "--passphrase-file", known)

    # The second implementation

    def test_the_second_implementation(self):
        for options, kind in (((), age.HybridIdentity), (("--classic",), age.X25519Identity)):
            key = self.folder / kind.__name__
            recipient = self.make(key, *options)
            identity, = age.read_identities(key.read_text())
            self.assertEqual(identity.recipient().encode(), recipient)
            other = kind.generate()
            for content in contents():
                with self.subTest(kind=kind.__name__, size=len(content)):
                    file = self.sealed(content, "-r", recipient, "-r", other.recipient().encode())
                    for peer in (identity, other):
                        reader = age.Reader(io.BytesIO(file), [peer])
                        self.assertEqual(reader.read(len(content) + 1), content)
                    file_key = os.urandom(16)
                    target = io.BytesIO()
                    writer = age.Writer(target, file_key, [
                        peer.recipient().wrap(file_key) for peer in (other, identity)])
                    writer.write(content)
                    writer.finish()
                    self.assert_opens(target.getvalue(), content, "-i", key)


if __name__ == "__main__":
    unittest.main()
