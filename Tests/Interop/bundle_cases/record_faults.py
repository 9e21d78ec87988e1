"""Faults of a record's note, padding and attachments."""

import datetime
import json

from amanat_formats import age
from amanat_formats.records import KIND

from .making import (
    LONG_ACCOUNT, UNKNOWN_LINES, Testimony, bad_padding, case, faulty_record, filling,
    forged, three,
)

HOSTILE_NAMES = [
    "../../evil", ".bashrc", "a/b", "bell\u0007 and escape\u001b[2J", "invoice\u202egnp.exe",
    "n" * 251 + ".txt", "CON", "twice.txt", "twice.txt", "-rf", "account.txt",
]
ODD_NAMES = [
    "..", ".bashrc", "invoice\u202egnp.exe", "n" * 251 + ".txt", "CON", "nul.txt", "twice.txt",
    "twice.txt", "Twice.TXT", "-rf", "account.txt", "a\\b", "C:evil", "ends with a dot.",
    "\u2028line", "Лола.wav", "\u05d0\u05d1.txt", "~root", "$(reboot)", " ",
]


def with_lines(*lines: str):
    """The note has these lines behind those that the kind gives."""
    return lambda maker, t: lambda note: note._replace(unknown=lines)


# The note


faulty_record(
    "record-forged", "the signature of the faulty record's note is wrong",
    signed=lambda maker, t: forged)
faulty_record(
    "record-other-signer", "another device signed the faulty record's note under its own name",
    signed=lambda maker, t: lambda data: maker.other.sign(data.partition(b"\n\n")[0] + b"\n"))
faulty_record(
    "record-other-log", "the faulty record's note names another device, which signed it: it was "
    "passed on",
    note=lambda maker, t: lambda note: note._replace(log=maker.other.name),
    signed=lambda maker, t: lambda data: maker.other.sign(data.partition(b"\n\n")[0] + b"\n"))
faulty_record(
    "record-wrong-id", "the record's note names another record",
    note=lambda maker, t: lambda note: note._replace(record=bytes(16)))
faulty_record(
    "record-unknown-line", "the record's note has a line that the format does not", "all",
    note=with_lines("mood: sad"))
faulty_record(
    "record-must", "the record's note has a line `must-`: the record is stored, is not shown, and "
    "is named as unread", "unread", note=with_lines(*UNKNOWN_LINES, "must-hide: the name"))
faulty_record(
    "record-64-lines", "the record's note has 64 unknown lines of 1,024 bytes", "all",
    note=with_lines(*filling(64 * 1025, 64)))
faulty_record(
    "record-65-lines", "the record's note has 65 unknown lines",
    note=with_lines(*filling(65 * 20, 65)))
faulty_record(
    "record-long-line", "the record's note has an unknown line of 1,025 bytes",
    note=with_lines("grow: " + "x" * 1019))
faulty_record(
    "record-known-key", "the record's note has a line `part` behind an unknown one",
    note=with_lines("mood: sad", "part: " + "0" * 64))
faulty_record(
    "record-line-before", "the record's note has an unknown line before those that it should have",
    signed=lambda maker, t: lambda data: maker.device.sign(data.partition(b"\n\n")[0].replace(
        KIND.encode() + b"\n", KIND.encode() + b"\nmood: sad\n") + b"\n"))
faulty_record(
    "record-no-roster", "the record's note has no line `roster`",
    signed=lambda maker, t: lambda data: maker.device.sign(
        data.partition(b"\n\n")[0].replace(b"roster: none\n", b"") + b"\n"))


# Padding and stanzas


faulty_record(
    "record-bad-padding", "the last byte of the faulty record's padding is not zero",
    account=lambda maker, t: LONG_ACCOUNT, padding=lambda maker, t: bad_padding)
faulty_record(
    "record-short-padding", "the faulty record's padding is missing",
    account=lambda maker, t: LONG_ACCOUNT, padding=lambda maker, t: lambda length: b"")
faulty_record(
    "record-old-floor", "the faulty record is padded as if the floor were 4,096 bytes",
    padding=lambda maker, t: lambda length: bytes(-length % 512))
faulty_record(
    "profile-record", "beside the hybrid stanzas the faulty record has one for an X25519 key: it "
    "opens, the stanza is named, and it is not called verified", "profile",
    classic=lambda maker, t: [age.X25519Identity(maker.random(32)).recipient()])
faulty_record(
    "profile-attachment", "beside the hybrid stanzas the faulty attachment has one for an X25519 "
    "key", "profile",
    attachment_classic=lambda maker, t: [age.X25519Identity(maker.random(32)).recipient()])
faulty_record(
    "profile-key", "the attachments' key is an X25519 identity", "profile",
    identity=lambda maker, t: age.X25519Identity(maker.random(32)))


# Attachments


faulty_record(
    "attachment-bad-padding", "the last byte of the attachment's padding is not zero",
    "rest-and-account", attachment_padding=lambda maker, t: bad_padding)
faulty_record(
    "attachment-wrong-hash", "attachments/001.json has another SHA-256", "rest-and-account",
    items=lambda maker, t: lambda items: [item._replace(sha256=bytes(32)) for item in items])
faulty_record(
    "attachment-wrong-length", "attachments/001.json has another length; the padded length fits",
    "rest-and-account",
    items=lambda maker, t: lambda items: [
        item._replace(length=item.length - 1) for item in items])


def faulty_json(name: str, about: str, change, taken: str = "rest"):
    """The bytes of attachments/001.json are changed; all else fits them."""
    faulty_record(name, about, taken, list_data=lambda maker, t: change)


def ascii_json(data: bytes) -> bytes:
    """With JSON escapes for everything that is not ASCII, and white space."""
    return json.dumps(json.loads(data)).encode()


faulty_json(
    "json-bomb", "attachments/001.json is an array, two million levels deep",
    lambda data: b"[" * 2_000_000 + b"]" * 2_000_000)
faulty_json(
    "json-repeated-member", "attachments/001.json gives a name twice",
    lambda data: data.replace(b'"object":', b'"name":"x","object":', 1))
faulty_json(
    "json-unknown-member", "attachments/001.json has a member that the format does not",
    lambda data: data.replace(b'"name":', b'"mood":"sad","name":', 1))
faulty_json(
    "json-white-space", "attachments/001.json has a space that is needless",
    lambda data: data.replace(b'"name":', b'"name": ', 1))
faulty_json(
    "json-other-order", "attachments/001.json has its members in another order",
    lambda data: json.dumps(
        [dict(reversed(item.items())) for item in json.loads(data)],
        separators=(",", ":")).encode())
faulty_json(
    "json-escape", "attachments/001.json has an escape that is needless",
    lambda data: data.replace(b"faulty.txt", b"\\u0066aulty.txt", 1))
faulty_json(
    "json-large-number", "attachments/001.json has a length of 2^53",
    lambda data: json.dumps(
        [item | {"length": 2**53} for item in json.loads(data)], separators=(",", ":"),
        sort_keys=True).encode())
faulty_json("attachments-empty-list", "attachments/001.json is an empty array", lambda data: b"[]")
faulty_json(
    "modified-malformed", "an attachment's time is no time",
    lambda data: data.replace(b'"name":', b'"modified":"2026-02-30T00:00:00Z","name":', 1))
faulty_json(
    "modified-1969", "an attachment's time is in 1969",
    lambda data: data.replace(b'"name":', b'"modified":"1969-12-31T23:59:59Z","name":', 1))
faulty_json(
    "half-surrogate", "an attachment's name is half a surrogate pair, as \\ud800",
    lambda data: data.replace(b"faulty.txt", b"\\ud800", 1))


@case("modified-dates", "all", "attachments with and without the time of their last change")
def _(maker):
    def with_times(items):
        at = datetime.datetime(2026, 11, 22, 23, 50, 11, tzinfo=datetime.timezone.utc)
        first = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return [items[0]._replace(modified=at), items[1], items[2]._replace(modified=first)]

    return three(maker, lambda t: setattr(t, "items", with_times), [
        ("old.wav", b"old\n"), ("unknown.txt", b"unknown\n"), ("first.bin", b"first\n")])


@case("hostile-names", "rest", "the faulty record's attachments have names that the page forbids "
      "(with / and control characters), among others")
def _(maker):
    return three(maker, lambda t: None, [
        (name, f"content {number}\n".encode()) for number, name in enumerate(HOSTILE_NAMES)])


@case("odd-names", "all", "attachments with names that the page allows, and that have to be "
      "cleaned: .., .bashrc, CON, -rf, marks of direction, twice the same")
def _(maker):
    return three(maker, lambda t: None, [
        (name, f"content {number}\n".encode()) for number, name in enumerate(ODD_NAMES)])


@case("attachments-alone", "all", "a testimony without an account, of attachments alone")
def _(maker):
    return three(maker, lambda t: setattr(t, "account", None))


@case("attachments-many", "all", "a testimony with 101 attachments, in a hundred parts")
def _(maker):
    return three(maker, attachments=[
        (f"{number}.txt", b"%d\n" % number) for number in range(101)])


def without_attachment(t: Testimony) -> None:
    t.attachments = []


@case("account-alone", "all", "a testimony without attachments")
def _(maker):
    return three(maker, without_attachment)
