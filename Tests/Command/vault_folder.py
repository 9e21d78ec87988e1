"""A second reader of a vault's folder, written from the page *The vault's folder* alone.

It reads only. `VaultFolder(path, passphrase)` opens key slots and boxes, `own_log()` gives what the
journal remembers, checked against every checkpoint in it. `made_box()` makes the bytes of a box, for
tests that put one there.
"""

import hashlib
import hmac
import json
import os
import re
import struct
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from amanat_formats import tree
from amanat_formats.age import HybridIdentity
from amanat_formats.cards import Card, Device
from amanat_formats.errors import Refused
from amanat_formats.logs import LEAF, Checkpoint, Leaf, split_leaves

SLOTS_MAGIC = b"amanat-keyslots/v2\n"
DRAFT_KEY_MAGIC = b"amanat-draft-key/v1\n"
DRAFT_MAGIC = b"amanat-draft/v1\n"
BOX_MAGIC = b"amanat-box/v1\n"
SEGMENT_MAGIC = b"amanat-segment/v1\n"
FRAME_MAGIC = b"amanat-frame/v1\n"
PROMISED = "sealing/leaves"


class Damaged(Exception):
    pass


# Primitives that the standard library and `cryptography` lack


def _quarter(s: list[int], a: int, b: int, c: int, d: int) -> None:
    mask = 0xFFFFFFFF
    for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & mask
        mixed = s[z] ^ s[x]
        s[z] = (mixed << turn | mixed >> (32 - turn)) & mask


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """draft-irtf-cfrg-xchacha §2.2."""
    state = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce))
    for _ in range(10):
        for column in range(4):
            _quarter(state, column, 4 + column, 8 + column, 12 + column)
        for at in range(4):
            _quarter(state, at, 4 + (at + 1) % 4, 8 + (at + 2) % 4, 12 + (at + 3) % 4)
    return struct.pack("<8I", *state[:4], *state[12:])


def open_xchacha(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """nonce (24) || ciphertext || tag."""
    nonce, rest = sealed[:24], sealed[24:]
    cipher = ChaCha20Poly1305(hchacha20(key, nonce[:16]))
    try:
        return cipher.decrypt(bytes(4) + nonce[16:], rest, associated)
    except (InvalidTag, ValueError):
        raise Damaged("it does not open") from None


def seal_xchacha(key: bytes, contents: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(24)
    cipher = ChaCha20Poly1305(hchacha20(key, nonce[:16]))
    return nonce + cipher.encrypt(bytes(4) + nonce[16:], contents, associated)


def hkdf(ikm: bytes, info: str) -> bytes:
    """HKDF-SHA-256 with an empty salt; 32 bytes."""
    extracted = hmac.digest(bytes(32), ikm, "sha256")
    return hmac.digest(extracted, info.encode() + b"\x01", "sha256")


def _crc_table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _crc_table()


def crc32c(data: bytes) -> int:
    value = 0xFFFFFFFF
    for byte in data:
        value = _TABLE[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


class Cursor:
    """Takes bytes from the front."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, length: int) -> bytes:
        piece = self.data[self.at:self.at + length]
        if len(piece) != length:
            raise Damaged("it ends early")
        self.at += length
        return piece

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length), "big")

    @property
    def is_at_end(self) -> bool:
        return self.at == len(self.data)


def _frontier(cursor: Cursor) -> tree.Frontier:
    """Size (8), number of hashes (1), hashes."""
    size = cursor.number(8)
    return tree.Frontier(size, [cursor.take(32) for _ in range(cursor.number(1))])


# The folder


@dataclass
class Log:
    """The journal, or the copy of another device's log."""

    forgotten: int = 0
    raw: list[bytes] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    frontier: tree.Frontier | None = None

    @property
    def leaves(self) -> list[Leaf]:
        return [Leaf.decode(leaf) for leaf in self.raw]


@dataclass
class Draft:
    """An account that is being typed."""

    begun: object
    attached: list[tuple[int, int, str, bytes]]  # length, change in ns, SHA-256 of the ends, path
    text: str


class VaultFolder:
    def __init__(self, path: Path, passphrase: str):
        self.path = path
        if (path / "amanat-vault").read_bytes() != b"amanat-vault/v2\n":
            raise Damaged("no vault")
        self.kek, self.master, self.slot = self._open_slots(
            unicodedata.normalize("NFC", passphrase).encode())
        self.box_key = hkdf(self.master, "amanat/v1 boxes")
        self.frame_key = hkdf(self.master, "amanat/v1 frames")
        self.name_key = hkdf(self.master, "amanat/v1 names")
        identity = self.box("identity")
        self.signing_seed, self.opening_seed = identity[:32], identity[32:64]
        self.identity_json = json.loads(identity[64:])
        card = Device.make(
            self.signing_seed, self.opening_seed, self.identity_json["name"],
            self.identity_json["role"], _time(self.identity_json["created"])).card
        self.card: Card = card
        self.identity = HybridIdentity(self.opening_seed)
        self.people_json = json.loads(self.box("people"))
        self.bundles_json = json.loads(self.box("bundles"))

    def _open_slots(self, passphrase: bytes) -> tuple[bytes, bytes, int]:
        data = (self.path / "keyslots").read_bytes()
        if hashlib.sha256(data[:-32]).digest() != data[-32:]:
            raise Damaged("keyslots: the checksum does not fit")
        if len(data) != 755 or not data.startswith(SLOTS_MAGIC):
            raise Damaged("keyslots: not key slots")
        passes, memory = struct.unpack(">II", data[19:27])
        if not (2 <= passes <= 16 and 65_536 <= memory <= 4_194_304):
            raise Damaged("keyslots: a cost that is not allowed")
        kek = Argon2id(salt=data[27:43], length=32, iterations=passes, lanes=1,
                       memory_cost=memory).derive(passphrase)
        for slot in range(8):
            sealed = data[43 + 72 * slot:43 + 72 * (slot + 1)]
            try:
                master = open_xchacha(kek, sealed, data[:43])
            except Damaged:
                continue
            table = open_xchacha(hkdf(master, "amanat/v1 slots"), data[619:723], data[:619])
            self.slots_filled_at = struct.unpack(">8Q", table)
            if not self.slots_filled_at[slot]:
                raise Damaged("keyslots: a slot opens that is not in use")
            return kek, master, slot
        raise Damaged("keyslots: wrong passphrase")

    def box(self, name: str) -> bytes:
        data = (self.path / name).read_bytes()
        if not data.startswith(BOX_MAGIC):
            raise Damaged(f"{name}: not a box")
        return open_xchacha(self.box_key, data[len(BOX_MAGIC):], name.encode())

    def made_box(self, name: str, contents: bytes) -> bytes:
        """The bytes of a box with this path in the vault."""
        return BOX_MAGIC + seal_xchacha(self.box_key, contents, name.encode())

    def promised(self) -> list[Leaf] | None:
        """What is on its way from `sealing/` into the journal: "Sealing"."""
        name = self.promised_name()
        if name is None:
            return None
        contents = self.box(name)
        raw = split_leaves(contents, contents.count(f"{LEAF}\n".encode()))
        return [Leaf.decode(leaf) for leaf in raw]

    def promised_name(self) -> str | None:
        """Where the box of it is: elsewhere where something else than a file has its name."""
        return next((name for name in (PROMISED, f"{PROMISED}-2", f"{PROMISED}-3")
                     if (self.path / name).is_file() and not (self.path / name).is_symlink()), None)

    def notes(self) -> set[bytes]:
        """The signed notes that came along, and are kept."""
        return {self.box(f"notes/{path.name}") for path in (self.path / "notes").glob("*")}

    def drafts(self) -> dict[str, "Draft"]:
        """Every draft, by the id of the record that it will be."""
        return {path.stem: self.draft(path.stem)
                for path in sorted((self.path / "drafts").glob("*.key"))}

    def draft(self, name: str) -> "Draft":
        def sealed(ending: str, magic: bytes, key: bytes) -> bytes:
            place = f"drafts/{name}.{ending}"
            data = (self.path / place).read_bytes()
            if not data.startswith(magic):
                raise Damaged(f"{place}: it begins otherwise")
            return open_xchacha(key, data[len(magic):], place.encode())

        key = sealed("key", DRAFT_KEY_MAGIC, hkdf(self.master, "amanat/v1 drafts"))
        padded = sealed("draft", DRAFT_MAGIC, key)
        size = len(padded)
        if len(key) != 32 or size < 16 << 10 or size & (size - 1):
            raise Damaged(f"drafts/{name}: a size that is not allowed")
        contents = padded.rstrip(b"\0")
        if contents[-1:] != b"\x01":
            raise Damaged(f"drafts/{name}.draft: no mark at the end")
        header, _, text = contents[:-1].partition(b"\n\n")
        lines = header.decode().split("\n")
        values = [line.split(": ", 1) for line in lines]
        if ([key for key, _ in values] != ["record", "begun", "journal", *["attach"] * (len(lines) - 4), "text"]
                or values[0][1] != name or int(values[-1][1]) != len(text)):
            raise Damaged(f"drafts/{name}.draft: its head")
        attached = []
        for _, value in values[3:-1]:
            length, changed, ends, path = value.split(" ")
            attached.append((int(length), int(changed), ends, bytes.fromhex(path)))
        return Draft(_time(values[1][1]), attached, text.decode())

    def log_folder(self, device: str) -> str:
        return "logs/" + hmac.digest(self.name_key, device.encode(), "sha256")[:16].hex()

    def cards(self) -> list[Card]:
        """Every card in the box `people`, wherever its JSON has it."""
        found = []

        def walk(value) -> None:
            if isinstance(value, dict):
                for item in value.values():
                    walk(item)
            elif isinstance(value, list):
                for item in value:
                    walk(item)
            elif isinstance(value, str) and value.startswith("amanat-card/v1\n"):
                found.append(Card.decode(value.encode()))

        walk(self.people_json)
        return found

    def own_log(self) -> Log:
        return self.log("journal", self.card)

    def copied_log(self, of: Card) -> Log:
        return self.log(self.log_folder(of.device), of)

    def log(self, name: str, of: Card) -> Log:
        """Every frame that is kept, up to the head; each checkpoint is verified against the leaves."""
        head = Cursor(self.box(f"{name}/head"))
        first_segment, forgotten, last_segment, last_end, next_frame = (
            head.number(8) for _ in range(5))
        frontier = _frontier(head)
        checkpoint = head.take(head.number(4))
        if not head.is_at_end:
            raise Damaged("head: something behind it")
        log, number = Log(forgotten), None
        for segment in range(first_segment, last_segment + 1):
            data = (self.path / name / f"{segment:08}.seg").read_bytes()
            if segment == last_segment:
                if len(data) != last_end:
                    raise Damaged(f"segment {segment}: {len(data)} bytes, not {last_end}")
            frames = Cursor(data)
            if frames.take(18) != SEGMENT_MAGIC or frames.number(8) != segment:
                raise Damaged(f"segment {segment}: not this segment")
            first = frames.number(8)
            if number not in (None, first) or frames.number(4) != crc32c(data[:34]):
                raise Damaged(f"segment {segment}: not the next frames, or another checksum")
            number = first
            while not frames.is_at_end:
                self._frame(frames, number, of, log)
                number += 1
        if number != next_frame:
            raise Damaged(f"{number} frames, not {next_frame}")
        if log.frontier is not None and name == "journal":
            if (log.frontier.size, log.frontier.hashes) != (frontier.size, frontier.hashes):
                raise Damaged("head: another frontier than the leaves give")
            if log.checkpoints[-1].encode() != checkpoint:
                raise Damaged("head: another checkpoint than the last frame's")
        found = {path.name for path in (self.path / name).iterdir()}
        if found != {"head"} | {f"{n:08}.seg" for n in range(first_segment, last_segment + 1)}:
            raise Damaged(f"{name}: other files than a log has: {sorted(found)}")
        return log

    def _frame(self, frames: Cursor, number: int, of: Card, log: Log) -> None:
        length = frames.take(4)
        size = int.from_bytes(length, "big")
        if not 41 <= size <= (80 << 20) + 40:
            raise Damaged(f"frame {number}: {size} bytes")
        expected, sealed = frames.number(4), frames.take(size)
        if crc32c(length + sealed) != expected:
            raise Damaged(f"frame {number}: the checksum does not fit")
        associated = FRAME_MAGIC + struct.pack(">Q", number) + of.device.encode()
        entry = Cursor(open_xchacha(self.frame_key, sealed, associated))
        end = _frontier(entry)
        if log.frontier is None:
            if end.size != log.forgotten:
                raise Damaged(f"frame {number}: the first leaf is {end.size}")
        elif (end.size, end.hashes) != (log.frontier.size, log.frontier.hashes):
            raise Damaged(f"frame {number}: it does not go on where the one before it ended")
        for _ in range(entry.number(4)):
            leaf = entry.take(entry.number(2))
            log.raw.append(leaf)
            end.append(tree.leaf_hash(leaf))
        checkpoint = Checkpoint.decode(entry.take(entry.number(4)))
        if not entry.is_at_end:
            raise Damaged(f"frame {number}: something behind it")
        try:
            checkpoint.verify(of)
        except Refused as error:
            raise Damaged(f"frame {number}: {error}") from None
        if (checkpoint.size, checkpoint.root) != (end.size, end.root()):
            raise Damaged(f"frame {number}: its checkpoint is of another head")
        log.frontier = end
        log.checkpoints.append(checkpoint)

    # What somebody finds who has the passphrase

    def plaintexts(self) -> dict[str, bytes]:
        """Everything that the passphrase opens."""
        found = {name: self.box(name) for name in ("identity", "people", "bundles")}
        for head in [self.path / "journal" / "head", *self.path.glob("logs/*/head")]:
            name = str(head.relative_to(self.path))
            found[name] = self.box(name)
        found["journal/leaves"] = b"".join(self.own_log().raw)
        if name := self.promised_name():
            found[name] = self.box(name)
        for path in self.path.glob("notes/*"):
            found[f"notes/{path.name}"] = self.box(f"notes/{path.name}")
        for card in self.cards():
            if (self.path / self.log_folder(card.device)).is_dir():
                found[self.log_folder(card.device)] = b"".join(self.copied_log(card).raw)
        return found

    def secrets(self) -> dict[str, bytes]:
        """Everything of 32 bytes that could be a key."""
        found = {
            "KEK": self.kek, "master key": self.master, "boxes": self.box_key,
            "frames": self.frame_key, "names": self.name_key,
        }
        for name, text in self.plaintexts().items():
            for at in range(0, len(text) - 31, 32):
                found[f"{name}[{at}]"] = text[at:at + 32]
            for match in re.finditer(rb"[0-9a-f]{64}", text):
                found[f"{name}, hex at {match.start()}"] = bytes.fromhex(match[0].decode())
        identity = self.box("identity")
        for at in range(len(identity) - 31):
            found[f"identity[{at}…]"] = identity[at:at + 32]
        return found


def _time(text: str):
    from amanat_formats.encoding import decode_time
    return decode_time(text)
