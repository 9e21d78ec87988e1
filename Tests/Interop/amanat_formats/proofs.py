"""Proofs for one record: Log, "Proof for one record"; tlog-proof.md.

    c2sp.org/tlog-proof@v1
    extra base64(leaf)
    index 56
    base64(hash)                     the audit path, from the leaf up
    (empty line)
    the checkpoint, with its signatures
"""

import datetime
from typing import NamedTuple

from . import logs, notes, tree
from .cards import Card
from .encoding import (
    check_must, decode_base64, decode_number, decode_time, encode_base64, encode_number,
    encode_time,
)
from .errors import Refused
from .logs import Checkpoint, Leaf

KIND = "c2sp.org/tlog-proof@v1"
LIMIT = 64 << 10
LONGEST_PATH = 63  # a size is below 2^63
LAST_TIME = decode_time("9999-12-31T23:59:59Z")


class Cosignature(NamedTuple):
    """A coordinator's statement that was checked."""

    card: Card
    time: datetime.datetime


class Statement(NamedTuple):
    """What a proof says, once it was verified."""

    leaf: Leaf
    index: int
    size: int
    device: Card
    cosignatures: list[Cosignature]
    unchecked: list[str]  # names of others who signed

    def json(self, object_checked: bool) -> dict:
        return {
            "kind": self.leaf.kind, "object": self.leaf.object.hex(),
            "sha256": self.leaf.sha256.hex(), "time": encode_time(self.leaf.time),
            "entry": self.index + 1, "size": self.size, "name": self.device.name,
            "device": self.device.device,
            "cosignatures": [
                {"name": item.card.name, "device": item.card.device,
                 "time": encode_time(item.time)} for item in self.cosignatures],
            "unchecked": self.unchecked, "objectChecked": object_checked,
        }


class Proof(NamedTuple):
    leaf: Leaf
    index: int
    path: list[bytes]
    checkpoint: Checkpoint

    def encode(self) -> bytes:
        return (
            f"{KIND}\nextra {encode_base64(self.leaf.encode())}\n"
            f"index {encode_number(self.index)}\n"
            + "".join(f"{encode_base64(item)}\n" for item in self.path) + "\n"
        ).encode() + self.checkpoint.encode()

    @classmethod
    def make(cls, stretch: tree.Stretch, leaf: Leaf, index: int,
             checkpoint: Checkpoint) -> "Proof":
        """`stretch` holds the entry, and all leaves from there up to the checkpoint."""
        return cls(leaf, index, stretch.inclusion_path(index, checkpoint.size), checkpoint)

    @classmethod
    def decode(cls, data: bytes) -> "Proof":
        """Takes only what `encode` writes; nothing is verified yet."""
        if len(data) > LIMIT:
            raise Refused(f"a proof over {LIMIT} bytes")
        head, blank, rest = data.partition(b"\n\n")
        if not blank:
            raise Refused("a proof without a checkpoint")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise Refused("a proof with bytes that are not ASCII before its checkpoint") from None
        if lines[0] != KIND:
            raise Refused(f"not of the kind {KIND}")
        if len(lines) < 3 or not lines[1].startswith("extra "):
            raise Refused("a proof without its entry")
        if not lines[2].startswith("index "):
            raise Refused("a proof without an index")
        leaf = Leaf.decode(decode_base64(lines[1].removeprefix("extra ")))
        if leaf.kind not in logs.OBJECT_KINDS:
            raise Refused("a proof for an entry that names no object")
        check_must(leaf.unknown, "the entry")
        index = decode_number(lines[2].removeprefix("index "))
        if len(lines) - 3 > LONGEST_PATH:
            raise Refused("a proof with a path that is too long")
        path = [decode_base64(line) for line in lines[3:]]
        if any(len(item) != 32 for item in path):
            raise Refused("a proof with a hash that is not 32 bytes")
        proof = cls(leaf, index, path, Checkpoint.decode(rest))
        if proof.encode() != data:
            raise Refused("a proof that does not encode to the same bytes")
        return proof

    def verify(self, cards: dict[str, Card]) -> Statement:
        """`cards`, by device name, are those that the reader trusts."""
        checkpoint = self.checkpoint
        card = cards.get(checkpoint.origin)
        if card is None:
            raise Refused(f"the card of {checkpoint.origin} is needed, whose journal it is")
        checkpoint.verify(card)
        if self.index >= checkpoint.size:
            raise Refused("a proof for an entry behind its checkpoint")
        leaf = tree.leaf_hash(self.leaf.encode())
        if not tree.verify_inclusion(
                leaf, self.index, checkpoint.size, self.path, checkpoint.root):
            raise Refused("the entry is not in the journal under this checkpoint")
        cosignatures, unchecked = self._cosignatures(cards)
        return Statement(
            self.leaf, self.index, checkpoint.size, card, cosignatures, unchecked)

    def _cosignatures(self, cards: dict[str, Card]) -> tuple[list[Cosignature], list[str]]:
        """Those of known coordinators, the earliest of each; and the names of others who signed."""
        found: dict[str, Cosignature] = {}
        unchecked: list[str] = []
        for signature in self.checkpoint.note.signatures:
            if signature.name == self.checkpoint.origin:
                continue  # verified with the checkpoint, or of no kind that says more
            card = cards.get(signature.name)
            key = card.cosignature_key if card and card.role == "coordinator" else None
            if key is None or signature.key_id != key.key_id:
                unchecked.append(signature.name)
                continue
            if not key.verifies(self.checkpoint.note.text, signature.signature):
                raise Refused(f"the cosignature by {signature.name} does not verify")
            time = cosigned_time(signature)
            if signature.name not in found or time < found[signature.name].time:
                found[signature.name] = Cosignature(card, time)
        return list(found.values()), unchecked


def cosigned_time(signature: notes.Signature) -> datetime.datetime:
    seconds = int.from_bytes(signature.signature[:8], "big")
    if seconds > LAST_TIME.timestamp():
        raise Refused("a cosignature with a time past the year 9999")
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def check_digest(leaf: Leaf, sha256: bytes) -> None:
    """`sha256` is of the sealed object, as it lies on disk: it is the one that the entry names."""
    if sha256 != leaf.sha256:
        raise Refused("not the object that the proof is for")
