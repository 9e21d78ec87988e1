"""Faults of a record's parts, digests and salts."""

import hashlib

from amanat_formats import parts, records, sealing
from amanat_formats.parts import Part, Salts

from .making import (
    FAULTY_LEAF, FAULTY_RECORD, Maker, Sealed, Testimony, case, changed, draft, faulty_record,
    object_out, three, with_leaf,
)


def change_parts(change):
    """The parts are others before they are signed."""
    return lambda maker, t: lambda found: change(found)


def replaced(found: list[Part], name: str, data: bytes) -> list[Part]:
    return [part._replace(data=data) if part.name == name else part for part in found]


def without(found: list[Part], name: str) -> list[Part]:
    return [part for part in found if part.name != name]


def changed_entry(name: str, change):
    """An entry of the archive is another after it was signed."""
    return lambda maker, t: lambda entries: [
        part._replace(data=change(part.data)) if part.name == name else part for part in entries]


# Accounts


ACCOUNT = parts.account_name(1)
faulty_record(
    "record-part-changed", "the account has another byte than was signed",
    entries=changed_entry(ACCOUNT, lambda data: changed(data, 4)))
faulty_record(
    "record-not-utf8", "the account is not UTF-8",
    account=lambda maker, t: b"L\xf3la told it.\n")
faulty_record(
    "record-empty-account", "the account is empty", account=lambda maker, t: b"")
faulty_record(
    "empty-account", "an account of no bytes, beside an attachment",
    account=lambda maker, t: b"")
faulty_record(
    "account-behind", "the account stands behind the list of attachments",
    parts=change_parts(lambda found: sorted(
        found, key=lambda part: (part.name.startswith("account/"), part.name == parts.KEY))))
faulty_record(
    "nothing-in-it", "a record without account and attachments",
    parts=change_parts(lambda found: found[:1]))
faulty_record(
    "paragraph-gap", "there is a paragraph 001 and one 003",
    parts=change_parts(lambda found: [
        found[0], Part(parts.account_name(1), b"one\n"), Part(parts.account_name(3), b"three\n"),
        *(part for part in found[1:] if not part.name.startswith("account/"))]))
faulty_record(
    "paragraph-from-2", "the first paragraph is 002",
    parts=change_parts(lambda found: [
        part._replace(name=parts.account_name(2)) if part.name == ACCOUNT else part
        for part in without(found, parts.account_name(2))]))
faulty_record(
    "paragraph-empty", "the second paragraph is empty",
    parts=change_parts(lambda found: [
        found[0], Part(parts.account_name(1), b"one\n"), Part(parts.account_name(2), b""),
        Part(parts.account_name(3), b"three\n"),
        *(part for part in found[1:] if not part.name.startswith("account/"))]))
faulty_record(
    "paragraph-cut-in-character", "a paragraph ends within a character of two bytes",
    parts=change_parts(lambda found: [
        found[0], Part(parts.account_name(1), "Лола".encode()[:3]),
        Part(parts.account_name(2), "Лола".encode()[3:]),
        *(part for part in found[1:] if not part.name.startswith("account/"))]))
faulty_record(
    "paragraphs-elsewhere-cut", "paragraphs that are cut where no writer would", "all",
    parts=change_parts(lambda found: [
        found[0], Part(parts.account_name(1), b"Lo"), Part(parts.account_name(2), b"la\n\n\nto"),
        Part(parts.account_name(3), b"ld"),
        *(part for part in found[1:] if not part.name.startswith("account/"))]))
faulty_record(
    "paragraphs-many", "an account of a thousand paragraphs, in 900 parts", "all",
    account=lambda maker, t: b"".join(b"paragraph %d\n\n" % n for n in range(1000)))
faulty_record(
    "paragraph-901", "an account of 901 parts",
    parts=change_parts(lambda found: [found[0], *(
        Part(f"account/{n:03}.txt", b"%d\n" % n) for n in range(1, 902))]))


# Recipients


faulty_record(
    "record-not-addressed", "the faulty record's recipients name somebody else",
    parts=lambda maker, t: lambda found: replaced(
        found, parts.RECIPIENTS, parts.recipients_of([maker.other.card])))
faulty_record(
    "recipients-missing", "the faulty record does not say to whom it was sealed",
    parts=change_parts(lambda found: without(found, parts.RECIPIENTS)))


def recipients(name: str, about: str, make):
    faulty_record(name, about, parts=lambda maker, t: lambda found: replaced(
        found, parts.RECIPIENTS, make(*sorted(
            (card.fingerprint.hex().encode() for card in (maker.to, maker.other.card))))))


recipients("recipients-descending", "the recipients are not ascending",
           lambda a, b: b + b" 1\n" + a + b" 1\n")
recipients("recipients-twice", "a recipient comes twice, with two numbers",
           lambda a, b: a + b" 1\n" + a + b" 2\n" + b + b" 1\n")
recipients("recipients-number-0", "a recipient's card has the number 0",
           lambda a, b: a + b" 0\n" + b + b" 0\n")
recipients("recipients-without-number", "the recipients have no numbers",
           lambda a, b: a + b"\n" + b + b"\n")


# Digests and salts


def digests(name: str, about: str, change):
    faulty_record(name, about, note=lambda maker, t: lambda note: note._replace(
        digests=change(note.digests)))


digests("digests-7", "the note has seven digests; one of a decoy is left out", lambda all: all[:7])
digests("digests-2048", "the note has more digests than there may be",
        lambda all: sorted(hashlib.sha256(b"%d" % n).digest() for n in range(2048)))
digests("digests-descending", "the digests are not ascending", lambda all: all[::-1])
digests("digest-of-nothing", "a digest that is of no part and no decoy",
        lambda all: sorted([*all[:-1], hashlib.sha256(b"nothing").digest()]))
faulty_record(
    "digests-12", "the note has twelve digests, which is no power of two",
    salts=lambda maker, t: lambda salts: salts._replace(
        of_decoys=sorted(salts.of_decoys + [maker.random(32) for _ in range(4)])))
faulty_record(
    "digests-32", "the note has more decoys than it needs", "all",
    salts=lambda maker, t: lambda salts: salts._replace(
        of_decoys=sorted(salts.of_decoys + [maker.random(32) for _ in range(24)])))
faulty_record(
    "decoys-descending", "the salts of the decoys are not ascending",
    salts=lambda maker, t: lambda salts: Salts(salts.of_parts, salts.of_decoys[::-1]))
faulty_record(
    "digest-not-accounted", "the salts tell nothing of one of the digests",
    entries=changed_entry(parts.SALTS, lambda data: data[:data[:-1].rindex(b"\n") + 1]))
faulty_record(
    "salts-twice", "the salts tell twice of one decoy",
    entries=changed_entry(parts.SALTS, lambda data: data + data[data[:-1].rindex(b"\n") + 1:]))
faulty_record(
    "salts-of-other-part", "the salts name a part that is not there",
    entries=changed_entry(parts.SALTS, lambda data: data.replace(b" account/001", b" account/009")))
faulty_record(
    "salts-missing", "there are no salts",
    entries=lambda maker, t: lambda entries: without(entries, parts.SALTS))


# Attachments and their key


faulty_record(
    "attachments-gap", "there is a list of attachments 001 and one 003",
    attachments=[("a.txt", b"a\n"), ("b.txt", b"b\n")],
    parts=change_parts(lambda found: [
        part._replace(name=parts.list_name(3)) if part.name == parts.list_name(2) else part
        for part in found]))
faulty_record(
    "object-twice", "two lists of attachments name one object",
    attachments=[("a.txt", b"a\n"), ("b.txt", b"b\n")],
    items=lambda maker, t: lambda items: [items[0], items[0]._replace(name="b.txt")])
faulty_record(
    "attachments-without-key", "there are attachments, and no key to them",
    parts=change_parts(lambda found: without(found, parts.KEY)))
faulty_record(
    "key-without-attachments", "there is a key to attachments, and there are none",
    parts=change_parts(lambda found: without(found, parts.list_name(1))))


def key(name: str, about: str, change):
    faulty_record(name, about, parts=change_parts(lambda found: [
        part._replace(data=change(part.data)) if part.name == parts.KEY else part
        for part in found]))


key("key-no-key", "the attachments' key is no key", lambda data: b"AGE-SECRET-KEY-PQ-1QQQQ\n")
key("key-without-newline", "the attachments' key has no newline", lambda data: data[:-1])
key("key-with-comment", "the attachments' key has a line of comment before it",
    lambda data: b"# a key\n" + data)


# Parts that are not known, and parts elsewhere


faulty_record(
    "unknown-part", "the record has parts that the page does not know", "all",
    parts=change_parts(lambda found: [
        *found, Part("interpreter.txt", b"no plain text, perhaps\n"), Part("zz/forms", b"\0\1\2")]))
faulty_record(
    "must-part", "the record has a part `must-redact/faces`: it is shown, and neither written out "
    "nor passed on", "shown",
    parts=change_parts(lambda found: [*found, Part("must-redact/faces", b"3 faces\n")]))
faulty_record(
    "unknown-parts-misordered", "parts that are not known are not ascending",
    parts=change_parts(lambda found: [*found, Part("zz", b"z\n"), Part("yy", b"y\n")]))
faulty_record(
    "unknown-part-before", "a part that is not known stands before the account",
    parts=change_parts(lambda found: [found[0], Part("aa", b"a\n"), *found[1:]]))
faulty_record(
    "part-in-account", "a part is named account/note",
    parts=change_parts(lambda found: [*found, Part("account/note", b"a\n")]))
faulty_record(
    "part-long-name", "a part's name has 65 bytes",
    parts=change_parts(lambda found: [*found, Part("p" * 65, b"a\n")]))
faulty_record(
    "elsewhere-unknown-digest", "`elsewhere` names a digest that is not in the note",
    elsewhere=lambda maker, t: [parts.Elsewhere(maker.random(16), maker.random(32))],
    note=lambda maker, t: lambda note: note._replace(digests=sorted(
        set(note.digests) - {t.elsewhere[0].digest} | {hashlib.sha256(b"another").digest()})))


def own_object(maker: Maker, note: bytes, found: list[Part], salts: Salts, id: bytes) -> Sealed:
    """Parts of a record in an object of their own, under the record's note."""
    lines = parts.encode_salts([part.name for part in found], salts)
    sealed = sealing.seal(records.content(note, found, lines), [maker.to.recipient])
    return Sealed(id, "part", sealed, hashlib.sha256(note).digest())


def with_part(maker: Maker, t: Testimony, tell=lambda listed: listed) -> list[Sealed]:
    """A testimony of which the part `names` lies in an object of its own. `tell` changes what the
    record says of it."""
    id = maker.random(16)
    found = [Part(parts.RECIPIENTS, parts.recipients_of([maker.to])),
             Part("names", "Лола; Anvar\n".encode())]
    salts = Salts([maker.random(32) for _ in found], [])
    t.elsewhere = tell([parts.Elsewhere(id, d) for d in parts.digests_of(found, salts)])
    notes: list[bytes] = []
    t.signed = lambda data: notes.append(data) or data
    *attached, record = maker.seal(t)
    return [*attached, own_object(maker, notes[0], found, salts, id), record]


@case("elsewhere", "all", "a part of the record lies in an object of its own")
def _(maker):
    objects = with_part(maker, maker.testimony("only"))
    maker.log(objects)
    return draft(maker, objects)


@case("elsewhere-twice", "rest", "`elsewhere` names the digest of a part that is in the record")
def _(maker):
    part, salt = Part("x", b"x"), bytes(32)

    def fault(t: Testimony) -> None:
        t.elsewhere = [parts.Elsewhere(maker.random(16), part.digest(salt))]
        t.parts = lambda found: [*found, part]
        t.salts = lambda made: Salts(
            [*made.of_parts[:-1], salt], sorted([*made.of_decoys, maker.random(32)]))
        t.note = lambda note: note._replace(digests=sorted(set(note.digests)))
    return three(maker, fault)


@case("part-not-listed", "rest-and-record", "an object of its own whose parts the record says are "
      "in another object")
def _(maker):
    objects = with_part(maker, maker.testimony("only"), lambda listed: [
        item._replace(object=bytes(16)) for item in listed])
    maker.log(objects)
    return draft(maker, objects)


@case("resealed-without-leaf", "rest", "the faulty record is sealed anew, and no coordinator's log "
      "says so")
def _(maker):
    made, faulty = three(maker), maker.testimonies["faulty"]
    again = maker.seal(Testimony(faulty, b"The faulty account, again.\n"))[-1]
    made.objects[FAULTY_RECORD] = object_out(again)
    return with_leaf(made, FAULTY_LEAF, note=again.note)
