#!/usr/bin/env python3
"""Damage in each file of a vault: found, named, never taken for something else, never mended away."""

import functools
import os
import unittest
from pathlib import Path

import support
from support import CommandTest, Team, Vault

ANY = ["status"]


@functools.cache
def used_team() -> Team:
    """A team after a round, so that every kind of file is there."""
    place = support.workbench() / "used"
    place.mkdir()
    team = Team(**{key: vault.copy(place / key)
                   for key, vault in support._team()[0]._asdict().items()})
    stick = place / "stick"
    stick.mkdir()
    (place / "a.bin").write_bytes(os.urandom(100_000))
    for number in range(2):
        team.lola.seal(f"account {number}", place / "a.bin")
        for vault in (team.lola, team.first, team.second, team.lola, team.anvar):
            vault.ok("sync", stick)
    return team


def flip(path: Path, at: float = 0.5) -> None:
    data = bytearray(path.read_bytes())
    data[int(at * (len(data) - 1))] ^= 0x10
    path.write_bytes(data)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


class Damaged(CommandTest):
    def vault(self, which: str) -> Vault:
        place = self.folder / f"v{len(list(self.folder.iterdir()))}"
        place.mkdir()
        return getattr(used_team(), which).copy(place / which)

    def find(self, vault: Vault, pattern: str) -> Path:
        return sorted(vault.path.glob(pattern))[0]

    def verify_names(self, vault: Vault, name: str) -> None:
        """13, names the file, and changes nothing."""
        before = support.listing(vault.path)
        result = vault.run("verify")
        self.assert_status(result, support.DAMAGED, name, "damaged")
        as_json = vault.run("verify", "--json")
        self.assert_status(as_json, support.DAMAGED)
        self.assertTrue(any(name in f"{item.get('subject', '')} {item['message']}"
                            for item in as_json.json()["damage"]))
        self.assert_unchanged(vault.path, before)

    def others(self, vault: Vault) -> list[support.Result]:
        """Commands besides `verify`: each ends in words, and none makes a new empty file."""
        stick, account = self.folder / "stick", self.file("account.txt", b"an account")
        stick.mkdir(exist_ok=True)
        card = support.cards()["lola"]
        return [vault.run(*words) for words in (
            ["status"], ["list"], ["seal", account], ["sync", stick],
            ["enroll", card, "--confirm", support.number_of(card)])]

    def test_key_slots(self):
        """Never a wrong passphrase: whoever reads that would think that they forgot theirs."""
        tried = 0
        for at in (0, 0.03, 0.035, 0.05, 0.3, 0.6, 0.94, 0.97, 1):
            vault = self.vault("lola")
            flip(vault.path / "keyslots", at)
            for words in (["status"], ["seal", self.file("a.txt", b"a")], ["card"]):
                self.assert_status(vault.run(*words), support.DAMAGED, "damaged", "keyslots")
                tried += 1
            self.verify_names(vault, "keyslots")
        for change in (cut, empty, Path.unlink):
            vault = self.vault("lola")
            change(vault.path / "keyslots")
            self.assert_status(vault.run("status"), support.DAMAGED, "keyslots")
            self.assertEqual(vault.run("verify").status, support.DAMAGED)
        self.assertGreater(tried, 20)

    def test_costs_beyond_the_limits(self):
        """A cost that would take all memory, with a checksum that fits."""
        import hashlib
        for passes, memory in ((2, 1 << 31), (1 << 20, 65536), (2, 1024), (0, 0)):
            vault = self.vault("lola")
            data = (vault.path / "keyslots").read_bytes()
            body = data[:19] + passes.to_bytes(4, "big") + memory.to_bytes(4, "big") + data[27:723]
            (vault.path / "keyslots").write_bytes(body + hashlib.sha256(body).digest())
            self.assert_status(vault.run("status"), support.DAMAGED, "keyslots")

    def test_boxes(self):
        for name in ("identity", "people", "bundles"):
            for change in (flip, cut, empty):
                with self.subTest(f"{name} {change.__name__}"):
                    vault = self.vault("first")
                    change(vault.path / name)
                    damaged = (vault.path / name).read_bytes()
                    self.verify_names(vault, name)
                    results = self.others(vault)
                    statuses = {result.status for result in results}
                    self.assertLessEqual(statuses, {0, 1, 3, support.DAMAGED})
                    self.assertIn(support.DAMAGED, statuses)
                    self.assertEqual((vault.path / name).read_bytes(), damaged)
                    for result in results:
                        if result.status == support.DAMAGED:
                            self.assertIn(name, result.said)

    def test_a_box_that_is_gone(self):
        """It is not made again, empty: that would forget whom the vault trusts."""
        for name in ("identity", "people", "bundles", "journal/head"):
            with self.subTest(name):
                vault = self.vault("first")
                (vault.path / name).unlink()
                self.assertEqual(vault.run("verify").status, support.DAMAGED)
                statuses = {result.status for result in self.others(vault)}
                self.assertIn(support.DAMAGED, statuses)
                self.assertFalse((vault.path / name).exists())

    def test_boxes_in_each_others_place(self):
        vault = self.vault("first")
        (vault.path / "bundles").write_bytes((vault.path / "people").read_bytes())
        self.verify_names(vault, "bundles")
        vault = self.vault("first")
        other = self.find(vault, "logs/*/head")
        (vault.path / "journal" / "head").write_bytes(other.read_bytes())
        self.verify_names(vault, "journal")

    def test_the_journal(self):
        for name in ("journal/head", "journal/00000001.seg"):
            for change in (flip, cut, empty, lambda path: flip(path, 0), lambda p: flip(p, 1)):
                with self.subTest(name):
                    vault = self.vault("first")
                    path = vault.path / name
                    whole = path.stat().st_size
                    change(path)
                    damaged = path.read_bytes()
                    self.verify_names(vault, "journal")
                    results = self.others(vault)
                    self.assertIn(support.DAMAGED, {result.status for result in results})
                    # Damage before the head is found by what reads the whole log. Sealing does not,
                    # and goes on behind it: recording is not blocked.
                    found = path.read_bytes()
                    self.assertEqual(found[:len(damaged)], damaged, "nothing is written over")
                    if name == "journal/head" or len(damaged) < whole:
                        self.assertEqual(found, damaged, "nothing is written")
                        for result in results:
                            self.assertIn(result.status, (support.REFUSED, support.DAMAGED))

    def test_a_torn_tail_is_cut_and_said(self):
        vault = self.vault("lola")
        segment = vault.path / "journal" / "00000001.seg"
        whole, journal = segment.read_bytes(), vault.json("status")["journal"]
        for tail in (b"\0", os.urandom(7), os.urandom(300), bytes(64)):
            segment.write_bytes(whole + tail)
            result = vault.run("status")
            self.assert_status(result, support.DONE, "cut off")
            self.assertEqual(segment.read_bytes(), whole)
        self.assertEqual(vault.json("status")["journal"], journal)
        self.assert_whole(vault)

    def test_a_copied_log(self):
        for pattern in ("logs/*/head", "logs/*/00000001.seg"):
            for change in (flip, cut, Path.unlink):
                with self.subTest(f"{pattern} {change}"):
                    vault = self.vault("first")
                    path = self.find(vault, pattern)
                    change(path)
                    self.verify_names(vault, path.parent.name)
                    for result in self.others(vault):
                        self.assertNotIn(result.status, (support.WRONG_PASSPHRASE, 10, 64))

    def test_the_marker(self):
        """A vault whose marker is gone is not taken for an empty place: nothing is made over it."""
        for change in (flip, empty, Path.unlink):
            vault = self.vault("lola")
            change(vault.path / "amanat-vault")
            before = support.listing(vault.path)
            self.assertIn(vault.run("status").status, (support.NO_VAULT, support.DAMAGED))
            result = vault.run("init", "--role", "recorder", "--name", "N", "--kdf", "interactive")
            self.assert_status(result, support.REFUSED)
            self.assert_unchanged(vault.path, before)

    def test_nothing_of_others_goes_by_init(self):
        """A folder that only looks like an unfinished vault is left as it is."""
        notes = self.folder / "notes"
        (notes / "journal").mkdir(parents=True)
        for name in ("unfinished", "diary.txt", "journal/mine.txt"):
            (notes / name).write_bytes(b"mine" if name != "unfinished" else b"")
        vault = self.vault("lola")
        (vault.path / "amanat-vault").unlink()
        (vault.path / "unfinished").touch()
        for path in (notes, vault.path):
            before = support.listing(path)
            result = support.run("init", "--role", "recorder", "--name", "N", "--kdf",
                                 "interactive", "--vault", path, "--passphrase-file",
                                 support.passphrase_file())
            self.assert_status(result, support.REFUSED)
            self.assert_unchanged(path, before)
        self.assert_status(vault.run("status"), support.DAMAGED)

    def test_objects(self):
        for which, folder in (("lola", "objects"), ("first", "received/*")):
            for change in (flip, cut, empty, lambda p: flip(p, 0), lambda p: flip(p, 1),
                           Path.unlink):
                with self.subTest(folder):
                    vault = self.vault(which)
                    path = self.find(vault, f"{folder}/*.age")
                    change(path)
                    self.verify_names(vault, path.name)
                    self.assert_status(vault.run("status"), support.DONE)

    def test_the_rest_can_be_read(self):
        """One received record is damaged: the others are listed and open."""
        vault = self.vault("first")
        ids = sorted(vault.ids())
        flip(self.find(vault, f"received/*/{ids[0]}.age"))
        listed = vault.run("list", "--json")
        self.assert_status(listed, support.IN_PART)
        standing = {line["id"]: line["standing"] for line in listed.lines()}
        self.assertEqual(standing, {ids[0]: "refused", ids[1]: "verified"})
        self.assert_status(vault.run("open", ids[1], "--to", self.folder / "o"), support.DONE)
        refused = vault.run("open", ids[0], "--to", self.folder / "p")
        self.assertIn(refused.status, (support.REFUSED, support.DAMAGED))
        self.assertFalse((self.folder / "p" / "account.txt").exists())

    def test_a_damaged_object_of_its_own_is_not_handed_off(self):
        """The others are, and it is named."""
        vault, stick = self.vault("anvar"), self.folder / "away"
        stick.mkdir()
        ids = [vault.seal(f"account {n}") for n in range(3)]
        flip(vault.path / "objects" / f"{ids[1]}.age")
        result = vault.run("sync", stick, "--json")
        self.assert_status(result, support.IN_PART)
        self.assertEqual([w["records"] for w in result.json()["written"]], [2])
        self.assertTrue(any(ids[1] in p["subject"] for p in result.json()["problems"]))
        first = self.vault("first")
        report = first.run("sync", stick, "--json").json()
        self.assertEqual(sum(w["records"] for w in report["waiting"]), 1)
        self.assertLessEqual({ids[0], ids[2]}, first.ids())

    def test_a_lost_object_comes_again(self):
        """A coordinator that signed for an object and lost it: `verify` says so."""
        vault = self.vault("first")
        id = sorted(vault.ids())[0]
        self.find(vault, f"received/*/{id}.age").unlink()
        self.verify_names(vault, id)
        self.assertNotIn(id, vault.ids())

    def test_strange_files(self):
        """Something dropped into the vault by others is not believed."""
        vault = self.vault("first")
        self.find(vault, "received/*").joinpath("0" * 32 + ".age").write_bytes(os.urandom(5000))
        self.assertIn(vault.run("list").status, (support.DONE, support.IN_PART))
        self.assertIn(vault.run("verify").status, (support.IN_PART, support.DAMAGED))
        sealing = self.vault("lola")
        (sealing.path / "sealing" / f"record-{'0' * 32}.part").write_bytes(b"junk")
        self.assert_status(sealing.run("status"), support.DONE)
        self.assert_whole(sealing)

    def test_a_restored_backup(self):
        """An older copy of the vault, after a receipt for the newer: it says so and signs nothing."""
        team, stick = self.team(), self.folder / "stick"
        stick.mkdir()
        backup = team.lola.copy(self.folder / "backup")
        team.lola.seal("after the backup")
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        before = support.listing(backup.path / "journal")
        result = backup.run("sync", stick)
        self.assert_status(result, support.DAMAGED, "restored backup")
        self.assertEqual(support.listing(backup.path / "journal"), before)

    def team(self) -> Team:
        place = self.folder / "team"
        place.mkdir()
        return Team(**{key: vault.copy(place / key)
                       for key, vault in support._team()[0]._asdict().items()})


if __name__ == "__main__":
    unittest.main()
