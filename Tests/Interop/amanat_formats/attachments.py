"""Attachments, how a record names them, and their key: Records, "attachments/NNN.json"."""

import datetime
import hashlib
import json
import unicodedata
from typing import BinaryIO, Callable, NamedTuple

from . import sealing
from .age import HybridIdentity, Identity, Reader, decode_identity
from .encoding import decode_hex, decode_time, encode_time
from .errors import Refused

MOST = 10_000
MOST_PARTS = 100
LARGEST_LENGTH = 2**53 - 1
NAME_LIMIT = 255
MEDIA_TYPE_LIMIT = 255
DEEPEST_JSON = 16


class Attachment(NamedTuple):
    object: bytes
    sha256: bytes
    length: int
    media_type: str
    name: str
    modified: datetime.datetime | None = None

    def members(self) -> dict:
        return {
            "object": self.object.hex(), "sha256": self.sha256.hex(), "length": self.length,
            "mediaType": self.media_type, "name": self.name,
            **({"modified": encode_time(self.modified)} if self.modified else {}),
        }

    @classmethod
    def of(cls, value) -> "Attachment":
        needed = {"object", "sha256", "length", "mediaType", "name"}
        if not isinstance(value, dict) or set(value) - {"modified"} != needed:
            raise Refused("attachments: not exactly the members that belong there")
        length = value["length"]
        if type(length) is not int or not 0 <= length <= LARGEST_LENGTH:
            raise Refused("attachments: a length that is no length")
        name, media_type = _string(value["name"]), _string(value["mediaType"])
        if not 1 <= len(name.encode()) <= NAME_LIMIT or "/" in name or any(
                unicodedata.category(c) == "Cc" for c in name):
            raise Refused("attachments: a file name that is not allowed")
        if len(media_type.encode()) > MEDIA_TYPE_LIMIT:
            raise Refused("attachments: a media type that is too long")
        modified = decode_time(_string(value["modified"])) if "modified" in value else None
        return cls(
            decode_hex(_string(value["object"]), 16), decode_hex(_string(value["sha256"]), 32),
            length, media_type, name, modified)


def _string(value) -> str:
    if not isinstance(value, str):
        raise Refused("attachments: not a string where one belongs")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refused("attachments: half a surrogate pair") from None
    return value


def encode_part(items: list[Attachment]) -> bytes:
    """RFC 8785, for what stands in it."""
    return json.dumps([item.members() for item in items], ensure_ascii=False, sort_keys=True,
                      separators=(",", ":")).encode()


def decode_part(data: bytes) -> list[Attachment]:
    value = _strict_json(data)
    if not isinstance(value, list) or not value:
        raise Refused("attachments: a part that is no list, or an empty one")
    if len(value) > MOST:
        raise Refused("attachments: too many")
    items = [Attachment.of(item) for item in value]
    if encode_part(items) != data:
        raise Refused("attachments: not in the one canonical form")
    return items


def spread(items: list[Attachment]) -> list[list[Attachment]]:
    """A part each; of more than 100, as many to a part as the page says."""
    count = min(len(items), MOST_PARTS)
    places = [part * len(items) // count for part in range(count)] + [len(items)] if count else []
    return [items[start:end] for start, end in zip(places, places[1:])]


def join(parts: list[list[Attachment]]) -> list[Attachment]:
    items = [item for part in parts for item in part]
    if len(items) > MOST:
        raise Refused("attachments: too many")
    if len({item.object for item in items}) != len(items):
        raise Refused("attachments: an object that comes twice")
    return items


def _strict_json(data: bytes):
    """RFC 8259, without members that come twice, and not deeper than is useful."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("attachments: not UTF-8") from None
    depth, in_string, escaped = 0, False, False
    for c in text:
        if in_string:
            escaped, in_string = c == "\\" and not escaped, c != '"' or escaped
        elif c == '"':
            in_string = True
        elif c in "[{":
            depth += 1
            if depth > DEEPEST_JSON:
                raise Refused("attachments: nested too deeply")
        elif c in "]}":
            depth -= 1

    def pairs(items):
        if len(dict(items)) != len(items):
            raise Refused("attachments: a member that comes twice")
        return dict(items)

    def constant(name):
        raise Refused(f"attachments: {name} is not JSON")

    def integer(digits):
        if len(digits) > 20:
            raise Refused("attachments: a number that is too large")
        return int(digits)

    try:
        return json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_int=integer)
    except (ValueError, RecursionError):
        raise Refused("attachments: not JSON") from None


# Names


def name_for_record(raw: bytes) -> str:
    """What a writer puts down for a file's own name."""
    result = ""
    for c in raw.decode("utf-8", "surrogateescape"):
        if "\udc80" <= c <= "\udcff":
            result += f"%{ord(c) - 0xdc00:02X}"
        elif c == "/" or unicodedata.category(c) == "Cc":
            result += "".join(f"%{byte:02X}" for byte in c.encode())
        else:
            result += c
    while len(result.encode()) > NAME_LIMIT:
        result = result[1:]
    return result


# The key


def encode_key(identity: Identity) -> bytes:
    return identity.encode().encode() + b"\n"


def decode_key(data: bytes) -> Identity:
    """A hybrid identity; an older kind is read, and is for the profile to name."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise Refused("attachments.key: not an identity") from None
    if not text.endswith("\n") or "\n" in text[:-1]:
        raise Refused("attachments.key: not one line")
    return decode_identity(text[:-1])


def is_classic(identity: Identity) -> bool:
    return not isinstance(identity, HybridIdentity)


# Objects


def read(source: BinaryIO, identity: Identity, item: Attachment,
         sink: Callable[[bytes], object]) -> list[str]:
    """The original goes to `sink`; it may be used only after this has returned. Gives the kinds of
    stanzas that the profile does not know."""
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
    return sealing.other_kinds(reader.header)
