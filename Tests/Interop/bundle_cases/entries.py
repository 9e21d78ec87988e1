"""Notes that come along, and pieces of large objects."""

import hashlib

from amanat_formats import bundles

from .making import Draft, Maker, Out, Sealed, as_before, case, draft, honest_out, three

UNIT = 1 << 20
LARGE = 5 * UNIT // 2  # what the large attachment has; its object is a little longer


# Notes


def note_out(data: bytes) -> Out:
    return honest_out(f"notes/{hashlib.sha256(data).hexdigest()}", data)


def with_notes(maker: Maker, *data: bytes) -> Draft:
    made = three(maker)
    made.notes = sorted(map(note_out, data), key=lambda out: out.entry.name)
    return made


def of_kind(maker: Maker, number: int, more: str = "") -> bytes:
    return maker.device.sign(f"amanat-later/v1\nnumber: {number}\n{more}".encode())


@case("notes", "all", "three signed notes of a kind that nobody knows yet, one with a `must-` line")
def _(maker):
    return with_notes(maker, of_kind(maker, 1), of_kind(maker, 2, "must-know: it\n"),
                      maker.other.sign(b"amanat-later/v2\nnumber: 3\n"))


@case("notes-1000", "all", "a thousand notes, as many as there may be")
def _(maker):
    return with_notes(maker, *(of_kind(maker, number) for number in range(1000)))


@case("notes-1001", "none", "a thousand and one notes")
def _(maker):
    return with_notes(maker, *(of_kind(maker, number) for number in range(1001)))


@case("notes-too-long", "none", "a note of more than 4 MiB")
def _(maker):
    return with_notes(maker, of_kind(maker, 1, "x: " + "x" * (4 << 20) + "\n"))


@case("notes-together", "none", "five notes that together have more than 16 MiB")
def _(maker):
    return with_notes(maker, *(
        of_kind(maker, number, "x: " + "x" * (3_500_000) + "\n") for number in range(5)))


@case("notes-wrong-hash", "none", "a note is named by the SHA-256 of something else")
def _(maker):
    made = with_notes(maker, of_kind(maker, 1))
    made.notes = [honest_out("notes/" + "ab" * 32, of_kind(maker, 1))]
    return made


@case("notes-misordered", "none", "notes that are not ascending")
def _(maker):
    made = with_notes(maker, of_kind(maker, 1), of_kind(maker, 2))
    made.notes.reverse()
    return made


@case("notes-behind", "none", "a note comes behind an object")
def _(maker):
    made = three(maker)
    made.objects.insert(1, note_out(of_kind(maker, 1)))
    return made


# Pieces


def large(maker: Maker) -> list[Sealed]:
    """Attachment and record of `faulty`, whose object has more than 2.5 MiB; then those of `last`."""
    faulty = maker.testimony("faulty", [("large.bin", b"large\n" * (LARGE // 6))])
    objects = maker.seal(faulty) + maker.seal(maker.testimony("last"))
    maker.log(objects)
    return objects


def piece(item: Sealed, offset: int, end: int | None = None, total: int | None = None,
          data: bytes | None = None) -> Out:
    data = item.data if data is None else data
    name = bundles.piece_name(item.id, offset, len(item.data) if total is None else total)
    return honest_out(name, data[offset:end])


def in_pieces(maker: Maker, objects: list[Sealed], first: list[Out],
              second: list[Out]) -> list[Draft]:
    """Two bundles, each with all leaves: the pieces first, as their leaf is the first."""
    made = []
    for pieces, others in ((first, []), (second, objects[1:])):
        one = draft(as_before(maker, list(maker.leaves)), others)
        one.objects = pieces + one.objects
        made.append(one)
    return made


def pieces_case(name: str, taken: str, about: str, make) -> None:
    """`make` gives the pieces of the first bundle and those of the second."""
    def both(maker: Maker) -> list[Draft]:
        objects = large(maker)
        return in_pieces(maker, objects, *make(objects[0]))
    case(name, taken, about)(both)


def changed_at(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


pieces_case(
    "pieces", "all", "a large object in three pieces, over two bundles",
    lambda item: ([piece(item, 0, UNIT)], [piece(item, UNIT, 2 * UNIT), piece(item, 2 * UNIT)]))
pieces_case(
    "pieces-backwards", "all", "a large object in two pieces; the second one is in the first bundle",
    lambda item: ([piece(item, UNIT)], [piece(item, 0, UNIT)]))
pieces_case(
    "pieces-overlapping", "all", "pieces of two carriers, which overlap and agree",
    lambda item: ([piece(item, 0, 2 * UNIT)], [piece(item, UNIT)]))
pieces_case(
    "pieces-missing", "rest-and-account", "the second of three pieces never comes",
    lambda item: ([piece(item, 0, UNIT)], [piece(item, 2 * UNIT)]))
pieces_case(
    "pieces-wrong-total", "rest-and-account", "the second piece says that the object is longer",
    lambda item: ([piece(item, 0, 2 * UNIT)], [longer(item)]))
pieces_case(
    "pieces-wrong-byte", "rest-and-account", "a byte in the second of three pieces is another",
    lambda item: ([piece(item, 0, UNIT)], [
        piece(item, UNIT, 2 * UNIT, data=changed_at(item.data, UNIT + 99)),
        piece(item, 2 * UNIT)]))


def longer(item: Sealed) -> Out:
    """The last piece, of an object that is a unit longer than the first piece says."""
    return piece(item, 2 * UNIT, total=len(item.data) + UNIT, data=item.data + bytes(UNIT))


def piece_fault(name: str, about: str, make) -> None:
    """A manifest that is refused: one bundle, with one piece."""
    def one(maker: Maker) -> Draft:
        objects = large(maker)
        made = draft(maker, objects[1:])
        made.objects.insert(0, make(objects[0]))
        return made
    case(name, "none", about)(one)


piece_fault("piece-misaligned", "a piece begins at no multiple of 1 MiB",
            lambda item: piece(item, UNIT + 1))
piece_fault("piece-short", "a piece has no multiple of 1 MiB, and is not the last",
            lambda item: piece(item, 0, UNIT - 1))
piece_fault("piece-whole", "a piece is as long as its object", lambda item: piece(item, 0))
piece_fault("piece-empty", "a piece has no bytes", lambda item: piece(item, UNIT, UNIT))
piece_fault("piece-past-the-end", "a piece ends behind its object",
            lambda item: piece(item, 2 * UNIT, total=2 * UNIT + 100))


def other_name(change):
    return lambda item: honest_out(change(item), item.data[:UNIT])


piece_fault("piece-leading-zero", "a piece's name has a number with a leading zero", other_name(
    lambda item: f"pieces/{item.id.hex()}/00-{len(item.data)}"))
piece_fault("piece-no-total", "a piece's name has one number", other_name(
    lambda item: f"pieces/{item.id.hex()}/0"))
