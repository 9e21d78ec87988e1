import Foundation
import Testing

@testable import StrictTar

@Suite("GNU tar and Python's tarfile")
struct OtherToolsTests {
    private func write(_ bytes: [UInt8], to file: URL) throws {
        try Data(bytes).write(to: file)
    }

    @Test(
        "GNU tar lists and unpacks what is written here", .enabled(if: Tools.hasTar, "no tar here"))
    func gnuReads() throws {
        try Tools.withFolder { folder in
            try write(Tar.write(TarTests.entries), to: folder.appending(path: "a.tar"))
            let listing = try Tools.run("tar", ["--numeric-owner", "-tvf", "a.tar"], in: folder)
            let lines = listing.split(separator: "\n")
            #expect(lines.count == TarTests.entries.count)
            for (line, entry) in zip(lines, TarTests.entries) {
                let fields = line.split(separator: " ").map(String.init)
                #expect(
                    fields == [
                        "-rw-------", "0/0", "\(entry.bytes.count)", "1970-01-01", "00:00",
                        entry.name,
                    ])
            }
            let messages = try Tools.run("tar", ["-xf", "a.tar"], in: folder)
            #expect(messages.isEmpty)
            for entry in TarTests.entries {
                let unpacked = try Data(contentsOf: folder.appending(path: entry.name))
                #expect(Array(unpacked) == entry.bytes)
            }
        }
    }

    @Test(
        "GNU tar, told the same, writes the same bytes", .enabled(if: Tools.hasTar, "no tar here"))
    func gnuWrites() throws {
        try Tools.withFolder { folder in
            let entries: [(name: String, bytes: [UInt8])] = [
                ("note", Array("hello\n".utf8)), ("parts/one", [UInt8](repeating: 7, count: 1_000)),
                ("parts/empty", []),
            ]
            try FileManager.default.createDirectory(
                at: folder.appending(path: "parts"), withIntermediateDirectories: true)
            for entry in entries { try write(entry.bytes, to: folder.appending(path: entry.name)) }
            _ = try Tools.run(
                "tar",
                [
                    "--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--mode=0600",
                    "--mtime=@0", "--blocking-factor=1", "-cf", "a.tar",
                ] + entries.map(\.name), in: folder)
            let archive = Array(try Data(contentsOf: folder.appending(path: "a.tar")))
            #expect(try Tar.write(entries) == archive)
            #expect(try Tar.read(archive, byteLimit: 10_000).map(\.name) == entries.map(\.name))
        }
    }

    @Test("Python reads what is written here", .enabled(if: Tools.hasPython, "no python3 here"))
    func pythonReads() throws {
        try Tools.withFolder { folder in
            try write(Tar.write(TarTests.entries), to: folder.appending(path: "a.tar"))
            let script = """
                import tarfile
                with tarfile.open("a.tar", "r:") as archive:
                    for entry in archive:
                        assert entry.isreg() and entry.mode == 0o600 and entry.mtime == 0
                        print(entry.name, archive.extractfile(entry).read().hex())
                """
            let expected = TarTests.entries.map { entry in
                let hex = entry.bytes.map {
                    String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
                }
                return "\(entry.name) \(hex.joined())\n"
            }
            #expect(try Tools.run("python3", ["-c", script], in: folder) == expected.joined())
        }
    }

    @Test(
        "Python reads the header of an entry of any size",
        .enabled(if: Tools.hasPython, "no python3 here"),
        arguments: [0, 0o77777777777, 0o77777777777 + 1, 123_456_789_012_345] as [UInt64])
    func pythonReadsSizes(byteCount: UInt64) throws {
        try Tools.withFolder { folder in
            let block = try TarEntryHeader(name: "large", byteCount: byteCount).encoded()
            try write(block, to: folder.appending(path: "header"))
            let script = """
                import tarfile
                block = open("header", "rb").read()
                entry = tarfile.TarInfo.frombuf(block, "ascii", "strict")
                entry.mode = 0o600
                again = entry.tobuf(tarfile.GNU_FORMAT)
                print(entry.name, entry.size, again[124:136] == block[124:136])
                """
            #expect(
                try Tools.run("python3", ["-c", script], in: folder) == "large \(byteCount) True\n")
        }
    }
}
