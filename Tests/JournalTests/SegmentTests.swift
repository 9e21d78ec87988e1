import DurableFiles
import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

@Suite("Segments")
struct SegmentTests {
    /// Leaves with which the first segment is exactly so long.
    static func leaves(filling byteCount: Int) throws -> [[UInt8]] {
        let empty = [[UInt8]](repeating: [], count: 65)
        let overhead = try withFolder { folder in
            var bench = Bench(folder)
            try bench.create(empty)
            return try bench.file(bench.segmentPath()).count
        }
        var leaves = empty
        var left = byteCount - overhead
        for index in leaves.indices {
            let count = min(left, JournalEntry.maximumLeafByteCount)
            leaves[index] = [UInt8](repeating: UInt8(index), count: count)
            left -= count
        }
        precondition(left == 0, "65 leaves are more than 4 MiB")
        return leaves
    }

    @Test("a segment that has passed 4 MiB is followed by a new one, and not a byte sooner")
    func change() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            var leaves = try Self.leaves(filling: 4 << 20)
            try bench.create(leaves)
            #expect(try bench.file(bench.segmentPath()).count == 4 << 20)
            for (number, segmentCount) in [(0, 1), (1, 2), (2, 2)] {
                try bench.append([Bench.leaf(number)])
                leaves.append(Bench.leaf(number))
                #expect(
                    try Files().names(in: bench.place.folder)
                        == ["00000001.seg", "00000002.seg"].prefix(segmentCount) + ["head"])
            }
            #expect(try bench.leaves() == leaves)

            // Damage in the first segment is found from the second one, and so is a lost frame.
            let first = try bench.file(bench.segmentPath())
            let bounds = try bench.frameBounds()
            try place(Array(first[..<bounds[1]]), at: bench.segmentPath())
            let lost = try bench.open().everything()
            #expect(lost.damage == [Bench.lost(2, 38, .framesMissing, 65..<66)])
            #expect(lost.leaves == Array(leaves[..<65]) + Array(leaves[66...]))
            try place(first + [0], at: bench.segmentPath())
            #expect(
                damage { _ = try bench.leaves() }
                    == JournalDamage(
                        place: "journal/00000001.seg", offset: Int64(first.count),
                        flaw: .framePrefixCut))
            try Files().remove(bench.segmentPath())
            #expect(throws: Bench.damage(1, 0, .segmentMissing)) {
                _ = try bench.leaves()
            }
        }
    }

    @Test("a new segment that a crash left behind without its head is begun again")
    func abandonedSegment() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create(try Self.leaves(filling: 4 << 20 + 1))
            let rubbish = Segment.header(2, firstFrame: 1) + [1, 2, 3]
            try place(rubbish, at: bench.segmentPath(2))
            #expect(try bench.open().state.frontier.size == 65)
            #expect(try Files().names(in: bench.place.folder).count == 2)
            try place(rubbish, at: bench.segmentPath(2))
            try bench.append([Bench.leaf(0)])
            let journal = try bench.open()
            #expect(journal.cutTail == nil)
            #expect(journal.state.frontier.size == 66)
            #expect(try Files().names(in: bench.place.folder).count == 3)
        }
    }

    /// What may lie under the name of the next segment and is none that a crash left there.
    static let unknownSegments: [(what: String, bytes: [UInt8])] = {
        let own = Segment.header(2, firstFrame: 1)
        var damaged = own
        damaged[20] ^= 1
        return [
            ("nothing", []), ("a part of a header", Array(own.dropLast())),
            ("a damaged header", damaged + [1, 2, 3]),
            ("another first frame", Segment.header(2, firstFrame: 2) + [1, 2, 3]),
            ("an earlier first frame", Segment.header(2, firstFrame: 0) + [1, 2, 3]),
            ("another number", Segment.header(3, firstFrame: 1) + [1, 2, 3]),
            ("something else", Array("a letter".utf8)),
        ]
    }()

    @Test("a next segment that no crash left stays as it is, and nothing is written over it")
    func unknownNextSegment() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            let leaves = try Self.leaves(filling: 4 << 20 + 1)
            try bench.create(leaves)
            let state = try bench.open().state
            for (what, bytes) in Self.unknownSegments {
                try place(bytes, at: bench.segmentPath(2))
                func stays(_ when: String) throws {
                    #expect(try bench.file(bench.segmentPath(2)) == bytes, "\(what), \(when)")
                }
                var journal = try bench.open()
                try stays("opened")
                #expect(journal.state == state)
                var next = bench
                let more = [Bench.leaf(0)]
                let after = next.state(adding: more)
                let appending = damage { try journal.append(more, state: after) }
                #expect(appending?.place == "journal/00000002.seg", "\(what)")
                try stays("after an append")
                journal = try bench.open()
                let forgetting = damage { try journal.forget(before: 1) }
                #expect(forgetting?.place == "journal/00000002.seg", "\(what)")
                try stays("after forgetting")
                #expect(try bench.leaves() == leaves)
            }
            try Files().remove(bench.segmentPath(2))
            try bench.append([Bench.leaf(0)])
            #expect(try bench.leaves() == leaves + [Bench.leaf(0)])
        }
    }

    @Test("a segment that goes on behind an older head is taken, and not written over")
    func olderHead() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            var leaves = try Self.leaves(filling: 4 << 20 + 1)
            try bench.create(leaves)
            let head = try bench.file(bench.headPath)
            for number in 0..<3 {
                try bench.append([Bench.leaf(number)])
                leaves.append(Bench.leaf(number))
            }
            try place(head, at: bench.headPath)
            let journal = try bench.open()
            #expect(journal.state == Bench.state(bench.frontier))
            #expect(try journal.leaves() == leaves)
            try bench.append([Bench.leaf(9)])
            #expect(try bench.leaves() == leaves + [Bench.leaf(9)])
        }
    }

    @Test("a segment's name has eight digits, or more where it must")
    func names() {
        #expect(Segment.name(1) == "00000001.seg")
        #expect(Segment.name(12_345_678) == "12345678.seg")
        #expect(Segment.name(123_456_789) == "123456789.seg")
        for name in ["00000001.seg", "123456789.seg"] {
            #expect(Segment.number(inName: name).map(Segment.name) == name)
        }
        for name in ["1.seg", "00000001.sek", "+0000001.seg", "head", "0123456789.seg"] {
            #expect(Segment.number(inName: name) == nil)
        }
    }

    @Test("a segment begins with its kind and number")
    func header() {
        let header = Segment.header(0x0102, firstFrame: 0x0304)
        #expect(
            Array(header[..<34])
                == Array("amanat-segment/v1\n".utf8) + [0, 0, 0, 0, 0, 0, 1, 2]
                + [0, 0, 0, 0, 0, 0, 3, 4])
        var crc = CRC32C()
        crc.update(Array(header[..<34]).span)
        #expect(header[34...].reduce(0) { $0 << 8 | UInt32($1) } == crc.checksum)
        #expect(header.count == Segment.headerByteCount)
        #expect(Segment.header(of: header + [1]) == .whole(number: 0x0102, firstFrame: 0x0304))
        #expect(Segment.header(of: header.dropLast()) == .broken)
        for position in header.indices {
            var changed = header
            changed[position] ^= 4
            #expect(Segment.header(of: changed) == .broken)
        }
    }

    @Test("an entry that no reader would take is refused before anything is written")
    func oversizedEntry() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create()
            // Somewhat more than 16 MiB.
            let leaf = [UInt8](repeating: 1, count: JournalEntry.maximumLeafByteCount)
            let leaves = [[UInt8]](repeating: leaf, count: 257)
            var refused = false
            do {
                try bench.append(leaves)
            } catch {
                refused = true
            }
            // Taken or refused: what the journal says that it holds must be there.
            let size = try bench.open().state.frontier.size
            #expect(size == (refused ? 0 : 257))
            #expect(damage { _ = try bench.leaves() } == nil)
        }
    }
}
