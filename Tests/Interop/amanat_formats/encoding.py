"""Numbers, times, hex, base64 and lines: SignedNotes, "Notes"; TestimonyVault, "Overview".

Every decoder takes only what its encoder writes: decode, encode again, compare.
"""

import base64
import binascii
import datetime
import re

from .errors import NeedsNewer, Refused

LARGEST_NUMBER = 2**63 - 1


def encode_hex(data: bytes) -> str:
    return data.hex()


def decode_hex(text: str, length: int) -> bytes:
    """Lower-case hex of exactly `length` bytes."""
    if not re.fullmatch(r"[0-9a-f]{%d}" % (2 * length), text):
        raise Refused(f"not {length} bytes of lower-case hex")
    return bytes.fromhex(text)


def encode_base64(data: bytes, padded: bool = True) -> str:
    text = base64.b64encode(data).decode("ascii")
    return text if padded else text.rstrip("=")


def decode_base64(text: str, padded: bool = True) -> bytes:
    """Canonical base64; without padding for age."""
    try:
        raw = text.encode("ascii")
        if not padded:
            if b"=" in raw:
                raise Refused("base64 with padding")
            raw += b"=" * (-len(raw) % 4)
        data = base64.b64decode(raw, validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        raise Refused("not base64") from None
    if encode_base64(data, padded) != text:
        raise Refused("base64 that is not canonical")
    return data


def encode_number(number: int) -> str:
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError("number out of range")
    return str(number)


def decode_number(text: str) -> int:
    """Decimal, without leading zeros, at most 2^63 - 1."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) > LARGEST_NUMBER:
        raise Refused("not a decimal number")
    return int(text)


def encode_time(moment: datetime.datetime) -> str:
    moment = moment.astimezone(datetime.timezone.utc)
    return (
        f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
        f"T{moment.hour:02}:{moment.minute:02}:{moment.second:02}Z"
    )


def decode_time(text: str) -> datetime.datetime:
    """UTC, `YYYY-MM-DDTHH:MM:SSZ`, years 1970 to 9999."""
    match = re.fullmatch(
        r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z", text
    )
    try:
        if not match:
            raise ValueError
        moment = datetime.datetime(
            *(int(group) for group in match.groups()), tzinfo=datetime.timezone.utc
        )
    except ValueError:
        raise Refused("not a time in UTC") from None
    if moment.year < 1970:
        raise Refused("a time before 1970")
    return moment


UNKNOWN_LINES = 64
UNKNOWN_LINE_LENGTH = 1024  # without its newline
UNKNOWN_KEY = re.compile(r"[a-z][a-z0-9-]{0,31}")
MUST = "must-"


class Lines:
    """The `key: value` lines of a note's text, taken in the order that its kind gives. `keys` are
    all those that the kind has."""

    def __init__(self, text: bytes, kind: str, keys: tuple[str, ...]):
        try:
            decoded = text.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(f"{kind}: not UTF-8") from None
        if not decoded.endswith("\n"):
            raise Refused(f"{kind}: no newline at the end")
        self.kind = kind
        self.keys = keys
        self.rest = decoded[:-1].split("\n")
        if self.rest.pop(0) != kind:
            raise Refused(f"not of the kind {kind}")
        self.rest.reverse()

    def take(self, key: str) -> str:
        """The value of the next line, whose key has to be `key`."""
        prefix = key + ": "
        if not self.rest or not self.rest[-1].startswith(prefix) or self.rest[-1] == prefix:
            raise Refused(f"{self.kind}: no line {key!r} where it belongs")
        return self.rest.pop()[len(prefix):]

    def take_all(self, key: str, at_most: int) -> list[str]:
        """The values of all lines with this key that come next."""
        values: list[str] = []
        while self.rest and self.rest[-1].startswith(key + ": "):
            if len(values) == at_most:
                raise Refused(f"{self.kind}: more than {at_most} lines {key!r}")
            values.append(self.take(key))
        return values

    def take_one_or_none(self, key: str) -> str | None:
        """The value of the next line, where its key is this one."""
        found = self.take_all(key, 1) if self.rest else []
        return found[0] if found else None

    def take_unknown(self, at_most: int = UNKNOWN_LINES) -> tuple[str, ...]:
        """What is left: lines of keys that this kind does not have. SignedNotes, "Room to grow"."""
        lines = tuple(reversed(self.rest))
        self.rest = []
        for line in lines:
            key, _, value = line.partition(": ")
            if not UNKNOWN_KEY.fullmatch(key) or key in self.keys or not value:
                raise Refused(f"{self.kind}: broken, repeated or misplaced line {key[:40]!r}")
            if len(line.encode()) > UNKNOWN_LINE_LENGTH:
                raise Refused(f"{self.kind}: a line {key!r} that is too long")
        if len(lines) > at_most:
            raise Refused(f"{self.kind}: more than {at_most} lines of unknown keys")
        return lines


def encode_unknown(lines: tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in lines)


def must_key(lines: tuple[str, ...]) -> str | None:
    """The first key that says: not to be used by who does not know it."""
    keys = (line.partition(": ")[0] for line in lines)
    return next((key for key in keys if key.startswith(MUST)), None)


def check_must(lines: tuple[str, ...], what: str) -> None:
    key = must_key(lines)
    if key:
        raise NeedsNewer(f"{what} needs a newer version, for its line {key!r}")


def strictly_ascending(values: list[bytes]) -> bool:
    return all(a < b for a, b in zip(values, values[1:]))
