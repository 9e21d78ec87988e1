"""Fingerprints, device names, safety numbers and cards: SignedNotes."""

import datetime
import hashlib
import unicodedata
from typing import NamedTuple

from . import ed25519, notes
from .age import HybridIdentity, HybridRecipient
from .encoding import (
    Lines, check_must, decode_hex, decode_number, decode_time, encode_number, encode_time,
    encode_unknown,
)
from .errors import Refused
from .notes import Note, VerifierKey

KIND = "amanat-card/v1"
KEYS = ("name", "role", "key", "recipient", "number", "time", "follows")
ROLES = ("recorder", "coordinator", "keeper")


def fingerprint(device_key: bytes) -> bytes:
    if len(device_key) != 32:
        raise ValueError("a key of another length")
    return hashlib.sha256(b"amanat-fingerprint/v2\n" + device_key).digest()


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
    number: int = 1
    follows: str | None = None
    unknown: tuple[str, ...] = ()
    encoded: bytes = b""  # as it was signed

    @property
    def fingerprint(self) -> bytes:
        return fingerprint(self.key.key)

    @property
    def device(self) -> str:
        return self.key.name

    @property
    def cosignature_key(self) -> VerifierKey:
        return VerifierKey(self.key.name, notes.COSIGNATURE, self.key.key)

    def text(self) -> bytes:
        return (
            f"{KIND}\nname: {self.name}\nrole: {self.role}\nkey: {self.key.encode()}\n"
            f"recipient: {self.recipient.encode()}\nnumber: {encode_number(self.number)}\n"
            f"time: {encode_time(self.time)}\n"
            + (f"follows: {self.follows}\n" if self.follows else "")
            + encode_unknown(self.unknown)
        ).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Card":
        """Checks everything that a card can show of itself."""
        note = notes.decode_single(data, KIND)
        lines = Lines(note.text, KIND, KEYS)
        name = check_person_name(lines.take("name"))
        role = lines.take("role")
        if role not in ROLES:
            raise Refused("a card with an unknown role")
        key = VerifierKey.decode(lines.take("key"))
        recipient = HybridRecipient.decode(lines.take("recipient"))
        number, time = decode_number(lines.take("number")), decode_time(lines.take("time"))
        follows = lines.take_one_or_none("follows")
        card = cls(
            name, role, key, recipient, time, number, follows, lines.take_unknown(), data)
        if number < 1:
            raise Refused("a card with the number 0")
        if follows is not None and check_device_name(follows) == key.name:
            raise Refused("a card that follows itself")
        if key.kind != notes.ED25519 or not ed25519.usable_key(key.key):
            raise Refused("a card whose key cannot be used")
        if key.name != device_name(card.fingerprint):
            raise Refused("a card whose device name does not fit its key")
        if card.text() != note.text:
            raise Refused("a card that does not encode to the same bytes")
        notes.verify_single(note, key)
        check_must(card.unknown, "the card")
        return card

    def is_renewed_by(self, other: "Card") -> bool:
        """Whether `other`, of the same device, replaces this one's opening key. SignedNotes,
        "Renewal". Refuses what is no renewal; false where it changes nothing."""
        if other.device != self.device:
            raise ValueError("cards of two devices")
        if other.encoded == self.encoded:
            return False
        if (other.name, other.role) != (self.name, self.role):
            raise Refused("another card of the device, with another name or role")
        if other.number == self.number:
            raise Refused("two cards of the device with one number")
        return other.number > self.number


class Device(NamedTuple):
    """Both secrets of a vault, and its card."""

    signing_seed: bytes
    identity: HybridIdentity
    card: Card

    @classmethod
    def make(cls, signing_seed: bytes, opening_seed: bytes, name: str, role: str,
             time: datetime.datetime, number: int = 1, follows: str | None = None,
             unknown: tuple[str, ...] = ()) -> "Device":
        identity = HybridIdentity(opening_seed)
        recipient = identity.recipient()
        public = ed25519.public_key(signing_seed)
        key = VerifierKey(device_name(fingerprint(public)), notes.ED25519, public)
        card = Card(name, role, key, recipient, time, number, follows, unknown)
        text = card.text()
        encoded = Note(text, [notes.sign(text, key, signing_seed)]).encode()
        return cls(signing_seed, identity, card._replace(encoded=encoded))

    @property
    def name(self) -> str:
        return self.card.device

    def sign(self, text: bytes) -> bytes:
        """A note with this device's signature."""
        return Note(text, [notes.sign(text, self.card.key, self.signing_seed)]).encode()
