"""Faults of the archive: its names, its order, its end."""

from amanat_formats import bundles, sealing, tar

from .making import FAULTY_RECORD, Out, case, honest_out, raw_out, three, with_object


@case("absolute-path", "before", "the archive names the faulty record /objects/ID.age")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"/" + entry.name.encode(), data, entry=entry)])


@case("dot-dot", "before", "the archive names the faulty record objects/../../evil.age")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"objects/../../evil.age", data, entry=entry)])


@case("manifest-dot-dot", "none", "archive and manifest name an object objects/../../evil.age")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"objects/../../evil.age", data,
                entry=entry._replace(name="objects/../../evil.age"))])


@case("symlink", "before", "a symbolic link to /etc/passwd in the place of the faulty record")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(entry.name.encode(), b"", b"2", b"/etc/passwd", entry)])


@case("hardlink", "before", "a hard link to the first object in the place of the faulty record")
def _(maker):
    made = three(maker)
    target = made.objects[0].entry.name.encode()
    return with_object(made, lambda entry, data: [
        raw_out(entry.name.encode(), b"", b"1", target, entry)])


@case("device", "before", "a character device in the place of the faulty record")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(entry.name.encode(), b"", b"3", b"", entry)])


@case("repeated-name", "before", "the archive holds the first record again before the faulty one")
def _(maker):
    made = three(maker)
    made.objects.insert(FAULTY_RECORD, Out(made.objects[1].raw, None))
    return made


@case("manifest-repeated-name", "none", "archive and manifest hold the faulty record twice")
def _(maker):
    made = three(maker)
    made.objects.insert(FAULTY_RECORD, made.objects[FAULTY_RECORD])
    return made


@case("unknown-name", "before", "the archive holds notes.txt before the faulty record")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        raw_out(b"notes.txt", b"boo\n"), honest_out(entry.name, data)])


@case("manifest-unknown-name", "none", "archive and manifest hold notes.txt")
def _(maker):
    made = three(maker)
    made.objects.insert(FAULTY_RECORD, honest_out("notes.txt", b"boo\n"))
    return made


@case("wrong-size", "before-or-rest", "the manifest gives the faulty record one byte more")
def _(maker):
    return with_object(three(maker), lambda entry, data: [
        Out(tar.entry(entry.name, data), entry._replace(length=entry.length + 1))])


@case("more-bytes", "before", "the faulty record goes on for 1,000 bytes past the size that "
      "manifest and archive give")
def _(maker):
    def change(entry, data):
        length = len(data) - 1000
        return [Out(tar.header(entry.name, length) + tar.entry(entry.name, data)[tar.BLOCK:],
                    entry._replace(length=length))]
    return with_object(three(maker), change)


@case("missing-end", "unfinished", "there is no `end`; all objects are there")
def _(maker):
    made = three(maker)
    made.end = b""
    return made


@case("wrong-end", "unfinished", "`end` bears the id of another bundle")
def _(maker):
    made = three(maker)
    made.end = bundles.end_text(bytes(16))
    return made


@case("cut-off", "before", "the age file ends in the middle of the faulty attachment")
def _(maker):
    made = three(maker, attachments=[("long.bin", maker.random(300_000))])
    made.cut = 150_000
    return made


@case("trailing-data", "unfinished", "behind the two zero blocks come bytes that are not zero")
def _(maker):
    made = three(maker)
    made.behind = b"\x55" * 512
    return made


@case("entry-after-end", "unfinished", "one more entry comes behind `end`")
def _(maker):
    made = three(maker)
    made.end = b""
    end = bundles.end_text(made.bundle)
    made.objects.append(Out(tar.entry("end", end) + tar.entry("after", b"boo\n"), None))
    return made


@case("bad-padding", "unfinished", "the bundle's padding is 512 zeros longer than Padmé gives")
def _(maker):
    made = three(maker)
    made.padding = lambda length: bytes(sealing.padded(length) - length + 512)
    return made


@case("wrong-order", "none", "`leaves` comes before `checkpoint`, in manifest and archive")
def _(maker):
    made = three(maker)
    made.reorder = lambda outs: [outs[0], outs[2], outs[1], *outs[3:]]
    return made


@case("archive-order", "none", "`leaves` comes before `checkpoint`, in the archive alone")
def _(maker):
    made = three(maker)
    made.reorder = lambda outs: [
        outs[0], Out(outs[2].raw, outs[1].entry), Out(outs[1].raw, outs[2].entry), *outs[3:]]
    return made
