#!/usr/bin/env python3
"""Journals from outside: entries, signed heads and proofs.

What the command says is compared with the second implementation, which knows the pages alone.
"""

import datetime
import json
import os
import random
import re
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import support
from amanat_formats import encoding, logs, notes, proofs, tree
from amanat_formats.cards import Card, Device
from amanat_formats.errors import Refused
from journals import SEED, JournalTest, ProofTest, after_round, check, statement
from support import Result, Vault
from vault_folder import VaultFolder

NOW = datetime.datetime(2026, 11, 23, 9, 14, 2, tzinfo=datetime.timezone.utc)


# What is shown


def in_words(line: dict) -> str:
    """What an entry says to people, as the page has its kinds."""
    thing = line["object"]
    somebody = f'"{line["person"]}"' if "person" in line else f"somebody ({thing})"
    return {
        "sealed": f"testimony {thing} was sealed", "attached": f"attachment {thing} was sealed",
        "enrolled": f"{somebody} was enrolled", "handed-off": f"bundle {thing} was put out",
        "received": f"bundle {thing} was taken in", "acknowledged": f"{somebody} gave a receipt",
        "opened": f"testimony {thing} was opened",
    }[line["kind"]]


class Showing(JournalTest):
    KEYS = {"entry", "kind", "object", "sha256", "time", "clockSetBack"}

    def assert_shows(self, lines: list[dict], raw: list[bytes]) -> None:
        """Each entry, but for what of it is not shown: a record's note, and lines of later versions."""
        self.assertEqual(len(lines), len(raw))
        for line, data in zip(lines, raw):
            self.assertEqual(set(line) - {"person", "note"}, self.KEYS)
            leaf = logs.Leaf.decode(data)
            self.assertEqual(
                (line["kind"], line["object"], line["sha256"], line["time"]),
                (leaf.kind, leaf.object.hex(), leaf.sha256.hex(), encoding.encode_time(leaf.time)))
            self.assertEqual(leaf.note is not None, leaf.kind == "sealed")
            if "note" in line:
                self.assertEqual(line["note"], leaf.note.hex())

    def test_entries(self):
        """In words and as JSON; both are what the vault's own folder holds."""
        team = self.round().team
        for vault in (team.lola, team.first, team.second):
            with self.subTest(vault.name):
                log = VaultFolder(vault.path, support.PASSPHRASE).own_log()
                lines = vault.lines("journal")
                self.assertEqual([line["entry"] for line in lines],
                                 list(range(1, len(log.raw) + 1)))
                self.assert_shows(lines, log.raw)
                words = vault.ok("journal").text.splitlines()
                self.assertEqual(words, [
                    f"{line['entry']}  {line['time']}  {in_words(line)}" for line in lines])
                self.assertEqual(vault.ok("journal", "list").text.splitlines(), words)
        said = team.lola.ok("journal").text
        made = after_round()
        for id in [*made.records, made.later]:
            self.assertIn(f"testimony {id} was sealed", said)
        self.assertIn(f"attachment {made.attachments[0]} was sealed", said)
        for words in ('"Первая" was enrolled', '"Second" gave a receipt', "was put out",
                      "was taken in"):
            self.assertIn(words, said)
        self.assertNotIn(self.card_of(team.anvar).device[-32:], said)

    def test_a_journal_of_somebody_else(self):
        team = self.round().team
        for coordinator in (team.first, team.second):
            for recorder in (team.lola, team.anvar):
                card = self.card_of(recorder)
                copied = VaultFolder(coordinator.path, support.PASSPHRASE).copied_log(card)
                for name in (recorder.name, card.device):
                    lines = coordinator.lines("journal", "--of", name)
                    self.assert_shows(lines, copied.raw)
                words = coordinator.ok("journal", "--of", recorder.name).text.splitlines()
                self.assertEqual(words, [
                    f"{line['entry']}  {line['time']}  {in_words(line)}" for line in lines])

    def test_names_that_name_nobody(self):
        team = self.round().team
        self.refused(team.first.run("journal", "--of", "Nobody"), "nobody", "Nobody")
        for name in ("", "amanat/" + "0" * 32, "amanat/", "\x1b[2J"):
            result = team.first.run("journal", "--of", name)
            self.refused(result, "nobody")
            self.assertNotIn("\x1b", result.said)
        self.refused(team.lola.run("journal", "--of", team.first.name))
        self.refused(team.lola.run("journal", "--of", team.anvar.name), "nobody")

    def test_a_name_that_names_two(self):
        team, stick = self.round().team, self.stick()
        twin = Vault.make(self.folder / "twin", team.lola.name, "recorder")
        twin.enroll(support.cards()["first"])
        card = twin.card_file()
        team.first.enroll(card)
        twin.seal("of the other one with this name")
        self.sync(stick, twin, team.first)
        devices = {self.card_of(team.lola).device, Card.decode(card.read_bytes()).device}
        for words in ([], ["--checkpoint"], ["--json"]):
            result = team.first.run("journal", "--of", team.lola.name, *words)
            self.refused(result)
            for device in devices:
                self.assertIn(device, result.said, "it says how to tell them apart")
        for device in devices:
            self.assert_status(team.first.run("journal", "--of", device), support.DONE)

    def test_the_signed_head(self):
        """A C2SP checkpoint of exactly the entries, which the device's card verifies."""
        team = self.round().team
        for vault in (team.lola, team.anvar, team.first, team.second):
            with self.subTest(vault.name):
                data = vault.ok("journal", "--checkpoint").out
                head = logs.Checkpoint.decode(data)
                self.assertEqual(head.encode(), data)
                head.verify(self.card_of(vault))
                self.assert_is_of(head, VaultFolder(vault.path, support.PASSPHRASE).own_log().raw)
                as_json = vault.json("journal", "--checkpoint")
                self.assertEqual(as_json["checkpoint"].encode(), data)
                self.assertEqual((as_json["size"], as_json["forgotten"], as_json["gaps"]),
                                 (head.size, 0, []))

    def assert_is_of(self, head: logs.Checkpoint, raw: list[bytes]) -> None:
        hashes = [tree.leaf_hash(leaf) for leaf in raw]
        self.assertEqual(head.size, len(hashes))
        self.assertEqual(head.root, tree.Stretch([], 0, hashes).frontier_at(head.size).root())

    def test_the_head_of_somebody_else_is_cosigned(self):
        team = self.round().team
        for coordinator, other in ((team.first, team.second), (team.second, team.first)):
            data = coordinator.ok("journal", "--of", team.lola.name, "--checkpoint").out
            head = logs.Checkpoint.decode(data)
            head.verify(self.card_of(team.lola))
            folder = VaultFolder(coordinator.path, support.PASSPHRASE)
            self.assert_is_of(head, folder.copied_log(self.card_of(team.lola)).raw)
            cosigned = encoding.encode_time(head.cosigned_at(self.card_of(coordinator)))
            times = {line["cosignedAt"] for line in coordinator.lines("list")
                     if line["recorder"] == team.lola.name}
            self.assertEqual(times, {cosigned})
            with self.assertRaises(Refused):
                head.cosigned_at(self.card_of(other))


# Proofs


class Proving(ProofTest):
    def test_everybody_proves_and_anybody_checks(self):
        """A record and an attachment; the command and the second implementation say the same."""
        made = self.round()
        nobody = self.folder / "empty home"
        nobody.mkdir()
        for id in (made.records[0], made.attachments[0]):
            object = made.team.lola.path / "objects" / f"{id}.age"
            for vault in (made.team.lola, made.team.first, made.team.second):
                with self.subTest(f"{vault.name} {id}"):
                    data = self.prove(vault, id)
                    path = self.file(f"{id}-{vault.path.name}.tlog-proof", data)
                    expected = self.statement(data)
                    self.assertEqual(expected["object"], id)
                    signers = [made.team.first, made.team.second] if vault is made.team.lola \
                        else [vault]
                    self.assertEqual({item["name"] for item in expected["cosignatures"]},
                                     {signer.name for signer in signers})
                    apart = [word for card in self.cards for word in ("--card", card)]
                    for words in ([*apart], ["--card", *self.cards]):
                        found = support.run(
                            "journal", "check", path, *words, "--json", HOME=str(nobody))
                        self.assert_status(found, support.DONE)
                        self.assertEqual(found.json(), expected)
                    self.assertEqual(check(data, *apart, "--json").json(), expected)
                    with_object = check(path, *apart, "--object", object, "--json").json()
                    self.assertEqual(with_object, expected | {"objectChecked": True})
                    self.second_program(path, object, expected)
        self.assertEqual(list(nobody.iterdir()), [], "no vault is made")

    def second_program(self, path: Path, object: Path, expected: dict) -> None:
        program = support.REPOSITORY / "Tests" / "Interop" / "check_proof.py"
        found = subprocess.run(
            [sys.executable, program, path, "--card", *self.cards, "--object", object,
             "--json"], capture_output=True, timeout=60)
        self.assertEqual((found.returncode, found.stderr), (0, b""))
        said = json.loads(found.stdout)
        for key, value in said.items():
            self.assertEqual(value, (expected | {"objectChecked": True})[key])
        self.assertLessEqual(set(expected) - {"note"}, set(said))

    def test_words(self):
        made = self.round()
        data = self.prove(made.team.lola, made.records[0])
        said = check(data, "--card", *self.cards).text
        entry = self.statement(data)["entry"]
        for words in ("The proof holds.", made.records[0], f"entry {entry} of ", "Лола-zq7",
                      "by the clock of that laptop", "Первая", "Second"):
            self.assertIn(words, said)
        less = check(data, "--card", self.cards[0]).text
        self.assertIn("Unchecked", less)
        self.assertIn("No coordinator bears out the time.", less)

    def test_another_object(self):
        made = self.round()
        data = self.prove(made.team.first, made.records[0])
        objects = made.team.lola.path / "objects"
        for path in (objects / f"{made.records[1]}.age", objects / f"{made.attachments[0]}.age",
                     self.file("empty", b""), self.cards[0]):
            self.refused(check(data, "--card", *self.cards, "--object", path, "--json"),
                         "not the object")
            self.assertEqual(self.check_here(data, "--object", str(path)), 1)
        self.refused(check(data, "--card", *self.cards, "--object", self.folder / "none"))

    def test_cards_that_are_missing_or_others(self):
        made = self.round()
        data = self.prove(made.team.first, made.records[0])
        device = self.card_of(made.team.lola).device
        others = [support.cards()[key] for key in ("first", "second", "anvar")]
        self.refused(check(data, "--card", *others), device, "card")
        self.assert_status(check(data), support.USAGE)
        self.refused(check(data, "--card", self.file("no.card", b"amanat-card/v1\n")))
        self.refused(check(data, "--card", self.folder / "none"))
        self.refused(check(self.folder / "none", "--card", *self.cards))
        self.refused(check(self.folder, "--card", *self.cards))

    def test_files_and_what_is_there_already(self):
        made = self.round()
        target = self.folder / "p.tlog-proof"
        made.team.first.ok("journal", "prove", made.records[0][:8], "--out", target)
        data = target.read_bytes()
        self.assertEqual(data, self.prove(made.team.first, made.records[0]))
        result = made.team.first.run("journal", "prove", made.records[1], "--out", target)
        self.refused(result, "p.tlog-proof")
        self.assertEqual(target.read_bytes(), data, "nothing is overwritten")
        as_json = made.team.first.json("journal", "prove", made.records[0])
        self.assertEqual(as_json["proof"].encode(), data)

    def test_ids_that_name_nothing(self):
        made = self.round()
        for vault in (made.team.lola, made.team.first):
            for id in ("0" * 32, made.records[0][:3], "", "no id", "../x",
                       made.records[0] + "0"):
                self.refused(vault.run("journal", "prove", id))
        self.refused(made.team.first.run("journal", "prove", made.later))

    def test_an_entry_that_nobody_cosigned(self):
        """The recorder proves it, and nobody bears out the time."""
        made = self.round()
        data = self.prove(made.team.lola, made.later)
        self.assertEqual(self.statement(data)["cosignatures"], [])
        self.assertEqual(check(data, "--card", *self.cards, "--json").json(),
                         self.statement(data))

    def test_the_earliest_cosigned_head(self):
        """Later rounds do not change a coordinator's proof: the first cosignature bounds the time
        best. A recorder keeps the last one of each coordinator alone."""
        made, stick = self.round(), self.stick()
        before = self.prove(made.team.first, made.records[0])
        for _ in range(2):
            made.team.lola.seal("one more")
            self.sync(stick, made.team.lola, made.team.first, made.team.lola)
        self.assertEqual(self.prove(made.team.first, made.records[0]), before)
        newer = self.statement(self.prove(made.team.first, made.later))
        self.assertGreater(newer["size"], self.statement(before)["size"])
        own = self.statement(self.prove(made.team.lola, made.records[0]))
        self.assertTrue(own["cosignatures"])

    def test_nothing_of_other_records(self):
        made = self.round()
        folder = VaultFolder(made.team.lola.path, support.PASSPHRASE)
        for id in (made.records[0], made.attachments[0], made.later):
            data = self.prove(made.team.lola, id)
            texts = [data, proofs.Proof.decode(data).leaf.encode()]
            for leaf in folder.own_log().leaves:
                if leaf.object.hex() == id:
                    continue
                raw = [leaf.object, leaf.sha256, *([leaf.note] if leaf.note else [])]
                needles = [form for item in raw for form in (
                    item, item.hex().encode(), encoding.encode_base64(item).encode())]
                if leaf.kind in ("enrolled", "acknowledged"):
                    needles = needles[3:]  # of coordinators, who are named by their signatures
                for needle in needles:
                    self.assertFalse(any(needle in text for text in texts), leaf.kind)
            self.assertNotIn(self.card_of(made.team.anvar).device.encode(), data)

    def test_proofs_by_the_second_implementation(self):
        """Every entry of a small log under every head of it."""
        recorder, coordinator = (
            Device.make(os.urandom(32), os.urandom(32), name, role, NOW)
            for name, role in (("Ноҳид", "recorder"), ("C", "coordinator")))
        paths = [self.file(f"{d.card.role}.card", d.card.encoded)
                 for d in (recorder, coordinator)]
        leaves = [logs.Leaf("sealed", os.urandom(16), os.urandom(32), NOW, os.urandom(32))
                  for _ in range(8)]
        stretch = tree.Stretch([], 0, [tree.leaf_hash(leaf.encode()) for leaf in leaves])
        known = {d.name: d.card for d in (recorder, coordinator)}

        def attempt(place: tuple[int, int]) -> tuple[dict, Result]:
            index, size = place
            head = logs.Checkpoint.make(recorder, size, stretch.frontier_at(size).root())
            if size % 2:
                head = head.cosigned(coordinator, NOW)
            made = proofs.Proof.make(stretch, leaves[index], index, head)
            return (statement(made.verify(known)),
                    check(made.encode(), "--card", *paths, "--json"))

        places = [(index, size) for size in range(1, 9) for index in range(size)]
        with ThreadPoolExecutor(2) as pool:
            for expected, found in pool.map(attempt, places):
                self.assert_status(found, support.DONE)
                self.assertEqual(found.json(), expected)

    def test_entries_of_later_versions(self):
        """Plain lines are passed over; with a `must-` line nobody of today says that it holds."""
        recorder = Device.make(os.urandom(32), os.urandom(32), "Ноҳид", "recorder", NOW)
        path, known = self.file("r.card", recorder.card.encoded), {recorder.name: recorder.card}

        def made(kind: str, *lines: str) -> bytes:
            note = None if kind == "attached" else os.urandom(32)
            leaf = logs.Leaf(kind, os.urandom(16), os.urandom(32), NOW, note, lines)
            stretch = tree.Stretch([], 0, [tree.leaf_hash(leaf.encode())])
            head = logs.Checkpoint.make(recorder, 1, stretch.frontier_at(1).root())
            return proofs.Proof.make(stretch, leaf, 0, head).encode()

        plain = ("mood: calm", "x-2: лола")
        for kind in ("sealed", "attached", "part"):
            with self.subTest(kind):
                data = made(kind, *plain)
                expected = statement(proofs.Proof.decode(data).verify(known))
                found = check(data, "--card", path, "--json")
                self.assert_status(found, support.DONE)
                self.assertEqual(found.json(), expected)
                must = made(kind, *plain, "must-hide: it")
                with self.assertRaises(Refused):
                    proofs.Proof.decode(must).verify(known)
                self.refused(check(must, "--card", path), "newer version", "must-hide")


class Mutated(ProofTest):
    """Proofs that somebody changed: both implementations say the same of each."""

    @classmethod
    def setUpClass(cls):
        made = after_round()
        cls.good = made.team.lola.ok("journal", "prove", made.records[0]).out
        cls.other = made.team.lola.ok("journal", "prove", made.records[1]).out

    def agree(self, data: bytes) -> dict | None:
        """What both say, or none where both refuse."""
        mine = self.statement(data)
        result = check(data, "--card", *self.cards, "--json")
        self.assertIn(result.status, (support.DONE, support.REFUSED), result)
        self.assertNotIn("Fatal error", result.said)
        theirs = result.json() if result.status == support.DONE else None
        if theirs != mine:
            self.fail(f"the command: {theirs or result.said}\nthe second reader: {mine}"[:1500])
        if theirs is None:
            self.assertRegex(json.loads(result.said)["message"], r"^the (proof|card) ")
            self.assertEqual(result.out, b"")
        else:
            said = self.statement(self.good)
            for key in ("object", "sha256", "time", "entry", "kind", "size", "device"):
                self.assertEqual(theirs[key], said[key])
        return theirs

    def test_hundreds_of_changes(self):
        """Bits, bytes and lines; those of the signature lines' own rules are tried by name."""
        chance = random.Random(SEED)
        head, signatures = self.good.split(b"\n\n\xe2")
        lines = head.split(b"\n")
        behind = b"\n\n\xe2" + signatures

        def changed() -> bytes:
            kind = chance.randrange(7)
            if kind < 3:
                return self.flipped(chance)
            if kind == 3:
                return self.good[:chance.randrange(len(self.good))]
            at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
            new = list(lines)
            if kind == 4:
                del new[at]
            elif kind == 5:
                new.insert(to, lines[at])
            else:
                new[at], new[to] = new[to], new[at]
            return b"\n".join(new) + behind

        tried = [data for data in (changed() for _ in range(360)) if data != self.good]
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(self.agree, tried))
        accepted = [item for item in found if item]
        print(f"\nproofs: {len(tried)} changed, {len(accepted)} still hold, seed {SEED}")
        self.assertLess(len(accepted), len(tried) / 4)

    def flipped(self, chance: random.Random) -> bytes:
        """One bit; not of a key id behind a name that is known, which has a test of its own."""
        ids = [range(m.end(), m.end() + 6)
               for m in re.finditer(rb"amanat/[0-9a-f]{32} ", self.good)]
        while True:
            at = chance.randrange(len(self.good))
            if not any(at in places for places in ids[1:]):
                break
        data = bytearray(self.good)
        data[at] ^= 1 << chance.randrange(8)
        return bytes(data)

    def test_parts_of_two_proofs(self):
        """Each line of another proof by the same device, in the place of this one's."""
        lines, others = self.good.split(b"\n"), self.other.split(b"\n")
        for at, line in enumerate(others):
            new = list(lines)
            new[at:at + 1] = [line]
            if new != lines:
                self.agree(b"\n".join(new))

    def test_cards_in_each_others_place(self):
        """A proof by the journal of one device does not hold for the card of another."""
        device = Card.decode(self.cards[0].read_bytes()).device.encode()
        for key in ("first", "second", "anvar"):
            other = Card.decode(support.cards()[key].read_bytes()).device.encode()
            data = self.good.replace(device, other)
            self.assertIsNone(self.agree(data))
            result = check(data, "--card", *support.cards().values())
            self.refused(result)
        renamed = [support.cards()[key] for key in ("first", "second")]
        self.refused(check(self.good, "--card", *renamed))

    # The rules of signature lines

    def with_signatures(self, *signatures: notes.Signature) -> bytes:
        made = proofs.Proof.decode(self.good)
        note = made.checkpoint.note._replace(signatures=list(signatures))
        return made._replace(checkpoint=made.checkpoint._replace(note=note)).encode()

    def signatures(self) -> list[notes.Signature]:
        return proofs.Proof.decode(self.good).checkpoint.note.signatures

    def test_fewer_signatures(self):
        own, first, second = self.signatures()
        self.assertEqual(len(self.agree(self.with_signatures(own, second))["cosignatures"]), 1)
        self.assertEqual(
            [c["device"] for c in
             self.agree(self.with_signatures(own, second, first))["cosignatures"]],
            [second.name, first.name])
        self.assertIsNone(self.agree(self.with_signatures(first, second)))
        self.assertIsNone(self.agree(
            self.with_signatures(own, first, second._replace(signature=first.signature))))

    def test_the_first_signature_is_the_devices(self):
        own, first, second = self.signatures()
        self.assertIsNone(self.agree(self.with_signatures(first, own, second)))

    def test_unknown_signatures_are_named(self):
        own, first, _ = self.signatures()
        strange = notes.Signature("example.com/witness", b"abcd", os.urandom(72))
        found = self.agree(self.with_signatures(own, first, strange))
        self.assertEqual(found["unchecked"], ["example.com/witness"])

    def test_a_known_name_with_another_key_id_is_unknown(self):
        """signed-note.md: unknown, even where it shares its name with a known key."""
        own, first, second = self.signatures()
        self.assertTrue(self.agree(
            self.with_signatures(own, first, second._replace(key_id=b"abcd"))))

    def test_a_signature_that_comes_twice(self):
        """SignedNotes, "Notes": refused, whosever they are."""
        own, first, _ = self.signatures()
        strange = notes.Signature("example.com/witness", b"abcd", os.urandom(72))
        self.assertIsNone(self.agree(self.with_signatures(own, first, strange, strange)))

    def test_a_cosignature_that_comes_twice(self):
        """SignedNotes, "Notes": neither could be told to be the one meant."""
        own, first, second = self.signatures()
        self.assertIsNone(self.agree(self.with_signatures(own, first, first, second)))

    def test_the_limits_of_a_checkpoint(self):
        """SignedNotes, "Notes": 16 KiB, and at most 16 signatures."""
        own, first, _ = self.signatures()
        for count, length in ((14, 72), (15, 72), (63, 9), (3, 2428), (6, 2428)):
            strange = [notes.Signature(f"w{n}", b"abcd", os.urandom(length))
                       for n in range(count)]
            with self.subTest(f"{count} of {length} bytes"):
                self.agree(self.with_signatures(own, first, *strange))

    def test_a_long_name(self):
        """SignedNotes, "Notes": at most 255 bytes."""
        own, first, _ = self.signatures()
        for length in (255, 256, 4000):
            strange = notes.Signature("w" * length, b"abcd", os.urandom(72))
            with self.subTest(length):
                self.agree(self.with_signatures(own, first, strange))

    def test_times_past_the_year_9999(self):
        """What cannot be written as a time is not shown as another."""
        own, _, _ = self.signatures()
        folder = VaultFolder(after_round().team.first.path, support.PASSPHRASE)
        text = proofs.Proof.decode(self.good).checkpoint.note.text
        for seconds in (0, 253402300799, 253402300800, 2**63 - 1, 2**63):
            signed = notes.cosign(text, folder.card.device, folder.signing_seed, seconds)
            with self.subTest(seconds):
                self.agree(self.with_signatures(own, signed))

if __name__ == "__main__":
    unittest.main()
