import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

/// What a journal's own key sealed is checked all the same: against a fault of the program, and
/// against frames that were made by another version of it.
@Suite("How entries hang together")
struct ConsistencyTests {
    let unlike = JournalFlaw.otherCheckpoint

    /// A journal with one good entry of two leaves, and behind it an entry that is as it comes.
    func journal(
        _ folder: FilePath, _ entry: JournalEntry, isCovered: Bool
    ) throws -> (bench: Bench, offset: Int) {
        var bench = Bench(folder)
        try bench.create(Bench.leaves(0..<2))
        let segment = try bench.file(bench.segmentPath())
        let frame = Frame.encode(
            entry.encoded, number: 1, log: Bench.log, keys: bench.place.keys)
        try place(segment + frame, at: bench.segmentPath())
        if isCovered {
            try bench.place.write(
                JournalHead(
                    segment: 1, end: Int64(segment.count + frame.count), nextFrame: 2,
                    state: entry.state(ofLog: Bench.log) ?? Bench.state(entry.end)))
        }
        return (bench, segment.count)
    }

    func frontier(_ leaves: [[UInt8]]) -> Frontier {
        var frontier = Frontier()
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf)) }
        return frontier
    }

    @Test("an entry that fits is taken, before and behind the head", arguments: [true, false])
    func good(isCovered: Bool) throws {
        try withFolder { folder in
            let entry = JournalEntry(
                after: Bench.leaves(0..<2), Bench.leaves(2..<4),
                Bench.state(frontier(Bench.leaves(0..<4))).checkpoint)
            let (bench, _) = try journal(folder, entry, isCovered: isCovered)
            #expect(try bench.leaves() == Bench.leaves(0..<4))
        }
    }

    @Test("an entry that leaves out an index is damage, before and behind the head")
    func gap() throws {
        for isCovered in [true, false] {
            try withFolder { folder in
                let entry = JournalEntry(
                    after: Bench.leaves(0..<3), Bench.leaves(3..<4),
                    Bench.state(frontier(Bench.leaves(0..<4))).checkpoint)
                let (bench, offset) = try journal(folder, entry, isCovered: isCovered)
                let head = try bench.file(bench.headPath)
                if isCovered {
                    let found = try bench.open().everything()
                    #expect(
                        found.damage == [
                            Bench.lost(1, offset, .entriesMissing, 2..<3)
                        ])
                    #expect(found.leaves == Bench.leaves(0..<2) + Bench.leaves(3..<4))
                } else {
                    let error = Bench.damage(1, offset, .entryAltered)
                    #expect(throws: error) { _ = try bench.open().cutTail }
                }
                #expect(try bench.file(bench.headPath) == head)
            }
        }
    }

    @Test("an entry that begins with another frontier than the one before it left is damage")
    func otherStart() throws {
        let other = [Bench.leaf(0), [9]]
        try withFolder { folder in
            let entry = JournalEntry(
                after: other, [Bench.leaf(2)],
                Bench.state(frontier(other + [Bench.leaf(2)])).checkpoint)
            let (bench, offset) = try journal(folder, entry, isCovered: true)
            #expect(throws: Bench.damage(1, offset, .notContinued)) { _ = try bench.leaves() }
        }
    }

    @Test("a copy of another's log takes stretches as they come, and gives them back so")
    func copies() throws {
        try withFolder { folder in
            var bench = Bench(folder, isGapless: false)
            try bench.create(Bench.leaves(0..<2))
            let before = bench.frontier
            for range in [4..<6, 2..<5, 0..<1, 2..<4] {
                let entry = JournalEntry(
                    after: Bench.leaves(0..<range.lowerBound), Bench.leaves(range),
                    Bench.state(frontier(Bench.leaves(0..<range.upperBound))).checkpoint)
                var journal = try bench.open()
                try journal.append(entry)
            }
            let journal = try bench.open()
            let found = try journal.everything()
            #expect(found.damage.isEmpty)
            #expect(
                found.leaves
                    == [0..<2, 4..<6, 2..<5, 0..<1, 2..<4].flatMap { Bench.leaves($0) })
            // Only what went on where it stood moved the state.
            #expect(journal.state == Bench.state(frontier(Bench.leaves(0..<5))))
            #expect(before.size == 2)
        }
    }

    @Test("a root, or a log's name that is not that of the leaves is damage")
    func unlikeStates() throws {
        let right = frontier(Bench.leaves(0..<3))
        let wrong = frontier(Bench.leaves(0..<2) + [[9]])
        let checkpoints = [
            Bench.state(wrong).checkpoint,
            Bench.state(right, log: "amanat/other").checkpoint,
            Bench.state(frontier(Bench.leaves(0..<2))).checkpoint, [],
        ]
        for checkpoint in checkpoints {
            try withFolder { folder in
                let entry = JournalEntry(
                    after: Bench.leaves(0..<2), [Bench.leaf(2)], checkpoint)
                let (bench, offset) = try journal(folder, entry, isCovered: true)
                #expect(throws: Bench.damage(1, offset, unlike)) { _ = try bench.leaves() }
            }
        }
    }

    @Test("a head that is not that of the entries before it is damage")
    func otherHead() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create(Bench.leaves(0..<2))
            try bench.append(Bench.leaves(2..<3))
            let end = try bench.frameBounds()[2]
            let right = Bench.state(bench.frontier)
            let wrong = Bench.state(frontier(Bench.leaves(0..<2) + [[9]]))
            for head in [
                JournalHead(segment: 1, end: Int64(end), nextFrame: 2, state: wrong),
                JournalHead(segment: 1, end: Int64(end), nextFrame: 3, state: right),
            ] {
                try bench.place.write(head)
                #expect(
                    throws: Bench.damage(1, end, .headOfOtherEntries)
                ) { _ = try bench.leaves() }
            }
        }
    }
}
