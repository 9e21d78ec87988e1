#!/usr/bin/env python3
"""Evidence: a paragraph or a photo of a testimony, for somebody who has no keys.

The page *Records and attachments*, "Evidence". What the command says of a file is compared with the
second implementation, which knows the pages alone.
"""

import datetime
import functools
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import support
from amanat_formats import encoding, evidence, logs, parts, proofs, records, tar, tree
from amanat_formats.attachments import Attachment
from amanat_formats.cards import Card, Device
from amanat_formats.errors import Refused
from amanat_formats.evidence import Evidence, Shown
from amanat_formats.parts import Part
from journals import SEED, ProofTest, card, check, statement
from session import Session
from support import Team, Vault
from vault_folder import VaultFolder

PARAGRAPHS = ["Номи ман Лола аст; номи модарам Зебо.\n\n",
              "They came at night, on the 4th.\nThere were three.\n\n",
              "My brother Rustam was with me.\n"]
PHOTO_TIME = datetime.datetime(2026, 11, 22, 23, 50, 11, tzinfo=datetime.timezone.utc)
NOW = datetime.datetime(2026, 11, 23, 9, 14, 2, tzinfo=datetime.timezone.utc)
CHECK_PROOF = support.REPOSITORY / "Tests" / "Interop" / "check_proof.py"


class Told(NamedTuple):
    """A team after a round, in which one testimony with two attachments was told, and one without."""

    team: Team
    id: str
    other: str
    photo: Path
    voice: Path


@functools.cache
def after_telling() -> Told:
    place = support.workbench() / "evidence"
    place.mkdir()
    team = Team(**{key: vault.copy(place / key)
                   for key, vault in support._team()[0]._asdict().items()})
    photo, voice = place / "photo of the house.jpg", place / "voice.wav"
    photo.write_bytes(b"\xff\xd8" + os.urandom(3000))
    voice.write_bytes(os.urandom(5000))
    os.utime(photo, (PHOTO_TIME.timestamp(),) * 2)
    os.utime(voice, ns=(-1_500_000_000,) * 2)  # before 1970
    id = team.lola.seal("".join(PARAGRAPHS), photo, voice)
    other = team.lola.seal("Another account.\n\nOf two paragraphs.\n")
    stick = place / "stick"
    stick.mkdir()
    for vault in (team.lola, team.first, team.second, team.lola):
        vault.ok("sync", stick)
    return Told(team, id, other, photo, voice)


def entries_of(data: bytes) -> list[tuple[str, bytes]]:
    reader, found = tar.Reader(io.BytesIO(data)), []
    while entry := reader.next():
        found.append((entry.name, reader.read_all(evidence.LIMIT)))
    return found


def archive(entries: list[tuple[str, bytes]]) -> bytes:
    return b"".join(tar.entry(*item) for item in entries) + tar.END


def original(item: Attachment, checked: bool) -> dict:
    return {"name": item.name, "bytes": item.length, "sha256": item.sha256.hex(),
            "checked": checked} | (
                {"modified": encoding.encode_time(item.modified)} if item.modified else {})


def in_json(said: evidence.Statement, original_hash: bytes | None = None) -> dict:
    """What the command says of evidence, as JSON."""
    shown = []
    for item in said.shown:
        line: dict = {"name": item.part.name, "originals": [
            original(listed, listed.sha256 == original_hash) for listed in item.attachments]}
        if item.paragraph:
            line |= {"paragraph": item.paragraph, "text": item.part.data.decode()}
        shown.append(line)
    return {"proof": statement(said.proof), "time": encoding.encode_time(said.note.time),
            "parts": shown, "withheldAtMost": said.withheld}


class EvidenceTest(ProofTest):
    def told(self) -> Told:
        """The vaults after a round, as copies of this test's own."""
        made, place = after_telling(), self.folder / "told"
        place.mkdir()
        return made._replace(team=Team(**{
            key: vault.copy(place / key) for key, vault in made.team._asdict().items()}))

    def prove(self, vault: Vault, id: str, *words) -> bytes:
        out = self.folder / f"{len(list(self.folder.iterdir()))}.evidence"
        vault.ok("journal", "prove", id, *words, "--out", out)
        return out.read_bytes()

    def said(self, data: bytes, known: dict[str, Card] | None = None) -> evidence.Statement | None:
        """What the second implementation says; none where it refuses."""
        try:
            return Evidence.decode(data).verify(known or self.known())
        except Refused:
            return None

    def agree(self, data: bytes, *cards: Path, known: dict[str, Card] | None = None) -> dict | None:
        """What both say, or none where both refuse."""
        mine = self.said(data, known)
        result = check(data, "--card", *(cards or self.cards), "--json")
        self.assertIn(result.status, (support.DONE, support.REFUSED), result)
        self.assertNotIn("Fatal error", result.said)
        theirs = result.json() if result.status == support.DONE else None
        expected = in_json(mine) if mine else None
        if theirs != expected:
            self.fail(f"the command: {theirs or result.said}\nthe second reader: {expected}"[:3000])
        if theirs is None:
            self.assertRegex(
                json.loads(result.said)["message"], r"^(the (evidence|proof|card)|it needs) ")
            self.assertEqual(result.out, b"")
        return theirs


class EndToEnd(EvidenceTest):
    def test_a_paragraph_and_a_photo(self):
        made = self.told()
        out = self.folder / "evidence"
        result = made.team.first.ok(
            "journal", "prove", made.id[:8], "--paragraph", "2", "--attachment", "1", "--out", out)
        for words in (str(out), "It shows", "paragraph 2 of the account", "They came at night",
                      made.photo.name, "2.9 KiB", "2026-11-22T23:50:11Z", "up to 6 more parts"):
            self.assertIn(words, result.text)
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)
        said = self.said(out.read_bytes())
        self.assertEqual([item.part.name for item in said.shown],
                         ["account/002.txt", "attachments/001.json"])
        self.assertEqual(said.shown[0].part.data.decode(), PARAGRAPHS[1])
        self.assertEqual((said.note.record.hex(), said.withheld), (made.id, 6))
        self.assertEqual({item.card.name for item in said.proof.cosignatures},
                         {made.team.first.name})

        nobody = self.folder / "empty home"
        nobody.mkdir()
        words = ["--card", *self.cards, "--original", made.photo]
        found = support.run("journal", "check", out, *words, HOME=str(nobody))
        self.assert_status(found, support.DONE, "The evidence holds", made.id, "Лола-zq7", "Первая",
                           "by the clock of that laptop", "paragraph 2 of the account", "They came at night",
                           made.photo.name, "it is the file that was given",
                           "2026-11-22T23:50:11Z", "up to 6 more parts")
        for word in (*PARAGRAPHS[::2], "voice.wav", "Rustam"):
            self.assertNotIn(word.strip(), found.text)
        as_json = check(out, *words, "--json")
        self.assert_status(as_json, support.DONE)
        self.assertEqual(as_json.json(), in_json(said, said.shown[1].attachments[0].sha256))
        less = check(out, "--card", *self.cards)
        self.assert_status(less, support.DONE, "its SHA-256 has to be",
                           said.shown[1].attachments[0].sha256.hex())
        self.assertNotIn("file that was given", less.text)
        self.assertEqual(check(out.read_bytes(), "--card", *self.cards, "--json").json(),
                         in_json(said), "from standard input")
        self.assertEqual(list(nobody.iterdir()), [], "no vault is made")

    def test_as_json(self):
        made = self.told()
        out = self.folder / "evidence"
        found = made.team.second.json(
            "journal", "prove", made.id, "--attachment", "2", "--paragraph", "1", "--out", out)
        self.assertEqual(set(found), {"file", "evidence"})
        self.assertEqual(found["file"], str(out))
        self.assertEqual(found["evidence"], in_json(self.said(out.read_bytes())))
        listed, = found["evidence"]["parts"][1]["originals"]
        self.assertEqual(listed["name"], "voice.wav")
        self.assertNotIn("modified", listed, "a date before 1970 is not known")

    def test_the_second_program_says_the_same(self):
        if "--original" not in CHECK_PROOF.read_text():
            self.skipTest("Tests/Interop/check_proof.py knows nothing of evidence yet")
        made = self.told()
        out = self.folder / "evidence"
        made.team.first.ok("journal", "prove", made.id, "--paragraph", "2", "--attachment", "1",
                           "--out", out)

        def second(*words) -> subprocess.CompletedProcess:
            return subprocess.run(
                [sys.executable, CHECK_PROOF, out, "--card", *self.cards, *words],
                capture_output=True, timeout=60)

        object = made.team.lola.path / "objects" / f"{made.id}.age"
        found = second("--json", "--original", made.photo, "--object", object)
        self.assertEqual((found.returncode, found.stderr), (0, b""))
        mine = check(out, "--card", *self.cards, "--json", "--original", made.photo,
                     "--object", object).json()
        theirs = json.loads(found.stdout)
        told = theirs.pop("evidence")
        self.assertEqual(mine["proof"], theirs | {"note": told["note"]})
        self.assertTrue(theirs["objectChecked"])
        self.assertEqual(mine["time"], told["time"])
        self.assertEqual(mine["withheldAtMost"], told["withheld"])
        self.assertEqual(told["notAfter"], mine["proof"]["cosignatures"][0]["time"])
        self.assertEqual([part["name"] for part in mine["parts"]],
                         [part["name"] for part in told["parts"]])
        self.assertEqual(mine["parts"][0]["text"], told["parts"][0]["text"])
        self.assertEqual(mine["parts"][1]["originals"][0]["sha256"], told["original"]["sha256"])
        self.assertTrue(mine["parts"][1]["originals"][0]["checked"])
        words = second("--original", made.photo)
        self.assertIn(b"They came at night", words.stdout)
        self.assertEqual(second("--original", made.voice).returncode, 1)
        without = subprocess.run(
            [sys.executable, CHECK_PROOF, out, "--card", *self.cards[1:]], capture_output=True)
        self.assertEqual(without.returncode, 1)

    def test_it_holds_what_is_shown_and_nothing_else(self):
        """Searched byte by byte: other paragraphs, the other file's name, the key, other salts."""
        made = self.told()
        folder = VaultFolder(made.team.first.path, support.PASSPHRASE)
        sealed = next(path for path in support.received(made.team.first)
                      if path.name == f"{made.id}.age")
        with sealed.open("rb") as source:
            record = records.Opening(source, folder.identity).read()
        self.assertEqual([part.data.decode() for part in record.paragraphs], PARAGRAPHS)
        data = self.prove(made.team.first, made.id, "--paragraph", "2", "--attachment", "1")
        self.assertEqual([name for name, _ in entries_of(data)], [
            "proof", "note", "parts/account/002.txt", "parts/attachments/001.json", "salts"])
        shown = {"account/002.txt", "attachments/001.json"}
        needles = [b"AGE-SECRET-KEY", record.identity.seed, record.identity.encode().encode(),
                   b"voice.wav", b"Rustam", "Зебо".encode(), b"recipients", b"attachments.key",
                   b"account/001", b"account/003", b"002.json",
                   VaultFolder(made.team.second.path, support.PASSPHRASE).card.fingerprint.hex().encode(),
                   card("anvar").device.encode(), folder.opening_seed, folder.signing_seed]
        for part, salt in zip(record.parts, record.salts.of_parts):
            if part.name not in shown:
                needles += [salt, salt.hex().encode(), part.data]
        for salt in record.salts.of_decoys:
            needles += [salt, salt.hex().encode()]
        for item in record.attachments[1:]:
            needles += [item.object, item.object.hex().encode(), item.sha256.hex().encode()]
        texts = [data, proofs.Proof.decode(entries_of(data)[0][1]).leaf.encode()]
        for needle in needles:
            for text in texts:
                self.assertFalse(needle in text, needle)
        self.assertIn(record.note.text(), data)

    def test_other_tools_read_it(self):
        """`tar` and `sha256sum` are enough to look into it."""
        made = self.told()
        data = self.prove(made.team.first, made.id, "--paragraph", "3", "--paragraph", "1")
        with tarfile.open(fileobj=io.BytesIO(data)) as opened:
            self.assertEqual(opened.getnames(), [
                "proof", "note", "parts/account/001.txt", "parts/account/003.txt", "salts"])
            self.assertEqual(
                opened.extractfile("parts/account/003.txt").read().decode(), PARAGRAPHS[2])
        proof = self.file("alone.tlog-proof", entries_of(data)[0][1])
        self.assert_status(check(proof, "--card", *self.cards), support.DONE, "The proof holds")
        if shutil.which("tar"):
            listed = subprocess.run(["tar", "tf", "-"], input=data, capture_output=True)
            self.assertEqual(listed.stdout.decode().split()[:2], ["proof", "note"])

    def test_several_paragraphs(self):
        """In whatever order they are named, and however often: each once, as they were told."""
        made = self.told()
        for words, numbers in ((("3", "1"), [1, 3]), (("2", "2", "1", "2"), [1, 2]),
                               (("1", "2", "3"), [1, 2, 3])):
            options = [word for number in words for word in ("--paragraph", number)]
            found = self.agree(self.prove(made.team.first, made.id, *options))
            self.assertEqual([part["paragraph"] for part in found["parts"]], numbers)
            self.assertEqual([part["text"] for part in found["parts"]],
                             [PARAGRAPHS[number - 1] for number in numbers])
            self.assertEqual(found["withheldAtMost"], 8 - len(numbers))
        both = self.agree(self.prove(
            made.team.first, made.id, "--attachment", "2", "--attachment", "1"))
        self.assertEqual([part["name"] for part in both["parts"]],
                         ["attachments/001.json", "attachments/002.json"])

    def test_no_part_at_all(self):
        made = self.told()
        data = self.prove(made.team.first, made.id, "--note")
        self.assertEqual([name for name, _ in entries_of(data)], ["proof", "note"])
        found = self.agree(data)
        self.assertEqual((found["parts"], found["withheldAtMost"]), ([], 8))
        self.assert_status(check(data, "--card", *self.cards), support.DONE,
                           "The evidence holds", "up to 8 more parts")
        self.refused(check(data, "--card", *self.cards, "--original", made.photo),
                     "none of the originals")
        with_part = self.prove(made.team.first, made.id, "--note", "--paragraph", "1")
        self.assertEqual(len(self.agree(with_part)["parts"]), 1)

    def test_it_stays_as_it_is(self):
        """Made again later, and of a pruned testimony: the earliest cosignature is the one."""
        made, stick = self.told(), self.stick()
        before = self.prove(made.team.first, made.id, "--paragraph", "1")
        made.team.lola.seal("one more")
        self.sync(stick, made.team.lola, made.team.first, made.team.second, made.team.lola)
        made.team.lola.ok("prune")
        self.assertEqual(self.prove(made.team.first, made.id, "--paragraph", "1"), before)
        self.assertIsNotNone(self.agree(before))

    def test_the_vault_remembers_that_it_was_opened(self):
        made = self.told()
        size = len(made.team.first.lines("journal"))
        self.prove(made.team.first, made.id, "--paragraph", "1")
        line = made.team.first.lines("journal")[size:]
        self.assertEqual([(item["kind"], item["object"]) for item in line], [("opened", made.id)])
        self.assert_whole(made.team.first)

    def test_what_a_coordinator_sealed(self):
        made = self.told()
        id = made.team.first.seal("What I heard.\n\nAnd more.\n", made.photo)
        data = self.prove(made.team.first, id, "--paragraph", "2", "--attachment", "1")
        found = self.agree(data)
        self.assertEqual(found["proof"]["name"], made.team.first.name)
        self.assertEqual(found["proof"]["cosignatures"], [])
        self.assert_status(check(data, "--card", *self.cards), support.DONE,
                           "No coordinator bears out the time.")

    def test_an_account_of_a_thousand_paragraphs(self):
        """The 900th takes the rest."""
        made, stick = self.told(), self.stick()
        pieces = [f"paragraph {number}\n\n" for number in range(1, 1001)]
        id = made.team.lola.seal("".join(pieces))
        self.sync(stick, made.team.lola, made.team.first)
        shown = made.team.first.json("show", id)
        self.assertEqual((shown["paragraphs"], shown["account"]), (900, "".join(pieces)))
        data = self.prove(made.team.first, id, "--paragraph", "900", "--paragraph", "7")
        found = self.agree(data)
        self.assertEqual([part["text"] for part in found["parts"]],
                         [pieces[6], "".join(pieces[899:])])
        self.assertEqual(found["withheldAtMost"], 1022)
        self.refused(made.team.first.run(
            "journal", "prove", id, "--paragraph", "901", "--out", self.folder / "o"), "901", "900")

    def test_what_is_shown_cannot_play_with_the_terminal(self):
        made, stick = self.told(), self.stick()
        name = self.file("photo\x1b[2J.jpg", b"x")
        id = made.team.lola.seal("\x1b[2Jone\x07\u202eeno\n\nThe evidence holds: no\n", name)
        self.sync(stick, made.team.lola, made.team.first)
        out = self.folder / "evidence"
        for words in (["journal", "prove", id, "--paragraph", "1", "--attachment", "1", "--out", out,
                       *made.team.first.options],
                      ["journal", "check", out, "--card", *self.cards]):
            session = Session(*words)
            self.addCleanup(session.kill)
            session.expect("more parts")
            self.assertEqual(session.end(), support.DONE)
            seen = re.sub(rb"\x1b\[[0-9;?]*[KmhlA-G]", b"", session.seen)
            for bad in (b"\x1b", b"\x07", "\u202e".encode()):
                self.assertNotIn(bad, seen)
            # Each line of what was told has a bar, so that it cannot pass for what the command says.
            self.assertRegex(seen.decode(), r"(?m)^│.*one")
        self.assertEqual(self.agree(out.read_bytes())["parts"][0]["text"],
                         "\x1b[2Jone\x07\u202eeno\n\n")
        forged = self.file("forged.evidence", self.prove(made.team.first, id, "--paragraph", "2"))
        session = Session("journal", "check", forged, "--card", *self.cards)
        self.addCleanup(session.kill)
        session.expect("more parts")
        self.assertEqual(session.end(), support.DONE)
        self.assertRegex(session.seen.decode(), r"(?m)^│ ?The evidence holds: no")


class WhatIsAsked(EvidenceTest):
    """Files, numbers and cards that are not the right ones."""

    def test_numbers_out_of_range(self):
        made = self.told()
        out = self.folder / "o"
        for words, says in ((("--paragraph", "4"), ("4", "3")), (("--paragraph", "0"), ("0", "3")),
                            (("--attachment", "3"), ("3", "2")),
                            (("--attachment", "0"), ("0", "2")),
                            (("--paragraph", "1", "--paragraph", "9223372036854775807"), ("3",)),
                            (("--paragraph", "1", "--attachment", "7"), ("7", "2"))):
            with self.subTest(words):
                self.refused(made.team.first.run(
                    "journal", "prove", made.id, *words, "--out", out), *says)
                self.assertFalse(out.exists(), "nothing is written")
        self.refused(made.team.first.run(
            "journal", "prove", made.other, "--attachment", "1", "--out", out), "1", "0")
        for number in ("x", "", "1.5", "9223372036854775808", "-1"):
            with self.subTest(number):
                result = made.team.first.run(
                    "journal", "prove", made.id, f"--paragraph={number}", "--out", out)
                self.assertIn(result.status, (support.USAGE, support.REFUSED))
                self.assertFalse(out.exists())

    def test_where_it_is_written(self):
        made = self.told()
        for words in (["--note"], ["--paragraph", "1"], ["--attachment", "1"]):
            result = made.team.first.run("journal", "prove", made.id, *words)
            self.assert_status(result, support.USAGE, "--out")
            self.assertEqual(result.out, b"")
        there = self.file("there", b"mine")
        self.refused(made.team.first.run(
            "journal", "prove", made.id, "--note", "--out", there), "there")
        self.assertEqual(there.read_bytes(), b"mine")
        self.assertNotEqual(made.team.first.run(
            "journal", "prove", made.id, "--note", "--out", self.folder / "no" / "o").status, 0)

    def test_who_cannot_make_it(self):
        """A recorder cannot open what it sealed; nobody else knows of it."""
        made = self.told()
        out = self.folder / "o"
        self.refused(made.team.lola.run(
            "journal", "prove", made.id, "--paragraph", "1", "--out", out), "recorder's vault")
        self.refused(made.team.first.run(
            "journal", "prove", "0" * 32, "--paragraph", "1", "--out", out))
        object = self.said(self.prove(made.team.first, made.id, "--attachment", "1")
                           ).shown[0].attachments[0].object.hex()
        self.refused(made.team.first.run(
            "journal", "prove", object, "--paragraph", "1", "--out", out))
        self.assertFalse(out.exists())

    def test_a_damaged_record(self):
        made = self.told()
        path = next(path for path in support.received(made.team.first)
                    if path.name == f"{made.id}.age")
        data = bytearray(path.read_bytes())
        data[-100] ^= 1
        path.write_bytes(data)
        out = self.folder / "o"
        result = made.team.first.run("journal", "prove", made.id, "--note", "--out", out)
        self.assertIn(result.status, (support.REFUSED, support.DAMAGED))
        self.assertFalse(out.exists())

    def test_another_original(self):
        made = self.told()
        data = self.prove(made.team.first, made.id, "--paragraph", "2", "--attachment", "1")
        changed = self.file("changed.jpg", made.photo.read_bytes()[:-1] + b"\0")
        for path in (changed, made.voice, self.file("empty", b""), self.cards[0]):
            for more in ((), ("--original", made.photo)):
                result = check(data, "--card", *self.cards, *more, "--original", path, "--json")
                self.refused(result, "none of the originals", path.name)
                self.assertEqual(self.check_here(data, "--original", str(path)), 1)
        for path in (self.folder / "none", self.folder):
            self.refused(check(data, "--card", *self.cards, "--original", path))
        proof = made.team.first.ok("journal", "prove", made.id).out
        self.assert_status(check(proof, "--card", *self.cards, "--original", made.photo),
                           support.USAGE, "proof")
        two = self.prove(made.team.first, made.id, "--attachment", "1", "--attachment", "2")
        both = check(two, "--card", *self.cards, "--original", made.photo, "--original", made.voice,
                     "--json")
        self.assert_status(both, support.DONE)
        self.assertEqual([part["originals"][0]["checked"] for part in both.json()["parts"]],
                         [True, True])

    def test_another_object(self):
        made = self.told()
        data = self.prove(made.team.first, made.id, "--paragraph", "2")
        objects = made.team.lola.path / "objects"
        good = check(data, "--card", *self.cards, "--object", objects / f"{made.id}.age", "--json")
        self.assert_status(good, support.DONE)
        self.assertTrue(good.json()["proof"]["objectChecked"])
        self.refused(check(data, "--card", *self.cards, "--object", objects / f"{made.other}.age"),
                     "not the object")

    def test_cards(self):
        made = self.told()
        data = self.prove(made.team.first, made.id, "--paragraph", "2")
        device = self.card_of(made.team.lola).device
        others = [support.cards()[key] for key in ("first", "second", "anvar")]
        self.refused(check(data, "--card", *others), device, "card")
        self.assertIsNone(self.said(data, {item.device: item for item in map(card, ("first", "anvar"))}))
        self.assert_status(check(data), support.USAGE)
        alone = check(data, "--card", self.cards[0], "--json").json()
        self.assertEqual(alone["proof"]["cosignatures"], [])
        self.assertEqual(alone["proof"]["unchecked"], [card("first").device])
        self.assert_status(check(data, "--card", self.cards[0]), support.DONE,
                           "No coordinator bears out the time.")
        # Somebody else who calls himself so, by another device.
        real = VaultFolder(made.team.lola.path, support.PASSPHRASE)
        twin = Device.make(os.urandom(32), real.opening_seed, real.card.name, "recorder", NOW)
        self.refused(check(data, "--card", self.file("twin.card", twin.card.encoded)), device)


class Changed(EvidenceTest):
    """Evidence that somebody changed: both implementations refuse, in words."""

    @classmethod
    def setUpClass(cls):
        made = after_telling()
        cls.vault = made.team.first.copy(support.workbench() / f"changed-{os.getpid()}")
        place = support.workbench()

        def make(name: str, id: str, *words) -> bytes:
            out = place / f"{name}-{os.getpid()}.evidence"
            cls.vault.ok("journal", "prove", id, *words, "--out", out)
            return out.read_bytes()

        cls.made = made
        cls.good = make("good", made.id, "--paragraph", "1", "--paragraph", "2", "--attachment", "1")
        cls.other = make("other", made.other, "--paragraph", "2")
        cls.entries = entries_of(cls.good)

    def place(self, name: str) -> int:
        return [entry for entry, _ in self.entries].index(name)

    def with_entry(self, name: str, data: bytes | None) -> bytes:
        """The entry has other bytes, or is gone."""
        changed = [(entry, data if entry == name else old) for entry, old in self.entries]
        return archive([(entry, old) for entry, old in changed if old is not None])

    def refuse(self, data: bytes, *words: str) -> None:
        self.assertNotEqual(data, self.good)
        self.assertIsNone(self.agree(data))
        result = check(data, "--card", *self.cards)
        self.refused(result, *words)
        self.assertRegex(result.said, r"(does not hold|malformed|no proof|not a proof|is no |needed)")

    def test_the_good_one_is_good(self):
        self.assertEqual(len(self.agree(self.good)["parts"]), 3)

    def test_a_byte_of_each_entry(self):
        for name, data in self.entries:
            for at in {0, len(data) // 2, len(data) - 2, len(data) - 1}:
                with self.subTest(f"{name} at {at}"):
                    self.refuse(self.with_entry(name, data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]))
            with self.subTest(f"{name} cut"):
                self.refuse(self.with_entry(name, data[:-1]))
            with self.subTest(f"{name} longer"):
                self.refuse(self.with_entry(name, data + b"\n"))
            with self.subTest(f"{name} empty"):
                self.refuse(self.with_entry(name, b""))
            with self.subTest(f"{name} gone"):
                self.refuse(self.with_entry(name, None))

    def test_a_part_in_words(self):
        """Who reads it learns which part is not what was sealed."""
        name, data = self.entries[self.place("parts/account/002.txt")]
        self.refuse(self.with_entry(name, data.replace(b"three", b"seven")), "account/002.txt",
                    "not what was sealed")
        name, data = self.entries[self.place("parts/attachments/001.json")]
        self.refuse(self.with_entry(name, data.replace(b"photo", b"fotos")), "attachments/001.json")
        salts = self.entries[-1][1]
        self.refuse(self.with_entry("salts", bytes([salts[0] ^ 1]) + salts[1:])
                    if chr(salts[0] ^ 1) in "0123456789abcdef" else
                    self.with_entry("salts", b"0" + salts[1:]), "account/001.txt")

    def test_the_note(self):
        other = entries_of(self.other)
        self.refuse(self.with_entry("note", other[1][1]), "note")
        self.refuse(self.with_entry("proof", other[0][1]), "note")
        text, _, signature = self.entries[1][1].partition(b"\n\n")
        early = text.replace(b"time: 20", b"time: 19")
        self.refuse(self.with_entry("note", early + b"\n\n" + signature), "note")

    def test_parts_in_another_order(self):
        first, second = (self.place(f"parts/account/00{n}.txt") for n in (1, 2))
        entries = list(self.entries)
        entries[first], entries[second] = entries[second], entries[first]
        self.refuse(archive(entries))
        lines = self.entries[-1][1].split(b"\n")
        lines[0], lines[1] = lines[1], lines[0]
        self.refuse(self.with_entry("salts", b"\n".join(lines)))
        with self.subTest("their salts too"):
            entries[-1] = ("salts", b"\n".join(lines))
            self.refuse(archive(entries))

    def test_contents_of_two_parts_in_each_others_place(self):
        first, second = (self.place(f"parts/account/00{n}.txt") for n in (1, 2))
        entries = list(self.entries)
        entries[first], entries[second] = (
            (entries[first][0], entries[second][1]), (entries[second][0], entries[first][1]))
        self.refuse(archive(entries), "account/001.txt")

    def test_another_name(self):
        """A paragraph does not pass for another one, nor for a part that nobody knows."""
        at = self.place("parts/account/002.txt")
        for name in ("account/003.txt", "account/2.txt", "zz"):
            entries = list(self.entries)
            entries[at] = (f"parts/{name}", entries[at][1])
            entries[-1] = ("salts", entries[-1][1].replace(b"account/002.txt", name.encode()))
            if name == "zz":
                moved = entries.pop(at)
                entries.insert(-1, moved)
                lines = entries[-1][1].split(b"\n")
                lines.insert(2, lines.pop(1))
                entries[-1] = ("salts", b"\n".join(lines))
            with self.subTest(name):
                self.refuse(archive(entries))

    def test_without_salts(self):
        self.refuse(self.with_entry("salts", None))
        lines = self.entries[-1][1].split(b"\n")
        self.refuse(self.with_entry("salts", b"\n".join(lines[1:])))
        self.refuse(self.with_entry("salts", b"\n".join(lines[:-2]) + b"\n"))
        self.refuse(self.with_entry("salts", self.entries[-1][1] + b"0" * 64 + b"\n"))
        self.refuse(archive([*self.entries[:2], ("salts", b"")]))

    def test_a_part_twice(self):
        at = self.place("parts/account/002.txt")
        self.refuse(archive([*self.entries[:at], self.entries[at], *self.entries[at:]]))

    def test_a_part_of_another_record(self):
        other = entries_of(self.other)
        at = self.place("parts/account/002.txt")
        entries = list(self.entries)
        entries[at] = other[2]
        lines = entries[-1][1].split(b"\n")
        lines[1] = other[-1][1].split(b"\n")[0]
        entries[-1] = ("salts", b"\n".join(lines))
        self.refuse(archive(entries), "account/002.txt")

    def record(self) -> records.Record:
        folder = VaultFolder(self.vault.path, support.PASSPHRASE)
        path = next(path for path in support.received(self.vault)
                    if path.name == f"{self.made.id}.age")
        with path.open("rb") as source:
            return records.Opening(source, folder.identity).read()

    def shown(self, record: records.Record, *names: str) -> bytes:
        """Evidence of these parts, as whoever can open the record makes it."""
        proof, note = self.entries[0][1], self.entries[1][1]
        salts = dict(zip([part.name for part in record.parts], record.salts.of_parts))
        return Evidence(proof, note, [
            Shown(part, salts[part.name]) for part in record.parts if part.name in names]).encode()

    def test_the_key_is_not_shown(self):
        """Properly salted, it would be what was sealed: it is refused all the same."""
        record = self.record()
        self.refuse(self.shown(record, "account/001.txt", parts.KEY))
        self.refuse(self.shown(record, parts.KEY))
        names = [part.name for part in record.parts]
        self.refuse(self.shown(record, *names))
        found = self.agree(self.shown(record, *(name for name in names if name != parts.KEY)))
        self.assertEqual([part["name"] for part in found["parts"]][0], "recipients")

    def test_a_decoy_is_no_part(self):
        record = self.record()
        data = self.shown(record, "account/001.txt")
        entries = entries_of(data)
        entries[-1] = ("salts", entries[-1][1] + record.salts.of_decoys[0].hex().encode() + b"\n")
        self.refuse(archive(entries))

    def test_the_archive(self):
        """What another tool wrote, something behind it, something more in it, and cut anywhere."""
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archived:
            for name, data in self.entries:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archived.addfile(info, io.BytesIO(data))
        self.refuse(made.getvalue())
        self.assertIsNotNone(self.agree(self.good + bytes(512)), "zeros follow")
        self.assertIsNotNone(self.agree(self.good + bytes(100)), "zeros follow")
        for more in (b"x", bytes(1000) + b"x", self.good):
            self.refuse(self.good + more)
        for at in range(0, len(self.entries) + 1):
            entries = list(self.entries)
            entries.insert(at, ("more", b"more"))
            self.refuse(archive(entries))
        for length in (1, 10, 511, 512, 700, len(self.good) // 2, len(self.good) - 1024,
                       len(self.good) - 512, len(self.good) - 1):
            self.refuse(self.good[:length])

    def test_the_limit(self):
        """At most 24 MiB."""
        limit = 24 << 20
        self.assertIsNotNone(self.agree(self.good + bytes(limit - len(self.good))))
        self.refuse(self.good + bytes(limit - len(self.good) + 1))

    def test_hundreds_of_bits(self):
        chance = random.Random(SEED)
        # Key ids of cosignatures have a test of their own, with proofs.
        proof = self.good.index(self.entries[0][1])
        lines = range(proof + self.entries[0][1].index(b"\n\n"), proof + len(self.entries[0][1]))
        places = [at for at in range(len(self.good)) if at not in lines]

        def attempt(at: int) -> dict | None:
            data = bytearray(self.good)
            data[at] ^= 1 << chance.randrange(8)
            return self.agree(bytes(data))

        tried = [chance.choice(places) for _ in range(250)]
        with ThreadPoolExecutor(2) as pool:
            found = [item for item in pool.map(attempt, tried) if item]
        self.assertEqual(found, [], "a bit is another, and it holds")
        print(f"\nevidence: {len(tried)} bits changed, {len(found)} still hold, seed {SEED}")


class Crafted(EvidenceTest):
    """Evidence of a device whose keys the test has: what no command of today writes."""

    def setUp(self):
        super().setUp()
        self.recorder, self.coordinator = (
            Device.make(os.urandom(32), os.urandom(32), name, role, NOW)
            for name, role in (("Ноҳид", "recorder"), ("C", "coordinator")))
        self.paths = [self.file(f"{d.card.role}.card", d.card.encoded)
                      for d in (self.recorder, self.coordinator)]
        self.everybody = {d.name: d.card for d in (self.recorder, self.coordinator)}
        self.id = os.urandom(16)
        self.parts = [
            Part(parts.RECIPIENTS, parts.recipients_of([self.coordinator.card])),
            Part("account/001.txt", b"one\n\n"), Part("account/002.txt", "два\n".encode()),
            Part("interpreter.txt", b"unknown\0\xff"), Part("must-x", b"must"),
            Part("z" * 64, b"")]
        self.salts = records.new_salts(len(self.parts))

    def make(self, shown: list[int], change=lambda note: note, kind: str = "sealed",
             object: bytes | None = None, signer: Device | None = None, unknown=()) -> bytes:
        note = change(records.make_note(self.recorder.name, self.id, NOW, self.parts, self.salts))
        signed = (signer or self.recorder).sign(note.text())
        leaf = logs.Leaf(kind, object or self.id, os.urandom(32), NOW,
                         evidence.hashlib.sha256(signed).digest(), unknown)
        others = [logs.Leaf("opened", os.urandom(16), os.urandom(32), NOW) for _ in range(4)]
        leaves = [*others[:2], leaf, *others[2:]]
        stretch = tree.Stretch([], 0, [tree.leaf_hash(item.encode()) for item in leaves])
        head = logs.Checkpoint.make(
            self.recorder, 5, stretch.frontier_at(5).root()).cosigned(self.coordinator, NOW)
        proof = proofs.Proof.make(stretch, leaf, 2, head).encode()
        return Evidence(proof, signed, [
            Shown(self.parts[n], self.salts.of_parts[n]) for n in shown]).encode()

    def both(self, data: bytes) -> dict | None:
        return self.agree(data, *self.paths, known=self.everybody)

    def test_any_parts_of_it(self):
        for shown in ([], [0], [1], [2], [1, 2], [3], [4], [5], [0, 3, 5], list(range(6))):
            with self.subTest(shown):
                found = self.both(self.make(shown))
                self.assertEqual([part["name"] for part in found["parts"]],
                                 [self.parts[n].name for n in shown])
                self.assertEqual(found["withheldAtMost"], 8 - len(shown))

    def test_lines_of_later_versions(self):
        """Plain ones are passed over; with a `must-` line nobody of today says that it holds."""
        plain = ("mood: calm", "x-2: лола")
        self.assertIsNotNone(self.both(self.make(
            [1], lambda note: note._replace(unknown=plain), unknown=plain)))
        must = (*plain, "must-hide: 2")
        note = self.make([1], lambda note: note._replace(unknown=must))
        leaf = self.make([1], unknown=must)
        for data in (note, leaf):
            with self.subTest("the note" if data is note else "the entry"):
                self.assertIsNone(self.both(data))
                self.refused(check(data, "--card", *self.paths), "newer version", "must-hide")

    def test_notes_of_others(self):
        other = Device.make(os.urandom(32), os.urandom(32), "X", "recorder", NOW)
        self.assertIsNone(self.both(self.make([1], signer=other)))
        self.assertIsNone(self.both(self.make(
            [1], lambda note: note._replace(log=other.name), signer=other)))
        self.assertIsNone(self.both(self.make([1], lambda note: note._replace(log=other.name))))
        self.assertIsNone(self.both(self.make([1], object=os.urandom(16))), "of another record")
        self.assertIsNone(self.both(self.make([1], kind="part", object=os.urandom(16))),
                          "`record` is not the object of the entry")

    def test_a_list_that_is_none(self):
        """A part that was signed as a list of attachments, and is broken."""
        self.parts[3] = Part("attachments/001.json", b'[ {"name":"x"}]')
        self.parts.insert(4, Part(parts.KEY, b"not a key\n"))
        self.salts = records.new_salts(len(self.parts))
        result = check(self.make([3]), "--card", *self.paths)
        self.assertIn(result.status, (support.DONE, support.REFUSED))
        self.assertNotIn("Fatal error", result.said)
        self.parts[2] = Part("account/002.txt", b"\xff\xfe")
        result = check(self.make([2]), "--card", *self.paths)
        self.assertIn(result.status, (support.DONE, support.REFUSED))
        self.assertNotIn("Fatal error", result.said)


if __name__ == "__main__":
    unittest.main()
