#!/usr/bin/env python3
"""A disk that is full: said so, nothing half-made is left, and it goes on when there is room.

Small file systems are mounted, which needs root; elsewhere these tests are skipped."""

import os
import subprocess
import unittest
from pathlib import Path

import support
from support import CommandTest, Vault


class FullDisk(CommandTest):
    def mount(self, size: str) -> Path:
        path = self.folder / f"disk{len(list(self.folder.iterdir()))}"
        path.mkdir()
        if os.geteuid() != 0:
            self.skipTest("mounting a small file system needs root")
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(path)],
            capture_output=True)
        if made.returncode:
            self.skipTest(f"no small file system can be mounted: {made.stderr.decode()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(path)], capture_output=True)
        return path

    def fill(self, path: Path, leaving: int) -> Path:
        """A file that takes all but so many bytes."""
        status = os.statvfs(path)
        filler = path / "filler"
        with filler.open("wb") as file:
            file.write(bytes(max(0, status.f_bavail * status.f_frsize - leaving)))
        return filler

    def on_small_disk(self, which: str, size: str = "12M") -> tuple[Vault, Path]:
        disk = self.mount(size)
        return self.vault(which).copy(disk / "vault"), disk

    def test_sealing_more_than_there_is_room_for(self):
        vault, disk = self.on_small_disk("lola")
        big, secret = self.file("big.bin", os.urandom(30 << 20)), support.marker()
        before = support.listing(vault.path)
        result = vault.run("seal", "-", "--attach", big, stdin=secret.encode())
        self.assert_status(result, support.REFUSED, "disk is full", "needs 32.0 MiB")
        self.assertEqual(result.out, b"")
        self.assert_unchanged(vault.path, before)
        self.assert_no_plaintext(disk, secret)
        self.assert_whole(vault)
        id = vault.seal("something small")
        self.assertTrue((vault.path / "objects" / f"{id}.age").exists())
        self.assert_whole(vault)

    def test_each_step_of_sealing(self):
        """With ever more room: either nothing is sealed, or what was printed is there."""
        tried = sealed = 0
        vault, disk = self.on_small_disk("lola", "6M")
        account = self.file("a.txt", b"x" * 9000)
        for leaving in range((2 << 20) - 8192, (2 << 20) + 122_880, 4096):
            count = vault.json("status")["sealed"]
            filler = self.fill(disk, leaving)
            result = vault.run("seal", account, account, account)
            filler.unlink()
            ids = result.text.split()
            tried += 1
            if result.status:
                # It was foreseen: nothing was written.
                self.assert_status(result, support.REFUSED, "disk is full", "nothing was written")
                self.assertEqual(ids, [])
            else:
                sealed += 1
            after = vault.json("status")["sealed"]
            self.assertGreaterEqual(after - count, len(ids))
            self.assertLessEqual(after - count, 3)
            for id in ids:
                self.assertTrue((vault.path / "objects" / f"{id}.age").exists())
            self.assert_whole(vault)
        self.assertTrue(0 < sealed < tried)
        print(f"\nfull disk: {tried} places tried, {tried} survived")

    def test_a_vault_on_a_full_disk(self):
        """It can be read, handed off and pruned, to the last byte; then sealing goes on."""
        team = self.team()
        vault, disk = team.lola.copy((disk := self.mount("20M")) / "vault"), disk
        old = vault.seal("an old account", self.file("a.bin", os.urandom(1 << 20)))
        stick = self.stick()
        for holder in (vault, team.first, team.second, vault):
            holder.ok("sync", stick)
        new = vault.seal("a new account")
        filler = self.fill(disk, 0)
        self.assertEqual(os.statvfs(disk).f_bavail, 0)
        self.assertTrue((vault.path / "reserve").exists())
        result = vault.run("seal", "-", stdin=b"no room for it")
        self.assert_status(result, support.REFUSED, "disk is full", "nothing was written")
        self.assertTrue((vault.path / "reserve").exists(), "it was known without opening the vault")
        for words in (["status"], ["journal"], ["verify"], ["journal", "prove", old]):
            self.assert_status(vault.run(*words), support.DONE)
            self.assertFalse(
                (vault.path / "reserve").exists(), "the reserve was not given free")
        vault.ok("sync", stick)
        for holder in (team.first, team.second, vault):
            holder.ok("sync", stick)
        self.assertLessEqual({old, new}, team.first.ids())
        pruned = vault.json("prune")
        self.assertEqual((pruned["records"], pruned["attachments"], pruned["kept"]), (2, 1, 0))
        self.assertGreater(pruned["forgotten"], 3)
        filler.unlink()
        vault.seal("there is room again")
        self.assert_whole(vault)

    def test_the_reserve_comes_back(self):
        vault = self.vault("lola")
        reserve = vault.path / "reserve"
        self.assertEqual(reserve.stat().st_size, 2 << 20)
        reserve.unlink()
        vault.ok("status")
        self.assertEqual(reserve.stat().st_size, 2 << 20)
        # On a small disk it is not made, and not missed.
        small, _ = self.on_small_disk("lola")
        (small.path / "reserve").unlink()
        small.seal("an account")
        self.assertFalse((small.path / "reserve").exists())
        self.assert_whole(small)

    def test_syncing_into_a_full_folder(self):
        lola, stick = self.vault("lola"), self.mount("1M")
        lola.seal("an account", self.file("a.bin", os.urandom(3 << 20)))
        result = lola.run("sync", stick)
        self.assert_status(result, support.REFUSED, "disk is full")
        self.assertEqual(list(stick.iterdir()), [])
        self.assert_whole(lola)
        roomy = self.stick("roomy")
        lola.ok("sync", roomy)
        first = self.vault("first")
        first.ok("sync", roomy)
        self.assertEqual(len(first.ids()), 1)

    def test_taking_in_without_room(self):
        team, stick = self.team(), self.stick()
        ids = [team.lola.seal(f"account {n}", self.file("a.bin", os.urandom(4 << 20)))
               for n in range(3)]
        team.lola.ok("sync", stick)
        disk = self.mount("9M")
        vault = team.first.copy(disk / "vault")
        result = vault.run("sync", stick)
        self.assert_status(result, support.IN_PART, "disk is full", "MiB are free")
        self.assertNotIn("and 0.0 MiB are free", result.said)
        self.assert_whole(vault)
        kept = vault.ids()
        self.assertLess(len(kept), 3)
        roomy = vault.copy(self.folder / "roomy")
        roomy.ok("sync", stick)
        self.assertEqual(roomy.ids(), set(ids))
        self.assert_whole(roomy)

    def test_opening_into_a_full_folder(self):
        team, stick = self.team(), self.stick()
        id = team.lola.seal("an account", self.file("a.bin", os.urandom(3 << 20)))
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        disk = self.mount("1M")
        result = team.first.run("open", id, "--to", disk / "opened")
        self.assert_status(result, support.REFUSED, "disk is full")
        left = [path.name for path in disk.rglob("*") if path.is_file()]
        self.assertEqual(left, [], "it was known before that there is no room")
        self.assert_whole(team.first)

    def test_making_a_vault_without_room(self):
        """What is left is no vault and does not pass for one; with room, the same again works."""
        for size in ("8k", "16k", "40k"):
            disk = self.mount(size)
            filler = self.fill(disk, {"8k": 0, "16k": 4096, "40k": 16384}[size])
            vault = Vault(disk / "vault", "N")
            result = vault.run("init", "--role", "recorder", "--name", "N", "--kdf", "interactive")
            self.assert_status(result, support.REFUSED, "disk is full")
            self.assert_status(vault.run("status"), support.NO_VAULT)
            filler.unlink()
            subprocess.run(["mount", "-o", "remount,size=1M", str(disk)], check=True)
            result = vault.run("init", "--role", "recorder", "--name", "N", "--kdf", "interactive")
            self.assert_status(result, support.DONE)

    def test_age_files(self):
        disk, big = self.mount("1M"), self.file("big.bin", os.urandom(3 << 20))
        key = self.folder / "key"
        support.run("age", "keygen", "-o", key)
        recipient = key.read_text().split("public key: ")[1].split()[0]
        result = support.run("age", "encrypt", "-r", recipient, "-o", disk / "out", big)
        self.assert_status(result, support.REFUSED, "disk is full")
        self.assertEqual(list(disk.iterdir()), [])

    def test_a_read_only_folder(self):
        """A write-protected stick: what is there is taken in, and the rest is said."""
        team, stick = self.team(), self.mount("1M")
        team.lola.seal("an account")
        team.lola.ok("sync", stick)
        subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
        result = team.first.run("sync", stick)
        self.assertNotEqual(result.status, support.DONE, "the receipt could not be written")
        self.assertIn("cannot be written", result.said)
        self.assertEqual(len(team.first.ids()), 1)
        self.assert_whole(team.first)


if __name__ == "__main__":
    unittest.main()
