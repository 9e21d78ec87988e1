"""Faults of manifest, card and log, and room to grow."""

import hashlib
import os

from amanat_formats import age, bundles
from amanat_formats.encoding import encode_base64

from .making import (
    FAULTY_LEAF, UNKNOWN_LINES, Maker, case, draft, filling, forged, honest_out, three, with_leaf,
)


@case("bad-manifest-signature", "none", "the manifest's signature is wrong")
def _(maker):
    made = three(maker)
    made.manifest = forged
    return made


@case("other-card", "none", "the card is of another device than the one that signed")
def _(maker):
    made = three(maker)
    made.card = maker.other.card.encoded
    return made


@case("not-addressed", "none", "`to` names somebody else")
def _(maker):
    made = three(maker)
    made.to = [maker.other.card.fingerprint]
    return made


@case("bad-root", "none", "the signed checkpoint has another root than the leaves give")
def _(maker):
    made = three(maker)
    made.root = hashlib.sha256(b"another root").digest()
    return made


@case("checkpoint-forged", "none", "the checkpoint's signature is wrong")
def _(maker):
    made = three(maker)
    made.checkpoint = forged
    return made


@case("leaf-bad", "none", "a leaf has a line `note` behind its time; the root fits")
def _(maker):
    made = three(maker)
    made.leaves = [leaf.encode() for leaf in maker.leaves]
    made.leaves[1] += b"note: something more\n"
    return made


@case("leaf-upper-case", "none", "a leaf's hash is in upper case; the root fits")
def _(maker):
    made = three(maker)
    made.leaves = [leaf.encode() for leaf in maker.leaves]
    digest = maker.leaves[1].sha256.hex().encode()
    made.leaves[1] = made.leaves[1].replace(digest, digest.upper())
    return made


@case("huge-manifest", "none", "a signed manifest over 32 MiB, of 300,000 entries")
def _(maker):
    made = three(maker)
    made.more_entries = [
        bundles.Entry(f"objects/{number:032x}.age", 1, bytes(32)) for number in range(300_000)]
    return made


@case("many-entries", "none", "a signed manifest of 100,001 entries, under 32 MiB")
def _(maker):
    made = three(maker)
    made.more_entries = [
        bundles.Entry(f"objects/{number:032x}.age", 1, bytes(32))
        for number in range(100_001 - 9)]
    return made


@case("huge-header", "none", "10,000 stanzas; the reader's is among them")
def _(maker):
    made = three(maker)
    made.more_stanzas = [
        age.Stanza(["mlkem768x25519", encode_base64(os.urandom(1120), padded=False)],
                   os.urandom(32)) for _ in range(9_998)]
    return made


def fork(maker: Maker, branch: str):
    objects = maker.seal(maker.testimony(f"{branch} branch"))
    if branch == "second":
        objects += maker.seal(maker.testimony(f"{branch} branch, again"))
    maker.log(objects)
    return draft(maker, objects)


@case("fork-1", "all", "one branch of a log; the same --seed for both")
def _(maker):
    return fork(maker, "first")


@case("fork-2", "all", "the other branch: alone it is honest; behind fork-1 it is a fork, "
      "whose objects are kept and which is never cosigned")
def _(maker):
    return fork(maker, "second")


# Room to grow


@case("unknown-lines", "all", "card, manifest, every leaf and every record's note have plain lines "
      "that the formats do not; so a reader skips them")
def _(maker):
    def seal(what: str):
        testimony = maker.testimony(what)
        testimony.note = lambda note: note._replace(unknown=UNKNOWN_LINES)
        return maker.seal(testimony)
    objects = seal("first") + seal("last")
    maker.log(objects)
    maker.leaves[:] = [leaf._replace(unknown=UNKNOWN_LINES) for leaf in maker.leaves]
    made = draft(maker, objects)
    made.unknown = UNKNOWN_LINES
    return made


@case("manifest-must", "none", "the manifest has a line `must-`: the bundle is not used")
def _(maker):
    made = three(maker)
    made.unknown = (*UNKNOWN_LINES, "must-count: twice")
    return made


@case("must-entry", "none", "the manifest lists an entry `must-x`: the bundle is not used")
def _(maker):
    made = three(maker)
    made.objects.append(honest_out("must-x", b"something new\n"))
    return made


@case("card-must", "none", "the card has a line `must-`: it is not used")
def _(maker):
    made, device = three(maker), maker.device
    card = device.card._replace(unknown=("must-compare: the other number",))
    made.card = device.sign(card.text())
    return made


def manifest_lines(name: str, about: str, *lines: str, taken: str = "none"):
    def make(maker: Maker):
        made = three(maker)
        made.unknown = lines
        return made
    case(name, taken, about)(make)


manifest_lines(
    "manifest-64-lines", "64 unknown lines of 1,024 bytes, as many as there may be",
    *filling(64 * 1025, 64), taken="all")
manifest_lines(
    "manifest-65-lines", "65 unknown lines, one too many", *filling(65 * 20, 65))
manifest_lines(
    "manifest-long-line", "an unknown line of 1,025 bytes", "grow: " + "x" * 1019)
manifest_lines(
    "manifest-known-key", "behind the entries a line `log` again", "log: amanat/" + "0" * 32)
manifest_lines(
    "manifest-bad-key", "an unknown line whose key is in upper case", "Mood: calm")
manifest_lines(
    "manifest-digit-key", "an unknown line whose key begins with a digit", "2nd: calm")
manifest_lines(
    "manifest-long-key", "an unknown line whose key has 33 characters", "k" * 33 + ": calm")
manifest_lines("manifest-no-value", "an unknown line without a value", "mood: ")


# Leaves


@case("leaf-must", "unread", "the leaf of the faulty record has a line `must-`: the object is "
      "stored, is not opened, and is named as unread")
def _(maker):
    return with_leaf(three(maker), FAULTY_LEAF, unknown=("must-ask: the recorder",))


@case("leaf-must-other", "all", "the leaf of the enrolment has a line `must-`: it is kept, and not "
      "used")
def _(maker):
    return with_leaf(three(maker), 0, unknown=("must-ask: the recorder",))


@case("leaf-unknown-kind", "all", "a leaf of a kind that the page does not have")
def _(maker):
    made = three(maker)
    maker.leaf("looked-at", maker.random(16), maker.random(32))
    return made


@case("leaf-16-lines", "all", "a leaf with 16 unknown lines, of 4,096 bytes: as many as there may be")
def _(maker):
    return with_leaf(three(maker), 0, unknown=filling(4096 - len(maker.leaves[0].encode()), 16))


@case("leaf-17-lines", "none", "a leaf with 17 unknown lines")
def _(maker):
    return with_leaf(three(maker), 0, unknown=filling(17 * 20, 17))


@case("leaf-4097-bytes", "none", "a leaf of 4,097 bytes")
def _(maker):
    return with_leaf(three(maker), 0, unknown=filling(4097 - len(maker.leaves[0].encode()), 16))


@case("leaf-known-key", "none", "behind the time of a leaf comes a line `object` again")
def _(maker):
    return with_leaf(three(maker), 0, unknown=("object: " + "0" * 32,))


@case("leaf-other-note", "rest", "the leaf of the faulty record names another note")
def _(maker):
    return with_leaf(three(maker), FAULTY_LEAF, note=hashlib.sha256(b"another").digest())


@case("leaf-without-note", "none", "a leaf of the kind `sealed` names no note")
def _(maker):
    return with_leaf(three(maker), FAULTY_LEAF, note=None)


@case("leaf-attached-with-note", "none", "a leaf of the kind `attached` names a note")
def _(maker):
    return with_leaf(three(maker), FAULTY_LEAF - 1, note=bytes(32))
