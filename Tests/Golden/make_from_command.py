#!/usr/bin/env python3
"""Makes golden files with the command: the layout of `Tests/Interop/make_golden.py`.

    AMANAT=… .build/python/bin/python Tests/Golden/make_from_command.py FOLDER

A coordinator and a recorder are made, enrol each other, and carry three testimonies there and
receipts back. `expected.json` says what has to come out: texts, names, dates and hashes that are
known here, ids and times from `--json`, and what follows from these. Nothing that it says was read
out of the files themselves, but for their SHA-256.

FOLDER has to be new. Everything else goes away again; the keys are used for nothing else.
"""

import hashlib
import json
import os
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "Command"), str(TESTS / "Interop")]

import support  # noqa: E402
from amanat_formats import (  # noqa: E402
    attachments, bundles, cards, manifests, records, sealing, tar, tree,
)
from amanat_formats.encoding import decode_time  # noqa: E402
from amanat_formats.evidence import Evidence  # noqa: E402
from amanat_formats.logs import RECEIPT, Checkpoint, Leaf  # noqa: E402
from open_bundle import read_identity  # noqa: E402

DIGESTS = 8  # of each of these testimonies: they have no more than seven parts
LARGEST, LARGEST_SUM = 64 << 10, 1 << 20


class Original(NamedTuple):
    name: str
    media_type: str
    data: bytes
    modified: datetime


class Told(NamedTuple):
    """What one testimony is made of."""

    name: str
    paragraphs: list[str]
    originals: list[Original]

    @property
    def account(self) -> str | None:
        return "".join(self.paragraphs) or None


def on(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 5, 9, tzinfo=timezone.utc)


WHOLE = Told("whole", [
    "Шаб омаданд. Мо хоб будем.\n\n",
    "Он сказал: «Не бойтесь».\r\nЯ молчала.\n \t\n",
    "من فردا دوباره می\u200cآیم.\nThat is all.",
], [
    Original("voice.wav", "audio/wav", b"RIFF, or not\n" * 99, on(20, 10)),
    Original("акс \u201c1\u201d.jpg", "image/jpeg", b"", on(21, 23)),
])
ALONE = Told("attachments-alone", [], [
    Original("нома", "application/octet-stream", bytes(range(256)) * 5, on(1, 0))])
SHORT = Told("short", ["One line, and no more.\n"], [])


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Carried(NamedTuple):
    """A testimony that was sealed, and what is known of it."""

    told: Told
    id: str
    objects: list[str]  # of its attachments

    def items(self) -> list[attachments.Attachment]:
        return [
            attachments.Attachment(bytes.fromhex(id), hashlib.sha256(of.data).digest(),
                                   len(of.data), of.media_type, of.name, of.modified)
            for id, of in zip(self.objects, self.told.originals, strict=True)]


class Maker:
    def __init__(self, folder: Path):
        self.folder = folder
        self.expected: dict = {
            "version": 1, "trusted": ["recorder.card", "coordinator.card"]}
        self.place = Path(tempfile.mkdtemp(dir=support.workbench()))
        self.stick = self.place / "stick"
        self.stick.mkdir()
        self.coordinator = support.Vault.make(self.place / "coordinator", "Анор", "coordinator")
        self.recorder = support.Vault.make(
            self.place / "recorder", "Лола \u0646\u200c\u0627", "recorder")
        self.devices: dict[str, str] = {}
        self.made: list[Carried] = []
        self.files: dict[str, bytes] = {}  # sealed objects by id
        self.sent: dict[str, dict] = {}  # bundles to the coordinator, by id
        self.given: dict[str, dict] = {}  # bundles to the recorder, by id

    def write(self, name: str, data: bytes, expected: dict | None = None) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if expected is not None:
            kind, _, file = name.partition("/")
            self.expected.setdefault(kind, {})[file] = expected

    # What is done with the command

    def introduce(self) -> None:
        for name in ("coordinator", "recorder"):
            vault: support.Vault = getattr(self, name)
            card, key = self.place / f"{name}.card", self.place / f"{name}.key"
            said = vault.json("card", "--out", card)
            vault.ok("identity", "export", "--yes", "--out", key)
            recipient = support.run("age", "keygen", "--recipients-of", key).text.strip()
            self.devices[name] = said["device"]
            self.write(f"identities/{name}.key", key.read_bytes())
            self.write(f"cards/{name}.card", card.read_bytes(), {
                "name": vault.name, "role": name, "number": 1, "follows": None, "unknown": [],
                "recipient": recipient,
                **{what: said[what] for what in ("device", "fingerprint", "safetyNumber")}})
        self.recorder.enroll(self.place / "coordinator.card")
        self.coordinator.enroll(self.place / "recorder.card")

    def seal(self, told: Told) -> Carried:
        words: list = ["-"] if told.account else []
        for original in told.originals:
            path = self.place / original.name
            path.write_bytes(original.data)
            os.utime(path, (original.modified.timestamp(),) * 2)
            words += ["--attach", path]
        before = len(self.journal())
        sealed, = self.recorder.lines("seal", *words, stdin=(told.account or "").encode())
        new = self.journal()[before:]
        assert [entry["kind"] for entry in new] == ["attached"] * len(told.originals) + ["sealed"]
        assert new[-1]["object"] == sealed["id"]
        made = Carried(told, sealed["id"], [entry["object"] for entry in new[:-1]])
        self.made.append(made)
        for id in [*made.objects, made.id]:
            self.files[id] = self.object(id).read_bytes()
        return made

    def object(self, id: str) -> Path:
        return self.recorder.path / "objects" / f"{id}.age"

    def journal(self) -> list[dict]:
        """The recorder's journal, from its first entry on."""
        return self.recorder.lines("journal", "list")

    def send(self, objects: list[str], status: int = support.DONE) -> None:
        """The recorder puts out what did not go yet."""
        end = len(self.journal())
        report = self.recorder.json("sync", self.stick, status=status)
        written, = report["written"]
        path = self.stick / f"{written['bundle']}.age"
        start = self.signed_for()
        self.sent[written["bundle"]] = {
            "by": self.devices["recorder"], "log": self.devices["recorder"],
            "leaves": [start, end], "objects": objects, "notes": []}
        self.write(f"bundles/{path.name}", path.read_bytes(), self.sent[written["bundle"]])

    def signed_for(self) -> int:
        return max((said["size"] for said in self.given.values()), default=0)

    def give(self) -> None:
        """The coordinator takes that in, and signs for it; the recorder takes the receipt."""
        written, = self.coordinator.json("sync", self.stick)["written"]
        path = self.stick / f"{written['bundle']}.age"
        data, size = path.read_bytes(), max(said["leaves"][1] for said in self.sent.values())
        last = self.coordinator.lines("list")[-1]
        assert last["id"] == self.made[-1].id
        self.given[written["bundle"]] = {
            "coordinator": self.devices["coordinator"], "log": self.devices["recorder"],
            "size": size, "time": last["cosignedAt"], "cosigned": last["cosignedAt"],
            "checked": "opened", "missing": [], "gone": [], "unread": []}
        self.write(f"receipts/{path.name}", data, self.given[written["bundle"]])
        self.recorder.ok("sync", self.stick)

    def carry(self) -> None:
        """Each bundle has few objects, so that it stays small: one object is put away meanwhile."""
        whole = self.seal(WHOLE)
        away = self.place / "away"
        self.object(whole.objects[1]).rename(away)
        self.send([whole.objects[0], whole.id], support.IN_PART)
        away.rename(self.object(whole.objects[1]))
        self.send([whole.objects[1]])
        alone = self.seal(ALONE)
        self.send([alone.objects[0], alone.id])
        self.give()
        short = self.seal(SHORT)
        self.send([short.id])
        self.give()

    # What comes of that

    def finish(self) -> None:
        self.prove()
        entries = self.journal()
        self.at = {entry["object"]: entry for entry in entries if entry["kind"] != "handed-off"}
        self.leaves = [Leaf(
            entry["kind"], bytes.fromhex(entry["object"]), bytes.fromhex(entry["sha256"]),
            decode_time(entry["time"]), self.note_of.get(entry["object"])) for entry in entries]
        for said in self.given.values():
            said["root"] = self.root(said["size"])
        self.records()
        self.proofs()
        self.evidence()
        self.inner(entries)

    def root(self, size: int) -> str:
        """Made of what the journal says in words."""
        hashes = [tree.leaf_hash(leaf.encode()) for leaf in self.leaves[:size]]
        return tree.Stretch([], 0, hashes).frontier_at(size).root().hex()

    def prove(self) -> None:
        """A proof of each object, and what the command says of it: the SHA-256 of notes."""
        self.proof_of: dict[str, bytes] = {}
        self.note_of: dict[str, bytes] = {}
        trusted = [self.place / name for name in self.expected["trusted"]]
        for id in self.files:
            path = self.place / f"{id}.tlog-proof"
            self.coordinator.ok("journal", "prove", id, "--out", path)
            said = support.run("journal", "check", path, "--card", trusted[0], "--card",
                               trusted[1], "--json").json()
            self.proof_of[id] = path.read_bytes()
            if "note" in said:
                self.note_of[id] = bytes.fromhex(said["note"])

    def records(self) -> None:
        fingerprint = self.expected["cards"]["coordinator.card"]["fingerprint"]
        time = {record["id"]: record["time"] for record in self.coordinator.lines("list")}
        for made in self.made:
            items = [attachments_json(item) for item in made.items()]
            self.write(f"records/{made.id}.age", self.files[made.id], {
                "log": self.devices["recorder"], "time": time[made.id],
                "note": self.note_of[made.id].hex(), "sha256": sha256(self.files[made.id]),
                "digests": DIGESTS, "account": made.told.account,
                "paragraphs": made.told.paragraphs, "attachments": items, "parts": [],
                "recipients": [{"fingerprint": fingerprint, "number": 1}]})
            for item in items:
                data = self.files[item["object"]]
                self.write(f"attachments/{item['object']}.age", data, {
                    "record": made.id, "sealed": sha256(data),
                    "length": item["length"], "sha256": item["sha256"]})

    def proofs(self) -> None:
        whole, _, short = self.made
        for name, id in (("whole", whole.id), ("attached", whole.objects[0]), ("short", short.id)):
            entry, head = self.at[id], self.head_over(id)
            self.write(f"proofs/{name}.tlog-proof", self.proof_of[id], {
                "kind": entry["kind"], "object": id, "sha256": sha256(self.files[id]),
                "time": entry["time"], "entry": entry["entry"], "size": head["size"],
                "name": self.recorder.name, "device": self.devices["recorder"],
                "cosignatures": [{
                    "name": self.coordinator.name, "device": self.devices["coordinator"],
                    "time": head["cosigned"]}],
                "unchecked": [], "objectChecked": False})

    def head_over(self, id: str) -> dict:
        """The earliest receipt that is for an object."""
        fitting = [said for said in self.given.values() if said["size"] >= self.at[id]["entry"]]
        return min(fitting, key=lambda said: said["size"])

    def evidence(self) -> None:
        whole = self.made[0]
        told = [(f"account/{n:03}.txt", text.encode())
                for n, text in enumerate(whole.told.paragraphs, 1)]
        listed = [(f"attachments/{n:03}.json", attachments.encode_part([item]))
                  for n, item in enumerate(whole.items(), 1)]
        for name, words, parts in (
            ("nothing", ["--note"], []),
            ("paragraph", ["--paragraph", "2"], [told[1]]),
            ("photograph", ["--attachment", "2"], [listed[1]]),
            ("both", ["--attachment", "1", "--paragraph", "3", "--paragraph", "1"],
             [told[0], told[2], listed[0]]),
        ):
            path = self.place / f"{name}.evidence"
            self.coordinator.ok("journal", "prove", whole.id, *words, "--out", path)
            self.write(f"evidence/{name}.evidence", path.read_bytes(), {
                "record": whole.id, "device": self.devices["recorder"],
                "time": self.expected["records"][f"{whole.id}.age"]["time"],
                "notAfter": self.head_over(whole.id)["cosigned"],
                "withheld": DIGESTS - len(parts),
                "parts": [{"name": part, "sha256": sha256(data)} for part, data in parts]})

    # What lies in others, and is taken out of them: by the second implementation

    def inner(self, entries: list[dict]) -> None:
        bundle = list(self.sent)[-1]
        reader = self.reader("bundles", bundle, "coordinator")
        first = self.reader("bundles", list(self.sent)[0], "coordinator")
        whole = self.made[0]
        for name, object in (
            ("enrolled", self.expected["cards"]["coordinator.card"]["fingerprint"][:32]),
            ("attached", whole.objects[0]), ("sealed", whole.id),
        ):
            self.leaf(name, first, next(e for e in entries if e["object"] == object))
        # The last bundle brings what came into the journal since the receipt before.
        for kind in ("handed-off", "acknowledged", "received"):
            inside = entries[reader.manifest.start:reader.manifest.end]
            self.leaf(kind, reader, next(e for e in inside if e["kind"] == kind))
        evidence = Evidence.decode((self.folder / "evidence" / "nothing.evidence").read_bytes())
        self.note("record", evidence.note, "recorder", records.KIND, self.note_of[whole.id].hex(),
                  {"record": whole.id})
        signed = next(e for e in entries if e["object"] == bundle)
        self.note("manifest", self.entry("bundles", bundle, "manifest"), "recorder",
                  manifests.KIND, signed["sha256"], {"bundle": bundle})
        id, said = list(self.given.items())[-1]
        taken = [e for e in entries if e["kind"] == "acknowledged"][-1]
        self.note("receipt", self.entry("receipts", id, "receipt"), "coordinator",
                  RECEIPT, taken["sha256"],
                  {key: value for key, value in said.items() if key != "cosigned"})
        head = {key: said[key] for key in ("size", "root")}
        for name, of in (("checkpoint", ("bundles", bundle, "checkpoint")),
                         ("cosigned", ("receipts", id, "receipt-checkpoint"))):
            data = self.entry(*of)
            Checkpoint.decode(data)
            self.note(name, data, "recorder", self.devices["recorder"], sha256(data), head)

    def reader(self, kind: str, id: str, to: str) -> bundles.BundleReader:
        """A bundle, read as far as its leaves."""
        own = cards.Card.decode((self.folder / "cards" / f"{to}.card").read_bytes())
        with open(self.folder / kind / f"{id}.age", "rb") as source:
            reader = bundles.BundleReader(source, self.identity(to))
            reader.read_manifest_and_card(own.fingerprint)
            reader.read_log(own)
        return reader

    def identity(self, name: str):
        return read_identity(self.folder / "identities" / f"{name}.key")

    def entry(self, kind: str, id: str, name: str) -> bytes:
        """One small entry of a bundle's archive."""
        identity = self.identity("coordinator" if kind == "bundles" else "recorder")
        with open(self.folder / kind / f"{id}.age", "rb") as source:
            archive = tar.Reader(sealing.open_sealed(source, [identity]))
            while found := archive.next():
                data = archive.read_all(1 << 20)
                if found.name == name:
                    return data
        raise AssertionError(f"no {name} in {kind}/{id}")

    def leaf(self, name: str, reader: bundles.BundleReader, entry: dict) -> None:
        leaf = reader.leaves[entry["entry"] - 1 - reader.manifest.start]
        made = self.leaves[entry["entry"] - 1]
        self.write(f"leaves/{name}.leaf", leaf.encode(), {
            "kind": entry["kind"], "object": entry["object"], "sha256": entry["sha256"],
            "time": entry["time"], "note": made.note.hex() if made.note else None, "unknown": [],
            "hash": tree.leaf_hash(made.encode()).hex()})

    def note(self, name: str, data: bytes, by: str, kind: str, hash: str, more: dict) -> None:
        self.write(f"notes/{name}.note", data,
                   {"by": f"{by}.card", "sha256": hash, "kind": kind, **more})

    def save(self) -> None:
        text = json.dumps(self.expected, ensure_ascii=False, indent=1, sort_keys=True)
        self.write("expected.json", f"{text}\n".encode())
        sizes = [path.stat().st_size for path in self.folder.rglob("*") if path.is_file()]
        assert max(sizes) < LARGEST and sum(sizes) < LARGEST_SUM, "the files are not small"


def attachments_json(item: attachments.Attachment) -> dict:
    return {"modified": None} | item.members()


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print("usage: make_from_command.py FOLDER", file=sys.stderr)
        return 64
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    maker = Maker(folder)
    maker.introduce()
    maker.carry()
    maker.finish()
    maker.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
