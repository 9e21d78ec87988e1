"""A recorder's device that seals testimonies and writes bundles, honest or with a fault."""

import datetime
import hashlib
import os
from dataclasses import dataclass, field
from typing import Callable, NamedTuple

from amanat_formats import age, bundles, logs, parts, records, sealing, tar, tree
from amanat_formats.attachments import Attachment
from amanat_formats.cards import Card, Device
from amanat_formats.encoding import decode_base64, encode_base64
from amanat_formats.parts import Elsewhere, Part, Salts
from amanat_formats.records import RecordNote, Sealed

UNKNOWN_LINES = ("mood: calm", "x-2: лола", "mood: calm again")
CARD_LINES = {"unknown-lines": UNKNOWN_LINES}  # by case: what its maker's card has
LONG_ACCOUNT = b"x" * 30_001  # so that the record's content is not of a Padmé size already


def same(value):
    return value


@dataclass
class Testimony:
    """What goes into a record; a case changes it before it is sealed."""

    id: bytes
    account: bytes | None
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    modified: datetime.datetime | None = None
    identity: age.Identity | None = None
    items: Callable[[list[Attachment]], list[Attachment]] = same
    list_data: Callable[[bytes], bytes] = same  # of the first list
    parts: Callable[[list[Part]], list[Part]] = same  # before they are signed
    elsewhere: list[Elsewhere] = field(default_factory=list)
    salts: Callable[[Salts], Salts] = same
    note: Callable[[RecordNote], RecordNote] = same
    signed: Callable[[bytes], bytes] = same
    entries: Callable[[list[Part]], list[Part]] = same  # of the archive, after that
    padding: Callable[[int], bytes] | None = None
    attachment_padding: Callable[[int], bytes] | None = None
    classic: list[age.X25519Recipient] = field(default_factory=list)
    attachment_classic: list[age.X25519Recipient] = field(default_factory=list)


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


def object_out(item: Sealed) -> Out:
    return honest_out(f"objects/{item.id.hex()}.age", item.data)


class Content(NamedTuple):
    """A record before it is sealed."""

    note_hash: bytes
    archive: bytes


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
        self.device = self.make_device("maker", unknown=CARD_LINES.get(case, ()))
        self.other = self.make_device("other maker")
        self.coordinator: Device | None = None  # of the cases that need one
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

    def make_device(self, name: str, role: str = "recorder",
                    unknown: tuple[str, ...] = ()) -> Device:
        return Device.make(
            self.random(32, name + "/signing"), self.random(32, name + "/opening"), name,
            role, self.now, unknown=unknown)

    def with_coordinator(self) -> Device:
        self.coordinator = self.make_device("coordinating maker", "coordinator")
        return self.coordinator

    def tick(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=61)
        return self.now

    def leaf(self, kind: str, object: bytes, sha256: bytes, note: bytes | None = None) -> None:
        self.leaves.append(logs.Leaf(kind, object, sha256, self.tick(), note))

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

    def seal_attachments(self, t: Testimony, identity: age.Identity,
                         ) -> tuple[list[Sealed], list[Attachment]]:
        sealed, items = [], []
        for name, data in t.attachments:
            padding = t.attachment_padding(len(data)) if t.attachment_padding else None
            object = Sealed(self.random(16), "attached", sealing.seal(
                data, [identity.recipient()], padding, more_recipients=t.attachment_classic))
            sealed.append(object)
            items.append(Attachment(object.id, hashlib.sha256(data).digest(), len(data),
                                    "text/plain", name, t.modified))
        return sealed, items

    def parts_of(self, t: Testimony, items: list[Attachment], identity: age.Identity,
                 ) -> list[Part]:
        found = [Part(parts.RECIPIENTS, parts.recipients_of([self.to]))]
        if t.account is not None:
            found += records.account_parts(t.account) or [Part(parts.account_name(1), b"")]
        listed = records.attachment_parts(t.items(items), identity)
        if listed:
            listed[0] = Part(listed[0].name, t.list_data(listed[0].data))
        found += listed
        if t.elsewhere:
            found.append(Part(parts.ELSEWHERE, parts.encode_elsewhere(t.elsewhere)))
        return t.parts(found)

    def content(self, t: Testimony, found: list[Part]) -> Content:
        salts = t.salts(records.new_salts(len(found), len(t.elsewhere), self.random))
        note = t.note(records.make_note(
            self.device.name, t.id, self.tick(), found, salts, t.elsewhere))
        signed = t.signed(self.device.sign(note.text()))
        names = [part.name for part in found]
        entries = t.entries([
            Part(parts.NOTE, signed), *found,
            Part(parts.SALTS, parts.encode_salts(names, salts))])
        archive = b"".join(tar.entry(*item) for item in entries) + tar.END
        return Content(hashlib.sha256(signed).digest(), archive)

    def seal(self, t: Testimony) -> list[Sealed]:
        """The attachments, then the record."""
        identity = t.identity or age.HybridIdentity(self.random(32))
        sealed, items = self.seal_attachments(t, identity)
        made = self.content(t, self.parts_of(t, items, identity))
        padding = t.padding(len(made.archive)) if t.padding else None
        record = sealing.seal(
            made.archive, [self.to.recipient], padding, more_recipients=t.classic)
        return [*sealed, Sealed(t.id, "sealed", record, made.note_hash)]

    def log(self, sealed: list[Sealed]) -> None:
        for item in sealed:
            self.leaf(item.kind, item.id, item.sha256, item.note)


@dataclass
class Draft:
    """A bundle before it is signed; a case changes it."""

    maker: Maker
    bundle: bytes
    start: int = 0
    objects: list[Out] = field(default_factory=list)
    by: Device | None = None  # who writes, where that is not the maker
    notes: list[Out] = field(default_factory=list)
    card: bytes = b""
    to: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    root: bytes | None = None
    checkpoint: Callable[[bytes], bytes] = same
    reorder: Callable[[list[Out]], list[Out]] = same
    unknown: tuple[str, ...] = ()
    manifest: Callable[[bytes], bytes] = same
    end: bytes | None = None
    behind: bytes = b""  # behind the two zero blocks
    padding: Callable[[int], bytes] | None = None
    cut: int | None = None  # so many bytes are left off the file
    more_stanzas: list[age.Stanza] = field(default_factory=list)
    more_entries: list[bundles.Entry] = field(default_factory=list)

    def write(self) -> bytes:
        maker, device = self.maker, self.maker.device
        writer = self.by or device
        hashes = [tree.leaf_hash(leaf.encode()) for leaf in maker.leaves]
        frontier = tree.Stretch([], 0, hashes).frontier_at(self.start).hashes
        size = len(maker.leaves)
        sent = self.leaves or [leaf.encode() for leaf in maker.leaves[self.start:]]
        whole = tree.Frontier(self.start, frontier)
        for leaf in sent:
            whole.append(tree.leaf_hash(leaf))
        checkpoint = logs.Checkpoint.make(device, size, self.root or whole.root()).encode()
        log_card = [honest_out("log-card", device.card.encoded)] if writer != device else []
        entries = self.reorder([
            honest_out("card", self.card or writer.card.encoded), *log_card,
            honest_out("checkpoint", self.checkpoint(checkpoint)),
            honest_out("leaves", b"".join(sent)), *self.notes, *self.objects])
        text = bundles.Manifest(
            self.bundle, writer.name, device.name, maker.tick(),
            sorted(self.to or [maker.to.fingerprint]), self.start, size, frontier,
            [out.entry for out in entries if out.entry] + self.more_entries,
            self.unknown).text()
        signed = self.manifest(writer.sign(text))
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
    needs_coordinator: bool


CASES: dict[str, Case] = {}


def case(name: str, taken: str, about: str, needs_coordinator: bool = False):
    def register(make):
        def several(maker: Maker) -> list[tuple[bytes, bytes]]:
            made = make(maker)
            made = made if isinstance(made, list) else [made]
            return [(draft.bundle, draft.write()) for draft in made]
        if name in CASES:
            raise ValueError(f"two cases are named {name}")
        CASES[name] = Case(several, taken, about, needs_coordinator)
        return make
    return register


def draft(maker: Maker, objects: list[Sealed], start: int = 0) -> Draft:
    return Draft(maker, maker.random(16), start, [object_out(item) for item in objects])


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
FAULTY_LEAF = 1 + FAULTY_RECORD  # behind that of the enrolment


def with_object(draft: Draft, change: Callable[[bundles.Entry, bytes], list[Out]],
                place: int = FAULTY_RECORD) -> Draft:
    """Replaces the faulty record's entry. `change` is given the manifest's line and the data."""
    entry, raw = draft.objects[place].entry, draft.objects[place].raw
    data = raw[tar.BLOCK:tar.BLOCK + entry.length]
    draft.objects[place:place + 1] = change(entry, data)
    return draft


def with_leaf(draft: Draft, place: int, **change) -> Draft:
    """One leaf is another; all else fits."""
    leaves = draft.maker.leaves
    leaves[place] = leaves[place]._replace(**change)
    return draft


def faulty_record(name: str, about: str, taken: str = "rest",
                  attachments: list[tuple[str, bytes]] | None = None, **change):
    """A case whose middle testimony is changed before it is sealed; all else fits. Each change is
    of a field of `Testimony`: what it becomes is made from the maker and the testimony."""
    def make(maker: Maker) -> Draft:
        def fault(t: Testimony) -> None:
            for key, value in change.items():
                setattr(t, key, value(maker, t))
        return three(maker, fault, attachments)
    case(name, taken, about)(make)


def as_before(maker: Maker, leaves: list[logs.Leaf], device: Device | None = None) -> Maker:
    """The maker as it was when it had these leaves; or another device that has them."""
    older = object.__new__(Maker)
    older.__dict__.update(maker.__dict__, leaves=leaves, device=device or maker.device)
    return older


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def forged(note: bytes) -> bytes:
    """Another signature, in the same form and under the same key id."""
    head, _, blob = note.rstrip(b"\n").rpartition(b" ")
    raw = bytearray(decode_base64(blob.decode()))
    raw[20] ^= 1
    return head + b" " + encode_base64(bytes(raw)).encode() + b"\n"


def bad_padding(length: int) -> bytes:
    """Of the right length; the last byte is not zero."""
    return bytes(sealing.padded(length) - length - 1) + b"\x55"


def filling(bytes: int, lines: int) -> tuple[str, ...]:
    """Unknown lines, so many, of so many bytes together with their newlines."""
    length, rest = divmod(bytes, lines)
    lengths = [length + (number < rest) for number in range(lines)]
    return tuple("grow: " + "x" * (count - 7) for count in lengths)
