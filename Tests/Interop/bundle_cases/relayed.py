"""The log of one device, carried by another; and records that were sealed anew."""

import hashlib

from amanat_formats import logs, parts, sealing
from amanat_formats.cards import Device
from amanat_formats.parts import Part

from .making import Draft, Maker, Sealed, as_before, case, draft, honest_out, three


def by(made: Draft, writer: Device) -> Draft:
    made.by = writer
    return made


@case("relayed", "all", "a coordinator carries the recorder's log and objects",
      needs_coordinator=True)
def _(maker):
    return by(three(maker), maker.with_coordinator())


@case("relayed-in-two", "all", "the recorder's first bundle, and a coordinator's with what came "
      "after", needs_coordinator=True)
def _(maker):
    objects = maker.seal(maker.testimony("first"))
    maker.log(objects)
    first = draft(as_before(maker, list(maker.leaves)), objects)
    start = len(maker.leaves)
    objects = maker.seal(maker.testimony("last"))
    maker.log(objects)
    return [first, by(draft(maker, objects, start), maker.with_coordinator())]


@case("relayed-by-stranger", "none", "a coordinator whose card nobody has carries the recorder's log")
def _(maker):
    return by(three(maker), maker.make_device("stranger", "coordinator"))


@case("relayed-by-recorder", "none", "another recorder carries the recorder's log")
def _(maker):
    return by(three(maker), maker.other)


@case("relayed-other-card", "none", "a coordinator carries the recorder's log, with the card of "
      "another recorder", needs_coordinator=True)
def _(maker):
    made = by(three(maker), maker.with_coordinator())
    made.reorder = lambda outs: [
        outs[0], honest_out("log-card", maker.other.card.encoded), *outs[2:]]
    return made


@case("relayed-without-card", "none", "a coordinator carries the recorder's log, without its card",
      needs_coordinator=True)
def _(maker):
    made = by(three(maker), maker.with_coordinator())
    made.reorder = lambda outs: [outs[0], *outs[2:]]
    return made


@case("log-card-needless", "none", "there is a `log-card`, where the writer's own log is carried")
def _(maker):
    made = three(maker)
    made.reorder = lambda outs: [
        outs[0], honest_out("log-card", maker.device.card.encoded), *outs[1:]]
    return made


# Sealed anew


def for_somebody_else(maker: Maker, what: str) -> tuple[Sealed, Sealed]:
    """A record that was sealed to somebody else; and the same content, sealed to the reader."""
    testimony = maker.testimony(what, [])
    testimony.parts = lambda found: [
        Part(parts.RECIPIENTS, parts.recipients_of([maker.other.card])), *found[1:]]
    made = maker.content(testimony, maker.parts_of(testimony, [], maker.other.identity))

    def sealed(device_card) -> Sealed:
        return Sealed(testimony.id, "sealed", sealing.seal(
            made.archive, [device_card.recipient]), made.note_hash)

    return sealed(maker.other.card), sealed(maker.to)


@case("resealed", "all", "a record was sealed to somebody else; a coordinator sealed it anew, and "
      "says so in its own log", needs_coordinator=True)
def _(maker):
    coordinator = maker.with_coordinator()
    old, new = for_somebody_else(maker, "only")
    maker.log([old])
    relayed = by(draft(maker, [new]), coordinator)
    told = logs.Leaf("resealed", new.id, new.sha256, maker.tick())
    enrolled = logs.Leaf("enrolled", maker.device.card.fingerprint[:16],
                         hashlib.sha256(maker.device.card.encoded).digest(), maker.tick())
    return [draft(as_before(maker, [enrolled, told], coordinator), []), relayed]


@case("resealed-unsaid", "none", "a record was sealed to somebody else, and comes sealed anew; no "
      "coordinator's log says so")
def _(maker):
    old, new = for_somebody_else(maker, "only")
    maker.log([old])
    return draft(maker, [new])


@case("resealed-by-recorder", "none", "a record was sealed to somebody else, and comes sealed anew; "
      "it is the recorder's own log that says so")
def _(maker):
    old, new = for_somebody_else(maker, "only")
    maker.log([old])
    maker.leaf("resealed", new.id, new.sha256)
    return draft(maker, [new])
