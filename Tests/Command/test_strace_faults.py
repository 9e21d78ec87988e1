#!/usr/bin/env python3
"""Kills and errors at system calls: a sample of places in sealing, both ways of syncing, and
enrolling. Needs `strace`; a counting run finds the places first."""

import collections
import random
import re
import shutil
import signal
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, NamedTuple

import support
from support import CommandTest, Vault

STRACE = shutil.which("strace")
CALLS = ("write", "fsync", "fdatasync", "syncfs", "linkat", "renameat2", "rename", "renameat",
         "unlink", "unlinkat", "ftruncate", "openat", "mkdir", "mkdirat", "pwrite64",
         "sync_file_range")
ERRORS = {
    "EIO": {"write", "fsync", "fdatasync", "syncfs", "linkat", "renameat2", "rename", "openat",
            "unlink", "unlinkat", "ftruncate", "pwrite64", "sync_file_range"},
    "ENOSPC": {"write", "linkat", "renameat2", "rename", "openat", "mkdir", "mkdirat",
               "pwrite64", "fsync", "fdatasync", "sync_file_range"}}
EACH = 9  # places for each operation and each kind of fault
SEED = 20261123
CRASHES = {-signal.SIGILL, -signal.SIGTRAP, -signal.SIGSEGV, -signal.SIGABRT,
           128 + signal.SIGILL, 128 + signal.SIGTRAP, 128 + signal.SIGSEGV, 128 + signal.SIGABRT}


class Place(NamedTuple):
    call: str
    number: int  # of this call, in its thread


class Fault(NamedTuple):
    operation: str
    kind: str
    place: Place

    @property
    def option(self) -> str:
        what = "signal=KILL" if self.kind == "KILL" else f"error={self.kind}"
        return f"inject={self.place.call}:{what}:when={self.place.number}"


@unittest.skipUnless(STRACE, "strace is not installed")
class Faults(CommandTest):
    def setUp(self):
        super().setUp()
        self.secret = support.marker()
        team, stick = support._team()[0], self.stick("full")
        lola = team.lola.copy(self.folder / "sealed")
        self.attachment = self.file("attachment.bin", self.secret.encode() * 9000)
        # So long that it goes to the disk while it is written.
        self.long = self.file("film.bin", self.secret.encode() * (12_000_000 // len(self.secret)))
        self.account = self.file("account.txt", self.secret.encode())
        self.earlier = lola.seal(self.secret, self.attachment)
        bare = lola.copy(self.folder / "bare")
        lola.ok("sync", stick)
        new = Vault.make(self.folder / "new", "New", "coordinator")
        self.card = new.card_file()
        number = support.number_of(self.card)
        # What each operation begins with: a vault, a folder, and the words of the command.
        empty = self.stick("empty")
        self.operations: dict[str, tuple[Vault, Path, Callable[[Path], list]]] = {
            "seal": (bare, empty, lambda _: ["seal", self.account, "--attach", self.attachment]),
            "seal a long file": (
                bare, empty, lambda _: ["seal", self.account, "--attach", self.long]),
            "sync out": (bare, empty, lambda stick: ["sync", stick]),
            "sync in": (team.first, stick, lambda stick: ["sync", stick]),
            "enroll": (bare, empty, lambda _: ["enroll", self.card, "--confirm", number])}

    def scene(self, operation: str) -> tuple[Vault, Path, list]:
        """Copies of vault and folder of this run's own."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        vault, stick, words = self.operations[operation]
        vault = vault.copy(place / "vault")
        shutil.copytree(stick, place / "stick")
        return vault, place / "stick", words(place / "stick")

    def places(self, operation: str) -> list[Place]:
        """Calls that touch vault or folder, by a run that counts."""
        vault, stick, words = self.scene(operation)
        log = vault.path.parent / "strace.log"
        result = vault.run(*words, wrapper=[
            STRACE, "-f", "-y", "-s", "0", "-o", log, "-e", "trace=" + ",".join(
                "?" + call for call in CALLS)])
        if result.status != support.DONE:
            self.skipTest(f"strace cannot run the command here: {result.said[:300]}")
        counts: collections.Counter = collections.Counter()
        found = []
        for line in log.read_text(errors="replace").splitlines():
            match = re.match(r"(\d+) +(\w+)\(", line)
            if not match or match[2] not in CALLS:
                continue
            counts[match[1], match[2]] += 1
            if str(vault.path.parent) in line:
                found.append(Place(match[2], counts[match[1], match[2]]))
        return sorted(set(found))

    def sample(self) -> list[Fault]:
        """For each operation and kind, places of every call, spread over the run."""
        chooser = random.Random(SEED)
        faults = []
        for operation in self.operations:
            places = self.places(operation)
            self.assertGreater(len(places), EACH)
            for kind in ("KILL", "EIO", "ENOSPC"):
                able = [place for place in places
                        if kind == "KILL" or place.call in ERRORS[kind]]
                by_call: dict[str, list[Place]] = {}
                for place in chooser.sample(able, len(able)):
                    by_call.setdefault(place.call, []).append(place)
                chosen: list[Place] = []
                while len(chosen) < min(EACH, len(able)):
                    for rest in by_call.values():
                        if rest and len(chosen) < EACH:
                            chosen.append(rest.pop())
                faults += [Fault(operation, kind, place) for place in chosen]
        return faults

    def survive(self, fault: Fault) -> None:
        vault, stick, words = self.scene(fault.operation)
        result = vault.run(*words, wrapper=[
            STRACE, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={fault.place.call}",
            "-e", fault.option])
        self.assertNotIn(result.status, CRASHES, result.said)
        self.assertNotIn("Fatal error", result.said)
        if fault.kind != "KILL":
            self.assertIn(result.status, (support.DONE, support.REFUSED, support.IN_PART,
                                          support.DAMAGED, support.NO_VAULT), result.said)
            if result.status != support.DONE:
                self.assertIn("amanat: error: ", result.said)
        self.assert_no_plaintext(vault.path, self.secret)
        self.assert_no_plaintext(stick, self.secret)

        status = vault.run("status", "--json")
        self.assert_status(status, support.DONE)
        self.assert_whole(vault, killed=fault.kind == "KILL")
        ids = re.findall(r"^[0-9a-f]{32}$", result.text, re.MULTILINE)
        held = {path.stem for path in (vault.path / "objects").iterdir()}
        if fault.operation != "sync in":
            self.assertLessEqual({self.earlier, *ids}, held)
        if fault.operation.startswith("seal"):
            self.assertLessEqual(status.json()["sealed"], 2)
            if result.status == support.DONE:
                self.assertEqual(len(ids), 1)
        again = vault.run(*words)
        self.assert_status(again, support.DONE)
        self.assert_whole(vault)
        if fault.operation == "sync in":
            self.assertEqual(vault.ids(), {self.earlier})
        if fault.operation == "sync out":
            left = [path.name for path in stick.iterdir() if path.suffix != ".age"]
            self.assertEqual(left, [], "half-written files")
        support.remove_tree(vault.path.parent)

    def test_sample_of_places(self):
        faults = self.sample()

        def attempt(fault: Fault) -> Exception | None:
            try:
                self.survive(fault)
            except Exception as error:
                return error

        survived = 0
        with ThreadPoolExecutor(2) as pool:
            for fault, error in zip(faults, pool.map(attempt, faults)):
                with self.subTest(f"{fault.operation}: {fault.option}"):
                    if error:
                        raise error
                    survived += 1
        print(f"\nplaces: {len(faults)} tried, {survived} survived")

    def test_a_bad_sector_in_one_bundle(self):
        """A bundle that the stick does not give back is put aside; the others are taken in."""
        vault, stick, _ = self.scene("sync in")
        bad = stick / ("0" * 32 + ".age")
        good, = [path for path in stick.iterdir()]
        shutil.copy(good, bad)
        for call, number in (("openat", 1), ("read", 1), ("read", 2)):
            with self.subTest(f"{call} {number}"):
                copy = vault.copy(vault.path.parent / f"{call}{number}")
                result = copy.run("sync", stick, wrapper=[
                    STRACE, "-f", "-qq", "-o", "/dev/null", "-P", bad, "-e", f"trace={call}",
                    "-e", f"inject={call}:error=EIO:when={number}+"])
                self.assert_status(result, support.IN_PART, bad.name)
                self.assertEqual(copy.ids(), {self.earlier})
                for path in set(stick.iterdir()) - {good, bad}:
                    path.unlink()


if __name__ == "__main__":
    unittest.main()
