import AtRest
import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

@Suite("Binary formats of the journal")
struct BinaryFormatTests {
    @Test("numbers are written most significant byte first, and read back")
    func numbers() {
        var writer = ByteWriter()
        writer.put(0x0102_0304_0506_0708 as UInt64)
        writer.put(0xFFFE as UInt16)
        #expect(writer.bytes == [1, 2, 3, 4, 5, 6, 7, 8, 0xFF, 0xFE])
        var reader = ByteReader(writer.bytes)
        #expect(reader.number(UInt64.self) == 0x0102_0304_0506_0708)
        #expect(reader.number(UInt32.self) == nil)
        #expect(reader.number(UInt16.self) == 0xFFFE)
        #expect(reader.isAtEnd)
    }

    static func entry() -> JournalEntry {
        let leaves = Bench.leaves(0..<6)
        var frontier = Frontier()
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf)) }
        return JournalEntry(
            after: Array(leaves[..<3]), Array(leaves[3...]), Bench.state(frontier).checkpoint)
    }

    static func state() -> LogState { Bench.state(entry().end) }

    @Test("an entry is read back as it was written, and no shorter or longer bytes are")
    func entries() {
        let entry = Self.entry()
        let bytes = entry.encoded
        #expect(JournalEntry(parsing: bytes) == entry)
        for count in bytes.indices { #expect(JournalEntry(parsing: Array(bytes[..<count])) == nil) }
        #expect(JournalEntry(parsing: bytes + [0]) == nil)
    }

    @Test("whatever bytes are read as an entry or a head are written again as they were")
    func canonical() {
        var generator = SeededGenerator(for: "entries")
        let entry = Self.entry().encoded
        let head = JournalHead(segment: 3, end: 500, nextFrame: 9, state: Self.state())
            .encoded
        for position in entry.indices {
            for _ in 0..<4 {
                var changed = entry
                changed[position] = generator.bytes(1)[0]
                if let read = JournalEntry(parsing: changed) { #expect(read.encoded == changed) }
            }
        }
        for position in head.indices {
            var changed = head
            changed[position] = generator.bytes(1)[0]
            if let read = JournalHead(parsing: changed) { #expect(read.encoded == changed) }
        }
    }

    @Test("an entry that promises more leaves than it can hold is refused")
    func counts() {
        var bytes = Self.entry().encoded
        for count in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 2], [0, 0, 0, 4]] as [[UInt8]] {
            bytes.replaceSubrange(8 + 1 + 64..<8 + 1 + 64 + 4, with: count)
            #expect(JournalEntry(parsing: bytes) == nil)
        }
    }

    @Test("a head is read back, and one that names no place is refused")
    func heads() {
        let state = Self.state()
        let head = JournalHead(segment: 3, end: 500, nextFrame: 9, state: state)
        #expect(JournalHead(parsing: head.encoded) == head)
        #expect(JournalHead(parsing: head.encoded + [0]) == nil)
        let impossible: [(first: UInt64, forgotten: UInt64, segment: UInt64, end: Int64)] = [
            (0, 0, 3, 500), (4, 0, 3, 500), (1, 7, 3, 500), (1, 0, 0, 500), (1, 0, 3, 33),
            (1, 0, 3, -1),
        ]
        for place in impossible {
            var bytes = ByteWriter()
            bytes.put(place.first)
            bytes.put(place.forgotten)
            bytes.put(place.segment)
            bytes.put(UInt64(bitPattern: place.end))
            #expect(JournalHead(parsing: bytes.bytes + head.encoded.dropFirst(32)) == nil)
        }
    }

    @Test("a frame opens as the page says, and only under its own number and log")
    func frames() throws {
        let keys = VaultKeys(masterKey: SecretBytes(copying: [UInt8](1...32).span))
        let frame = Frame.encode([1, 2, 3], number: 5, log: "a", keys: keys)
        #expect(Array(frame[..<4]) == [0, 0, 0, 43])
        #expect(frame.count == 8 + 43)
        let context = Array("amanat-frame/v1\n".utf8) + [0, 0, 0, 0, 0, 0, 0, 5, 0x61]
        let opened = try XChaCha20Poly1305.open(
            frame.span.extracting(droppingFirst: 8), key: keys.frames, authenticating: context)
        #expect([UInt8](opened.bytes) == [1, 2, 3])
        for (number, log) in [(4, "a"), (6, "a"), (5, "b"), (5, "")] as [(UInt64, String)] {
            guard
                case .broken = Frame.read(
                    frame, at: 0, end: frame.count, number: number, log: log, keys: keys)
            else {
                Issue.record("frame 5 of log a passes for frame \(number) of log \(log)")
                continue
            }
        }
    }
}
