"""Honest bundles, and objects that do not fit their leaves."""

import dataclasses

from amanat_formats import tar

from .making import (
    FAULTY_LEAF, FAULTY_RECORD, Out, as_before, case, changed, draft, honest_out, three,
    with_object,
)


@case("honest", "all", "one testimony with one attachment")
def _(maker):
    objects = maker.seal(maker.testimony("only"))
    maker.log(objects)
    return draft(maker, objects)


@case("honest-many", "all", "twenty testimonies without attachments")
def _(maker):
    objects = []
    for number in range(1, 21):
        objects += maker.seal(maker.testimony(f"{number}th", []))
    maker.log(objects)
    return draft(maker, objects)


@case("three", "all", "the three testimonies that most cases hold, without a fault")
def _(maker):
    return three(maker)


@case("stretches", "all", "two bundles: leaves [0, k) and leaves [k, n)")
def _(maker):
    objects = maker.seal(maker.testimony("first"))
    maker.log(objects)
    first, start = draft(maker, objects), len(maker.leaves)
    kept = list(maker.leaves)
    objects = maker.seal(maker.testimony("second")) + maker.seal(maker.testimony("third"))
    maker.log(objects)
    second = draft(maker, objects, start)
    older = as_before(maker, kept)
    return [dataclasses.replace(first, maker=older), second]


@case("three-stretches", "all", "three bundles: leaves [0, j), [j, k) and [k, n)")
def _(maker):
    made = []
    for number in ("first", "second", "third"):
        start = len(maker.leaves) if made else 0
        objects = maker.seal(maker.testimony(number))
        maker.log(objects)
        older = as_before(maker, list(maker.leaves))
        made.append(dataclasses.replace(draft(maker, objects, start), maker=older))
    return made


# Objects


@case("object-not-in-leaves", "rest", "no leaf names the faulty record")
def _(maker):
    made = three(maker)
    del maker.leaves[FAULTY_LEAF]
    return made


@case("object-hash-mismatch", "rest", "the faulty record has another SHA-256 than the manifest")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        Out(tar.entry(entry.name, changed(data, len(data) // 2)), entry)])


@case("leaf-hash-mismatch", "rest", "the faulty record fits the manifest, and not its leaf")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        honest_out(entry.name, changed(data, len(data) // 2))])


@case("attachment-missing", "rest-and-account", "the faulty testimony's attachment is withheld")
def _(maker):
    made = three(maker)
    del made.objects[FAULTY_RECORD - 1]
    return made
