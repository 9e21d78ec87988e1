#!/usr/bin/env python3
"""A disk that cannot be written, two processes at once, and bits that flip by themselves."""

import contextlib
import functools
import os
import random
import signal
import subprocess
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import support
from journals import SEED, JournalTest, Round
from support import Result, Vault
from vault_folder import FRAME_MAGIC, Cursor, VaultFolder, open_xchacha


def can_mount() -> bool:
    if os.geteuid():
        return False
    bench = support.workbench()
    with (tempfile.TemporaryDirectory(dir=bench) as one,
          tempfile.TemporaryDirectory(dir=bench) as two):
        if subprocess.run(["mount", "--bind", one, two], capture_output=True).returncode:
            return False
        return not subprocess.run(["umount", two], capture_output=True).returncode


class ReadOnly(JournalTest):
    def mounted(self, vault: Vault) -> Vault:
        place = self.folder / f"read-only-{len(list(self.folder.iterdir()))}"
        place.mkdir()
        for words in (["--bind", vault.path, place], ["-o", "remount,ro,bind", place]):
            subprocess.run(["mount", *map(str, words)], check=True)
        self.addCleanup(subprocess.run, ["umount", str(place)], check=False)
        return Vault(place, vault.name)

    @functools.cached_property
    def possible(self) -> bool:
        return can_mount()

    def test_reading_goes_on(self):
        if not self.possible:
            self.skipTest("nothing can be mounted here")
        made = self.round()
        for torn in (b"", os.urandom(11)):
            for vault, others in (
                (made.team.lola, []),
                (made.team.first, [["list"], ["journal", "--of", made.team.lola.name]]),
            ):
                with self.subTest(f"{vault.name}, {len(torn)} bytes behind"):
                    copy = vault.copy(self.folder / f"{vault.path.name}-{len(torn)}")
                    with (copy.path / "journal" / "00000001.seg").open("ab") as file:
                        file.write(torn)
                    self.read(copy, made, others)

    def read(self, vault: Vault, made: Round, others: list[list[str]]) -> None:
        before = support.listing(vault.path)
        mounted = self.mounted(vault)
        for words in ([], ["--checkpoint"]):
            mounted.ok("journal", *words)
        for words in (["status"], ["verify"], ["journal", "prove", made.records[0]], *others):
            mounted.ok(*words)
        account = self.file("a.txt", b"an account")
        self.refused_in_words(mounted.run("seal", account))
        self.refused_in_words(mounted.run("seal", "-", stdin=b"an account"))
        stick = self.folder / f"stick-{vault.path.name}"
        stick.mkdir()
        if vault.name == made.team.first.name:
            copy = made.team.lola.copy(self.folder / f"lola-of-{vault.path.name}")
            copy.ok("sync", stick)
        on_stick = support.listing(stick)
        self.refused_in_words(mounted.run("sync", stick))
        self.assert_unchanged(stick, on_stick)
        self.assert_unchanged(vault.path, before)

    def refused_in_words(self, result: Result) -> None:
        self.assert_status(result, support.REFUSED, "Read-only file system")
        self.assertEqual(result.out, b"")

    def test_words(self):
        """They say what was tried, and nothing that was not done."""
        if not self.possible:
            self.skipTest("nothing can be mounted here")
        lola = self.round().team.lola
        with (lola.path / "journal" / "00000001.seg").open("ab") as file:
            file.write(b"torn")
        mounted = self.mounted(lola)
        sealing = mounted.run("seal", "-", stdin=b"an account")
        self.refused_in_words(sealing)
        with self.subTest("what failed"):
            self.assertNotIn("cannot remove", sealing.said)
        with self.subTest("a torn tail that is still there"):
            self.assertNotIn("was cut off", mounted.ok("status").said)


# Two processes


class TwoAtOnce(JournalTest):
    def test_two_seals(self):
        lola = self.round().team.lola
        before = lola.json("status")
        account = self.file("a.txt", b"an account")
        for _ in range(3):
            running = [lola.start("seal", account) for _ in range(2)]
            ended = [(process.communicate(b"", timeout=60), process.returncode)
                     for process in running]
            self.assertEqual([status for _, status in ended], [0, 0], ended)
        after = lola.json("status")
        self.assertEqual(after["sealed"] - before["sealed"], 6)
        self.assertEqual(after["journal"] - before["journal"], 6)
        self.assert_whole(lola)

    def test_a_seal_and_a_sync(self):
        made, stick = self.round(), self.stick()
        account = self.file("a.txt", b"an account")
        running = [made.team.lola.start("sync", stick), made.team.lola.start("seal", account),
                   made.team.first.start("sync", stick)]
        for process in running:
            out, err = process.communicate(b"", timeout=60)
            self.assertEqual(process.returncode, 0, err)
        for vault in (made.team.lola, made.team.first):
            self.assert_whole(vault)

    def test_a_lock_of_a_process_that_is_gone(self):
        """Killed while it holds the lock: the next command works at once."""
        lola = self.round().team.lola
        big = self.file("big.bin", bytes(60 << 20))
        before = lola.json("status")["sealed"]
        process = lola.start("seal", self.file("a.txt", b"an account"), "--attach", big)

        def is_busy() -> bool:
            with contextlib.suppress(OSError, IndexError):
                written = Path(f"/proc/{process.pid}/io").read_text().split("wchar:")[1]
                return int(written.split()[0]) > 8 << 20
            return False

        self.assertTrue(support.wait_for(is_busy, process))
        result = support.finish(process, signal.SIGKILL)
        self.assertEqual(result.status, -signal.SIGKILL)
        self.assertTrue((lola.path / "lock").exists())
        started = time.monotonic()
        self.assertEqual(lola.json("status")["sealed"], before)
        self.assertLess(time.monotonic() - started, 5)
        lola.seal("goes on")
        self.assert_whole(lola)


# Bit rot


class Rot(NamedTuple):
    """One flipped bit, what came of it, and the entries in the frame that it lies in."""

    name: str
    bit: int
    verify: Result
    status: Result | None
    lost: range


def frames(folder: VaultFolder, name: str) -> list[tuple[int, range]]:
    """Where each frame of a segment ends, and its entries, counted from 1."""
    log = name.rpartition("/")[0]
    card, = [card for card in [folder.card, *folder.cards()]
             if log == ("journal" if card is folder.card else folder.log_folder(card.device))]
    data = Cursor((folder.path / name).read_bytes())
    data.take(26)
    number, found = data.number(8), []
    data.take(4)
    while not data.is_at_end:
        length, _ = data.number(4), data.take(4)
        sealed = data.take(length)
        associated = FRAME_MAGIC + number.to_bytes(8, "big") + card.device.encode()
        entry = Cursor(open_xchacha(folder.frame_key, sealed, associated))
        start = entry.number(8)
        entry.take(32 * entry.number(1))
        found.append((data.at, range(start + 1, start + 1 + entry.number(4))))
        number += 1
    return found


class BitRot(JournalTest):
    """One flipped bit at a time, in every file of a vault. Not in `reserve`, which is random."""

    FLIPS = 240
    UNCHECKED = ("lock", "reserve")

    def plan(self, vault: Vault, count: int, chance: random.Random) -> list[tuple[str, int]]:
        """Every file at least a few times, and the longer ones oftener."""
        sizes = {name: len(data) for name, data in vault.files().items()
                 if name not in self.UNCHECKED}
        least = 4
        more = max(0, count - least * len(sizes))
        names = [name for name in sizes for _ in range(least)]
        names += chance.choices(list(sizes), [size ** 0.5 for size in sizes.values()], k=more)
        return [(name, chance.randrange(8 * sizes[name])) for name in names]

    def flip(self, path: Path, bit: int) -> None:
        data = bytearray(path.read_bytes())
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)

    def rot(self, vault: Vault, name: str, bit: int, with_status: bool) -> Rot:
        path = vault.path / name
        good = path.read_bytes()
        self.flip(path, bit)
        try:
            verify, status = vault.run("verify"), None
            if with_status:
                other = vault.copy(self.folder / f"status-{os.urandom(4).hex()}")
                status = other.run("status")
                support.remove_tree(other.path)
            return Rot(name, bit, verify, status, self.lost(vault.name, name, bit))
        finally:
            path.write_bytes(good)

    def lost(self, vault: str, name: str, bit: int) -> range:
        if not name.endswith(".seg") or bit // 8 < 38:
            return range(0)
        return next(entries for end, entries in self.frames[vault, name] if bit // 8 < end)

    def work(self, job: tuple[Vault, list[tuple[str, int]]]) -> list[Rot]:
        vault, plan = job
        return [self.rot(vault, name, bit, number % 6 == 0)
                for number, (name, bit) in enumerate(plan)]

    def test_every_file(self):
        made = self.round()
        chance = random.Random(SEED)
        self.frames = {}
        for vault in (made.team.lola, made.team.first):
            folder = VaultFolder(vault.path, support.PASSPHRASE)
            for name in vault.files():
                if name.endswith(".seg"):
                    self.frames[vault.name, name] = frames(folder, name)
        jobs = [(vault, self.plan(vault, self.FLIPS // 2, chance))
                for vault in (made.team.lola, made.team.first)]
        with ThreadPoolExecutor(2) as pool:
            rotten = [item for found in pool.map(self.work, jobs) for item in found]
        for item in rotten:
            with self.subTest(f"{item.name}, bit {item.bit}"):
                self.judge(item)
        print(f"\nbit rot: {len(rotten)} flips in {len({r.name for r in rotten})} files, "
              f"seed {SEED}")
        for vault, _ in jobs:
            self.assert_whole(vault)

    def judge(self, item: Rot) -> None:
        folder, _, file = item.name.rpartition("/")
        said = item.verify.said + item.verify.text
        for result in filter(None, (item.verify, item.status)):
            self.assertNotIn("Fatal error", result.said)
            self.assertGreaterEqual(result.status, 0, "a signal")
            self.assertTrue(result.said or result.text)
            self.assertNotEqual(result.status, support.WRONG_PASSPHRASE)
        if item.name == "amanat-vault":
            self.assertIn(item.verify.status, (support.NO_VAULT, support.DAMAGED), said)
            return
        allowed = [support.DAMAGED]
        if folder.startswith("received"):
            allowed.append(support.IN_PART)
        self.assertIn(item.verify.status, allowed, said)
        if folder.startswith("received") or folder == "objects":
            self.assertIn(file, said)
        else:
            self.assertIn(item.name, said)
        if len(item.lost) > 1:
            self.assertIn(f"entries {item.lost[0]} to {item.lost[-1]} are ", said)
        elif item.lost:
            self.assertRegex(said, rf"entry {item.lost[0]} is ")

if __name__ == "__main__":
    unittest.main()
