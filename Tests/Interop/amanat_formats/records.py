"""Records and attachments: Records.

    note               signed by the recorder's device
    account.txt        one of the two, or both
    attachments.json
    salts
"""

import datetime
import hashlib
import json
import os
import unicodedata
from typing import BinaryIO, Callable, NamedTuple

from . import notes, sealing, tar
from .age import HybridIdentity, Reader
from .cards import Card, check_device_name
from .encoding import (
    LARGEST_NUMBER, Lines, decode_hex, decode_number, decode_time, encode_number, encode_time,
    strictly_ascending,
)
from .errors import Refused
from .notes import Note

KIND = "amanat-record/v1"
ACCOUNT = "account.txt"
ATTACHMENTS = "attachments.json"
PARTS = ([ACCOUNT], [ACCOUNT, ATTACHMENTS], [ATTACHMENTS])
ACCOUNT_LIMIT = 16 << 20
ATTACHMENTS_LIMIT = 16 << 20
PLAINTEXT_LIMIT = 64 << 20
MOST_ATTACHMENTS = 10_000
MOST_RECIPIENTS = 64
NAME_LIMIT = 255
DEEPEST_JSON = 16


class Part(NamedTuple):
    name: str
    length: int
    salted_hash: bytes


def salted_hash(salt: bytes, data: bytes) -> bytes:
    return hashlib.sha256(salt + data).digest()


class RecordNote(NamedTuple):
    """Records, "Note"."""

    record: bytes
    log: str
    time: datetime.datetime
    epoch: int
    recipients: list[bytes]
    parts: list[Part]

    def text(self) -> bytes:
        return (
            f"{KIND}\nrecord: {self.record.hex()}\nlog: {self.log}\n"
            f"time: {encode_time(self.time)}\nepoch: {encode_number(self.epoch)}\n"
            + "".join(f"recipient: {item.hex()}\n" for item in self.recipients)
            + "".join(
                f"part: {p.name} {encode_number(p.length)} {p.salted_hash.hex()}\n"
                for p in self.parts)
        ).encode()

    @classmethod
    def decode(cls, note: Note) -> "RecordNote":
        lines = Lines(note.text, KIND)
        record = decode_hex(lines.take("record"), 16)
        log = check_device_name(lines.take("log"))
        time = decode_time(lines.take("time"))
        epoch = decode_number(lines.take("epoch"))
        recipients = [
            decode_hex(item, 32) for item in lines.take_all("recipient", MOST_RECIPIENTS)]
        if not recipients or not strictly_ascending(recipients):
            raise Refused("record: recipients missing or not ascending")
        parts = []
        for line in lines.take_all("part", 2):
            fields = line.split(" ")
            if len(fields) != 3:
                raise Refused("record: a broken part line")
            parts.append(
                Part(fields[0], decode_number(fields[1]), decode_hex(fields[2], 32)))
        lines.end()
        if [p.name for p in parts] not in PARTS:
            raise Refused("record: other parts than a testimony has")
        result = cls(record, log, time, epoch, recipients, parts)
        if result.text() != note.text:
            raise Refused("record: the note does not encode to the same bytes")
        return result


class Attachment(NamedTuple):
    object: bytes
    sha256: bytes
    length: int
    media_type: str
    name: str


class Attachments(NamedTuple):
    """Records, "attachments.json"."""

    identity: HybridIdentity
    items: list[Attachment]

    def encode(self) -> bytes:
        return json.dumps({
            "version": 1,
            "identity": self.identity.encode(),
            "attachments": [
                {"object": a.object.hex(), "sha256": a.sha256.hex(), "length": a.length,
                 "mediaType": a.media_type, "name": a.name} for a in self.items],
        }, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Attachments":
        value = _strict_json(data)
        _members(value, "version", "identity", "attachments")
        if value["version"] != 1 or type(value["version"]) is not int:
            raise Refused("attachments.json: an unknown version")
        identity = HybridIdentity.decode(_string(value["identity"]))
        items = value["attachments"]
        if not isinstance(items, list) or not 1 <= len(items) <= MOST_ATTACHMENTS:
            raise Refused("attachments.json: no attachments, or too many")
        result = cls(identity, [cls._item(item) for item in items])
        if len({a.object for a in result.items}) != len(result.items):
            raise Refused("attachments.json: an object that comes twice")
        if result.encode() != data:
            raise Refused("attachments.json: not in its one canonical form")
        return result

    @staticmethod
    def _item(value) -> Attachment:
        _members(value, "object", "sha256", "length", "mediaType", "name")
        length = value["length"]
        if type(length) is not int or not 0 <= length <= LARGEST_NUMBER:
            raise Refused("attachments.json: a length that is no length")
        name = _string(value["name"])
        if not 1 <= len(name.encode()) <= NAME_LIMIT or "/" in name or any(
                unicodedata.category(c) == "Cc" for c in name):
            raise Refused("attachments.json: a file name that is not allowed")
        return Attachment(
            decode_hex(_string(value["object"]), 16), decode_hex(_string(value["sha256"]), 32),
            length, _string(value["mediaType"]), name)


def _string(value) -> str:
    if not isinstance(value, str):
        raise Refused("attachments.json: not a string where one belongs")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refused("attachments.json: half a surrogate pair") from None
    return value


def _members(value, *names: str) -> None:
    if not isinstance(value, dict) or set(value) != set(names):
        raise Refused("attachments.json: not exactly the members that belong there")


def _strict_json(data: bytes):
    """RFC 8259, without members that come twice, and not deeper than is useful."""
    if len(data) > ATTACHMENTS_LIMIT:
        raise Refused("attachments.json: too long")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("attachments.json: not UTF-8") from None
    depth, in_string, escaped = 0, False, False
    for c in text:
        if in_string:
            escaped, in_string = c == "\\" and not escaped, c != '"' or escaped
        elif c == '"':
            in_string = True
        elif c in "[{":
            depth += 1
            if depth > DEEPEST_JSON:
                raise Refused("attachments.json: nested too deeply")
        elif c in "]}":
            depth -= 1

    def pairs(items):
        if len(dict(items)) != len(items):
            raise Refused("attachments.json: a member that comes twice")
        return dict(items)

    def constant(name):
        raise Refused(f"attachments.json: {name} is not JSON")

    def integer(digits):
        if len(digits) > 20:
            raise Refused("attachments.json: a number that is too large")
        return int(digits)

    try:
        return json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_int=integer)
    except (ValueError, RecursionError):
        raise Refused("attachments.json: not JSON") from None


def encode_salts(salts: list[tuple[str, bytes]]) -> bytes:
    return "".join(f"{name}: {salt.hex()}\n" for name, salt in salts).encode()


def decode_salts(data: bytes, parts: list[Part]) -> list[bytes]:
    pieces = data.split(b"\n")
    if pieces.pop() != b"" or len(pieces) != len(parts):
        raise Refused("record: not one salt for each part")
    salts = []
    for piece, part in zip(pieces, parts):
        prefix = part.name.encode() + b": "
        if not piece.startswith(prefix):
            raise Refused("record: salts in another order than the parts")
        try:
            salts.append(decode_hex(piece[len(prefix):].decode("ascii"), 32))
        except UnicodeDecodeError:
            raise Refused("record: a salt that is not hex") from None
    return salts


def content(note: bytes, parts: list[tuple[str, bytes]], salts: bytes) -> bytes:
    """A record's content: the archive with its end."""
    entries = [("note", note), *parts, ("salts", salts)]
    return b"".join(tar.entry(*item) for item in entries) + tar.END


class Record(NamedTuple):
    note: RecordNote
    signed: Note
    account: str | None
    attachments: Attachments | None
    files: list[tuple[str, bytes]]  # every entry of the archive

    def verify(self, card: Card) -> None:
        """Records, "Checks", 4."""
        if card.device != self.note.log:
            raise Refused("record: by another device than the card's")
        notes.verify_single(self.signed, card.key)


def read(source: BinaryIO, identity: HybridIdentity, record: bytes, own: bytes) -> Record:
    """Records, "Checks", 1 to 3. The signature is `Record.verify`'s matter."""
    reader = sealing.open_sealed(source, [identity])
    archive = tar.Reader(reader)

    def take(name: str, limit: int) -> bytes:
        entry = archive.next()
        if entry is None or entry.name != name:
            raise Refused(f"record: {name} is not where it belongs")
        data = archive.read_all(limit)
        files.append((name, data))
        return data

    files: list[tuple[str, bytes]] = []
    signed = notes.decode_single(take("note", notes.LIMITS[KIND]), KIND)
    note = RecordNote.decode(signed)
    limits = {ACCOUNT: ACCOUNT_LIMIT, ATTACHMENTS: ATTACHMENTS_LIMIT}
    data = [take(part.name, limits[part.name]) for part in note.parts]
    salts = decode_salts(take("salts", 4096), note.parts)
    if archive.next() is not None:
        raise Refused("record: more entries than belong there")
    if sealing.padded(archive.count) > PLAINTEXT_LIMIT:
        raise Refused("record: too long")
    sealing.check_padding(reader, archive.count)

    for part, salt, piece in zip(note.parts, salts, data):
        if len(piece) != part.length or salted_hash(salt, piece) != part.salted_hash:
            raise Refused(f"record: {part.name} is not what was signed")
    by_name = {part.name: piece for part, piece in zip(note.parts, data)}
    account = None
    if ACCOUNT in by_name:
        if not by_name[ACCOUNT]:
            raise Refused("record: an empty account")
        try:
            account = by_name[ACCOUNT].decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("record: the account is not UTF-8") from None
    attachments = Attachments.decode(by_name[ATTACHMENTS]) if ATTACHMENTS in by_name else None
    if note.record != record:
        raise Refused("record: it came under another id than its note names")
    if own not in note.recipients:
        raise Refused("record: it was sealed for others, and passed on")
    return Record(note, signed, account, attachments, files)


def read_attachment(source: BinaryIO, identity: HybridIdentity, item: Attachment,
                    sink: Callable[[bytes], object]) -> None:
    """The original goes to `sink`; it may be used only after this has returned."""
    reader: Reader = sealing.open_sealed(source, [identity])
    digest, left = hashlib.sha256(), item.length
    while left:
        piece = reader.read_exactly(min(left, sealing.PIECE))
        left -= len(piece)
        digest.update(piece)
        sink(piece)
    sealing.check_padding(reader, item.length)
    if digest.digest() != item.sha256:
        raise Refused("attachment: another SHA-256 than its record says")


class Sealed(NamedTuple):
    """An object with its id, as it lies on disk."""

    id: bytes
    kind: str
    data: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.data).digest()


def seal_attachment(data: bytes, name: str, media_type: str, identity: HybridIdentity,
                    id: bytes) -> tuple[Sealed, Attachment]:
    sealed = Sealed(id, "attached", sealing.seal(data, [identity.recipient()]))
    sha256 = hashlib.sha256(data).digest()
    return sealed, Attachment(id, sha256, len(data), media_type, name)


def make_note(log: str, record: bytes, time: datetime.datetime, recipients: list[Card],
              parts: list[tuple[str, bytes]], salts: list[bytes]) -> RecordNote:
    return RecordNote(
        record, log, time, 0, sorted(card.fingerprint for card in recipients),
        [Part(name, len(data), salted_hash(salt, data))
         for (name, data), salt in zip(parts, salts)])


def new_salts(parts: list[tuple[str, bytes]]) -> list[bytes]:
    return [os.urandom(32) for _ in parts]
