import DurableFiles
import SystemPackage
import TestSupport
import Testing

@testable import Journal

@Suite("Damage before the head")
struct DamageTests {
    /// A journal of three frames.
    func bench(_ folder: FilePath) throws -> Bench {
        var bench = Bench(folder)
        try bench.create(Bench.leaves(0..<2))
        try bench.append(Bench.leaves(2..<3))
        try bench.append(Bench.leaves(3..<7))
        return bench
    }

    /// The entries in each frame.
    static let entries: [Range<UInt64>] = [0..<2, 2..<3, 3..<7]

    @Test(
        "a bit flipped anywhere before the head is damage, named by segment, offset and entries; the rest is read"
    )
    func everyFlip() throws {
        var generator = SeededGenerator(for: "journal flips")
        try withFolder { folder in
            let bench = try bench(folder)
            let segment = try bench.file(bench.segmentPath())
            let bounds = try bench.frameBounds()
            for position in segment.indices {
                var changed = segment
                changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                try place(changed, at: bench.segmentPath())
                guard let journal = try Journal.read(at: bench.place, log: Bench.log) else {
                    throw Bench.Missing()
                }
                let found = try journal.everything()
                let place = bounds.lastIndex { $0 <= position }
                #expect(found.damage.count == 1, "byte \(position)")
                #expect(found.damage.first?.place == "journal/00000001.seg")
                #expect(found.damage.first?.offset == Int64(place.map { bounds[$0] } ?? 0))
                // The entries of that frame are lost, and no others: none with the header.
                let lost = place.map { Self.entries[$0] } ?? 0..<0
                #expect(found.damage.first?.entries == lost, "byte \(position)")
                let kept = (0..<7).filter { !lost.contains(UInt64($0)) }
                #expect(found.leaves == kept.map(Bench.leaf), "byte \(position)")
                #expect(try bench.file(bench.segmentPath()) == changed)
            }
        }
    }

    @Test("a sector of zeros costs the entries that lie in it, and no others")
    func lostSector() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create([Bench.leaf(0)])
            do {
                var journal = try bench.open()
                for number in 1..<60 {
                    let leaves = [Bench.leaf(number)]
                    try journal.append(leaves, state: bench.state(adding: leaves))
                }
            }
            let bounds = try bench.frameBounds()
            var segment = try bench.file(bench.segmentPath())
            let sector = 8192..<8192 + 4096
            segment.replaceSubrange(sector, with: [UInt8](repeating: 0, count: sector.count))
            try place(segment, at: bench.segmentPath())
            let hit = (0..<60).filter { (bounds[$0]..<bounds[$0 + 1]).overlaps(sector) }
            let found = try bench.open().everything()
            #expect(found.leaves == (0..<60).filter { !hit.contains($0) }.map(Bench.leaf))
            let lost = found.damage.filter { !$0.entries.isEmpty }.map(\.entries)
            #expect(lost == [UInt64(hit[0])..<UInt64(hit[hit.count - 1]) + 1])
        }
    }

    @Test("bytes that look like frames everywhere are given up after some work, and named")
    func busywork() throws {
        try withFolder { folder in
            let bench = try bench(folder)
            let segment = try bench.file(bench.segmentPath())
            let head = try #require(try bench.place.readHead(ofLog: Bench.log))
            let rubbish = [[UInt8]](repeating: [0, 0x10, 0, 0], count: 1 << 20).flatMap(\.self)
            try place(segment + rubbish, at: bench.segmentPath())
            var longer = head
            longer.end += Int64(rubbish.count)
            try bench.place.write(longer)
            let found = try bench.open().everything()
            #expect(found.leaves == Bench.leaves(0..<7))
            #expect(found.damage.first?.offset == Int64(segment.count))
        }
    }

    @Test("a segment that ends before the head says is damage, and nothing is written")
    func shorter() throws {
        try withFolder { folder in
            let bench = try bench(folder)
            let segment = try bench.file(bench.segmentPath())
            for count in [38, 39, segment.count / 2, segment.count - 1] {
                try place(Array(segment[..<count]), at: bench.segmentPath())
                #expect(throws: Bench.damage(1, count, .segmentCut)) {
                    _ = try bench.open().cutTail
                }
                #expect(try bench.file(bench.segmentPath()).count == count)
            }
            for count in [0, 1, 37] {
                try place(Array(segment[..<count]), at: bench.segmentPath())
                #expect(damage { _ = try bench.open().cutTail }?.offset == 0)
            }
            try Files().remove(bench.segmentPath())
            #expect(throws: Bench.damage(1, 0, .segmentMissing)) {
                _ = try bench.open().cutTail
            }
        }
    }

    @Test("a reader that mends nothing refuses a segment that ends before the head says")
    func shorterForReaders() async {
        await #expect(processExitsWith: .success) {
            try withFolder { folder in
                let bench = try DamageTests().bench(folder)
                let segment = try bench.file(bench.segmentPath())
                try place(Array(segment.dropLast()), at: bench.segmentPath())
                let read = try Journal.read(at: bench.place, log: Bench.log)
                #expect(damage { _ = try read?.leaves() }?.place == "journal/00000001.seg")
            }
        }
    }

    @Test(
        "frames that are swapped, doubled or dropped are damage at the first that is out of place")
    func reordered() throws {
        try withFolder { folder in
            let bench = try bench(folder)
            let segment = try bench.file(bench.segmentPath())
            let bounds = try bench.frameBounds()
            let frames = (0..<3).map { segment[bounds[$0]..<bounds[$0 + 1]] }
            let cases: [([Int], Int)] = [
                ([1, 0, 2], 0), ([0, 2, 1], 1), ([0, 0, 1, 2], 1), ([0, 2, 2, 2], 1),
                ([0, 1, 1, 2], 2),
            ]
            for (order, wrong) in cases {
                let offset = 38 + order[..<wrong].reduce(0) { $0 + frames[$1].count }
                let altered = Array(segment[..<38]) + order.flatMap { frames[$0] }
                try place(
                    Array(altered.prefix(max(segment.count, altered.count))),
                    at: bench.segmentPath())
                let found = damage { _ = try bench.leaves() }
                #expect(found?.offset == Int64(offset), "\(order)")
                #expect(found?.flaw == .otherFrame)
            }
        }
    }

    @Test("the frames of another log, or of another vault, are damage and are not read")
    func otherLog() throws {
        try withFolder { folder in
            var bench = try bench(folder)
            bench.log = "amanat/ffffffffffffffffffffffffffffffff"
            let unlike = JournalDamage(
                place: "journal/head", offset: 0, flaw: .headAltered)
            #expect(throws: JournalError.damaged(unlike)) { _ = try bench.leaves() }
            let other = Bench(folder, masterKey: 2)
            let head = JournalDamage(place: "journal/head", offset: 0, flaw: .boxDoesNotOpen)
            #expect(throws: JournalError.damaged(head)) { _ = try other.leaves() }
        }
    }

    @Test("a segment with another's number is damage")
    func otherSegment() throws {
        try withFolder { folder in
            let bench = try bench(folder)
            let segment = try bench.file(bench.segmentPath())
            try place(
                Segment.header(2, firstFrame: 0) + segment.dropFirst(38), at: bench.segmentPath())
            #expect(throws: Bench.damage(1, 0, .otherSegment)) {
                _ = try bench.leaves()
            }
        }
    }

    @Test("a head with a bit flipped in any byte is damage, and so is a head that is gone")
    func head() throws {
        try withFolder { folder in
            let bench = try bench(folder)
            let head = try bench.file(bench.headPath)
            let before = try bench.file(bench.segmentPath())
            for position in head.indices {
                var changed = head
                changed[position] ^= 0x10
                try place(changed, at: bench.headPath)
                #expect(damage { _ = try bench.open().cutTail }?.place == "journal/head")
            }
            try Files().remove(bench.headPath)
            #expect(damage { _ = try bench.leaves() }?.place == "journal/head")
            #expect(try contents(of: bench.place.folder) == ["00000001.seg": before])
        }
    }

    @Test("a journal that grew through somebody else while it was open is not written to")
    func grewMeanwhile() throws {
        try withFolder { folder in
            var bench = try bench(folder)
            var journal = try bench.open()
            let grown = try bench.file(bench.segmentPath()) + [1]
            try place(grown, at: bench.segmentPath())
            let state = bench.state(adding: [[1]])
            #expect(throws: Bench.damage(1, grown.count - 1 + 1, .changedWhileOpen)) {
                try journal.append([[1]], state: state)
            }
            #expect(try bench.file(bench.segmentPath()) == grown)
            #expect(throws: JournalError.mustReopen) { try journal.append([[1]], state: state) }
        }
    }
}
