import Foundation
import Testing

@testable import StrictTar

@Suite("Hostile archives", .enabled(if: Tools.hasPython, "no python3 here"))
struct HostileArchiveTests {
    /// Every archive begins with the ordinary entry `good`, and then does what its name says.
    /// Fields that Python leaves empty are filled, so that nothing but the one thing is wrong.
    private static let script = """
        import io, tarfile

        def block(form=tarfile.USTAR_FORMAT, fix=True, checksum=None, **fields):
            entry = tarfile.TarInfo(fields.pop("name", "bad"))
            entry.mode = 0o600
            entry.size = 4
            for key, value in fields.items():
                setattr(entry, key, value)
            made = entry.tobuf(form)
            if not fix:
                return made
            block = bytearray(made[-512:])
            if block[329] == 0:
                block[329:345] = b"0000000\\0" * 2
            block[148:156] = b" " * 8
            total = sum(block) if checksum is None else checksum
            block[148:156] = b"%06o\\0 " % total
            return made[:-512] + bytes(block)

        content = b"text" + bytes(508)
        good = block(name="good") + content
        end = bytes(1024)

        def write(name, *parts):
            with open(name + ".tar", "wb") as file:
                file.write(b"".join(parts))

        def bad(case, /, *, body=content, **fields):
            write(case, good, block(**fields), body, end)

        bad("nothing-wrong")
        write("more-zeros", good, end, bytes(10001))
        bad("absolute-path", name="/etc/passwd")
        bad("parent", name="../bad")
        bad("inner-parent", name="a/../../bad")
        bad("dot", name="./bad")
        bad("trailing-slash", name="bad/")
        bad("double-slash", name="a//bad")
        bad("space", name="a bad")
        bad("backslash", name="a\\\\bad")
        bad("not-ascii", name="b\\u00e4d")
        bad("long-name", name="d" * 60 + "/" + "f" * 60)
        bad("gnu-long-name", name="f" * 120, form=tarfile.GNU_FORMAT, fix=False)
        bad("pax-name", name="f" * 120, form=tarfile.PAX_FORMAT, fix=False)
        bad("pax-header", pax_headers={"comment": "x"}, form=tarfile.PAX_FORMAT, fix=False)
        write("pax-global", tarfile.TarInfo.create_pax_global_header({"comment": "x"}), good, end)
        for name, kind in [("hard-link", tarfile.LNKTYPE), ("symlink", tarfile.SYMTYPE)]:
            bad(name, type=kind, linkname="/etc/passwd", size=0, body=b"")
        for name, kind in [("character-device", tarfile.CHRTYPE), ("block-device", tarfile.BLKTYPE),
                           ("folder", tarfile.DIRTYPE), ("fifo", tarfile.FIFOTYPE)]:
            bad(name, type=kind, size=0, body=b"")
        bad("contiguous", type=tarfile.CONTTYPE)
        bad("old-file", type=tarfile.AREGTYPE)
        bad("sparse", type=tarfile.GNUTYPE_SPARSE)
        bad("unknown-type", type=b"~")
        bad("file-with-link-name", linkname="target")
        bad("set-user-id", mode=0o4600)
        bad("readable-by-all", mode=0o644)
        bad("user-id", uid=1000)
        bad("group-id", gid=1000)
        bad("user-name", uname="root")
        bad("group-name", gname="root")
        bad("time", mtime=1700000000)
        bad("time-before-1970", mtime=-1, form=tarfile.GNU_FORMAT)
        bad("gnu-magic", form=tarfile.GNU_FORMAT)
        bad("wrong-checksum", checksum=1234)
        bad("repeated-name", name="good")
        bad("size-too-large", size=5000)
        bad("size-too-small", size=3)
        bad("size-zero", size=0)
        write("no-end", good)
        write("half-end", good, bytes(512))
        write("almost-end", good, bytes(1023))
        write("no-padding", good[:516])
        write("half-a-header", good, good[:300])
        write("entry-behind-one-zero-block", good, bytes(512), block(), content, end)
        write("entry-behind-the-end", good, end, block(), content, end)
        write("byte-behind-the-end", good, end, bytes(700), b"x")
        write("dirty-padding", good[:-1] + b"x", end)
        write("nothing")
        write("text", b"This is no archive at all. " * 100)
        """

    private static let wanted: [(name: String, error: TarError?)] = [
        ("nothing-wrong", nil), ("more-zeros", nil),
        ("absolute-path", .unsafeName), ("parent", .unsafeName), ("inner-parent", .unsafeName),
        ("dot", .unsafeName), ("trailing-slash", .unsafeName), ("double-slash", .unsafeName),
        ("space", .unsafeName), ("backslash", .unsafeName), ("not-ascii", .unsafeName),
        ("long-name", .unusualHeader),
        ("gnu-long-name", .unsupportedEntry(typeFlag: UInt8(ascii: "L"))),
        ("pax-name", .unsupportedEntry(typeFlag: UInt8(ascii: "x"))),
        ("pax-header", .unsupportedEntry(typeFlag: UInt8(ascii: "x"))),
        ("pax-global", .unsupportedEntry(typeFlag: UInt8(ascii: "g"))),
        ("hard-link", .unsupportedEntry(typeFlag: UInt8(ascii: "1"))),
        ("symlink", .unsupportedEntry(typeFlag: UInt8(ascii: "2"))),
        ("character-device", .unsupportedEntry(typeFlag: UInt8(ascii: "3"))),
        ("block-device", .unsupportedEntry(typeFlag: UInt8(ascii: "4"))),
        ("folder", .unsupportedEntry(typeFlag: UInt8(ascii: "5"))),
        ("fifo", .unsupportedEntry(typeFlag: UInt8(ascii: "6"))),
        ("contiguous", .unsupportedEntry(typeFlag: UInt8(ascii: "7"))),
        ("old-file", .unsupportedEntry(typeFlag: 0)),
        ("sparse", .unsupportedEntry(typeFlag: UInt8(ascii: "S"))),
        ("unknown-type", .unsupportedEntry(typeFlag: UInt8(ascii: "~"))),
        ("file-with-link-name", .unusualHeader), ("set-user-id", .unusualHeader),
        ("readable-by-all", .unusualHeader), ("user-id", .unusualHeader),
        ("group-id", .unusualHeader), ("user-name", .unusualHeader),
        ("group-name", .unusualHeader), ("time", .unusualHeader),
        ("time-before-1970", .unusualHeader), ("gnu-magic", .unusualHeader),
        ("wrong-checksum", .wrongChecksum), ("repeated-name", .repeatedName("good")),
        ("size-too-large", .truncated(in: "bad")),
        ("size-too-small", .nonzeroPadding(after: "bad")),
        ("size-zero", .wrongChecksum), ("no-end", .truncated(in: nil)),
        ("half-end", .truncated(in: nil)), ("almost-end", .truncated(in: nil)),
        ("no-padding", .truncated(in: "good")), ("half-a-header", .truncated(in: nil)),
        ("entry-behind-one-zero-block", .trailingBytes),
        ("entry-behind-the-end", .trailingBytes), ("byte-behind-the-end", .trailingBytes),
        ("dirty-padding", .nonzeroPadding(after: "good")), ("nothing", .truncated(in: nil)),
        ("text", .wrongChecksum),
    ]

    @Test("each is refused with its own error, however it is cut, and gives nothing but `good`")
    func hostile() throws {
        let archives = try Tools.withFolder { folder in
            _ = try Tools.run("python3", ["-c", Self.script], in: folder)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(Set(files) == Set(Self.wanted.map { "\($0.name).tar" }))
            return try Self.wanted.map {
                Array(try Data(contentsOf: folder.appending(path: "\($0.name).tar")))
            }
        }
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the random cuts: \(seed)")
        var random = SeededGenerator(seed: seed)
        for (archive, (name, error)) in zip(archives, Self.wanted) {
            let reading = Reading(archive)
            #expect(reading.error == error, "\(name)")
            let complete = reading.entries.filter(\.isComplete).map(\.header.name)
            if let error {
                let allowed = name == "size-zero" ? ["good", "bad"] : ["good"]
                #expect(allowed.starts(with: complete), "\(name)")
                #expect(throws: error) { try Tar.read(archive, byteLimit: 100_000) }
            } else {
                #expect(try Tar.read(archive, byteLimit: 100_000).map(\.name) == complete)
            }
            #expect(Reading(archive, cutting: { 1 }) == reading, "\(name)")
            for _ in 0..<5 {
                let cut = Reading(archive, cutting: { Int.random(in: 0...1_000, using: &random) })
                #expect(cut == reading, "\(name), seed \(seed)")
            }
        }
    }

    @Test("random bytes behind a good beginning never trap, however they are cut")
    func randomBytes() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the random bytes: \(seed)")
        var random = SeededGenerator(seed: seed)
        let archive = try Tar.write([("first", [1, 2, 3]), ("second", [4])])
        for _ in 0..<300 {
            var changed = archive
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                changed[Int.random(in: changed.indices, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            let whole = Reading(changed)
            let cut = Reading(changed, cutting: { Int.random(in: 1...600, using: &random) })
            #expect(whole == cut, "seed \(seed)")
        }
    }
}
