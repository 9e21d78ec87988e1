import Testing

@testable import StrictTar

@Suite("Writing and reading archives")
struct TarTests {
    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
    }

    static let entries: [(name: String, bytes: [UInt8])] = [
        ("note", bytes(300)), ("empty", []), ("one", [1]), ("a/b-c_d.E/0", bytes(511)),
        ("full", bytes(512)), ("more", bytes(513)), ("kib", bytes(1_024)),
        (String(repeating: "n", count: 100), bytes(5_000)), ("...", [0]), (".hidden", [0]),
    ]

    @Test("what is written is read again, and the length is known beforehand")
    func roundTrip() throws {
        let archive = try Tar.write(Self.entries)
        let sizes = Self.entries.map { UInt64($0.bytes.count) }
        #expect(UInt64(archive.count) == Tar.archivedByteCount(of: sizes))
        let read = try Tar.read(archive, byteLimit: 100_000)
        #expect(read.map(\.name) == Self.entries.map(\.name))
        #expect(read.map(\.bytes) == Self.entries.map(\.bytes))
        #expect(try Tar.write(read) == archive)
    }

    @Test("an archive without entries is its end", arguments: [1_024, 1_025, 1_536, 10_240])
    func empty(count: Int) throws {
        let archive = [UInt8](repeating: 0, count: count)
        #expect(try Tar.read(archive, byteLimit: 0).isEmpty)
        #expect(try Tar.write([]) == Tar.endOfArchive)
    }

    @Test("however the bytes are cut, the same is read")
    func cuts() throws {
        let archive = try Tar.write(Self.entries) + [UInt8](repeating: 0, count: 333)
        let whole = Reading(archive)
        #expect(whole.error == nil)
        #expect(whole.entries.map(\.bytes) == Self.entries.map(\.bytes))
        #expect(whole.entries.allSatisfy { $0.isComplete })
        for length in [1, 2, 3, 511, 512, 513, 1_024, 4_096] {
            #expect(Reading(archive, cutting: { length }) == whole)
        }
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the random cuts: \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let cut = Reading(archive, cutting: { Int.random(in: 0...1_500, using: &random) })
            #expect(cut == whole, "seed \(seed)")
        }
    }

    @Test("cut off anywhere, an archive is truncated in the entry that is not whole")
    func truncation() throws {
        let archive = try Tar.write([("first", Self.bytes(600)), ("second", Self.bytes(10))])
        // first: header 0, content 512, padding 1112; second: header 1536, content 2048,
        // padding 2058; end 2560.
        #expect(archive.count == 3_584)
        for length in 0..<archive.count {
            let reading = Reading(Array(archive[..<length]))
            let entry: String? =
                switch length {
                case 512..<1_536: "first"
                case 2_048..<2_560: "second"
                default: nil
                }
            #expect(reading.error == .truncated(in: entry), "cut at \(length)")
            #expect(reading.entries.count == (length >= 2_048 ? 2 : length >= 512 ? 1 : 0))
            #expect(
                reading.entries.filter(\.isComplete).count
                    == (length >= 2_560 ? 2 : length >= 1_536 ? 1 : 0))
            #expect(throws: TarError.truncated(in: entry)) {
                try Tar.read(Array(archive[..<length]), byteLimit: 10_000)
            }
        }
    }

    @Test("a change of any byte shows, but for the contents, which have no checksum here")
    func everyByte() throws {
        let archive = try Tar.write([("first", Self.bytes(600)), ("second", Self.bytes(10))])
        for index in archive.indices {
            let isContent = (512..<1_112).contains(index) || (2_048..<2_058).contains(index)
            for bit: UInt8 in [0x01, 0x80] {
                var changed = archive
                changed[index] ^= bit
                let error = Reading(changed).error
                #expect((error == nil) == isContent, "byte \(index)")
                #expect(error == Reading(changed, cutting: { 100 }).error)
            }
        }
    }

    @Test("after an error, the reader gives the same error for ever")
    func sticky() throws {
        let archive = try Tar.write([("name", []), ("other", [])])
        var damaged = archive
        damaged[600] ^= 1
        var reader = TarReader()
        var collector = Collector()
        #expect(throws: TarError.wrongChecksum) {
            try reader.feed(damaged.span, to: &collector)
        }
        #expect(throws: TarError.wrongChecksum) {
            try reader.feed(archive.span, to: &collector)
        }
        #expect(throws: TarError.wrongChecksum) { try reader.finish() }
    }

    private struct Refusal: Error {}

    private struct Refuser: TarHandler, ~Copyable {
        mutating func begin(_ header: TarEntryHeader) throws {}
        mutating func content(_ bytes: Span<UInt8>) throws { throw Refusal() }
        mutating func end() throws {}
    }

    @Test("what the handler throws comes through, and ends the reading")
    func handlerThrows() throws {
        let archive = try Tar.write([("name", [1])])
        var reader = TarReader()
        var refuser = Refuser()
        #expect(throws: Refusal.self) { try reader.feed(archive.span, to: &refuser) }
        #expect(throws: TarError.abandoned) { try reader.feed(archive.span, to: &refuser) }
        #expect(throws: TarError.abandoned) { try reader.finish() }
    }

    @Test("numbers of entries and of bytes are bounded")
    func limits() throws {
        let archive = try Tar.write([("a", [1, 2]), ("b", [3]), ("c", [])])
        #expect(try Tar.read(archive, byteLimit: 3, entryLimit: 3).count == 3)
        #expect(throws: TarError.tooLarge(byteLimit: 2)) { try Tar.read(archive, byteLimit: 2) }
        #expect(throws: TarError.tooManyEntries(limit: 2)) {
            try Tar.read(archive, byteLimit: 3, entryLimit: 2)
        }
    }

    @Test("a header that promises more than there is costs no memory")
    func promises() throws {
        let header = try TarEntryHeader(name: "a", byteCount: 1 << 60).encoded()
        #expect(throws: TarError.tooLarge(byteLimit: 1_000)) {
            try Tar.read(header, byteLimit: 1_000)
        }
        #expect(throws: TarError.truncated(in: "a")) { try Tar.read(header, byteLimit: .max) }
        #expect(Reading(header).error == .truncated(in: "a"))
    }

    @Test("repeated and unsafe names are not written")
    func writing() {
        #expect(throws: TarError.repeatedName("a")) { try Tar.write([("a", []), ("a", [])]) }
        #expect(throws: TarError.unsafeName) { try Tar.write([("../a", [])]) }
    }

    @Test(
        "padding fills up the last 512 bytes",
        arguments: [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511)])
    func padding(byteCount: UInt64, padding: Int) {
        #expect(Tar.paddingByteCount(after: byteCount) == padding)
    }
}
