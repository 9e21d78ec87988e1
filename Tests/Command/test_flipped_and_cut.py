#!/usr/bin/env python3
"""A real recorder's bundle, damaged in every part: nothing damaged is taken, and each is named."""

import os
import secrets
import shutil
import unittest
from pathlib import Path

import support
from amanat_formats import age
from support import CommandTest

FLIPS, CUTS, TOGETHER = 400, 100, 50


def new_name() -> str:
    return secrets.token_hex(16) + ".age"


class Damage(CommandTest):
    def bundle(self, *attachments: int, accounts: int = 1) -> tuple[bytes, list[str]]:
        """A bundle of a real recorder, and the ids of the testimonies in it."""
        team, stick = self.team(), self.stick(f"from-{secrets.token_hex(4)}")
        files = [self.file(f"a{n}.bin", os.urandom(size)) for n, size in enumerate(attachments)]
        ids = [team.lola.seal(f"account {n}", *files) for n in range(accounts)]
        team.lola.ok("sync", stick)
        path, = stick.iterdir()
        return path.read_bytes(), ids

    def header_length(self, data: bytes) -> int:
        path = self.file("whole", data)
        with path.open("rb") as file:
            age.read_header(file)
            return file.tell()

    def refuse_all(self, copies: dict[str, bytes]) -> int:
        """Copies in one folder, one sync for all: how many were refused, each by its name."""
        vault, refused = self.vault("first"), 0
        names = list(copies)
        for start in range(0, len(names), TOGETHER):
            stick = self.stick(f"damaged-{start}-{secrets.token_hex(4)}")
            some = names[start:start + TOGETHER]
            for name in some:
                (stick / name).write_bytes(copies[name])
            result = vault.run("sync", stick, "--json")
            self.assert_status(result, support.IN_PART)
            report = result.json()
            named = {problem["subject"] for problem in report["problems"]}
            self.assertEqual(
                sum(t["records"] + t["attachments"] for t in report["taken"]), 0, report)
            self.assertEqual(report["alreadyTaken"], 0)
            self.assertEqual(named, set(some), "each is named, and nothing else")
            self.assertEqual({path.name for path in stick.iterdir()}, set(some))
            refused += len(named)
            shutil.rmtree(stick)
        self.assertEqual(vault.ids(), set())
        self.assert_whole(vault)
        return refused

    def flips(self, data: bytes, header: int) -> list[int]:
        """Every part: text and edges of the header, the payload's nonce, chunks and tags.

        The header of 6 KiB and more is taken at a step, its lines' ends and its last 60 bytes
        whole."""
        edges = [at for at in range(header) if data[at:at + 1] in b"\n >-"]
        places = set(range(24)) | set(range(header - 60, header + 40)) | set(edges)
        places |= set(range(len(data) - 24, len(data)))
        left = FLIPS - len(places)
        places |= {at * (len(data) - 1) // left for at in range(left)}
        return sorted(places)

    def test_flipped(self):
        data, _ = self.bundle()
        header = self.header_length(data)
        places = self.flips(data, header)
        copies = {}
        for number, at in enumerate(places):
            bit = 1 << number % 8
            copies[new_name()] = data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]
        stranger_places = self.not_for_the_reader(data)
        refused = {name for name, at in zip(copies, places) if at not in stranger_places}
        counted = self.refuse_all({name: copies[name] for name in refused})
        # A flip in the reader's own stanza makes the file one that is for others.
        others = {name: copies[name] for name in copies if name not in refused}
        counted += self.pass_or_refuse(others)
        print(f"\nflipped: {len(copies)} tried, {counted} refused")
        self.assertEqual(counted, len(copies))

    def not_for_the_reader(self, data: bytes) -> range:
        """The bytes of all stanzas: a change there may make it somebody else's."""
        return range(data.index(b"->"), data.index(b"\n---"))

    def pass_or_refuse(self, copies: dict[str, bytes]) -> int:
        vault, count = self.vault("first"), 0
        names = list(copies)
        for start in range(0, len(names), TOGETHER):
            stick = self.stick(f"others-{start}")
            for name in names[start:start + TOGETHER]:
                (stick / name).write_bytes(copies[name])
            report = vault.run("sync", stick, "--json").json()
            self.assertEqual(
                sum(t["records"] + t["attachments"] for t in report["taken"]), 0, report)
            named = {problem["subject"] for problem in report["problems"]}
            count += len(named) + report["forOthers"]
            self.assertEqual(
                len(named) + report["forOthers"], len(names[start:start + TOGETHER]))
        self.assertEqual(vault.ids(), set())
        return count

    def test_cut(self):
        """One testimony without attachments: nothing of it comes before the last bytes."""
        data, _ = self.bundle()
        header = self.header_length(data)
        body = header + 16
        lengths = {0, 1, 2, 21, 22, 23, header - 1, header, header + 1, body - 1, body, body + 1}
        lengths |= {len(data) - n for n in (1, 2, 15, 16, 17, 18, 100)}
        lengths |= {at * len(data) // (CUTS - len(lengths)) for at in range(CUTS - len(lengths))}
        copies = {new_name(): data[:length] for length in sorted(lengths)}
        refused = self.refuse_all(copies)
        print(f"\ncut: {len(copies)} tried, {refused} refused")

    def test_lengthened(self):
        data, _ = self.bundle()
        copies = {new_name(): data + more for more in (
            b"\0", b"\n", bytes(16), bytes(17), data, bytes(65_552))}
        # One that is whole up to the last byte may bring its objects, but is no whole bundle.
        vault, stick = self.vault("first"), self.stick()
        for name, content in copies.items():
            (stick / name).write_bytes(content)
        result = vault.run("sync", stick, "--json")
        self.assert_status(result, support.IN_PART)
        self.assertEqual(len(result.json()["problems"]), len(copies))
        self.assert_whole(vault)

    def test_what_came_before_the_cut_is_kept(self):
        """And the complete bundle completes it; and the cut one again changes nothing."""
        data, ids = self.bundle(100_000, accounts=6)
        vault, kept = self.vault("first"), 0
        for part in (0.05, 0.3, 0.5, 0.8, 0.99):
            stick = self.stick(f"cut-{part}")
            (stick / new_name()).write_bytes(data[:int(len(data) * part)])
            result = vault.run("sync", stick, "--json")
            self.assert_status(result, support.IN_PART)
            here = vault.ids()
            self.assertLessEqual(here, set(ids))
            self.assertGreaterEqual(len(here), kept)
            self.assert_whole(vault)
            for id in here:
                target = self.folder / f"{part}-{id}"
                self.assert_status(vault.run("open", id, "--to", target), support.DONE)
            kept = len(here)
        self.assertTrue(0 < kept < 6, kept)
        waiting = sum(w["records"] for w in result.json()["waiting"])
        self.assertEqual(waiting, 6 - kept)
        stick = self.stick("whole")
        (stick / new_name()).write_bytes(data)
        taken, = vault.json("sync", stick)["taken"]
        self.assertEqual(taken["records"], 6 - kept)
        self.assertEqual(vault.ids(), set(ids))
        (stick / new_name()).write_bytes(data[:-1])
        result = vault.run("sync", stick, "--json")
        self.assertEqual(sum(t["records"] for t in result.json()["taken"]), 0)
        self.assert_whole(vault)

    def test_no_receipt_says_more_than_is_there(self):
        """After a cut bundle, the recorder keeps the rest in its folder, and the next sync
        completes all."""
        team, stick = self.team(), self.stick()
        attachment = self.file("a.bin", os.urandom(200_000))
        ids = [team.lola.seal(f"account {n}", attachment) for n in range(3)]
        team.lola.ok("sync", stick)
        path, = stick.iterdir()
        data = path.read_bytes()
        path.write_bytes(data[:len(data) // 2])
        for coordinator in (team.first, team.second):
            self.assertEqual(coordinator.run("sync", stick).status, support.IN_PART)
        team.lola.ok("sync", stick)
        status = team.lola.json("status")
        self.assertLess(status["acknowledged"], 3)
        self.assertEqual(status["acknowledged"], len(team.first.ids()))
        path.unlink(missing_ok=True)
        for vault in (team.lola, team.first, team.second, team.lola):
            vault.run("sync", stick)
        self.assertEqual(team.lola.json("status")["acknowledged"], 3)
        self.assertEqual(team.first.ids(), set(ids))

    def test_for_others_renamed_and_empty(self):
        data, ids = self.bundle()
        stranger = support.Vault.make(self.folder / "s", "Stranger", "coordinator")
        stick = self.stick()
        names = ["0" * 32 + ".age", "f" * 32 + ".age"]
        for name in names:
            (stick / name).write_bytes(data)
        report = stranger.json("sync", stick)
        self.assertEqual((report["forOthers"], report["problems"]), (2, []))
        vault = self.vault("first")
        report = vault.json("sync", stick)
        self.assertEqual(sum(t["records"] for t in report["taken"]), 1)
        self.assertEqual(report["alreadyTaken"], 1)
        self.assertEqual(vault.ids(), set(ids))
        for name in ("", "copy.age", "0" * 32 + ".AGE", "F" * 32 + ".age", "0" * 31 + ".age"):
            if name:
                (stick / name).write_bytes(b"not looked at")
        self.assertEqual(vault.json("sync", stick)["problems"], [])
        (stick / ("a" * 32 + ".age")).write_bytes(b"")
        empty = vault.run("sync", stick, "--json")
        self.assert_status(empty, support.IN_PART)
        self.assertEqual(
            [Path(p["subject"]).stem for p in empty.json()["problems"]], ["a" * 32])


if __name__ == "__main__":
    unittest.main()
