#!/usr/bin/env python3
"""What the command gives back to the system's memory holds no secret: looked at in the moment when it is
given back, by `freed_memory.c`. Needs `cc`."""

import io
import os
import secrets
import shutil
import subprocess
import unittest

import support
from amanat_formats import age
from support import CommandTest

COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def halves(secret: bytes) -> list[bytes]:
    """A secret counts as found where one half of it is, of at least 8 bytes."""
    return [secret[:len(secret) // 2], secret[len(secret) // 2:]]


@unittest.skipUnless(COMPILER, "a C compiler is not installed")
class FreedMemory(CommandTest):
    def setUp(self):
        super().setUp()
        self.shim = self.folder / "freed_memory.so"
        subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", self.shim,
                        support.TESTS / "freed_memory.c"], check=True)

    def watched(self, run, *arguments, **more) -> tuple[support.Result, bytes]:
        """What became of a run, and all that it gave back."""
        log = self.folder / f"freed-{secrets.token_hex(4)}"
        result = run(*arguments, LD_PRELOAD=str(self.shim), FREED_LOG=str(log), **more)
        self.assert_status(result, support.DONE)
        freed = log.read_bytes()
        log.unlink()
        self.assertGreater(len(freed), 10_000, "nothing was watched")
        return result, freed

    def assert_not_in(self, freed: bytes, **needles: bytes) -> None:
        for name, secret in needles.items():
            for half in halves(secret):
                self.assertGreaterEqual(len(half), 8)
                with self.subTest(name.replace("_", " ")):
                    self.assertEqual(freed.count(half), 0, "it is in memory that was given back")

    def file_key(self, sealed: bytes, identity) -> bytes:
        header = age.read_header(io.BytesIO(sealed))
        return age.open_header(header, [identity])

    def test_age_files(self):
        for options in ((), ("--classic",)):
            with self.subTest(" ".join(options)):
                path = self.folder / f"key{len(options)}"
                self.assert_status(
                    support.run("age", "keygen", "-o", path, *options), support.DONE)
                text = path.read_text()
                identity, = age.read_identities(text)
                line = next(each for each in text.splitlines() if each.startswith("AGE-"))
                plain = os.urandom(48)
                result, freed = self.watched(
                    support.run, "age", "encrypt", "-r", identity.recipient().encode(),
                    stdin=plain)
                key = self.file_key(result.out, identity)
                self.assert_not_in(freed, the_file_key_sealing=key, the_plaintext_sealing=plain)
                out = self.folder / f"out{len(options)}"
                sealed = self.file(f"sealed{len(options)}", result.out)
                _, freed = self.watched(
                    support.run, "age", "decrypt", "-i", path, "-o", out, sealed)
                self.assertEqual(out.read_bytes(), plain)
                self.assert_not_in(freed, the_file_key_opening=key, the_plaintext_opening=plain,
                                   the_identity=line.encode())

    def test_a_testimony(self):
        """Passphrase and file keys are overwritten before. The account, and the copy of an opening key that
        swift-crypto makes, are overwritten by the C library, which the command tells to: behind this."""
        team, passphrase = self.team(), support.PASSPHRASE.encode()
        result, freed = self.watched(team.lola.run, "seal", "-", stdin=b"an account")
        id, stick = result.text.strip(), self.stick()
        exported = self.folder / "identity"
        team.first.ok("identity", "export", "--yes", "--out", exported)
        identity, = age.read_identities(exported.read_text())
        sealed = (team.lola.path / "objects" / f"{id}.age").read_bytes()
        key = self.file_key(sealed, identity)
        self.assert_not_in(freed, the_passphrase_sealing=passphrase, the_file_key_sealing=key)
        team.lola.ok("sync", stick)
        team.first.ok("sync", stick)
        for words in (["show", id], ["open", id, "--to", self.folder / "opened"]):
            _, freed = self.watched(team.first.run, *words)
            self.assert_not_in(freed, **{f"the_passphrase_{words[0]}": passphrase,
                                         f"the_file_key_{words[0]}": key})


if __name__ == "__main__":
    unittest.main()
