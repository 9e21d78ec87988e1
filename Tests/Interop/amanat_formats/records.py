"""Records: their note, their parts, and salts. Records, "Record".

    note               signed by the recorder's device
    recipients
    account/001.txt …, attachments/001.json …      one of the two, or both
    attachments.key    only where there are attachments
    elsewhere          only where parts lie in objects of their own
    (parts of names that are not known here)
    salts
"""

import datetime
import hashlib
import os
import re
from typing import BinaryIO, NamedTuple

from . import attachments, notes, paragraphs, sealing, tar
from .age import Identity
from .attachments import Attachment
from .cards import Card, check_device_name
from .encoding import (
    MUST, Lines, check_must, decode_hex, decode_number, decode_time, encode_number, encode_time,
    encode_unknown, must_key, strictly_ascending,
)
from .errors import Refused
from .notes import Note
from .parts import (
    ACCOUNT, ELSEWHERE, KEY, LIST, NOTE, RECIPIENTS, SALTS, UNKNOWN, Elsewhere, Part, Recipient,
    Salts, account_name, check_order, decode_elsewhere, decode_recipients, decode_salts,
    digests_of, list_name, rank,
)

KIND = "amanat-record/v1"
KEYS = ("record", "log", "time", "roster", "part")
PLAINTEXT_LIMIT = 24 << 20
FEWEST_DIGESTS, MOST_DIGESTS = 8, 1024


class Roster(NamedTuple):
    number: int
    sha256: bytes


class RecordNote(NamedTuple):
    """Records, "Note"."""

    record: bytes
    log: str
    time: datetime.datetime
    digests: list[bytes]
    roster: Roster | None = None
    unknown: tuple[str, ...] = ()

    @property
    def needs_newer(self) -> bool:
        return must_key(self.unknown) is not None

    def check_must(self) -> None:
        check_must(self.unknown, "the record")

    def text(self) -> bytes:
        roster = "none"
        if self.roster:
            roster = f"{encode_number(self.roster.number)} {self.roster.sha256.hex()}"
        return (
            f"{KIND}\nrecord: {self.record.hex()}\nlog: {self.log}\n"
            f"time: {encode_time(self.time)}\nroster: {roster}\n"
            + "".join(f"part: {item.hex()}\n" for item in self.digests)
            + encode_unknown(self.unknown)
        ).encode()

    @classmethod
    def decode(cls, note: Note) -> "RecordNote":
        """One with a `must-` line is read as well: it `needs_newer`."""
        lines = Lines(note.text, KIND, KEYS)
        record = decode_hex(lines.take("record"), 16)
        log = check_device_name(lines.take("log"))
        time = decode_time(lines.take("time"))
        roster = cls._roster(lines.take("roster"))
        digests = [decode_hex(item, 32) for item in lines.take_all("part", MOST_DIGESTS)]
        count = len(digests)
        if count < FEWEST_DIGESTS or count.bit_count() != 1:
            raise Refused(f"record: {count} digests, which is no power of two from 8 to 1,024")
        if not strictly_ascending(digests):
            raise Refused("record: digests that are not ascending")
        result = cls(record, log, time, digests, roster, lines.take_unknown())
        if result.text() != note.text:
            raise Refused("record: the note does not encode to the same bytes")
        return result

    @staticmethod
    def _roster(text: str) -> Roster | None:
        if text == "none":
            return None
        number, space, sha256 = text.partition(" ")
        if not space:
            raise Refused("record: a broken roster")
        return Roster(decode_number(number), decode_hex(sha256, 32))


# Reading


class Record(NamedTuple):
    """A record, or with `is_part` a part in an object of its own, whose form was checked."""

    note: RecordNote
    signed: Note
    parts: list[Part]
    salts: Salts
    recipients: list[Recipient]
    account: str | None
    attachments: list[Attachment]
    identity: Identity | None  # of the attachments
    elsewhere: list[Elsewhere]
    is_part: bool = False

    @property
    def unknown(self) -> list[Part]:
        return [part for part in self.parts if rank(part.name)[0] == UNKNOWN]

    @property
    def paragraphs(self) -> list[Part]:
        return [part for part in self.parts if ACCOUNT.fullmatch(part.name)]

    @property
    def must_part(self) -> str | None:
        """The first part that says: neither to be written out nor passed on."""
        return next((p.name for p in self.unknown if p.name.startswith(MUST)), None)

    def names(self, fingerprint: bytes) -> bool:
        return any(item.fingerprint == fingerprint for item in self.recipients)

    def names_device(self, device: str | None) -> bool:
        return device is not None and any(
            f"amanat/{item.fingerprint[:16].hex()}" == device for item in self.recipients)


def _numbers(names: list[str], form: re.Pattern, is_part: bool) -> None:
    numbers = [int(match[1]) for match in map(form.fullmatch, names) if match]
    if not is_part and numbers != list(range(1, len(numbers) + 1)):
        raise Refused("record: a gap in the numbers of its parts")


def _of_form(form: re.Pattern, parts: list[Part]) -> list[bytes]:
    return [part.data for part in parts if form.fullmatch(part.name)]


def assemble(note: RecordNote, signed: Note, parts: list[Part], salt_data: bytes,
             is_part: bool = False) -> Record:
    """Records, "Checks", 1, but for the tar. In an object of its own, parts may have any number."""
    names = [part.name for part in parts]
    check_order(names)
    by_name = {part.name: part.data for part in parts}
    if RECIPIENTS not in by_name:
        raise Refused("record: it does not say to whom it was sealed")
    recipients = decode_recipients(by_name[RECIPIENTS])
    for form in (ACCOUNT, LIST):
        _numbers(names, form, is_part)
    told, lists = _of_form(ACCOUNT, parts), _of_form(LIST, parts)
    account = paragraphs.join(told) if told else None
    items = attachments.join([attachments.decode_part(data) for data in lists])
    if not is_part:
        if not told and not lists:
            raise Refused("record: neither an account nor an attachment")
        if bool(lists) != (KEY in by_name):
            raise Refused("record: attachments without their key, or a key without attachments")
    identity = attachments.decode_key(by_name[KEY]) if KEY in by_name else None
    elsewhere = decode_elsewhere(by_name[ELSEWHERE]) if ELSEWHERE in by_name else []
    salts = decode_salts(salt_data, names)
    _account_for(note, digests_of(parts, salts, elsewhere), salts, is_part)
    return Record(
        note, signed, parts, salts, recipients, account, items, identity, elsewhere, is_part)


def _account_for(note: RecordNote, found: list[bytes], salts: Salts, is_part: bool) -> None:
    """Every digest is of a part here, of a part elsewhere, or a decoy; and of one alone."""
    if len(set(found)) != len(found):
        raise Refused("record: a digest of two things")
    if not is_part and sorted(found) != note.digests:
        raise Refused("record: its parts and decoys do not give the digests that were signed")
    if is_part and (salts.of_decoys or not set(found) <= set(note.digests)):
        raise Refused("part: it has decoys, or digests that were not signed")


class Opening:
    """Reads the note first, so that it can be judged before all else."""

    def __init__(self, source: BinaryIO, identity: Identity):
        self._reader = sealing.open_sealed(source, [identity])
        self.other_kinds = sealing.other_kinds(self._reader.header)
        self._archive = tar.Reader(self._reader)
        first = self._archive.next()
        if first is None or first.name != NOTE:
            raise Refused("record: it does not begin with its note")
        self.note_data = self._archive.read_all(notes.LIMITS[KIND])
        self.signed = notes.decode_single(self.note_data, KIND)
        self.note = RecordNote.decode(self.signed)

    @property
    def note_hash(self) -> bytes:
        return hashlib.sha256(self.note_data).digest()

    def check_leaf(self, record: bytes | None, note: bytes | None) -> None:
        """Records, "Checks", 2 and 6: `record` is the id under which it came."""
        if record is not None and self.note.record != record:
            raise Refused("record: it came under another id than its note names")
        if note is not None and note != self.note_hash:
            raise Refused("record: its note is not the one that its leaf names")

    def verify(self, card: Card) -> None:
        """Records, "Checks", 5."""
        if card.device != self.note.log:
            raise Refused("record: by another device than the card's")
        notes.verify_single(self.signed, card.key)

    def read(self, is_part: bool = False) -> Record:
        """Everything else, and Records, "Checks", 1."""
        parts: list[Part] = []
        while True:
            entry = self._archive.next()
            if entry is None:
                raise Refused("record: there are no salts")
            data = self._archive.read_all(PLAINTEXT_LIMIT)
            if self._archive.count > PLAINTEXT_LIMIT:
                raise Refused("record: too long")
            if entry.name == SALTS:
                break
            parts.append(Part(entry.name, data))
            if len(parts) > MOST_DIGESTS:
                raise Refused("record: too many parts")
        if self._archive.next() is not None:
            raise Refused("record: something comes behind its salts")
        if sealing.padded(self._archive.count) > PLAINTEXT_LIMIT:
            raise Refused("record: too long")
        sealing.check_padding(self._reader, self._archive.count)
        return assemble(self.note, self.signed, parts, data, is_part)


def check_addressed(record: Record, own: Card, is_resealed: bool = False) -> None:
    """Records, "Checks", 3."""
    if not (is_resealed or record.names(own.fingerprint) or record.names_device(own.follows)):
        raise Refused("record: it was sealed for others, and passed on")


def read(source: BinaryIO, identity: Identity, id: bytes, own: Card, device: Card,
         note: bytes | None = None) -> Record:
    """All checks of an object that came under `id`, in the log of `device`."""
    opening = Opening(source, identity)
    opening.check_leaf(id, note)
    opening.verify(device)
    opening.note.check_must()
    record = opening.read()
    check_addressed(record, own)
    return record


# Writing


class Sealed(NamedTuple):
    """An object with its id, as it lies on disk."""

    id: bytes
    kind: str
    data: bytes
    note: bytes | None = None  # the SHA-256 of a record's note

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.data).digest()


def account_parts(account: bytes) -> list[Part]:
    pieces = paragraphs.cut(account)
    return [Part(account_name(number), data) for number, data in enumerate(pieces, 1)]


def attachment_parts(items: list[Attachment], identity: Identity) -> list[Part]:
    if not items:
        return []
    lists = [Part(list_name(number), attachments.encode_part(part))
             for number, part in enumerate(attachments.spread(items), 1)]
    return [*lists, Part(KEY, attachments.encode_key(identity))]


def digest_count(parts: int) -> int:
    return max(FEWEST_DIGESTS, 1 << (parts - 1).bit_length())


def new_salts(parts: int, elsewhere: int = 0, random=os.urandom) -> Salts:
    decoys = digest_count(parts + elsewhere) - parts - elsewhere
    return Salts([random(32) for _ in range(parts)], sorted(random(32) for _ in range(decoys)))


def make_note(log: str, record: bytes, time: datetime.datetime, parts: list[Part], salts: Salts,
              elsewhere: list[Elsewhere] = []) -> RecordNote:
    return RecordNote(record, log, time, sorted(digests_of(parts, salts, elsewhere)))


def content(note: bytes, parts: list[Part], salts: bytes) -> bytes:
    """A record's content: the archive with its end."""
    entries = [(NOTE, note), *parts, (SALTS, salts)]
    return b"".join(tar.entry(*item) for item in entries) + tar.END


def seal_attachment(data: bytes, name: str, media_type: str, identity: Identity, id: bytes,
                    recipients: int, modified: datetime.datetime | None = None,
                    ) -> tuple[Sealed, Attachment]:
    """`recipients` is how many the record has."""
    sealed = sealing.seal(data, [identity.recipient()], at_least=recipients)
    sha256 = hashlib.sha256(data).digest()
    return Sealed(id, "attached", sealed), Attachment(
        id, sha256, len(data), media_type, name, modified)
