#!/usr/bin/env python3
"""What a crash leaves in `sealing/`, and what others drop there. The page *The vault's folder*,
"Sealing"."""

import os
import shutil
import socket
import subprocess
import unittest
from pathlib import Path
from typing import NamedTuple

import support
from support import CommandTest, Vault
from vault_folder import PROMISED, VaultFolder

KINDS = {"sealed": "record", "attached": "attachment"}
ADOPTED = "had no entry in the journal yet"


class Sealed(NamedTuple):
    """What sealing has made, before it came into the journal."""

    leaves: list[bytes]  # of all testimonies, one after the other
    objects: dict[str, bytes]  # by the whole name in `sealing/`
    records: list[str]


class SealingTest(CommandTest):
    def sealed(self, vault: Vault, *testimonies: tuple[str, list[Path]]) -> Sealed:
        """Seals in a copy of the vault, and gives what came into the journal there."""
        place = self.folder / f"copy-{len(list(self.folder.iterdir()))}"
        shutil.copytree(vault.path, place, symlinks=True, ignore=lambda folder, names: [
            name for name in names if Path(folder).name == "sealing"])
        copy = Vault(place, vault.name)
        old = len(self.log(copy))
        records = [copy.seal(text, *paths) for text, paths in testimonies]
        folder = VaultFolder(copy.path, support.PASSPHRASE).own_log()
        objects = {}
        for leaf in folder.leaves[old:]:
            object = copy.path / "objects" / f"{leaf.object.hex()}.age"
            objects[f"{KINDS[leaf.kind]}-{leaf.object.hex()}.age"] = object.read_bytes()
        return Sealed(folder.raw[old:], objects, records)

    def log(self, vault: Vault) -> list[bytes]:
        return VaultFolder(vault.path, support.PASSPHRASE).own_log().raw

    def put(self, vault: Vault, made: Sealed, *, promised: list[bytes] | None = None,
            names: dict[str, str] = {}) -> None:
        """As a crash leaves it. `names` says what has another name."""
        sealing = vault.path / "sealing"
        for name, data in made.objects.items():
            (sealing / names.get(name, name)).write_bytes(data)
        leaves = b"".join(made.leaves if promised is None else promised)
        if leaves:
            box = VaultFolder(vault.path, support.PASSPHRASE).made_box(PROMISED, leaves)
            (vault.path / PROMISED).write_bytes(box)

    def in_sealing(self, vault: Vault) -> set[str]:
        return set(os.listdir(vault.path / "sealing"))

    def assert_settled(self, vault: Vault) -> None:
        self.assertEqual(self.in_sealing(vault), set())
        self.assert_whole(vault)


class Crashed(SealingTest):
    def setUp(self):
        super().setUp()
        self.lola = self.vault("lola")
        self.files = [self.file(f"{n}.bin", os.urandom(3000 * n)) for n in (1, 2)]
        self.made = self.sealed(self.lola, ("first account", self.files), ("second account", []))
        self.before = self.log(self.lola)

    def test_a_promise_that_can_be_kept(self):
        """Exactly the promised leaves are appended; the objects are those of the promise."""
        self.put(self.lola, self.made)
        self.assertEqual([leaf.encode() for leaf in
                          VaultFolder(self.lola.path, support.PASSPHRASE).promised()],
                         self.made.leaves)
        self.assert_status(self.lola.run("status"), support.DONE, "2 sealed testimonies", ADOPTED)
        self.assertEqual(self.log(self.lola), self.before + self.made.leaves)
        for name, data in self.made.objects.items():
            object = self.lola.path / "objects" / name.split("-")[1]
            self.assertEqual(object.read_bytes(), data)
        self.assert_settled(self.lola)
        self.assertNotIn(ADOPTED, self.lola.ok("status").said)
        self.assertEqual(len(self.log(self.lola)), len(self.before + self.made.leaves))
        stick, first = self.stick(), self.vault("first")
        self.lola.ok("sync", stick)
        first.ok("sync", stick)
        self.assertEqual(first.ids(), set(self.made.records))
        self.assertEqual(len(first.json("show", self.made.records[0])["attachments"]), 2)

    def test_records_without_a_promise(self):
        """Nothing was promised: no leaf, and nothing stays."""
        self.put(self.lola, self.made, promised=[])
        for name in list(self.made.objects):
            for ending in ("part", "part.new"):
                other = f"{name[:-36]}{os.urandom(16).hex()}.{ending}"
                (self.lola.path / "sealing" / other).write_bytes(b"half")
        result = self.lola.ok("status")
        self.assertNotIn(ADOPTED, result.said)
        self.assertEqual(self.log(self.lola), self.before)
        self.assertEqual(list((self.lola.path / "objects").iterdir()), [])
        self.assert_settled(self.lola)

    def test_whoever_has_no_key_promises_nothing(self):
        """Nobody without the vault's keys makes such a box: another vault's, another name's, no box."""
        other = VaultFolder(self.vault("anvar").path, support.PASSPHRASE)
        own = VaultFolder(self.lola.path, support.PASSPHRASE)
        leaves = b"".join(self.made.leaves)
        good = own.made_box(PROMISED, leaves)
        for what, box in {
                "another vault's": other.made_box(PROMISED, leaves),
                "of another place": own.made_box("people", leaves),
                "no box": leaves, "empty": b"", "flipped": good[:-1] + bytes([good[-1] ^ 1]),
                "cut": good[:-40], "no leaves in it": own.made_box(PROMISED, b"nothing"),
                "half a leaf": own.made_box(PROMISED, leaves[:-5])}.items():
            with self.subTest(what):
                vault = self.lola.copy(self.folder / what)
                self.put(vault, self.made, promised=[])
                (vault.path / PROMISED).write_bytes(box)
                result = vault.run("status")
                self.assertIn(result.status, (support.DONE, support.DAMAGED), result.said)
                self.assertIn("sealing/leaves", result.said + result.text)
                self.assertIn("damaged", result.said + result.text)
                self.assertNotIn(ADOPTED, result.said)
                self.assertEqual(self.log(vault), self.before)
                self.assertLessEqual(set(self.made.objects), self.in_sealing(vault), "they stay")

    def test_verify_names_a_broken_promise(self):
        """It checks boxes, and this is one."""
        self.put(self.lola, self.made)
        path = self.lola.path / PROMISED
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
        self.assert_status(self.lola.run("verify"), support.DAMAGED, "sealing/leaves")

    def test_a_promise_of_what_is_not_whole(self):
        """All of a testimony or none: the other testimony of the box is adopted."""
        attachment = next(name for name in self.made.objects if name.startswith("attachment"))
        record = f"record-{self.made.records[0]}.age"
        for name in (attachment, record):
            for ending in (".part", ".part.new", None):
                with self.subTest(f"{name} {ending}"):
                    vault = self.lola.copy(self.folder / f"{name}{ending}")
                    if ending:
                        self.put(vault, self.made, names={name: name[:-4] + ending})
                    else:
                        self.put(vault, self.made)
                        (vault.path / "sealing" / name).unlink()
                    self.assert_status(vault.run("status"), support.DONE, ADOPTED)
                    self.assertEqual(self.log(vault), self.before + self.made.leaves[-1:])
                    self.assertEqual({path.stem for path in (vault.path / "objects").iterdir()},
                                     {self.made.records[1]})
                    self.assert_settled(vault)

    def test_another_object_than_was_promised(self):
        """It is named, and left; nothing of that testimony is adopted, and the vault works on."""
        attachment = next(name for name in self.made.objects if name.startswith("attachment"))
        record = f"record-{self.made.records[0]}.age"
        for name in (attachment, record):
            with self.subTest(name):
                vault = self.lola.copy(self.folder / name)
                self.put(vault, self.made)
                path = vault.path / "sealing" / name
                data = bytearray(path.read_bytes())
                data[-1] ^= 1
                path.write_bytes(data)
                result = vault.run("status")
                self.assertIn(result.status, (support.DONE, support.DAMAGED))
                self.assertIn(f"sealing/{name}", result.said + result.text)
                self.assertEqual(self.log(vault), self.before + self.made.leaves[-1:])
                self.assertEqual(path.read_bytes(), data)
                again = vault.run("status")
                self.assertIn(f"sealing/{name}", again.said + again.text, "it is named again")
                self.assertNotIn(ADOPTED, again.said)
                sealed = vault.run("seal", "-", stdin=b"one more")
                self.assertIn(sealed.status, (support.DONE, support.DAMAGED))
                self.assertRegex(sealed.text, r"\b[0-9a-f]{32}\b")
                self.assertEqual(len(self.log(vault)), len(self.before) + 2)
                vault.run("status")
                with self.subTest(f"{name}, after another testimony was sealed"):
                    self.assertTrue(path.exists(), "it is left")
                    self.assertEqual(path.read_bytes(), data)

    def test_what_is_in_the_journal_already(self):
        """The crash came after the leaves: the objects get their names, and nothing is appended."""
        for box in (True, False):
            for linked in (True, False):
                with self.subTest(f"box {box}, linked {linked}"):
                    vault = self.lola.copy(self.folder / f"{box}{linked}")
                    self.put(vault, self.made)
                    vault.ok("status")
                    log = self.log(vault)
                    for name in self.made.objects:
                        object = vault.path / "objects" / name.split("-")[1]
                        os.link(object, vault.path / "sealing" / name)
                        if not linked:
                            object.unlink()
                    if box:
                        self.put(vault, Sealed(self.made.leaves, {}, []))
                    self.assertNotIn(ADOPTED, vault.ok("status").said)
                    self.assertEqual(self.log(vault), log)
                    self.assert_settled(vault)

    def test_another_object_has_the_name(self):
        """In `objects/` lies another one: neither is written over."""
        self.put(self.lola, self.made)
        self.lola.ok("status")
        name = f"record-{self.made.records[1]}.age"
        there = self.lola.path / "objects" / f"{self.made.records[1]}.age"
        (self.lola.path / "sealing" / name).write_bytes(self.made.objects[name])
        there.write_bytes(b"another")
        result = self.lola.run("status")
        self.assertIn(self.made.records[1], result.said + result.text)
        self.assertEqual(there.read_bytes(), b"another")
        self.assertEqual((self.lola.path / "sealing" / name).read_bytes(), self.made.objects[name])

    def test_a_coordinator(self):
        first = self.vault("first")
        made = self.sealed(first, ("what I heard", self.files[:1]))
        before = self.log(first)
        self.put(first, made)
        self.assert_status(first.run("list"), support.DONE, ADOPTED)
        self.assertEqual(self.log(first), before + made.leaves)
        self.assertEqual(first.json("show", made.records[0])["account"], "what I heard")

    def test_sealing_leaves_no_box(self):
        self.lola.seal("an account", *self.files)
        self.assert_settled(self.lola)
        self.assertIsNone(VaultFolder(self.lola.path, support.PASSPHRASE).promised())


class Foreign(SealingTest):
    """What is not of this vault is named, and left, and stops nothing."""

    def make(self, kind: str, path: Path) -> None:
        victim = self.folder / "victim"
        victim.write_bytes(b"mine")
        if kind == "folder":
            path.mkdir()
        elif kind == "full folder":
            path.mkdir()
            (path / "letter").write_bytes(b"mine")
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "link":
            path.symlink_to(victim)
        elif kind == "link to nothing":
            path.symlink_to(self.folder / "nothing")
        elif kind == "link to a folder":
            path.symlink_to(self.folder)
        elif kind == "link to a device":
            path.symlink_to("/dev/zero")
        elif kind == "socket":
            with socket.socket(socket.AF_UNIX) as made:
                here = os.getcwd()
                os.chdir(path.parent)  # the name of a socket is short
                try:
                    made.bind(path.name)
                finally:
                    os.chdir(here)
        else:
            path.write_bytes(b"mine")

    def run_within(self, vault: Vault, *words, stdin: bytes = b"") -> support.Result:
        """Whoever waits for somebody to write into a pipe fails."""
        process = vault.start(*words)
        try:
            out, err = process.communicate(stdin, timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail(f"{words[0]} hangs")
        return support.Result(process.returncode, out, err)

    def works_on(self, vault: Vault, *names: str) -> None:
        """Every command names it; sealing, adopting and handing off go on; it is left as it was."""
        stick = self.stick(f"stick-{len(list(self.folder.iterdir()))}")
        before = support.listing(vault.path / "sealing")
        sealed = vault.json("status", status=self.run_within(vault, "status").status)["sealed"]
        for words in (["status"], ["seal", "-"], ["sync", stick], ["verify"], ["journal"]):
            result = self.run_within(vault, *words, stdin=b"an account")
            self.assert_status(result, support.DONE)
            for name in names if words != ["verify"] else ():  # which mends nothing
                self.assertIn(f"sealing/{name}", result.said, f"amanat {words[0]}")
                self.assertIn("not of this vault", result.said)
            self.assertEqual(support.listing(vault.path / "sealing"), before)
        made = self.sealed(vault, ("another", [self.file(f"f{len(before)}", b"file")]))
        self.put(vault, made)
        self.assert_status(self.run_within(vault, "status"), support.DONE, ADOPTED)
        self.assertEqual(support.listing(vault.path / "sealing"), before)
        self.assertEqual(vault.json("status")["sealed"], sealed + 2)
        self.assertFalse((self.folder / "nothing").exists())
        self.assertEqual((self.folder / "victim").read_bytes(), b"mine")

    def test_kinds(self):
        for kind in ("folder", "full folder", "pipe", "link", "link to nothing",
                     "link to a folder", "link to a device", "socket"):
            with self.subTest(kind):
                vault = self.vault("lola")
                self.make(kind, vault.path / "sealing" / "thing")
                self.works_on(vault, "thing")

    def test_under_an_objects_name(self):
        """Not a file, and named like one that a crash leaves."""
        for kind in ("folder", "full folder", "pipe", "link", "link to nothing"):
            for name in (f"record-{'0' * 32}.age", f"attachment-{'0' * 32}.part"):
                with self.subTest(f"{kind} {name}"):
                    vault = self.vault("lola")
                    self.make(kind, vault.path / "sealing" / name)
                    self.works_on(vault, name)

    def test_other_names(self):
        names = ["photo.jpg", "junk.part", f"record-{'0' * 32}.txt", f"record-{'0' * 31}.age",
                 f"record-{'0' * 33}.age", f"record-{'G' * 32}.age", f"Record-{'0' * 32}.age",
                 f"record-{'0' * 32}.age.age", f"part-{'0' * 32}.age", "0" * 32 + ".age", ".hidden",
                 "leaves.bak", "Leaves", "name with spaces", "имя.txt", "x" * 255]
        vault = self.vault("lola")
        for name in names:
            self.make("file", vault.path / "sealing" / name)
        self.works_on(vault, *names)

    def test_names_that_play_with_the_terminal(self):
        vault = self.vault("lola")
        for name in (b"\x1b[2J", b"two\nlines", "turned\u202eeno".encode(), b"\xff\xfe latin"):
            path = os.fsencode(vault.path / "sealing") + b"/" + name
            with open(path, "wb") as file:
                file.write(b"mine")
        for words in (["status"], ["status", "--json"], ["journal"]):
            result = vault.run(*words)
            self.assert_status(result, support.DONE)
            self.assertEqual(result.said.count("not of this vault"), 4)
            for bad in ("\x1b", "\u202e") if "--json" not in words else ("\x1b",):
                self.assertNotIn(bad, result.said + result.text)
            self.assertEqual(len(result.said.splitlines()), 4)
        self.assertEqual(len(self.in_sealing(vault)), 4)

    def test_it_stands_where_an_object_is_promised(self):
        """A folder or a link has the name of a promised object: that testimony is not adopted, and
        nothing goes through the link."""
        for kind in ("folder", "pipe", "link", "link to nothing"):
            with self.subTest(kind):
                vault = self.vault("lola")
                made = self.sealed(vault, ("an account", [self.file("a", b"a")]))
                before = self.log(vault)
                self.put(vault, made)
                name = next(name for name in made.objects if name.startswith("attachment"))
                path = vault.path / "sealing" / name
                data = path.read_bytes()
                path.unlink()
                self.make(kind, path)
                if kind == "link":
                    (self.folder / "victim").write_bytes(data)
                result = self.run_within(vault, "status")
                self.assert_status(result, support.DONE, f"sealing/{name}")
                self.assertNotIn(ADOPTED, result.said)
                self.assertEqual(self.log(vault), before)
                self.assertTrue(os.path.lexists(path))
                self.assert_status(self.run_within(vault, "seal", "-", stdin=b"x"), support.DONE)

    def test_under_the_boxs_name(self):
        """Something else is called `sealing/leaves`: it is named, the vault opens, and nothing hangs.
        What is sealed then must not be lost either."""
        for kind in ("folder", "full folder", "pipe", "link", "link to nothing", "link to a device"):
            with self.subTest(kind):
                vault = self.vault("lola")
                path = vault.path / "sealing" / "leaves"
                self.make(kind, path)
                result = self.run_within(vault, "status")
                self.assertIn(result.status, (support.DONE, support.DAMAGED), result.said)
                self.assertIn("sealing/leaves", result.said + result.text)
                self.assertTrue(os.path.lexists(path))
                sealed = self.run_within(vault, "seal", "-", stdin=b"an account")
                if sealed.status == support.DONE:
                    self.assertEqual(vault.json("status")["sealed"], 1)
                else:
                    self.assertEqual(sealed.out, b"")
                self.assertEqual((self.folder / "victim").read_bytes(), b"mine")
                self.assertFalse((self.folder / "nothing").exists())

    def test_said_once_and_not_where_quiet_is_wanted(self):
        vault = self.vault("lola")
        self.make("file", vault.path / "sealing" / "thing")
        said = vault.run("status", "--quiet")
        self.assert_status(said, support.DONE)
        self.assertNotIn("thing", said.said)
        self.assertEqual(vault.run("status").said.count("sealing/thing"), 1)
        vault.json("status")


if __name__ == "__main__":
    unittest.main()
