#!/usr/bin/env python3
"""Kills, errors and a full disk at the system calls of an account that is typed, kept as a draft and sealed.

    test_strace_typing.py [--all]

Without `--all`, as in the suite, a sample of the places. Needs `strace`.
"""

import os
import re
import shutil
import signal
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import support
from session import Session
from support import CommandTest, Vault

LINES = ("Шаби чоршанбе моро бурданд.\n", "Онҳо пул талаб карданд.\n")
# What changes the disk; of `openat`, those that make a file are among many that do not.
CALLS = ("mkdir", "openat", "fsync", "fdatasync", "linkat", "renameat2", "unlink", "rmdir")
MOST_IN_A_THREAD = 60
STRACE = shutil.which("strace")
KILL, ERROR, FULL = "signal=KILL", "error=EIO", "error=ENOSPC"


@unittest.skipUnless(STRACE, "needs strace")
class TypingUnderFire(CommandTest):
    every = False

    def test_every_place(self):
        """Whatever the disk or a kill does, what was said to be kept is in a draft or sealed, once."""
        faults = [(call, what) for call in CALLS for what in (KILL, ERROR, FULL)
                  if what == KILL or call in ("openat", "fsync", "linkat", "renameat2")]
        support._team()  # made once, before threads want it
        self.reached = 0
        with ThreadPoolExecutor(2) as pool:
            problems = [problem for found in pool.map(self.strikes, faults) for problem in found]
        sys.stderr.write(f"\ntyped accounts: {self.reached} places tried, "
                         f"{self.reached - len(problems)} survived\n")
        self.assertEqual(problems, [])
        self.assertGreater(self.reached, 5)

    def strikes(self, fault) -> list[str]:
        """Strikes at every place of a fault, up to the last; or at a few of them."""
        call, what = fault
        numbers = range(1, MOST_IN_A_THREAD) if self.every else (1, 5, 9)
        problems = []
        for number in numbers:
            before = self.reached
            problem = self.strike((call, number, what))
            if problem:
                problems.append(problem)
            elif self.reached == before and self.every and number > 3:
                break
        return problems

    def strike(self, place) -> str | None:
        call, number, what = place
        folder = self.folder / f"{call}-{number}-{what.replace('=', '-')}"
        folder.mkdir()
        vault = support._team()[0].lola.copy(folder / "lola")
        try:
            kept, struck = self.typed(vault, folder / "trace", place)
            if struck:
                self.reached += 1
                self.check(vault, kept, folder)
        except AssertionError as problem:
            return f"{place}: {problem}"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return None

    def typed(self, vault: Vault, trace: Path, place) -> tuple[str, bool]:
        """Types and seals; what was said to be kept, and whether the fault came."""
        call, number, what = place
        session = Session("-f", "-qq", "-o", trace, "-e", f"trace={call}",
                          "-e", f"inject={call}:{what}:when={number}", str(support.binary()),
                          "seal", "-", *vault.options, program=Path(STRACE))
        kept = ""
        try:
            try:
                session.expect("Ctrl-D seal", seconds=60)
                for line in LINES:
                    session.write(line)
                    # Said once all of the line is shown, or that it is not kept.
                    session.expect("Keeping", seconds=10)
                    session.expect("Kept as a draft", seconds=10)
                    kept += line
                session.type("\x04")
                session.end(seconds=8)
            except AssertionError:
                self.leave(session)
        finally:
            if session.status is None:
                os.kill(session.pid, signal.SIGKILL)
                os.waitpid(session.pid, 0)
        traced = trace.read_text(errors="replace") if trace.exists() else ""
        return kept, "(INJECTED)" in traced or "killed by SIGKILL" in traced

    @staticmethod
    def leave(session: Session) -> None:
        """Leaves an editor that did not seal or save, as a person would who closes the window."""
        if session.status is not None or session.ended():
            return
        os.close(session.terminal)
        session.terminal = os.open("/dev/null", os.O_RDWR)
        _, status = os.waitpid(session.pid, 0)
        session.status = os.waitstatus_to_exitcode(status)

    def check(self, vault: Vault, kept: str, folder: Path) -> None:
        status = vault.json("status")
        waiting = [draft for draft in status["drafts"]]
        if status["sealed"]:
            self.assertEqual(waiting, [], "it is sealed, and offered again")
        elif kept:
            self.assertEqual(len(waiting), 1, "it was said to be kept, and is gone")
        self.assertLessEqual(status["sealed"], 1)
        self.assert_no_plaintext(vault.path, "чоршанбе", "талаб")
        id = None
        if waiting:
            session = Session("record", "--resume", *vault.options)
            session.expect("A draft waits", seconds=30)
            session.press("2")
            session.end(seconds=30)
            found = re.findall(rb"\b[0-9a-f]{32}\b", session.seen)
            if not found:
                self.assertIn(b"neither", session.seen)  # nothing was typed yet
                return
            id = found[-1].decode()
        elif status["sealed"]:
            id = next((vault.path / "objects").glob("*.age")).stem
        if id is None:
            return
        self.assert_whole(vault)
        self.assertEqual(list((vault.path / "drafts").iterdir()), [])
        stick = folder / "stick"
        stick.mkdir()
        first = support._team()[0].first.copy(folder / "first")
        vault.ok("sync", stick)
        first.ok("sync", stick)
        account = first.json("show", id)["account"]
        self.assertTrue("".join(LINES).startswith(account) and account.startswith(kept),
                        f"kept {kept!r}, sealed {account!r}")


if __name__ == "__main__":
    TypingUnderFire.every = "--all" in sys.argv
    unittest.main(argv=sys.argv[:1])
