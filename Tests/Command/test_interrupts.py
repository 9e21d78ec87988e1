#!/usr/bin/env python3
"""Ctrl-C and a kill in the middle of long work: nothing half-made is left, and the next run goes
on."""

import os
import signal
import time
import unittest
from pathlib import Path

import support
from support import CommandTest, Vault

SIZE = 200 << 20


class Interrupts(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.secret = support.marker()
        cls.big = support.workbench() / "big.bin"
        piece = (cls.secret.encode() + b"\n") * 40_000
        with cls.big.open("wb") as file:
            while file.tell() < SIZE:
                file.write(piece)

    @classmethod
    def tearDownClass(cls):
        cls.big.unlink()

    def busy(self, process, folder: Path, least: int) -> bool:
        """Whether the process has written so many bytes, by its own count of them."""
        try:
            text = Path(f"/proc/{process.pid}/io").read_text()
        except OSError:
            return False
        return int(text.split("wchar:")[1].split()[0]) > least

    def stop(self, vault: Vault, number: int, *arguments) -> support.Result:
        """Stops a command once it has written 20 MB."""
        process = vault.start(*arguments)
        came = support.wait_for(lambda: self.busy(process, vault.path, 20 << 20), process)
        self.assertTrue(came, "it ended before it could be stopped")
        result = support.finish(process, number)
        if number == signal.SIGKILL:
            self.assertEqual(result.status, -signal.SIGKILL)
        else:
            self.assert_status(result, support.INTERRUPTED)
        return result

    def assert_nothing_left(self, vault: Vault, number: int, before: dict[str, str]) -> None:
        """After an interrupt at once; after a kill once the next command has opened the vault."""
        self.assert_no_plaintext(vault.path, self.secret)
        if number == signal.SIGKILL:
            self.assert_status(vault.run("status"), support.DONE)
        self.assert_unchanged(vault.path, before)
        self.assert_whole(vault)

    def test_sealing(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            with self.subTest(number):
                vault = self.vault("lola")
                before = support.listing(vault.path)
                account = self.file("a.txt", self.secret.encode())
                result = self.stop(vault, number, "seal", account, "--attach", self.big)
                self.assertEqual(result.out, b"")
                self.assert_nothing_left(vault, number, before)
                id = vault.seal("goes on")
                self.assertTrue((vault.path / "objects" / f"{id}.age").exists())

    def synced(self) -> tuple[support.Team, Path, str]:
        team, stick = self.team(), self.stick()
        id = team.lola.seal(self.secret, self.big)
        return team, stick, id

    def test_putting_out_and_taking_in(self):
        team, stick, id = self.synced()
        for number in (signal.SIGINT, signal.SIGKILL):
            with self.subTest(f"out {number}"):
                copy = team.lola.copy(self.folder / f"lola-{int(number)}")
                self.stop(copy, number, "sync", stick)
                self.assert_no_plaintext(stick, self.secret)
                if number == signal.SIGINT:
                    self.assertEqual(list(stick.iterdir()), [])
                self.assert_whole(copy)
                report = copy.json("sync", stick)
                self.assertEqual([w["attachments"] for w in report["written"]], [1])
                self.assertEqual(len(list(stick.iterdir())), 1, "nothing half-written is left")
                next(stick.iterdir()).unlink()
        team.lola.ok("sync", stick)
        for number in (signal.SIGINT, signal.SIGKILL):
            with self.subTest(f"in {number}"):
                copy = team.first.copy(self.folder / f"first-{int(number)}")
                on_stick = support.listing(stick)
                self.stop(copy, number, "sync", stick)
                self.assert_unchanged(stick, on_stick)
                self.assert_no_plaintext(copy.path, self.secret)
                if number == signal.SIGKILL:
                    copy.ok("status")
                self.assertEqual([p.name for p in support.received(copy)
                                  if p.suffix != ".age"], [])
                self.assert_whole(copy)
                taken, = copy.json("sync", stick)["taken"]
                self.assertLessEqual(taken["attachments"], 1)
                self.assertEqual(copy.ids(), {id})
                self.assert_whole(copy)
                for path in set(stick.iterdir()):
                    if path.name not in on_stick:
                        path.unlink()

    def test_opening(self):
        team, stick, id = self.synced()
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        for number in (signal.SIGINT, signal.SIGKILL):
            with self.subTest(number):
                target = self.folder / f"opened-{int(number)}"
                self.stop(team.first, number, "open", id, "--to", target)
                left = [p.name for p in target.rglob("*") if p.is_file()]
                self.assertLessEqual(set(left), {"account.txt"})
                self.assert_whole(team.first)
                again = self.folder / f"again-{int(number)}"
                team.first.ok("open", id, "--to", again)
                self.assertEqual(
                    (again / "attachments" / self.big.name).stat().st_size,
                    self.big.stat().st_size)
                support.remove_tree(again)

    def test_age(self):
        key, out = self.folder / "key", self.folder / "out.age"
        support.run("age", "keygen", "-o", key)
        recipient = key.read_text().split("public key: ")[1].split()[0]
        for number in (signal.SIGINT, signal.SIGKILL):
            process = support.start("age", "encrypt", "-r", recipient, "-o", out, self.big)
            self.assertTrue(
                support.wait_for(lambda: self.busy(process, out, 20 << 20), process))
            support.finish(process, number)
            self.assertEqual(
                [p.name for p in self.folder.iterdir() if p.name != "key"], [])

    def test_while_the_passphrase_is_worked_on(self):
        """At any moment of a short command: it ends with 130, or it is done."""
        vault = self.vault("lola")
        account = self.file("a.txt", b"an account")
        ids: list[str] = []
        for step in range(12):
            process = vault.start("seal", account)
            time.sleep(step * 0.02)
            result = support.finish(process, (signal.SIGINT, signal.SIGKILL)[step % 2])
            self.assertIn(
                result.status, (support.DONE, support.INTERRUPTED, -signal.SIGINT, -signal.SIGKILL))
            ids += result.text.split()
        self.assertGreaterEqual(vault.json("status")["sealed"], len(ids))
        for id in ids:
            self.assertTrue((vault.path / "objects" / f"{id}.age").exists())
        self.assert_whole(vault)

    def test_waiting_for_standard_input(self):
        """Ctrl-C ends whoever writes into the pipe as well: half an account is not an account."""
        vault = self.vault("lola")
        before = support.listing(vault.path)
        for _ in range(6):
            process = vault.start("seal", "-")
            process.stdin.write(self.secret.encode())
            process.stdin.flush()
            time.sleep(0.5)
            result = support.finish(process, signal.SIGINT)  # which closes the pipe, too
            self.assertEqual(result.out, b"", "it was sealed, though it was cut off")
            self.assert_status(result, support.INTERRUPTED)
        self.assert_unchanged(vault.path, before)
        self.assert_whole(vault)


if __name__ == "__main__":
    unittest.main()
