#!/usr/bin/env python3
"""`amanat passphrase`: what opens a vault, what opens it no more, and what a copy from before does."""

import hashlib
import unicodedata
import unittest
from pathlib import Path

import support
from support import PASSPHRASE, CommandTest, Vault
from vault_folder import Damaged, VaultFolder

OTHER = "violet tractor mountain eleven soup q9"
THIRD = "салом ба ҳамаи дӯстони дурам 4471"


class Passphrases(CommandTest):
    def run_with(self, vault: Vault, passphrase: str, *words) -> support.Result:
        return support.run(*words, "--vault", vault.path, "--passphrase-file",
                           support.passphrase_file(passphrase))

    def opens(self, vault: Vault, passphrase: str) -> bool:
        """By the command and by the second reader alike."""
        result = self.run_with(vault, passphrase, "status")
        self.assertIn(result.status, (support.DONE, support.WRONG_PASSPHRASE), result.said)
        try:
            VaultFolder(vault.path, passphrase)
            self.assertEqual(result.status, support.DONE)
        except Damaged:
            self.assertEqual(result.status, support.WRONG_PASSPHRASE)
        return result.status == support.DONE

    def change(self, vault: Vault, passphrase: str, *words, new: str | None = None,
               status: int = support.DONE) -> support.Result:
        more = ["--new-passphrase-file", support.passphrase_file(new)] if new else []
        result = self.run_with(vault, passphrase, "passphrase", *words, *more)
        self.assert_status(result, status)
        return result

    def count(self, vault: Vault, passphrase: str) -> int:
        found = self.run_with(vault, passphrase, "passphrase", "list", "--json").json()
        self.assertEqual(sum(each["typed"] for each in found["passphrases"]), 1)
        return len(found["passphrases"])

    def test_changed(self):
        vault = self.vault("lola")
        copy = vault.copy(self.folder / "backup")
        result = self.change(vault, PASSPHRASE, "change", new=OTHER)
        self.assertIn("copy of the vault from before", result.said)
        self.assertFalse(self.opens(vault, PASSPHRASE))
        self.assertTrue(self.opens(vault, OTHER))
        self.assertTrue(self.opens(copy, PASSPHRASE), "as it is said")
        self.assertEqual((vault.path / "keyslots").stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.count(vault, OTHER), 1)

    def test_added_and_removed(self):
        vault = self.vault("lola")
        self.change(vault, PASSPHRASE, "add", new=OTHER)
        self.change(vault, OTHER, "add", new=THIRD)
        self.assertEqual(self.count(vault, THIRD), 3)
        for passphrase in (PASSPHRASE, OTHER, THIRD):
            self.assertTrue(self.opens(vault, passphrase))
        self.change(vault, OTHER, "remove", "--yes")
        self.assertEqual([self.opens(vault, each) for each in (PASSPHRASE, OTHER, THIRD)],
                         [True, False, True])
        self.change(vault, THIRD, "remove", "--others", "--yes")
        self.assertEqual([self.opens(vault, each) for each in (PASSPHRASE, THIRD)], [False, True])
        result = self.change(vault, THIRD, "remove", "--yes", status=support.REFUSED)
        self.assertIn("only passphrase", result.said)
        self.assertTrue(self.opens(vault, THIRD))

    def test_how_letters_are_composed_does_not_matter(self):
        vault = self.vault("lola")
        self.change(vault, PASSPHRASE, "change", new=unicodedata.normalize("NFD", THIRD))
        self.assertTrue(self.opens(vault, unicodedata.normalize("NFC", THIRD)))
        self.assertTrue(self.opens(vault, unicodedata.normalize("NFD", THIRD)))

    def test_refusals_change_nothing(self):
        vault = self.vault("lola")
        self.change(vault, PASSPHRASE, "add", new=OTHER)
        before = support.listing(vault.path)
        for words, new in ((["change"], "password1"), (["add"], "лола"), (["change"], vault.name),
                           (["change"], PASSPHRASE), (["change"], OTHER), (["add"], OTHER),
                           (["remove"], None), (["cost", "--kdf", "moderate"], None)):
            with self.subTest(words):
                self.change(vault, PASSPHRASE, *words, new=new, status=support.REFUSED)
        self.change(vault, "not this one", "change", new=THIRD, status=support.WRONG_PASSPHRASE)
        self.assert_unchanged(vault.path, before)

    def test_the_cost(self):
        vault = self.vault("lola")
        self.change(vault, PASSPHRASE, "add", new=OTHER)
        salt = (vault.path / "keyslots").read_bytes()[27:43]
        wrong = ["--other-passphrase-file", support.passphrase_file("not this one")]
        before = support.listing(vault.path)
        self.change(vault, PASSPHRASE, "cost", "--kdf", "moderate", *wrong, status=support.REFUSED)
        self.assert_unchanged(vault.path, before)
        self.change(vault, PASSPHRASE, "cost", "--kdf", "moderate", "--other-passphrase-file",
                    support.passphrase_file(OTHER))
        data = (vault.path / "keyslots").read_bytes()
        self.assertEqual(data[19:27], bytes([0, 0, 0, 3, 0, 4, 0, 0]))
        self.assertNotEqual(data[27:43], salt)
        self.assertTrue(self.opens(vault, PASSPHRASE) and self.opens(vault, OTHER))
        self.change(vault, OTHER, "cost", "--kdf", "interactive", "--drop-others")
        self.assertEqual([self.opens(vault, each) for each in (PASSPHRASE, OTHER)], [False, True])
        self.assertEqual(self.count(vault, OTHER), 1)

    def test_a_slot_put_back_is_found(self):
        vault = self.vault("lola")
        old = (vault.path / "keyslots").read_bytes()
        self.change(vault, PASSPHRASE, "change", new=OTHER)
        new = (vault.path / "keyslots").read_bytes()
        body = new[:43] + old[43:619] + new[619:723]
        (vault.path / "keyslots").write_bytes(body + hashlib.sha256(body).digest())
        self.assert_status(self.run_with(vault, PASSPHRASE, "status"), support.DONE)
        self.assert_status(
            self.run_with(vault, PASSPHRASE, "verify"), support.DAMAGED, "keyslots was altered")
        for words in (["list"], ["remove", "--yes"]):
            self.change(vault, PASSPHRASE, *words, status=support.DAMAGED)
        self.change(vault, PASSPHRASE, "add", new=THIRD, status=support.DAMAGED)
        self.change(vault, PASSPHRASE, "remove", "--others", "--yes")
        self.assert_status(self.run_with(vault, PASSPHRASE, "verify"), support.DONE)

    def test_a_vault_of_an_earlier_build(self):
        """Neither damaged nor a wrong passphrase, and said before one is asked for."""
        vault = self.vault("lola")
        data = (vault.path / "keyslots").read_bytes()
        for magic, word in ((b"amanat-keyslots/v1\n", "earlier"), (b"amanat-keyslots/v3\n", "later")):
            body = magic + data[19:619]
            (vault.path / "keyslots").write_bytes(body + hashlib.sha256(body).digest())
            for words in (["status"], ["verify"], ["passphrase", "list"]):
                result = vault.run(*words)
                self.assert_status(result, support.REFUSED, f"{word} build", "not damaged")
            result = support.run("status", "--no-input", "--vault", vault.path)
            self.assert_status(result, support.REFUSED, f"{word} build")

    def test_more_memory_than_there_is(self):
        """Refused at once, before any is touched; nobody is asked for a passphrase."""
        vault = self.vault("lola")
        data = (vault.path / "keyslots").read_bytes()
        body = data[:23] + (4 << 20).to_bytes(4, "big") + data[27:723]
        (vault.path / "keyslots").write_bytes(body + hashlib.sha256(body).digest())
        free = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        if sum(int(free[name].split()[0]) for name in ("MemAvailable", "SwapFree")) > 4 << 20:
            self.skipTest("this machine has 4 GiB to give")
        result = support.run("status", "--no-input", "--vault", vault.path)
        self.assert_status(result, support.REFUSED, "4096 MiB of memory")

    def test_age_files_keep_what_was_typed(self):
        composed, decomposed = (unicodedata.normalize(form, THIRD) for form in ("NFC", "NFD"))
        plain = self.file("plain", b"plain")

        def age(word: str, passphrase: str, source: Path, *more) -> support.Result:
            return support.run("age", word, *more, "--passphrase-file",
                               support.passphrase_file(passphrase), source)
        for typed in (composed, decomposed):
            sealed = self.folder / "sealed.age"
            self.assert_status(age("encrypt", typed, plain, "-p", "-o", sealed), support.DONE)
            self.assertEqual(age("decrypt", typed, sealed).out, b"plain")
        # The last one was sealed with what an NFD keyboard gave; the first by way of NFC.
        self.assert_status(age("decrypt", composed, sealed), support.WRONG_PASSPHRASE)
        age("encrypt", composed, plain, "-p", "-o", sealed)
        self.assertEqual(age("decrypt", decomposed, sealed).out, b"plain")


if __name__ == "__main__":
    unittest.main()
