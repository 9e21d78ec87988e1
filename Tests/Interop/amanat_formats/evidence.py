"""One paragraph, or one photograph, for somebody who has no keys: Records, "Evidence".

    proof
    note
    parts/NAME …       each part that is shown
    salts              a line for each of them
"""

import hashlib
import io
from typing import NamedTuple

from . import attachments, notes, parts, proofs, tar
from .attachments import Attachment
from .cards import Card
from .errors import Refused
from .notes import Note
from .parts import Part
from .records import KIND, RecordNote

LIMIT = 24 << 20
PREFIX = "parts/"


class Shown(NamedTuple):
    """A part that was sealed, as its digest shows."""

    part: Part
    salt: bytes

    @property
    def paragraph(self) -> int | None:
        match = parts.ACCOUNT.fullmatch(self.part.name)
        return int(match[1]) if match else None

    @property
    def attachments(self) -> list[Attachment]:
        """What the part lists; nothing where it lists nothing, or not as the page says."""
        if not parts.LIST.fullmatch(self.part.name):
            return []
        try:
            return attachments.decode_part(self.part.data)
        except Refused:
            return []


class Statement(NamedTuple):
    """What evidence says, once it was verified."""

    proof: proofs.Statement
    note: RecordNote
    note_hash: bytes
    shown: list[Shown]

    @property
    def withheld(self) -> int:
        """At most so many other parts."""
        return len(self.note.digests) - len(self.shown)

    def original(self, sha256: bytes, length: int) -> Attachment | None:
        """The attachment that a file is, among those that the parts which are shown name."""
        return next((item for shown in self.shown for item in shown.attachments
                     if (item.sha256, item.length) == (sha256, length)), None)


class Evidence(NamedTuple):
    proof: bytes
    note: bytes
    shown: list[Shown]

    def encode(self) -> bytes:
        entries = [("proof", self.proof), ("note", self.note)]
        entries += [(PREFIX + item.part.name, item.part.data) for item in self.shown]
        if self.shown:
            salts = parts.Salts([item.salt for item in self.shown], [])
            names = [item.part.name for item in self.shown]
            entries.append((parts.SALTS, parts.encode_salts(names, salts)))
        return b"".join(tar.entry(*item) for item in entries) + tar.END

    @classmethod
    def decode(cls, data: bytes) -> "Evidence":
        """The form alone; nothing is verified yet."""
        if len(data) > LIMIT:
            raise Refused("evidence over 24 MiB")
        source = io.BytesIO(data)
        reader, entries = tar.Reader(source), []
        while entry := reader.next():
            entries.append((entry.name, reader.read_all(LIMIT)))
        if any(source.read()):
            raise Refused("evidence with something behind its end")
        if [name for name, _ in entries[:2]] != ["proof", "note"]:
            raise Refused("evidence without a proof and a note at its beginning")
        found = []
        if len(entries) > 2:
            name, salt_data = entries.pop()
            if name != parts.SALTS or len(entries) == 2:
                raise Refused("evidence without salts at its end, or without parts")
            found = cls._parts(entries[2:], salt_data)
        return cls(entries[0][1], entries[1][1], found)

    @staticmethod
    def _parts(entries: list[tuple[str, bytes]], salt_data: bytes) -> list[Shown]:
        if not all(name.startswith(PREFIX) for name, _ in entries):
            raise Refused("evidence with entries that are no parts")
        shown = [Part(name.removeprefix(PREFIX), data) for name, data in entries]
        names = [part.name for part in shown]
        parts.check_order(names)
        salts = parts.decode_salts(salt_data, names)
        if salts.of_decoys:
            raise Refused("evidence with more salts than parts")
        return [Shown(*item) for item in zip(shown, salts.of_parts)]

    def verify(self, cards: dict[str, Card]) -> Statement:
        """`cards`, by device name, are those that the reader trusts."""
        proof = proofs.Proof.decode(self.proof)
        said = proof.verify(cards)
        if proof.leaf.kind != "sealed":
            raise Refused("evidence whose proof is not of a record")
        note_hash = hashlib.sha256(self.note).digest()
        if proof.leaf.note != note_hash:
            raise Refused("evidence whose note is not the one that the entry names")
        signed: Note = notes.decode_single(self.note, KIND)
        note = RecordNote.decode(signed)
        if note.log != said.device.device:
            raise Refused("evidence whose note is by another device than the journal's")
        notes.verify_single(signed, said.device.key)
        if note.record != proof.leaf.object:
            raise Refused("evidence whose note is of another record than the proof")
        note.check_must()
        self._check_digests(note)
        return Statement(said, note, note_hash, self.shown)

    def _check_digests(self, note: RecordNote) -> None:
        for item in self.shown:
            parts.rank(item.part.name)
        if any(item.part.name == parts.KEY for item in self.shown):
            raise Refused("evidence that holds the key to the attachments")
        digests = [item.part.digest(item.salt) for item in self.shown]
        if len(set(digests)) != len(digests):
            raise Refused("evidence that shows one part twice")
        for item, digest in zip(self.shown, digests):
            if digest not in note.digests:
                raise Refused(f"evidence: {item.part.name} is not what was sealed")
