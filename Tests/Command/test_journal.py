#!/usr/bin/env python3
"""Journals from outside: entries, signed heads and proofs, two histories, forgetting, and rot.

What the command says is compared with the second implementation, which knows the pages alone.
"""

import contextlib
import datetime
import functools
import hashlib
import itertools
import json
import os
import random
import re
import signal
import subprocess
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import support
import check_proof
from amanat_formats import encoding, logs, notes, proofs, tree
from amanat_formats.cards import Card, Device
from amanat_formats.errors import Refused
from support import CommandTest, Result, Team, Vault, make_bundle
from vault_folder import FRAME_MAGIC, Cursor, VaultFolder, open_xchacha

NOW = datetime.datetime(2026, 11, 23, 9, 14, 2, tzinfo=datetime.timezone.utc)
SEED = int(os.environ.get("AMANAT_SEED", "20261123"))


class Round(NamedTuple):
    """A team after a round, and what Lola sealed."""

    team: Team
    records: list[str]  # both coordinators signed for them
    attachments: list[str]
    later: str  # sealed since, and not handed off


@functools.cache
def _round() -> Round:
    place = support.workbench() / "round"
    place.mkdir()
    team = Team(**{key: vault.copy(place / key)
                   for key, vault in support._team()[0]._asdict().items()})
    stick = place / "stick"
    stick.mkdir()
    (place / "a.bin").write_bytes(os.urandom(20_000))
    first = team.lola.lines("seal", "-", "--attach", place / "a.bin", stdin=b"first account")[0]
    records = [first["id"], team.lola.seal("second account")]
    team.anvar.seal("of somebody else")
    for vault in (team.lola, team.anvar, team.first, team.second, team.lola, team.anvar):
        vault.ok("sync", stick)
    leaves = VaultFolder(team.lola.path, support.PASSPHRASE).own_log().leaves
    attachments = [leaf.object.hex() for leaf in leaves if leaf.kind == "attached"]
    return Round(team, records, attachments, team.lola.seal("third account"))


class JournalTest(CommandTest):
    def round(self) -> Round:
        """The vaults after a round, as copies of this test's own."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        made = _round()
        return made._replace(team=Team(**{
            key: vault.copy(place / key) for key, vault in made.team._asdict().items()}))

    def sync(self, stick: Path, *vaults: Vault) -> None:
        for vault in vaults:
            vault.ok("sync", stick)

    def refused(self, result: Result, *words: str, status: int = support.REFUSED) -> None:
        """Ended in words on standard error, and printed nothing else."""
        self.assert_status(result, status, *words)
        self.assertEqual(result.out, b"")
        self.assertRegex(result.said, r"^amanat: error: [^\n]+ [^\n]+\n")

    def card_of(self, vault: Vault) -> Card:
        return VaultFolder(vault.path, support.PASSPHRASE).card


def check(proof: Path | bytes, *words, stdin: bytes = b"") -> Result:
    """`amanat journal check`; bytes go through standard input."""
    if isinstance(proof, bytes):
        return support.run("journal", "check", "-", *words, stdin=proof)
    return support.run("journal", "check", proof, *words, stdin=stdin)


# What is shown


class Showing(JournalTest):
    KEYS = {"entry", "kind", "object", "sha256", "time", "words", "clockSetBack"}

    def leaf(self, line: dict) -> logs.Leaf:
        self.assertEqual(set(line) - {"person"}, self.KEYS)
        return logs.Leaf(line["kind"], bytes.fromhex(line["object"]),
                         bytes.fromhex(line["sha256"]), encoding.decode_time(line["time"]))

    def test_entries(self):
        """In words and as JSON; both are what the vault's own folder holds."""
        team = self.round().team
        for vault in (team.lola, team.first, team.second):
            with self.subTest(vault.name):
                log = VaultFolder(vault.path, support.PASSPHRASE).own_log()
                lines = vault.lines("journal")
                self.assertEqual([line["entry"] for line in lines],
                                 list(range(1, len(log.raw) + 1)))
                self.assertEqual([self.leaf(line).encode() for line in lines], log.raw)
                words = vault.ok("journal").text.splitlines()
                self.assertEqual(words, [
                    f"{line['entry']}  {line['time']}  {line['words']}" for line in lines])
                self.assertEqual(vault.ok("journal", "list").text.splitlines(), words)
        said = team.lola.ok("journal").text
        made = _round()
        for id in [*made.records, made.later]:
            self.assertIn(f"testimony {id} was sealed", said)
        self.assertIn(f"attachment {made.attachments[0]} was sealed", said)
        for words in ("Первая was enrolled", "Second gave a receipt", "was put out",
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
                    self.assertEqual([self.leaf(line).encode() for line in lines], copied.raw)
                words = coordinator.ok("journal", "--of", recorder.name).text.splitlines()
                self.assertEqual(words, [
                    f"{line['entry']}  {line['time']}  {line['words']}" for line in lines])

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
        team.first.enroll(twin.card_file())
        twin.seal("of the other one with this name")
        self.sync(stick, twin, team.first)
        devices = {self.card_of(vault).device for vault in (team.lola, twin)}
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
                self.assert_is_of(head, vault.lines("journal"))
                as_json = vault.json("journal", "--checkpoint")
                self.assertEqual(as_json["checkpoint"].encode(), data)
                self.assertEqual((as_json["size"], as_json["forgotten"], as_json["gaps"]),
                                 (head.size, 0, []))

    def assert_is_of(self, head: logs.Checkpoint, lines: list[dict]) -> None:
        hashes = [tree.leaf_hash(self.leaf(line).encode()) for line in lines]
        self.assertEqual(head.size, len(hashes))
        self.assertEqual(head.root, tree.Stretch([], 0, hashes).frontier_at(head.size).root())

    def test_the_head_of_somebody_else_is_cosigned(self):
        team = self.round().team
        for coordinator, other in ((team.first, team.second), (team.second, team.first)):
            data = coordinator.ok("journal", "--of", team.lola.name, "--checkpoint").out
            head = logs.Checkpoint.decode(data)
            head.verify(self.card_of(team.lola))
            self.assert_is_of(head, coordinator.lines("journal", "--of", team.lola.name))
            cosigned = encoding.encode_time(head.cosigned_at(self.card_of(coordinator)))
            times = {line["cosignedAt"] for line in coordinator.lines("list")
                     if line["recorder"] == team.lola.name}
            self.assertEqual(times, {cosigned})
            with self.assertRaises(Refused):
                head.cosigned_at(self.card_of(other))

    def test_a_clock_that_was_set_back(self):
        lola = self.round().team.lola
        faked = ["faketime", "-f", "-3d"]
        if not any(Path(p, "faketime").exists() for p in os.environ["PATH"].split(":")):
            self.skipTest("no faketime")
        result = lola.run("seal", "-", stdin=b"earlier", wrapper=faked)
        self.assert_status(result, support.DONE)
        self.assertTrue(lola.lines("journal")[-1]["clockSetBack"])


# Proofs


class ProofTest(JournalTest):
    @property
    def cards(self) -> list[Path]:
        return [support.cards()[key] for key in ("lola", "first", "second")]

    def known(self) -> dict[str, Card]:
        return {card.device: card for card in
                (Card.decode(path.read_bytes()) for path in self.cards)}

    def prove(self, vault: Vault, id: str) -> bytes:
        return vault.ok("journal", "prove", id).out

    def statement(self, data: bytes, object_checked: bool = False) -> dict | None:
        try:
            return proofs.Proof.decode(data).verify(self.known()).json(object_checked)
        except Refused:
            return None

    def check_here(self, data: bytes, *words: str) -> int:
        """The status of `check_proof.py`, in this process."""
        path = self.file("checked.tlog-proof", data)
        with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing), \
                contextlib.redirect_stderr(nothing):
            return check_proof.main([str(path), "--card", *map(str, self.cards), *words])


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
            [os.sys.executable, program, path, "--card", *self.cards, "--object", object,
             "--json"], capture_output=True, timeout=60)
        self.assertEqual((found.returncode, found.stderr), (0, b""))
        self.assertEqual(json.loads(found.stdout), expected | {"objectChecked": True})

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
                needles = [leaf.object, leaf.sha256]
                needles += [item.hex().encode() for item in needles]
                needles += [encoding.encode_base64(item).encode() for item in needles[:2]]
                if leaf.kind in ("enrolled", "acknowledged"):
                    needles = needles[1::2]  # of coordinators, who are named by their signatures
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
        leaves = [logs.Leaf("sealed", os.urandom(16), os.urandom(32), NOW) for _ in range(8)]
        stretch = tree.Stretch([], 0, [tree.leaf_hash(leaf.encode()) for leaf in leaves])
        known = {d.name: d.card for d in (recorder, coordinator)}

        def attempt(place: tuple[int, int]) -> tuple[dict, Result]:
            index, size = place
            head = logs.Checkpoint.make(recorder, size, stretch.frontier_at(size).root())
            if size % 2:
                head = head.cosigned(coordinator, NOW)
            made = proofs.Proof.make(stretch, leaves[index], index, head)
            return (made.verify(known).json(False),
                    check(made.encode(), "--card", *paths, "--json"))

        places = [(index, size) for size in range(1, 9) for index in range(size)]
        with ThreadPoolExecutor(2) as pool:
            for expected, found in pool.map(attempt, places):
                self.assert_status(found, support.DONE)
                self.assertEqual(found.json(), expected)


class Mutated(ProofTest):
    """Proofs that somebody changed: both implementations say the same of each."""

    @classmethod
    def setUpClass(cls):
        made = _round()
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
            self.assertRegex(result.said, r"^amanat: error: ")
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
        ids = [range(m.end(), m.end() + 6) for m in re.finditer(rb"amanat/[0-9a-f]{32} ", self.good)]
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
        folder = VaultFolder(_round().team.first.path, support.PASSPHRASE)
        text = proofs.Proof.decode(self.good).checkpoint.note.text
        for seconds in (0, 253402300799, 253402300800, 2**63 - 1, 2**63):
            signed = notes.cosign(text, folder.card.device, folder.signing_seed, seconds)
            with self.subTest(seconds):
                self.agree(self.with_signatures(own, signed))


# Two histories


class HistoryTest(JournalTest):
    def fault(self, coordinator: Vault, device: str) -> dict | None:
        person, = [item for item in coordinator.json("status")["recorders"]
                   if item["device"] == device]
        return person.get("fault")

    def take_in(self, coordinator: Vault, stick: Path, *words: str,
                status: int = support.IN_PART) -> dict:
        """What a sync reports where a journal contradicts."""
        result = coordinator.run("sync", stick, "--json")
        self.assert_status(result, status)
        messages = [problem["message"] for problem in result.json()["problems"]]
        for word in words:
            self.assertTrue(any(word in message for message in messages), messages)
        return result.json()

    def assert_no_receipt(self, report: dict, name: str = "maker") -> None:
        """Not for the device that signed two histories; others may have theirs."""
        self.assertEqual([item for item in report["written"]
                          if item["receipt"] and name in item["to"]], [])

    def assert_fault(self, coordinator: Vault, device: str, kind: str, words: str, seen: int,
                     offered: int, first: int) -> dict:
        """`status`, `list` and `verify` all say it."""
        fault = self.fault(coordinator, device)
        self.assertIsNotNone(fault)
        self.assertEqual((fault["kind"], fault["seen"], fault["offered"], fault["firstEntry"]),
                         (kind, seen, offered, first))
        self.assertIn(words, fault["message"])
        self.assert_status(coordinator.run("status"), support.DONE, words)
        self.assert_status(coordinator.run("verify"), support.IN_PART, words)
        return {line["id"]: line for line in coordinator.lines("list")}

    def assert_not_logged(self, line: dict, words: str) -> None:
        self.assertFalse(line["logged"])
        self.assertIn(words, line["reason"])
        self.assertEqual(line["standing"], "verified")


class RealHistories(HistoryTest):
    """A vault's folder is copied, and both go on."""

    def both(self, before: int, after: int):
        """A backup is made; the vault goes on with `before` entries that a coordinator takes in;
        then the backup goes on with `after` records of its own."""
        made = self.round()
        team, first, second = made.team, self.stick("first"), self.stick("second")
        backup = team.lola.copy(self.folder / "backup")
        seen = [made.later] + [team.lola.seal(f"went on {n}") for n in range(before)]
        self.sync(first, team.lola, team.first)
        cosigned = {line["id"]: line["cosignedAt"] for line in team.first.lines("list")
                    if line["recorder"] == team.lola.name}
        others = [backup.seal(f"of the backup {n}") for n in range(after)]
        self.sync(second, backup)
        return made, backup, second, seen, others, cosigned

    def check(self, before: int, after: int, kind: str, words: str) -> None:
        made, backup, stick, seen, others, cosigned = self.both(before, after)
        team, device = made.team, self.card_of(made.team.lola).device
        size = len(VaultFolder(_round().team.lola.path, support.PASSPHRASE).own_log().raw)
        words = words.format(seen=size + before, offered=size + after, kept=size, entry=size + 1)
        report = self.take_in(team.first, stick, words)
        self.assert_no_receipt(report, team.lola.name)
        listed = self.assert_fault(
            team.first, device, kind, words, size + before, size + after, size + 1)
        for id in others:
            self.assert_not_logged(listed[id], words)
            self.assertNotIn("cosignedAt", listed[id])
        for id in [*made.records, *seen]:
            self.assertTrue(listed[id]["logged"])
            self.assertEqual(listed[id]["cosignedAt"], cosigned[id])
        team.first.ok("show", others[-1])
        # It stays so, whatever comes; and it is said in words each time.
        team.lola.seal("later")
        self.sync(stick, team.lola)
        copy = team.first.copy(self.folder / "copy")
        self.assert_status(copy.run("sync", stick), support.IN_PART, words)
        self.assert_no_receipt(
            team.first.json("sync", stick, status=support.IN_PART), team.lola.name)
        self.assertEqual(self.fault(team.first, device)["kind"], kind)

    def test_continued_twice(self):
        self.check(1, 3, "forked", "continued twice from entry {entry} (")

    def test_went_back(self):
        self.check(3, 1, "wentBack", "went back from {seen} to {kept} entries")

    def test_two_journals_of_one_size(self):
        self.check(2, 2, "twoHeads", "two different journals of {seen} entries")

    def test_the_words_are_a_sentence(self):
        made, _, stick, *_ = self.both(1, 3)
        made.team.first.ok("sync", stick, status=support.IN_PART)
        message = self.fault(made.team.first, self.card_of(made.team.lola).device)["message"]
        self.assertNotIn(" on on ", message)

    def test_what_was_cosigned_before_stays_proven(self):
        """The coordinator goes on proving it; nothing of the other history can be proven."""
        made, _, stick, seen, others, cosigned = self.both(1, 3)
        before = made.team.first.ok("journal", "prove", made.records[0]).out
        made.team.first.ok("sync", stick, status=support.IN_PART)
        cards = ["--card", *(support.cards()[key] for key in ("lola", "first"))]
        for id in [*made.records, *seen]:
            with self.subTest(id):
                result = made.team.first.run("journal", "prove", id)
                self.assert_status(result, support.DONE)
                said = check(result.out, *cards, "--json").json()
                self.assertEqual([c["time"] for c in said["cosignatures"]], [cosigned[id]])
        self.assertEqual(made.team.first.ok("journal", "prove", made.records[0]).out, before)
        for id in others:
            self.refused(made.team.first.run("journal", "prove", id))

    def test_the_records_of_the_other_history_are_checked_as_well(self):
        """`status` counts them, and `verify` opens them and notices where one is damaged."""
        made, _, stick, seen, others, _ = self.both(1, 2)
        first = made.team.first
        first.ok("sync", stick, status=support.IN_PART)
        device = self.card_of(made.team.lola).device
        person, = [item for item in first.json("status")["recorders"]
                   if item["device"] == device]
        ids = {line["id"] for line in first.lines("list")
               if line["recorder"] == made.team.lola.name}
        self.assertLessEqual(set(others), ids)
        with self.subTest("status counts them"):
            self.assertEqual(person["records"], len(ids))
        with self.subTest("verify opens them"):
            report = first.json("verify", status=support.IN_PART)
            self.assertEqual(report["opened"], len(first.lines("list")))
        path, = [path for path in support.received(first) if path.stem == others[0]]
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with self.subTest("verify notices damage"):
            damaged = first.run("verify")
            self.assertIn(damaged.status, (support.DAMAGED, support.IN_PART))
            self.assertIn(others[0], damaged.said + damaged.text)
        path.unlink()
        with self.subTest("verify counts one that is not there"):
            self.assertEqual(first.json("verify", status=support.IN_PART)["missing"], 1)


class CraftedHistories(HistoryTest):
    """A device that signs whatever it likes."""

    def setUp(self):
        super().setUp()
        self.first, self.sticks = self.vault("first"), 0
        card = Card.decode(support.cards()["first"].read_bytes())
        self.maker = make_bundle.Maker(card, "histories", None, None)
        self.first.enroll(self.file("maker.card", self.maker.device.card.encoded))
        self.objects = [item for n in range(5)
                        for item in self.maker.seal(self.maker.testimony(f"{n}th", []))]
        self.maker.log(self.objects)
        self.leaves = list(self.maker.leaves)  # an enrolment, and five records

    def bundle(self, leaves: list[logs.Leaf], start: int = 0, objects: int = 5) -> bytes:
        maker = make_bundle.as_before(self.maker, leaves)
        named = {leaf.object for leaf in leaves[start:]}
        sent = [item for item in self.objects[:objects] if item.id in named]
        return make_bundle.draft(maker, sent, start).write()

    def give(self, *bundles: bytes) -> Path:
        """A stick with these."""
        self.sticks += 1
        stick = self.stick(f"stick-{self.sticks}")
        for data in bundles:
            (stick / f"{os.urandom(16).hex()}.age").write_bytes(data)
        return stick

    def changed(self, at: int) -> list[logs.Leaf]:
        """All six, where another record has the place of one."""
        leaf = logs.Leaf("sealed", os.urandom(16), os.urandom(32), self.leaves[at].time)
        return [*self.leaves[:at], leaf, *self.leaves[at + 1:]]

    def contradict(self, seen: bytes, offered: bytes, kind: str, words: str,
                   sizes: tuple[int, int, int], logged: int) -> None:
        """The first is signed for; with the second it ends."""
        taken = self.first.json("sync", self.give(seen))
        self.assertEqual(len(self.receipt_of(taken)), 1)
        report = self.take_in(self.first, self.give(offered), words)
        self.assert_no_receipt(report)
        listed = self.assert_fault(self.first, self.maker.device.name, kind, words, *sizes)
        for number, item in enumerate(self.objects):
            line = listed.get(item.id.hex())
            if number < logged:
                self.assertTrue(line["logged"])
                self.assertTrue(line["cosignedAt"])
            elif line:
                self.assert_not_logged(line, words)

    def test_altered(self):
        """An entry is another; a later one is the same: whatever the sizes are."""
        fresh = self.first
        for size in (5, 6, 4):
            with self.subTest(size):
                self.first = fresh.copy(self.folder / f"first-{size}")
                self.contradict(
                    self.bundle(self.leaves[:5]), self.bundle(self.changed(2)[:size]),
                    "altered", "it was altered", (5, size, 3), 4)

    def test_one_byte_altered(self):
        """Of one entry another time."""
        late = self.leaves[2]._replace(time=self.leaves[2].time + datetime.timedelta(seconds=1))
        self.contradict(
            self.bundle(self.leaves[:5]), self.bundle([*self.leaves[:2], late, *self.leaves[3:]]),
            "altered", "it was altered", (5, 6, 3), 4)

    def test_two_heads_of_one_size(self):
        self.contradict(
            self.bundle(self.leaves[:4]), self.bundle(self.changed(3)[:4]), "twoHeads",
            "two different journals of 4 entries", (4, 4, 4), 3)

    def test_went_back(self):
        self.contradict(
            self.bundle(self.leaves), self.bundle(self.changed(3)[:4]), "wentBack",
            "went back from 6 to 3 entries", (6, 4, 4), 5)

    def test_continued_twice(self):
        other = [*self.changed(3)[:4], self.leaves[5]]
        self.contradict(
            self.bundle(self.leaves[:4]), self.bundle(other), "forked",
            "continued twice from entry 4 (", (4, 5, 4), 3)

    def test_unlike_before(self):
        """A stretch that begins with another frontier than was seen."""
        other = self.changed(1)
        self.first.ok("sync", self.give(self.bundle(self.leaves[:5])))
        stick = self.give(self.bundle(other, 4))
        report = self.take_in(self.first, stick, "one of the entries")
        self.assert_no_receipt(report)
        fault = self.fault(self.first, self.maker.device.name)
        self.assertEqual((fault["firstEntry"], fault["lastEntry"]), (1, 4))
        self.assertIn(self.objects[4].id.hex(), self.first.ids(), "what it names is taken in")

    def test_both_on_one_stick(self):
        """Whichever is met first counts; there is a fault, and no receipt for more than that."""
        stick = self.give(self.bundle(self.leaves[:4]), self.bundle(self.changed(3)[:4]))
        report = self.first.json("sync", stick, status=support.IN_PART)
        self.assertTrue(report["problems"])
        self.assertEqual(self.fault(self.first, self.maker.device.name)["kind"], "twoHeads")
        self.assertLessEqual(len([w for w in report["written"] if w["receipt"]]), 1)
        again = self.first.json("sync", stick, status=support.IN_PART)
        self.assert_no_receipt(again)

    def test_an_older_head_that_agrees_is_no_fault(self):
        """A bundle that was under way for long."""
        self.first.ok("sync", self.give(self.bundle(self.leaves)))
        for size in range(1, 6):
            self.first.ok("sync", self.give(self.bundle(self.leaves[:size])))
            self.first.ok("sync", self.give(self.bundle(self.leaves, size)))
        self.assertIsNone(self.fault(self.first, self.maker.device.name))
        self.assertTrue(all(line["logged"] for line in self.first.lines("list")))

    # Gaps

    def parts(self) -> list[bytes]:
        """Entries 1 to 3, 4 and 5, and the sixth."""
        return [self.bundle(self.leaves[:3]), self.bundle(self.leaves[:5], 3),
                self.bundle(self.leaves, 5)]

    def receipt_of(self, report: dict) -> list[dict]:
        return [item for item in report["written"] if item["receipt"]]

    def test_a_gap_is_named_and_filled(self):
        low, middle, high = self.parts()
        self.assertEqual(len(self.receipt_of(self.first.json("sync", self.give(low)))), 1)
        behind = self.first.copy(self.folder / "behind")
        said = behind.run("sync", self.give(high))
        self.assertIn(said.status, (support.DONE, support.IN_PART))
        self.assertIn("entries 4 to 5 have not come", said.text + said.said)
        report = self.first.run("sync", self.give(high), "--json").json()
        self.assertEqual(self.receipt_of(report), [], "not for what was not seen")
        person, = [item for item in self.first.json("status")["recorders"]
                   if item["device"] == self.maker.device.name]
        self.assertEqual(len(person["gaps"]), 1)
        self.assertRegex(self.first.ok("status").text,
                         r"entries 4 to 5 (of the journal )?have not come")
        listed = {line["id"]: line for line in self.first.lines("list")}
        self.assertIn(self.objects[4].id.hex(), listed, "taken in all the same")
        self.assertNotIn("cosignedAt", listed[self.objects[4].id.hex()])
        shown = self.first.ok("journal", "--of", "maker", status=support.IN_PART).text
        self.assertIn("entries 4 to 5", shown)
        filled = self.first.json("sync", self.give(middle))
        self.assertEqual(len(self.receipt_of(filled)), 1)
        self.assertTrue(all(line["cosignedAt"] for line in self.first.lines("list")))

    def test_any_order(self):
        """Of three bundles, each in a sync of its own: at the end all is signed for."""
        parts = self.parts()

        def attempt(order: tuple[int, ...]) -> tuple:
            vault = self.first.copy(self.folder / f"order-{'-'.join(map(str, order))}")
            stick = self.stick(f"stick-{'-'.join(map(str, order))}")
            for number in order:
                (stick / f"{number:032x}.age").write_bytes(parts[number])
                report = vault.run("sync", stick, "--json").json()
            person, = [item for item in vault.json("status")["recorders"]
                       if item["device"] == self.maker.device.name]
            return (order, len(self.receipt_of(report)), person["journal"], person["gaps"],
                    person.get("fault"), vault.lines("list"))

        with ThreadPoolExecutor(2) as pool:
            for order, receipts, size, gaps, fault, listed in pool.map(
                    attempt, itertools.permutations(range(3))):
                with self.subTest(order):
                    self.assertEqual((receipts, size, gaps, fault), (1, 6, [], None))
                    self.assertEqual(len(listed), 5)
                    self.assertTrue(all(line["cosignedAt"] for line in listed))

    def test_a_contradiction_behind_a_gap(self):
        """What fills the gap does not fit what lies behind it."""
        low, middle, high = self.parts()
        other = self.bundle(self.changed(4)[:5], 3)
        for data in (low, high):
            self.first.run("sync", self.give(data))
        report = self.first.json("sync", self.give(other), status=support.IN_PART)
        self.assert_no_receipt(report)
        self.assertIsNotNone(self.fault(self.first, self.maker.device.name))

    def test_crafted_cases_of_the_maker(self):
        """`three-stretches` without the one in the middle, and then with it."""
        place = self.folder / "made"
        made = support.craft(support.cards()["first"], "three-stretches", place)
        self.first.enroll(made.card)
        parts = [(place / name).read_bytes() for name in made.names]
        for number, gaps in ((0, 0), (2, 1), (1, 0)):
            self.first.run("sync", self.give(parts[number]))
            person, = [item for item in self.first.json("status")["recorders"]
                       if item["device"] == made.device]
            self.assertEqual(len(person["gaps"]), gaps)
        self.assertLessEqual(set(made.testimonies.values()), self.first.ids())


class TheOwnJournalWentBack(HistoryTest):
    """A restored backup meets a receipt for more entries than it has."""

    def restored(self):
        made, stick = self.round(), self.stick()
        team = made.team
        backup = team.lola.copy(self.folder / "backup")
        team.lola.seal("after the backup")
        self.sync(stick, team.lola, team.first)
        return team, backup, stick

    def test_it_says_so_and_signs_nothing(self):
        team, backup, stick = self.restored()
        backup.seal("of the backup")
        before, on_stick = support.listing(backup.path / "journal"), support.listing(stick)
        signed = backup.json("status")["journal"]
        for _ in range(2):
            result = backup.run("sync", stick)
            self.refused_here(result)
            for words in ("Первая", "--despite-fault"):
                self.assertIn(words, result.said)
            self.assert_unchanged(backup.path / "journal", before)
            self.assert_unchanged(stick, on_stick)
        account, other = self.file("a.txt", b"an account"), self.stick("other")
        new = Device.make(os.urandom(32), os.urandom(32), "New", "coordinator", NOW).card
        card = self.file("new.card", new.encoded)
        for words in (["seal", account], ["sync", other], ["prune"],
                      ["enroll", card, "--confirm", support.number_of(card)]):
            with self.subTest(words[0]):
                self.refused_here(backup.run(*words))
                self.assert_unchanged(backup.path / "journal", before)
        self.assertEqual(list(other.iterdir()), [])
        self.assert_status(backup.run("status"), support.DONE, "restored backup")
        self.assertEqual(backup.json("status")["journal"], signed)
        self.assert_status(backup.run("verify"), support.DAMAGED, "journal", "Первая")

    def refused_here(self, result: Result) -> None:
        """A note that the journal went back comes before."""
        self.assert_status(result, support.DAMAGED, "restored backup")
        self.assertIn("amanat: error: ", result.said)
        self.assertEqual(result.out, b"")

    def test_handing_off_all_the_same(self):
        team, backup, stick = self.restored()
        id = backup.seal("of the backup")
        self.refused(backup.run("sync", stick), status=support.DAMAGED)
        result = backup.run("sync", stick, "--despite-fault")
        self.assertIn(result.status, (support.DONE, support.IN_PART))
        self.assertIn("Put out for", result.text)
        report = team.first.json("sync", stick, status=support.IN_PART)
        self.assert_no_receipt(report, team.lola.name)
        self.assertIsNotNone(self.fault(team.first, self.card_of(team.lola).device))
        self.assertIn(id, team.first.ids())
        self.assert_status(backup.run("seal", "-", stdin=b"more"), support.DAMAGED)
        # The other coordinator has seen the backup's history alone, until the vault itself comes.
        taken = team.second.run("sync", stick)
        self.assertIn(taken.status, (support.DONE, support.IN_PART))
        self.assertIn(id, team.second.ids())

    def test_it_can_still_be_read(self):
        team, backup, stick = self.restored()
        backup.run("sync", stick)
        made = _round()
        for words in (["journal"], ["journal", "--checkpoint"],
                      ["journal", "prove", made.records[0]], ["card"]):
            self.assert_status(backup.run(*words), support.DONE)


# Forgetting


class Pruning(ProofTest):
    def test_nothing_before_all_have_signed(self):
        made, stick = self.round(), self.stick()
        lola = made.team.lola
        before = set((lola.path / "objects").iterdir())
        self.sync(stick, lola, made.team.first, lola)
        report = lola.json("prune")
        self.assertEqual((report["records"], report["kept"]), (2, 1))
        left = set((lola.path / "objects").iterdir())
        self.assertEqual({path.stem for path in left}, {made.later})
        self.assertEqual(len(before - left), 3)
        self.sync(stick, made.team.second, lola)
        self.assertEqual(lola.json("status")["prunable"], 1)
        self.assertEqual(lola.json("prune")["records"], 1)
        self.assertEqual(list((lola.path / "objects").iterdir()), [])

    def test_a_vault_that_nobody_signed_for(self):
        lola = self.vault("lola")
        lola.seal("an account")
        before = support.listing(lola.path)
        said = lola.ok("prune").text
        self.assertIn("stays", said)
        self.assert_unchanged(lola.path, before)
        self.assertEqual(lola.json("journal", "--checkpoint")["forgotten"], 0)

    def test_it_goes_on(self):
        """Twice forgotten: status, verify, sealing and syncing go on, with the same log."""
        made, stick = self.round(), self.stick()
        lola, first, second = made.team.lola, made.team.first, made.team.second
        forgotten = 0
        for number in range(2):
            size = lola.json("status")["journal"]
            report = lola.json("prune")
            self.assertGreater(report["forgotten"], 0)
            forgotten += report["forgotten"]
            status = lola.json("status")
            self.assertEqual((status["journal"], status["forgotten"]), (size, forgotten))
            lines = lola.lines("journal")
            self.assertEqual(
                [line["entry"] for line in lines], list(range(forgotten + 1, size + 1)))
            self.assert_status(lola.run("journal"), support.DONE,
                               f"The first {forgotten} entries were forgotten")
            self.assertEqual(lola.json("journal", "--checkpoint")["forgotten"], forgotten)
            self.assert_whole(lola)
            folder = VaultFolder(lola.path, support.PASSPHRASE).own_log()
            self.assertEqual((folder.forgotten, folder.frontier.size), (forgotten, size))
            id = lola.seal(f"afterwards {number}")
            self.sync(stick, lola, first, second, lola)
            self.assertIn(id, first.ids() & second.ids())
            self.assertTrue(all(line["logged"] for line in first.lines("list")))
        self.assertIsNone(first.json("status")["recorders"][0].get("fault"))
        for vault in (lola, first, second):
            self.assert_whole(vault)

    def test_the_proof_of_a_forgotten_record(self):
        made = self.round()
        lola, id, attachment = made.team.lola, made.records[0], made.attachments[0]
        object = self.file("object", (lola.path / "objects" / f"{id}.age").read_bytes())
        lola.ok("prune")
        for gone in (id, attachment):
            result = lola.run("journal", "prove", gone)
            self.refused(result, "hint", "coordinator", "forgotten")
        for coordinator in (made.team.first, made.team.second):
            for gone in (id, attachment):
                data = self.prove(coordinator, gone)
                found = check(data, "--card", *self.cards, "--json")
                self.assert_status(found, support.DONE)
                self.assertEqual(found.json(), self.statement(data))
            data = self.prove(coordinator, id)
            found = check(data, "--card", *self.cards, "--object", object, "--json")
            self.assertEqual(found.json(), self.statement(data, True))
        later = self.statement(self.prove(lola, made.later))
        self.assertEqual(later["object"], made.later, "what stays can be proven")

    def test_keeping_the_journal(self):
        made = self.round()
        lola = made.team.lola
        entries = lola.ok("journal").text
        report = lola.json("prune", "--keep-journal")
        self.assertEqual((report["records"], report["forgotten"]), (2, 0))
        self.assertEqual(lola.ok("journal").text, entries)
        whole = self.assert_whole(lola).json()
        self.assertEqual((whole["pruned"], whole["missing"]), (3, 0))
        data = self.prove(lola, made.records[0])
        self.assertEqual(self.statement(data)["object"], made.records[0])
        self.assertEqual(lola.json("prune")["records"], 0)

    def test_coordinators_keep_what_they_have(self):
        for which in ("first", "second"):
            vault = getattr(self.round().team, which)
            before = support.listing(vault.path)
            self.refused(vault.run("prune"))
            self.refused(vault.run("prune", "--keep-journal"))
            self.assert_unchanged(vault.path, before)

    def test_lost_is_not_pruned(self):
        """An object that is gone without having been pruned is damage, before and after."""
        made, stick = self.round(), self.stick()
        lola = made.team.lola
        lola.ok("prune", "--keep-journal")
        (lola.path / "objects" / f"{made.later}.age").unlink()
        self.assert_status(lola.run("verify"), support.DAMAGED, made.later)
        lola.ok("prune")
        self.assert_status(lola.run("verify"), support.DAMAGED, made.later)
        other = self.round().team.lola
        lost = other.path / "objects" / f"{made.records[0]}.age"
        lost.unlink()
        self.assert_status(other.run("verify"), support.DAMAGED, made.records[0])

    def test_what_was_pruned_is_gone(self):
        """No entry of it is left, in any file that the passphrase opens."""
        made = self.round()
        lola = made.team.lola
        lola.ok("prune")
        texts = VaultFolder(lola.path, support.PASSPHRASE).plaintexts()
        for id in [*made.records, *made.attachments]:
            for name, text in texts.items():
                self.assertNotIn(id.encode(), text, name)
        self.assert_no_plaintext(lola.path, *made.records, *made.attachments)


# A disk that cannot be written


def can_mount() -> bool:
    if os.geteuid():
        return False
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
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
        return [self.rot(vault, name, bit, number % 4 == 0)
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
