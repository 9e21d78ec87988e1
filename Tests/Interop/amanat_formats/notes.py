"""C2SP signed notes and verifier keys: SignedNotes, "Notes"; signed-note.md.

    text, ended by a newline
    (empty line)
    — key name base64(key id (4) || signature)
"""

import hashlib
import struct
from typing import NamedTuple

from . import ed25519
from .encoding import decode_base64, encode_base64
from .errors import Refused

ED25519 = 0x01
COSIGNATURE = 0x04
DASH = "\N{EM DASH} "
LIMITS = {
    "amanat-card/v1": 16 << 10,
    "amanat-record/v1": 256 << 10,
    "amanat-manifest/v1": 32 << 20,
    "amanat-receipt/v1": 32 << 20,
}
CHECKPOINT_LIMIT = 16 << 10
CHECKPOINT_SIGNATURES = 16


def check_name(name: str) -> str:
    if len(name.encode()) > 255:
        raise Refused("a key name over 255 bytes")
    if not name or "+" in name or any(c.isspace() for c in name):
        raise Refused("a key name that is empty or holds spaces or a plus")
    return name


class VerifierKey(NamedTuple):
    """`name+hex(key id)+base64(type || key)`."""

    name: str
    kind: int
    key: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(
            self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def encode(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.kind]) + self.key)}"

    @classmethod
    def decode(cls, text: str) -> "VerifierKey":
        parts = text.split("+", 2)  # base64 may hold a plus
        if len(parts) != 3:
            raise Refused("not a verifier key")
        material = decode_base64(parts[2])
        if len(material) != 33 or material[0] not in (ED25519, COSIGNATURE):
            raise Refused("not a verifier key for Ed25519")
        key = cls(check_name(parts[0]), material[0], material[1:])
        if key.encode() != text:
            raise Refused("a verifier key whose id does not fit")
        return key

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """`signature` without its key id."""
        if self.kind == ED25519:
            return ed25519.verifies(self.key, signature, text)
        if len(signature) != 72:
            return False
        time = int.from_bytes(signature[:8], "big")
        return time < 1 << 63 and ed25519.verifies(
            self.key, signature[8:], cosigned_message(text, time))


def cosigned_message(text: bytes, time: int) -> bytes:
    """tlog-cosignature.md, "Ed25519 signed message"."""
    return b"cosignature/v1\ntime %d\n" % time + text


class Signature(NamedTuple):
    name: str
    key_id: bytes
    signature: bytes

    def encode(self) -> str:
        return f"{DASH}{self.name} {encode_base64(self.key_id + self.signature)}\n"


class Note(NamedTuple):
    text: bytes
    signatures: list[Signature]

    def encode(self) -> bytes:
        return self.text + b"\n" + "".join(s.encode() for s in self.signatures).encode()

    @classmethod
    def decode(cls, data: bytes, limit: int, signatures: int = 16) -> "Note":
        if len(data) > limit:
            raise Refused(f"a note over {limit} bytes")
        try:
            decoded = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("a note that is not UTF-8") from None
        if any(c < "\x20" and c != "\n" for c in decoded):
            raise Refused("a note with control characters")
        text, blank, rest = decoded.rpartition("\n\n")
        if not blank or not rest.endswith("\n"):
            raise Refused("a note without signatures")
        lines = rest[:-1].split("\n")
        if len(lines) > signatures:
            raise Refused(f"a note with more than {signatures} signatures")
        found = []
        for line in lines:
            name, space, blob = line.removeprefix(DASH).rpartition(" ")
            if not line.startswith(DASH) or not space:
                raise Refused("a note with a broken signature line")
            raw = decode_base64(blob)
            if len(raw) < 5:
                raise Refused("a note with a signature that is too short")
            found.append(Signature(check_name(name), raw[:4], raw[4:]))
        if len({(s.name, s.key_id) for s in found}) != len(found):
            raise Refused("two signatures of one key name and key id")
        note = cls((text + "\n").encode(), found)
        if note.encode() != data:
            raise Refused("a note that does not encode to the same bytes")
        return note

    def verified_signatures(self, key: VerifierKey) -> list[Signature]:
        """The signatures by this key; refuses where there is none, or one does not verify."""
        mine = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
        if not mine:
            raise Refused("not signed by the expected key")
        if not all(key.verifies(self.text, s.signature) for s in mine):
            raise Refused("a signature does not verify")
        return mine


def decode_single(data: bytes, kind: str) -> Note:
    """A card, record note, manifest or receipt: its limit, and exactly one signature."""
    note = Note.decode(data, LIMITS[kind], signatures=1)
    if not note.text.startswith(kind.encode() + b"\n"):
        raise Refused(f"not of the kind {kind}")
    return note


def verify_single(note: Note, key: VerifierKey) -> None:
    if len(note.signatures) != 1:
        raise Refused("not exactly one signature")
    note.verified_signatures(key)


def sign(text: bytes, key: VerifierKey, seed: bytes) -> Signature:
    return Signature(key.name, key.key_id, ed25519.sign(seed, text))


def cosign(text: bytes, name: str, seed: bytes, time: int) -> Signature:
    key = VerifierKey(name, COSIGNATURE, ed25519.public_key(seed))
    signature = ed25519.sign(seed, cosigned_message(text, time))
    return Signature(name, key.key_id, struct.pack(">Q", time) + signature)
