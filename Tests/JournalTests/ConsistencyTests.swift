import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

/// What a journal's own key sealed is checked all the same: against a fault of the program, and
/// against frames that were made by another version of it.
@Suite("How entries hang together")
struct ConsistencyTests {
    let unlike = "a checkpoint is not that of its leaves"

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
                    state: entry.state))
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
                firstIndex: 2, leaves: Bench.leaves(2..<4),
                state: Bench.state(frontier(Bench.leaves(0..<4))))
            let (bench, _) = try journal(folder, entry, isCovered: isCovered)
            #expect(try bench.leaves() == Bench.leaves(0..<4))
        }
    }

    @Test("an entry that leaves out an index is damage, before and behind the head")
    func gap() throws {
        for isCovered in [true, false] {
            try withFolder { folder in
                let entry = JournalEntry(
                    firstIndex: 3, leaves: Bench.leaves(3..<4),
                    state: Bench.state(frontier(Bench.leaves(0..<4))))
                let (bench, offset) = try journal(folder, entry, isCovered: isCovered)
                let error = Bench.damage(1, offset, "an entry is not as it was written")
                let head = try bench.file(bench.headPath)
                #expect(throws: error) { _ = try bench.leaves() }
                if !isCovered { #expect(throws: error) { _ = try bench.open().cutTail } }
                #expect(try bench.file(bench.headPath) == head)
            }
        }
    }

    @Test("a frontier, a root, or a log's name that is not that of the leaves is damage")
    func unlikeStates() throws {
        let right = frontier(Bench.leaves(0..<3))
        let wrong = frontier(Bench.leaves(0..<2) + [[9]])
        let states = [
            Bench.state(wrong),
            LogState(frontier: right, checkpoint: Bench.state(wrong).checkpoint),
            LogState(frontier: wrong, checkpoint: Bench.state(right).checkpoint),
            Bench.state(right, log: "amanat/other"),
        ]
        for state in states {
            try withFolder { folder in
                let entry = JournalEntry(
                    firstIndex: 2, leaves: [Bench.leaf(2)], state: state)
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
                    throws: Bench.damage(1, end, "the head does not belong to the entries")
                ) { _ = try bench.leaves() }
            }
        }
    }
}
