#!/usr/bin/env python3
"""Crafts bundles for tests: honest ones, and one for each fault.

    make_bundle.py --to-card CARD --out FOLDER --case CASE
                   [--seed N] [--account TEXT] [--card-out FILE]
    make_bundle.py --list [--json]

A fresh recorder's device is made, or the same one again for the same seed. Its card is written to
`--card-out`, or to `maker.card` beside FOLDER. Apart from the fault that its case names, a bundle
is properly signed, and all of its hashes fit: so a reader meets the fault, and not a broken
signature before it. Prints one JSON document of what was written, and what to expect.

Most cases hold three testimonies, `first`, `faulty` and `last`, each with one attachment. What a
reader takes in is one of

    all               everything
    unfinished        all objects; but the bundle MUST NOT be noted as taken
    rest              everything but the faulty testimony
    rest-and-account  everything but the faulty testimony's attachment
    before            what comes before the fault, as if the bundle were cut off there
    before-or-rest    either; the pages leave it open
    none              nothing

A fault that only opening the record shows (`record-…`, `json-…`) leaves its objects as taken in.
"""

import argparse
import dataclasses
import datetime
import hashlib
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, NamedTuple

from amanat_formats import age, bundles, logs, records, sealing, tar, tree
from amanat_formats.cards import Card, Device
from amanat_formats.encoding import decode_base64, encode_base64
from amanat_formats.errors import Refused
from amanat_formats.records import Sealed

HOSTILE_NAMES = [
    "../../evil", ".bashrc", "a/b", "bell\u0007 and escape\u001b[2J", "invoice\u202egnp.exe",
    "n" * 251 + ".txt", "CON", "twice.txt", "twice.txt", "-rf", "account.txt",
]
ODD_NAMES = [
    "..", ".bashrc", "invoice\u202egnp.exe", "n" * 251 + ".txt", "CON", "nul.txt", "twice.txt",
    "twice.txt", "Twice.TXT", "-rf", "account.txt", "a\\b", "C:evil", "ends with a dot.",
    "\u2028line", "Лола.wav", "\u05d0\u05d1.txt", "~root", "$(reboot)", " ",
]


@dataclass
class Testimony:
    """What goes into a record; a case changes it before it is sealed."""

    id: bytes
    account: bytes | None
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    attachments_json: Callable[[records.Attachments], bytes] = records.Attachments.encode
    note: Callable[[records.RecordNote], records.RecordNote] = lambda note: note
    signed: Callable[[bytes], bytes] = lambda data: data
    sealed_account: bytes | None = None
    parts: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]] = lambda parts: parts
    padding: Callable[[int], bytes] | None = None
    attachment_padding: Callable[[int], bytes] | None = None


class Out(NamedTuple):
    """One entry of the archive, raw, and the manifest's line for it (None: no line)."""

    raw: bytes
    entry: bundles.Entry | None


def honest_out(name: str, data: bytes) -> Out:
    return Out(tar.entry(name, data), bundles.Entry.of(name, data))


def raw_out(name: bytes, data: bytes, kind: bytes = b"0", link: bytes = b"",
            entry: bundles.Entry | None = None) -> Out:
    filling = bytes(-len(data) % tar.BLOCK)
    return Out(tar.raw_header(name, len(data), kind, link) + data + filling, entry)


class Maker:
    """A recorder's device with a log, one bundle at a time."""

    def __init__(self, to: Card, case: str, seed: int | None, account: str | None):
        self.to = to
        self.case = case
        self.seed = seed
        self.counter = 0
        self.account = account
        if seed is None:
            self.now = datetime.datetime.now(datetime.timezone.utc)
        else:
            self.now = datetime.datetime(2026, 11, 23, 9, 0, 0, tzinfo=datetime.timezone.utc)
        self.device = self.make_device("maker")
        self.other = self.make_device("other maker")
        self.testimonies: dict[str, bytes] = {}
        self.leaves: list[logs.Leaf] = []
        self.leaf("enrolled", to.fingerprint[:16], hashlib.sha256(to.encoded).digest())

    def random(self, length: int, of: str | None = None) -> bytes:
        """Random; or from the seed and the case, or what else `of` names."""
        if self.seed is None:
            return os.urandom(length)
        self.counter += 1
        label = of or f"{self.case}/{self.counter}"
        return hashlib.shake_256(f"amanat-make/{self.seed}/{label}".encode()).digest(length)

    def make_device(self, name: str) -> Device:
        return Device.make(
            self.random(32, name + "/signing"), self.random(32, name + "/opening"), name,
            "recorder", self.now)

    def tick(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=61)
        return self.now

    def leaf(self, kind: str, object: bytes, sha256: bytes) -> None:
        self.leaves.append(logs.Leaf(kind, object, sha256, self.tick()))

    # Testimonies

    def testimony(self, what: str,
                  attachments: list[tuple[str, bytes]] | None = None) -> Testimony:
        account = self.account
        if account is None:
            account = f"The {what} account.\nЛола told it.\n"
        if attachments is None:
            attachments = [(f"{what}.txt", f"attachment of the {what} testimony\n".encode() * 9)]
        testimony = Testimony(self.random(16), account.encode(), attachments)
        self.testimonies[what] = testimony.id
        return testimony

    def seal(self, t: Testimony) -> list[Sealed]:
        """The attachments, then the record."""
        result: list[Sealed] = []
        parts = [] if t.account is None else [(records.ACCOUNT, t.account)]
        if t.attachments:
            identity = age.HybridIdentity(self.random(32))
            items = []
            for name, data in t.attachments:
                padding = t.attachment_padding(len(data)) if t.attachment_padding else None
                sealed = sealing.seal(data, [identity.recipient()], padding)
                id = self.random(16)
                result.append(Sealed(id, "attached", sealed))
                items.append(records.Attachment(
                    id, hashlib.sha256(data).digest(), len(data), "text/plain", name))
            json_data = t.attachments_json(records.Attachments(identity, items))
            parts.append((records.ATTACHMENTS, json_data))
        parts = t.parts(parts)
        salts = [self.random(32) for _ in parts]
        note = t.note(records.make_note(
            self.device.name, t.id, self.tick(), [self.to], parts, salts))
        signed = t.signed(self.device.sign(note.text()))
        if t.sealed_account is not None:
            parts[0] = (records.ACCOUNT, t.sealed_account)
        salt_lines = records.encode_salts([(name, salt) for (name, _), salt in zip(parts, salts)])
        content = records.content(signed, parts, salt_lines)
        padding = t.padding(len(content)) if t.padding else None
        sealed = sealing.seal(content, [self.to.recipient], padding)
        result.append(Sealed(t.id, "sealed", sealed))
        return result

    def log(self, sealed: list[Sealed]) -> None:
        for item in sealed:
            self.leaf(item.kind, item.id, item.sha256)


@dataclass
class Draft:
    """A bundle before it is signed; a case changes it."""

    maker: Maker
    bundle: bytes
    start: int = 0
    objects: list[Out] = field(default_factory=list)
    card: bytes = b""
    to: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    root: bytes | None = None
    checkpoint: Callable[[bytes], bytes] = lambda data: data
    reorder: Callable[[list[Out]], list[Out]] = lambda entries: entries
    manifest: Callable[[bytes], bytes] = lambda data: data
    end: bytes | None = None
    behind: bytes = b""  # behind the two zero blocks
    padding: Callable[[int], bytes] | None = None
    cut: int | None = None  # so many bytes are left off the file
    more_stanzas: list[age.Stanza] = field(default_factory=list)
    more_entries: list[bundles.Entry] = field(default_factory=list)

    def write(self) -> bytes:
        maker, device = self.maker, self.maker.device
        hashes = [tree.leaf_hash(leaf.encode()) for leaf in maker.leaves]
        frontier = tree.Stretch([], 0, hashes).frontier_at(self.start).hashes
        size = len(maker.leaves)
        sent = self.leaves or [leaf.encode() for leaf in maker.leaves[self.start:]]
        whole = tree.Frontier(self.start, frontier)
        for leaf in sent:
            whole.append(tree.leaf_hash(leaf))
        checkpoint = logs.Checkpoint.make(device, size, self.root or whole.root()).encode()
        entries = self.reorder([
            honest_out("card", self.card or device.card.encoded),
            honest_out("checkpoint", self.checkpoint(checkpoint)),
            honest_out("leaves", b"".join(sent)), *self.objects])
        text = bundles.Manifest(
            self.bundle, device.name, maker.tick(), sorted(self.to or [maker.to.fingerprint]),
            self.start, size, frontier,
            [out.entry for out in entries if out.entry] + self.more_entries).text()
        signed = self.manifest(device.sign(text))
        end = bundles.end_text(self.bundle) if self.end is None else self.end
        content = b"".join([
            tar.entry("manifest", signed), *(out.raw for out in entries),
            tar.entry("end", end) if end else b"", tar.END, self.behind])
        padding = self.padding(len(content)) if self.padding else None
        sealed = sealing.seal(content, [maker.to.recipient], padding, self.more_stanzas)
        return sealed[:len(sealed) - self.cut] if self.cut else sealed


class Case(NamedTuple):
    make: Callable[[Maker], list[tuple[bytes, bytes]]]
    taken: str
    about: str


CASES: dict[str, Case] = {}


def case(name: str, taken: str, about: str):
    def register(make):
        def several(maker: Maker) -> list[tuple[bytes, bytes]]:
            made = make(maker)
            made = made if isinstance(made, list) else [made]
            return [(draft.bundle, draft.write()) for draft in made]
        CASES[name] = Case(several, taken, about)
        return make
    return register


def draft(maker: Maker, objects: list[Sealed], start: int = 0) -> Draft:
    outs = [honest_out(f"objects/{item.id.hex()}.age", item.data) for item in objects]
    return Draft(maker, maker.random(16), start, outs)


def three(maker: Maker, faulty: Callable[[Testimony], None] = lambda t: None,
          attachments: list[tuple[str, bytes]] | None = None) -> Draft:
    """Objects: attachment and record of `first`, of `faulty`, of `last`."""
    middle = maker.testimony("faulty", attachments)
    faulty(middle)
    objects = []
    for testimony in (maker.testimony("first"), middle, maker.testimony("last")):
        objects += maker.seal(testimony)
    maker.log(objects)
    return draft(maker, objects)


FAULTY_RECORD = 3  # the place of the faulty record among the objects of `three`


def with_object(draft: Draft, change: Callable[[bundles.Entry, bytes], list[Out]]) -> Draft:
    """Replaces the faulty record's entry. `change` is given the manifest's line and the data."""
    entry, raw = draft.objects[FAULTY_RECORD].entry, draft.objects[FAULTY_RECORD].raw
    data = raw[tar.BLOCK:tar.BLOCK + entry.length]
    draft.objects[FAULTY_RECORD:FAULTY_RECORD + 1] = change(entry, data)
    return draft


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def forged(note: bytes) -> bytes:
    """Another signature, in the same form and under the same key id."""
    head, _, blob = note.rstrip(b"\n").rpartition(b" ")
    raw = bytearray(decode_base64(blob.decode()))
    raw[20] ^= 1
    return head + b" " + encode_base64(bytes(raw)).encode() + b"\n"


LONG_ACCOUNT = b"x" * 20_481  # so that the record's content is not of a Padmé size already


def bad_padding(length: int) -> bytes:
    """Of the right length; the last byte is not zero."""
    return bytes(sealing.padded(length) - length - 1) + b"\x55"


# Honest


@case("honest", "all", "one testimony with one attachment")
def _(maker):
    objects = maker.seal(maker.testimony("only"))
    maker.log(objects)
    return draft(maker, objects)


@case("honest-many", "all", "twenty testimonies without attachments")
def _(maker):
    objects = []
    for number in range(1, 21):
        objects += maker.seal(maker.testimony(f"{number}th", []))
    maker.log(objects)
    return draft(maker, objects)


@case("three", "all", "the three testimonies that most cases hold, without a fault")
def _(maker):
    return three(maker)


@case("stretches", "all", "two bundles: leaves [0, k) and leaves [k, n)")
def _(maker):
    objects = maker.seal(maker.testimony("first"))
    maker.log(objects)
    first, start = draft(maker, objects), len(maker.leaves)
    kept = list(maker.leaves)
    objects = maker.seal(maker.testimony("second")) + maker.seal(maker.testimony("third"))
    maker.log(objects)
    second = draft(maker, objects, start)
    older = as_before(maker, kept)
    return [dataclasses.replace(first, maker=older), second]


@case("three-stretches", "all", "three bundles: leaves [0, j), [j, k) and [k, n)")
def _(maker):
    made = []
    for number in ("first", "second", "third"):
        start = len(maker.leaves) if made else 0
        objects = maker.seal(maker.testimony(number))
        maker.log(objects)
        older = as_before(maker, list(maker.leaves))
        made.append(dataclasses.replace(draft(maker, objects, start), maker=older))
    return made


def as_before(maker: Maker, leaves: list[logs.Leaf]) -> Maker:
    """The maker as it was when it had these leaves."""
    older = object.__new__(Maker)
    older.__dict__.update(maker.__dict__, leaves=leaves)
    return older


# The archive


@case("absolute-path", "before", "the archive names the faulty record /objects/ID.age")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"/" + entry.name.encode(), data, entry=entry)])


@case("dot-dot", "before", "the archive names the faulty record objects/../../evil.age")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"objects/../../evil.age", data, entry=entry)])


@case("manifest-dot-dot", "none", "archive and manifest name an object objects/../../evil.age")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"objects/../../evil.age", data,
                entry=entry._replace(name="objects/../../evil.age"))])


@case("symlink", "before", "a symbolic link to /etc/passwd in the place of the faulty record")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(entry.name.encode(), b"", b"2", b"/etc/passwd", entry)])


@case("hardlink", "before", "a hard link to the first object in the place of the faulty record")
def _(maker):
    made = three(maker)
    target = made.objects[0].entry.name.encode()
    return with_object(made, lambda entry, data: [
        raw_out(entry.name.encode(), b"", b"1", target, entry)])


@case("device", "before", "a character device in the place of the faulty record")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(entry.name.encode(), b"", b"3", b"", entry)])


@case("repeated-name", "before", "the archive holds the first record again before the faulty one")
def _(maker):
    made = three(maker)
    made.objects.insert(FAULTY_RECORD, Out(made.objects[1].raw, None))
    return made


@case("manifest-repeated-name", "none", "archive and manifest hold the faulty record twice")
def _(maker):
    made = three(maker)
    made.objects.insert(FAULTY_RECORD, made.objects[FAULTY_RECORD])
    return made


@case("unknown-name", "before", "the archive holds notes.txt before the faulty record")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"notes.txt", b"boo\n"), honest_out(entry.name, data)])


@case("manifest-unknown-name", "none", "archive and manifest hold notes.txt")
def _(maker):
    made = three(maker)
    made.objects.insert(FAULTY_RECORD, honest_out("notes.txt", b"boo\n"))
    return made


@case("wrong-size", "before-or-rest", "the manifest gives the faulty record one byte more")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        Out(tar.entry(entry.name, data), entry._replace(length=entry.length + 1))])


@case("more-bytes", "before", "the faulty record goes on for 1,000 bytes past the size that "
      "manifest and archive give")
def _(maker):
    def change(entry, data):
        length = len(data) - 1000
        return [Out(tar.header(entry.name, length) + tar.entry(entry.name, data)[tar.BLOCK:],
                    entry._replace(length=length))]
    return with_object(three(maker), change)


@case("missing-end", "unfinished", "there is no `end`; all objects are there")
def _(maker):
    made = three(maker)
    made.end = b""
    return made


@case("wrong-end", "unfinished", "`end` bears the id of another bundle")
def _(maker):
    made = three(maker)
    made.end = bundles.end_text(bytes(16))
    return made


@case("cut-off", "before", "the age file ends in the middle of the faulty attachment")
def _(maker):
    made = three(maker, attachments=[("long.bin", maker.random(300_000))])
    made.cut = 150_000
    return made


@case("trailing-data", "unfinished", "behind the two zero blocks come bytes that are not zero")
def _(maker):
    made = three(maker)
    made.behind = b"\x55" * 512
    return made


@case("entry-after-end", "unfinished", "one more entry comes behind `end`")
def _(maker):
    made = three(maker)
    made.end = b""
    end = bundles.end_text(made.bundle)
    made.objects.append(Out(tar.entry("end", end) + tar.entry("after", b"boo\n"), None))
    return made


@case("bad-padding", "unfinished", "the bundle's padding is 512 zeros longer than Padmé gives")
def _(maker):
    made = three(maker)
    made.padding = lambda length: bytes(sealing.padded(length) - length + 512)
    return made


@case("wrong-order", "none", "`leaves` comes before `checkpoint`, in manifest and archive")
def _(maker):
    made = three(maker)
    made.reorder = lambda outs: [outs[0], outs[2], outs[1], *outs[3:]]
    return made


@case("archive-order", "none", "`leaves` comes before `checkpoint`, in the archive alone")
def _(maker):
    made = three(maker)
    made.reorder = lambda outs: [
        outs[0], Out(outs[2].raw, outs[1].entry), Out(outs[1].raw, outs[2].entry), *outs[3:]]
    return made


# Manifest, card, log


@case("bad-manifest-signature", "none", "the manifest's signature is wrong")
def _(maker):
    made = three(maker)
    made.manifest = forged
    return made


@case("other-card", "none", "the card is of another device than the one that signed")
def _(maker):
    made = three(maker)
    made.card = maker.other.card.encoded
    return made


@case("not-addressed", "none", "`to` names somebody else")
def _(maker):
    made = three(maker)
    made.to = [maker.other.card.fingerprint]
    return made


@case("bad-root", "none", "the signed checkpoint has another root than the leaves give")
def _(maker):
    made = three(maker)
    made.root = hashlib.sha256(b"another root").digest()
    return made


@case("checkpoint-forged", "none", "the checkpoint's signature is wrong")
def _(maker):
    made = three(maker)
    made.checkpoint = forged
    return made


@case("leaf-bad", "none", "a leaf has a sixth line; the root fits")
def _(maker):
    made = three(maker)
    made.leaves = [leaf.encode() for leaf in maker.leaves]
    made.leaves[1] += b"note: something more\n"
    return made


@case("leaf-upper-case", "none", "a leaf's hash is in upper case; the root fits")
def _(maker):
    made = three(maker)
    made.leaves = [leaf.encode() for leaf in maker.leaves]
    digest = maker.leaves[1].sha256.hex().encode()
    made.leaves[1] = made.leaves[1].replace(digest, digest.upper())
    return made


@case("huge-manifest", "none", "a signed manifest over 32 MiB, of 300,000 entries")
def _(maker):
    made = three(maker)
    made.more_entries = [
        bundles.Entry(f"objects/{number:032x}.age", 1, bytes(32)) for number in range(300_000)]
    return made


@case("many-entries", "none", "a signed manifest of 100,001 entries, under 32 MiB")
def _(maker):
    made = three(maker)
    made.more_entries = [
        bundles.Entry(f"objects/{number:032x}.age", 1, bytes(32))
        for number in range(100_001 - 9)]
    return made


@case("huge-header", "none", "10,000 stanzas; the reader's is among them")
def _(maker):
    made = three(maker)
    made.more_stanzas = [
        age.Stanza(["mlkem768x25519", encode_base64(os.urandom(1120), padded=False)],
                   os.urandom(32)) for _ in range(9_998)]
    return made


def fork(maker: Maker, branch: str) -> Draft:
    objects = maker.seal(maker.testimony(f"{branch} branch"))
    if branch == "second":
        objects += maker.seal(maker.testimony(f"{branch} branch, again"))
    maker.log(objects)
    return draft(maker, objects)


@case("fork-1", "all", "one branch of a log; the same --seed for both")
def _(maker):
    return fork(maker, "first")


@case("fork-2", "all", "the other branch: alone it is honest; behind fork-1 it is a fork, "
      "whose objects are kept and which is never cosigned")
def _(maker):
    return fork(maker, "second")


# Objects


@case("object-not-in-leaves", "rest", "no leaf names the faulty record")
def _(maker):
    made = three(maker)
    del maker.leaves[1 + FAULTY_RECORD]
    return made


@case("object-hash-mismatch", "rest", "the faulty record has another SHA-256 than the manifest")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        Out(tar.entry(entry.name, changed(data, len(data) // 2)), entry)])


@case("leaf-hash-mismatch", "rest", "the faulty record fits the manifest, and not its leaf")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        honest_out(entry.name, changed(data, len(data) // 2))])


@case("attachment-missing", "rest-and-account", "the faulty testimony's attachment is withheld")
def _(maker):
    made = three(maker)
    del made.objects[FAULTY_RECORD - 1]
    return made


# Records


def faulty_record(name: str, about: str, taken: str = "rest", **change):
    """A case whose middle testimony is changed before it is sealed; all else fits."""
    def make(maker: Maker) -> Draft:
        def fault(t: Testimony) -> None:
            for key, value in change.items():
                setattr(t, key, value(maker, t))
        return three(maker, fault)
    case(name, taken, about)(make)


faulty_record(
    "record-not-addressed", "the faulty record's note names somebody else",
    note=lambda maker, t: lambda note: note._replace(recipients=[maker.other.card.fingerprint]))
faulty_record(
    "record-forged", "the signature of the faulty record's note is wrong",
    signed=lambda maker, t: forged)
faulty_record(
    "record-other-signer", "another device signed the faulty record's note under its own name",
    signed=lambda maker, t: lambda data: maker.other.sign(data.partition(b"\n\n")[0] + b"\n"))
faulty_record(
    "record-part-changed", "the account has another byte than was signed",
    sealed_account=lambda maker, t: changed(t.account, 4))
faulty_record(
    "record-not-utf8", "the account is not UTF-8",
    account=lambda maker, t: b"L\xf3la told it.\n")
faulty_record(
    "record-empty-account", "the account is empty", account=lambda maker, t: b"")
faulty_record(
    "record-wrong-id", "the record's note names another record",
    note=lambda maker, t: lambda note: note._replace(record=bytes(16)))
faulty_record(
    "record-unknown-line", "the record's note has a line that the format does not",
    signed=lambda maker, t: lambda data: maker.device.sign(
        data.partition(b"\n\n")[0] + b"\nmood: sad\n"))
faulty_record(
    "record-bad-padding", "the last byte of the faulty record's padding is not zero",
    account=lambda maker, t: LONG_ACCOUNT, padding=lambda maker, t: bad_padding)
faulty_record(
    "record-short-padding", "the faulty record's padding is missing",
    account=lambda maker, t: LONG_ACCOUNT, padding=lambda maker, t: lambda length: b"")
faulty_record(
    "attachment-bad-padding", "the last byte of the attachment's padding is not zero",
    "rest-and-account",
    attachment_padding=lambda maker, t: bad_padding)
faulty_record(
    "attachment-wrong-hash", "attachments.json has another SHA-256",
    "rest-and-account",
    attachments_json=lambda maker, t: lambda value: value._replace(
        items=[item._replace(sha256=bytes(32)) for item in value.items]).encode())
faulty_record(
    "attachment-wrong-length", "attachments.json has another length; the padded length fits",
    "rest-and-account",
    attachments_json=lambda maker, t: lambda value: value._replace(
        items=[item._replace(length=item.length - 1) for item in value.items]).encode())
faulty_record(
    "json-bomb", "attachments.json is an array, two million levels deep",
    attachments_json=lambda maker, t: lambda value: b"[" * 2_000_000 + b"]" * 2_000_000)
faulty_record(
    "json-repeated-member", "attachments.json names its identity twice",
    attachments_json=lambda maker, t: lambda value: value.encode().replace(
        b'"version":1}', b'"identity":"AGE-SECRET-KEY-PQ-1","version":1}', 1))
faulty_record(
    "json-unknown-member", "attachments.json has a member that the format does not",
    attachments_json=lambda maker, t: lambda value: value.encode().replace(
        b'"version":1}', b'"mood":"sad","version":1}', 1))


def ascii_json(value: records.Attachments) -> bytes:
    """With JSON escapes for everything that is not ASCII."""
    return json.dumps(json.loads(value.encode())).encode()


@case("hostile-names", "rest", "the faulty record's attachments have names that the page forbids "
      "(with / and control characters), among others")
def _(maker):
    def fault(t: Testimony) -> None:
        t.attachments_json = ascii_json
    return three(maker, fault, [
        (name, f"content {number}\n".encode()) for number, name in enumerate(HOSTILE_NAMES)])


@case("odd-names", "all", "attachments with names that the page allows, and that have to be "
      "cleaned: .., .bashrc, CON, -rf, marks of direction, twice the same")
def _(maker):
    return three(maker, lambda t: None, [
        (name, f"content {number}\n".encode()) for number, name in enumerate(ODD_NAMES)])


@case("attachments-alone", "all", "a testimony without an account, of attachments alone")
def _(maker):
    return three(maker, lambda t: setattr(t, "account", None))


@case("empty-account", "rest", "an account of no bytes, beside an attachment")
def _(maker):
    return three(maker, lambda t: setattr(t, "account", b""))


@case("account-behind", "rest", "the account stands behind the list of attachments")
def _(maker):
    return three(maker, lambda t: setattr(t, "parts", lambda parts: parts[::-1]))


@case("nothing-in-it", "rest", "a record without any part")
def _(maker):
    return three(maker, lambda t: setattr(t, "parts", lambda parts: []))


@case("half-surrogate", "rest", "an attachment's name is half a surrogate pair, as \\ud800")
def _(maker):
    def fault(t: Testimony) -> None:
        t.attachments_json = lambda value: ascii_json(value).replace(b"faulty.txt", b"\\ud800")
    return three(maker, fault)


# The command


def listing(as_json: bool) -> None:
    if as_json:
        print(json.dumps(
            {name: {"taken": c.taken, "about": c.about} for name, c in CASES.items()}, indent=1))
        return
    for name, made in CASES.items():
        print(f"{name:24} {made.taken:17} {made.about}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", action="store_true", help="with --list")
    parser.add_argument("--to-card", metavar="CARD")
    parser.add_argument("--out", metavar="FOLDER")
    parser.add_argument("--case", choices=CASES, metavar="CASE")
    parser.add_argument("--seed", type=int, metavar="N")
    parser.add_argument("--account", metavar="TEXT")
    parser.add_argument("--card-out", metavar="FILE")
    options = parser.parse_args(arguments)
    if options.list:
        listing(options.json)
        return 0
    if not (options.to_card and options.out and options.case):
        parser.error("--to-card, --out and --case are needed")
    try:
        to = Card.decode(Path(options.to_card).read_bytes())
    except (Refused, OSError) as error:
        print(f"make_bundle.py: card: {error}", file=sys.stderr)
        return 2
    maker = Maker(to, options.case, options.seed, options.account)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    card_out = Path(options.card_out or out.parent / "maker.card")
    card_out.parent.mkdir(parents=True, exist_ok=True)
    card_out.write_bytes(maker.device.card.encoded)
    chosen, written = CASES[options.case], []
    for bundle, data in chosen.make(maker):
        path = out / f"{bundle.hex()}.age"
        path.write_bytes(data)
        written.append(str(path))
    print(json.dumps({
        "case": options.case, "taken": chosen.taken, "about": chosen.about,
        "device": maker.device.name, "card": str(card_out), "bundles": written,
        "testimonies": {what: id.hex() for what, id in maker.testimonies.items()},
        "leaves": [{"kind": leaf.kind, "object": leaf.object.hex()} for leaf in maker.leaves],
    }))
    return 0


if __name__ == "__main__":
    sys.exit(main())
