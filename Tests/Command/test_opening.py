#!/usr/bin/env python3
"""`open` writes plaintext, where it was told to and nowhere else."""

import os
import shutil
import time
import unicodedata
import unittest
from pathlib import Path

import support
from support import CommandTest, Vault, craft

STRACE = shutil.which("strace")
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class Opening(CommandTest):
    def sealed(self, *attachments: Path) -> tuple[Vault, str]:
        team, stick = self.team(), self.stick()
        id = team.lola.seal("an account", *attachments)
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        return team.first, id

    def test_hostile_names_never_escape(self):
        vault, stick = self.vault("first"), self.folder / "stick"
        made = craft(support.cards()["first"], "odd-names", stick)
        vault.enroll(made.card)
        vault.ok("sync", stick)
        place = self.folder / "place"
        place.mkdir()
        target = place / "opened"
        before = set(self.folder.rglob("*"))
        opened = vault.json("open", made.testimonies["faulty"], "--to", target)
        outside = [p for p in set(self.folder.rglob("*")) - before
                   if p != target and target not in p.parents and vault.path not in p.parents]
        self.assertEqual(outside, [])
        names = sorted(path.name for path in (target / "attachments").iterdir())
        odd = support.make_bundle.ODD_NAMES
        self.assertEqual(len(names), len(odd), "each has a file of its own")
        contents = {path.read_bytes() for path in (target / "attachments").iterdir()}
        self.assertEqual(contents, {f"content {n}\n".encode() for n in range(len(odd))})
        for name in names:
            with self.subTest(name):
                self.assertFalse(name.startswith((".", "-", " ")))
                self.assertFalse(name.endswith((".", " ")))
                self.assertFalse(any(unicodedata.category(c) in HIDDEN for c in name))
                self.assertFalse(set(name) & set('/\\:*?"<>|'))
                self.assertNotIn(name.split(".")[0].upper(), {"CON", "NUL"})
                self.assertLessEqual(len(name.encode()), 255)
        self.assertEqual(len({name.casefold() for name in names}), len(names))
        self.assertEqual(len(opened["files"]), len(odd) + 1)
        self.assertEqual([file.get("name") for file in opened["files"]], [None, *odd])

    def test_names_on_the_screen(self):
        """What `show` and `open` print moves no cursor and turns no text."""
        vault, stick = self.vault("first"), self.folder / "stick"
        made = craft(support.cards()["first"], "odd-names", stick, account="bell\a \x1b[2J\u202e")
        vault.enroll(made.card)
        vault.ok("sync", stick)
        id = made.testimonies["faulty"]
        self.assertIn("\\u001b[2J", vault.ok("show", id, "--json").text)
        opened = vault.ok("open", id, "--to", self.folder / "o")
        self.assertNotIn("\x1b", opened.said + opened.text)
        self.assertNotIn("\u202e", opened.said)

    def test_modes(self):
        vault, id = self.sealed(self.file("a.bin", b"attached"))
        target = self.folder / "opened"
        before_umask = os.umask(0)
        try:
            vault.ok("open", id, "--to", target)
        finally:
            os.umask(before_umask)
        for path in [target, *target.rglob("*")]:
            mode = path.stat().st_mode & 0o777
            self.assertEqual(mode, 0o700 if path.is_dir() else 0o600, path)

    def test_dates(self):
        """An original has the date again that it had on the recorder's laptop, to the second; where
        that is not known, before 1970 or after 9999, it has the date of today."""
        times = {"photo.jpg": 1_600_000_000, "first.bin": 0, "last.bin": 4_102_444_799,
                 "old.bin": -1, "older.bin": -86_400 * 365}
        files = [self.file(name, name.encode()) for name in times]
        for path in files:
            os.utime(path, ns=(10**18, times[path.name] * 10**9 + 987_654_321))
        vault, id = self.sealed(*files)
        listed = {item["name"]: item.get("modified") for item in
                  vault.json("show", id)["attachments"]}
        self.assertEqual(listed, {
            "photo.jpg": "2020-09-13T12:26:40Z", "first.bin": "1970-01-01T00:00:00Z",
            "last.bin": "2099-12-31T23:59:59Z", "old.bin": None, "older.bin": None})
        before, target = time.time() - 2, self.folder / "opened"
        vault.ok("open", id, "--to", target)
        for name, seconds in times.items():
            status = (target / "attachments" / name).stat()
            if seconds < 0:
                self.assertGreaterEqual(status.st_mtime, before, name)
            else:
                self.assertEqual(status.st_mtime_ns, seconds * 10**9, name)
            self.assertEqual(status.st_mode & 0o777, 0o600)
        self.assertGreaterEqual((target / "account.txt").stat().st_mtime, before)

    @unittest.skipUnless(STRACE, "strace is not installed")
    def test_a_disk_that_keeps_no_dates(self):
        """The testimony is opened all the same: it is whole, and has another date."""
        path = self.file("a.bin", os.urandom(70_000))
        os.utime(path, (1_600_000_000,) * 2)
        vault, id = self.sealed(path)
        for error in ("EPERM", "EIO", "EROFS", "ENOSYS"):
            target = self.folder / error
            log = self.folder / f"{error}.log"
            result = vault.run("open", id, "--to", target, wrapper=[
                STRACE, "-f", "-qq", "-o", log, "-e", "trace=utimensat,utimes,futimesat", "-e",
                f"inject=utimensat,utimes,futimesat:error={error}"])
            self.assert_status(result, support.DONE)
            self.assertIn("INJECTED", log.read_text(), "it did not come to that")
            self.assertEqual((target / "attachments" / "a.bin").read_bytes(), path.read_bytes())
            self.assertNotEqual(
                (target / "attachments" / "a.bin").stat().st_mtime, 1_600_000_000)

    def test_nothing_is_overwritten(self):
        vault, id = self.sealed(self.file("a.bin", b"attached"))
        for name in ("account.txt", "attachments/a.bin"):
            with self.subTest(name):
                target = self.folder / name.replace("/", "-")
                (target / name).parent.mkdir(parents=True)
                (target / name).write_bytes(b"mine")
                before = support.listing(target)
                result = vault.run("open", id, "--to", target)
                self.assert_status(result, support.REFUSED, name, "overwritten")
                self.assert_unchanged(target, before)
        target = self.folder / "twice"
        vault.ok("open", id, "--to", target)
        before = support.listing(target)
        self.assert_status(vault.run("open", id, "--to", target), support.REFUSED)
        self.assert_unchanged(target, before)

    def test_beside_other_files(self):
        vault, id = self.sealed()
        target = self.folder / "shared"
        target.mkdir()
        (target / "letter").write_bytes(b"mine")
        vault.ok("open", id, "--to", target)
        self.assertEqual((target / "letter").read_bytes(), b"mine")

    def test_symlinks_in_the_way(self):
        """A link in place of a file is not followed: neither one that leads somewhere, nor one
        that leads nowhere."""
        vault, id = self.sealed(self.file("a.bin", b"attached"))
        victim = self.file("victim", b"mine")
        for name, leads in (("account.txt", victim), ("account.txt", self.folder / "new"),
                            ("attachments/a.bin", victim),
                            ("attachments/a.bin", self.folder / "new")):
            with self.subTest(f"{name} {leads.name}"):
                target = self.folder / f"t-{leads.name}-{name.replace('/', '-')}"
                (target / name).parent.mkdir(parents=True)
                (target / name).symlink_to(leads)
                self.assert_status(vault.run("open", id, "--to", target), support.REFUSED)
                self.assertEqual(victim.read_bytes(), b"mine")
                self.assertFalse((self.folder / "new").exists())
        elsewhere, target = self.folder / "elsewhere", self.folder / "linked"
        elsewhere.mkdir()
        target.mkdir()
        (target / "attachments").symlink_to(elsewhere)
        result = vault.run("open", id, "--to", target)
        self.assertNotEqual(result.status, support.DONE, "it wrote through a link in the folder")
        self.assertEqual(list(elsewhere.iterdir()), [])

    def test_the_target_is_no_folder(self):
        vault, id = self.sealed()
        file = self.file("file", b"mine")
        self.assert_status(vault.run("open", id, "--to", file), support.REFUSED)
        self.assertEqual(file.read_bytes(), b"mine")
        self.assertEqual(vault.run("open", id, "--to", file / "x").status, support.REFUSED)

    def test_an_attachment_that_has_not_come(self):
        team, stick = self.team(), self.stick()
        files = [self.file(f"a{n}.bin", f"attached {n}".encode() * 99) for n in range(3)]
        id = team.lola.seal("an account", *files)
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        others = [p for p in support.received(team.first) if p.stem != id]
        others[0].unlink()
        target = self.folder / "opened"
        result = team.first.run("open", id, "--to", target, "--json")
        self.assert_status(result, support.IN_PART)
        problem, = result.json()["problems"]
        here = {path.name for path in (target / "attachments").iterdir()}
        missing = {"a0.bin", "a1.bin", "a2.bin"}
        self.assertEqual(len(here), 2)
        name, = missing - here
        self.assertEqual(problem["subject"], name)
        self.assertEqual((target / "account.txt").read_bytes(), b"an account")
        for path in (target / "attachments").iterdir():
            self.assertEqual(path.read_bytes(), (self.folder / path.name).read_bytes())
        self.assertEqual([p["here"] for p in team.first.json("show", id)["attachments"]].count(
            False), 1)

    def test_a_damaged_attachment_leaves_nothing_of_itself(self):
        vault, id = self.sealed(self.file("a.bin", os.urandom(300_000)))
        path, = [p for p in support.received(vault) if p.stem != id]
        data = bytearray(path.read_bytes())
        data[250_000] ^= 1
        path.write_bytes(data)
        target = self.folder / "opened"
        result = vault.run("open", id, "--to", target)
        self.assert_status(result, support.IN_PART, "a.bin")
        self.assertEqual(list((target / "attachments").iterdir()), [])
        self.assertTrue((target / "account.txt").exists())

    def test_ids(self):
        team, stick = self.team(), self.stick()
        for start in range(0, 400, 200):
            team.lola.ok("seal", *[self.file(f"{n}.txt", b"a") for n in range(start, start + 200)])
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        ids = sorted(team.first.ids())
        vault, target = team.first, self.folder / "no"
        for wrong in ("", "0", "012", "g" * 32, "0" * 33, ids[0] + "0", "../" + ids[0], "*",
                      "ffffffffffffffff", ids[0][:3]):
            with self.subTest(wrong):
                result = vault.run("open", wrong, "--to", target)
                self.assert_status(result, support.REFUSED, "no record")
                self.assertFalse(target.exists())
        by_prefix: dict[str, list[str]] = {}
        for id in ids:
            by_prefix.setdefault(id[:4], []).append(id)
        unique = next(found[0] for found in by_prefix.values() if len(found) == 1)
        for form in (unique, unique[:4], unique[:4].upper(), unique[:31]):
            self.assertEqual(vault.json("show", form)["id"], unique)
        several = [prefix for prefix, found in by_prefix.items() if len(found) > 1]
        if several:
            result = vault.run("show", several[0])
            self.assert_status(result, support.REFUSED, "more digits")

    def test_own_testimonies_of_a_coordinator(self):
        vault = self.vault("first")
        id = vault.seal("what I heard", self.file("a.bin", b"x"))
        self.assertEqual(vault.json("show", id)["account"], "what I heard")
        vault.ok("open", id, "--to", self.folder / "o")
        self.assertEqual((self.folder / "o" / "attachments" / "a.bin").read_bytes(), b"x")
        self.assert_whole(vault)

    def test_names_from_the_recorders_laptop(self):
        names = ["фото 1.jpg", "a'b;c.txt", "e\u0301.txt", "x" * 250, "новый\nфайл.txt",
                 "no-end.", ".hidden"]
        files = [self.file(name, name.encode()) for name in names]
        vault, id = self.sealed(*files)
        opened = vault.json("open", id, "--to", self.folder / "o")
        self.assertEqual(opened["problems"], [])
        contents = {p.read_bytes() for p in (self.folder / "o" / "attachments").iterdir()}
        self.assertEqual(contents, {name.encode() for name in names})


if __name__ == "__main__":
    unittest.main()
