#!/usr/bin/env python3
"""Kills and faults at system calls: a sample of the places of `crash_places.py`, and what that
rests on. `Scripts/crash-test` tries them all. Needs `strace` and `cc`."""

import shutil
import signal
import subprocess
import sys
import unittest

import crash_places
import support
from crash_places import STRACE, Places

EACH = 1  # places for each operation and each kind of fault, and
KILLS = 3


@unittest.skipUnless(STRACE and crash_places.COMPILER, "strace or a C compiler is not installed")
class Faults(Places):
    def setUp(self):
        super().setUp()
        self.begin()

    def test_sample_of_places(self):
        found = [fault for name in self.operations for fault in self.faults(name)]
        kills = [fault for fault in found if fault.kind == "kill"]
        others = [fault for fault in found if fault.kind != "kill"]
        faults = [*self.sample(kills, KILLS, crash_places.SEED),
                  *self.sample(others, EACH, crash_places.SEED)]
        survived = 0
        for fault, error in self.survive_all(faults):
            with self.subTest(str(fault)):
                if error:
                    raise error
                survived += 1
        print(f"\nplaces: {len(found)} found, {len(faults)} tried, {survived} survived")

    def test_a_bad_sector_in_one_bundle(self):
        """A bundle that the stick does not give back is put aside; the others are taken in."""
        scene = self.scene("sync-in")
        vault, stick = scene.vault, scene.stick
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
                self.assertEqual(copy.ids(), self.sealed)
                for path in set(stick.iterdir()) - {good, bad}:
                    path.unlink()


@unittest.skipUnless(STRACE, "strace is not installed")
class WhatStraceDoes(support.CommandTest):
    def test_a_kill_comes_before_the_call(self):
        """So the state behind a call is that of a kill at the next one."""
        for call, program in (
                ("mkdir", "os.mkdir('made')"), ("unlink", "os.unlink('there')"),
                ("rename", "os.rename('there', 'made')"),
                ("write", "os.write(os.open('there', os.O_WRONLY), b'x')")):
            with self.subTest(call):
                folder = self.stick(call)
                (folder / "there").touch()
                before = support.listing(folder)
                words = [sys.executable, "-S", "-c", f"import os; {program}"]
                struck = subprocess.run(
                    [STRACE, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
                     "-e", f"inject={call}:signal=KILL:when=1", *words],
                    cwd=folder, capture_output=True)
                self.assertEqual(struck.returncode, -signal.SIGKILL, struck.stderr)
                self.assert_unchanged(folder, before)
                subprocess.run(words, cwd=folder, check=True)
                self.assertNotEqual(support.listing(folder), before)


if __name__ == "__main__":
    unittest.main()
