"""Fingerprints, device names, safety numbers and cards: SignedNotes."""

import datetime
import hashlib
import unicodedata
from typing import NamedTuple

from . import ed25519, notes
from .age import HybridIdentity, HybridRecipient
from .encoding import Lines, decode_hex, decode_time, encode_time
from .errors import Refused
from .notes import Note, VerifierKey

KIND = "amanat-card/v1"
ROLES = ("recorder", "coordinator")


def fingerprint(device_key: bytes, recipient_key: bytes) -> bytes:
    if len(device_key) != 32 or len(recipient_key) != 1216:
        raise ValueError("keys of other lengths")
    return hashlib.sha256(b"amanat-fingerprint/v1\n" + device_key + recipient_key).digest()


def device_name(of: bytes) -> str:
    return "amanat/" + of[:16].hex()


def check_device_name(text: str) -> str:
    if not text.startswith("amanat/"):
        raise Refused("not a device name")
    decode_hex(text.removeprefix("amanat/"), 16)
    return text


def safety_number(of: bytes) -> str:
    groups = (int.from_bytes(of[i:i + 4], "big") % 100_000 for i in range(0, 32, 4))
    return " ".join(f"{group:05}" for group in groups)


def check_person_name(name: str) -> str:
    """1 to 64 code points, at most 256 bytes; the two joiners are the only format characters."""
    if not 1 <= len(name) <= 64 or len(name.encode()) > 256:
        raise Refused("a name that is empty or too long")
    joiners = "\u200c\u200d"
    hidden = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    if any(unicodedata.category(c) in hidden and c not in joiners for c in name):
        raise Refused("a name with characters that cannot be shown")
    if all(c in joiners for c in name):
        raise Refused("a name that cannot be seen")
    if name != name.strip():
        raise Refused("a name with white space at its ends")
    return name


class Card(NamedTuple):
    name: str
    role: str
    key: VerifierKey
    recipient: HybridRecipient
    time: datetime.datetime
    encoded: bytes = b""  # as it was signed

    @property
    def fingerprint(self) -> bytes:
        return fingerprint(self.key.key, self.recipient.key)

    @property
    def device(self) -> str:
        return self.key.name

    @property
    def cosignature_key(self) -> VerifierKey:
        return VerifierKey(self.key.name, notes.COSIGNATURE, self.key.key)

    def text(self) -> bytes:
        return (
            f"{KIND}\nname: {self.name}\nrole: {self.role}\nkey: {self.key.encode()}\n"
            f"recipient: {self.recipient.encode()}\ntime: {encode_time(self.time)}\n"
        ).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Card":
        """Checks everything that a card can show of itself."""
        note = notes.decode_single(data, KIND)
        lines = Lines(note.text, KIND)
        name = check_person_name(lines.take("name"))
        role = lines.take("role")
        if role not in ROLES:
            raise Refused("a card with an unknown role")
        key = VerifierKey.decode(lines.take("key"))
        recipient = HybridRecipient.decode(lines.take("recipient"))
        card = cls(name, role, key, recipient, decode_time(lines.take("time")), data)
        lines.end()
        if key.kind != notes.ED25519 or not ed25519.usable_key(key.key):
            raise Refused("a card whose key cannot be used")
        if key.name != device_name(card.fingerprint):
            raise Refused("a card whose device name does not fit its keys")
        if card.text() != note.text:
            raise Refused("a card that does not encode to the same bytes")
        notes.verify_single(note, key)
        return card


class Device(NamedTuple):
    """Both secrets of a vault, and its card."""

    signing_seed: bytes
    identity: HybridIdentity
    card: Card

    @classmethod
    def make(cls, signing_seed: bytes, opening_seed: bytes, name: str, role: str,
             time: datetime.datetime) -> "Device":
        identity = HybridIdentity(opening_seed)
        recipient = identity.recipient()
        public = ed25519.public_key(signing_seed)
        device = device_name(fingerprint(public, recipient.key))
        key = VerifierKey(device, notes.ED25519, public)
        card = Card(name, role, key, recipient, time)
        text = card.text()
        encoded = Note(text, [notes.sign(text, key, signing_seed)]).encode()
        return cls(signing_seed, identity, card._replace(encoded=encoded))

    @property
    def name(self) -> str:
        return self.card.device

    def sign(self, text: bytes) -> bytes:
        """A note with this device's signature."""
        return Note(text, [notes.sign(text, self.card.key, self.signing_seed)]).encode()
