import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

@Suite("Keeping a journal")
struct RoundTripTests {
    @Test("what was appended is there after opening, in order", arguments: [0, 1, 3])
    func roundTrip(firstCount: Int) throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create(Bench.leaves(0..<firstCount))
            #expect(try bench.leaves() == Bench.leaves(0..<firstCount))
            var count = firstCount
            for more in [1, 2, 0, 300, 1] {
                try bench.append(Bench.leaves(count..<count + more))
                count += more
                let journal = try bench.open()
                #expect(journal.state == Bench.state(bench.frontier))
                #expect(journal.cutTail == nil)
            }
            #expect(try bench.leaves() == Bench.leaves(0..<count))
        }
    }

    @Test("one open journal takes one entry after another")
    func manyAppends() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create()
            do {
                var journal = try bench.open()
                for number in 0..<20 {
                    let leaves = [Bench.leaf(number)]
                    try journal.append(leaves, state: bench.state(adding: leaves))
                }
                #expect(try journal.leaves() == Bench.leaves(0..<20))
            }
            #expect(try bench.leaves() == Bench.leaves(0..<20))
        }
    }

    @Test("an entry gives its first index, its leaves, and the state behind them")
    func entries() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create(Bench.leaves(0..<2))
            try bench.append(Bench.leaves(2..<5))
            var entries: [JournalEntry] = []
            var ends: [Frontier] = []
            let damage = try bench.open().forEachEntry { entry, end in
                entries.append(entry)
                ends.append(end)
            }
            #expect(damage.isEmpty)
            #expect(entries.map(\.firstIndex) == [0, 2])
            #expect(entries.map(\.leaves.array) == [Bench.leaves(0..<2), Bench.leaves(2..<5)])
            #expect(ends.map(\.size) == [2, 5])
            #expect(ends.last == bench.frontier && entries.map(\.end) == ends)
            #expect(entries.last?.checkpoint == Bench.state(bench.frontier).checkpoint)
        }
    }

    @Test("a leaf may have any bytes, up to 65,535 of them")
    func longLeaves() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            let leaves = [
                [], [0], [UInt8](repeating: 255, count: JournalEntry.maximumLeafByteCount),
            ]
            try bench.create(leaves)
            #expect(try bench.leaves() == leaves)
        }
    }

    @Test(
        "an entry that brings only a newer checkpoint keeps the leaves and replaces the checkpoint")
    func cosigned() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create(Bench.leaves(0..<2))
            var cosigned = try SignedCheckpoint(
                parsing: bench.open().state.checkpoint, limit: 16 << 10)
            try cosigned.cosign(as: "amanat/w", at: 1_700_000_000, with: Bench.key(8))
            do {
                var journal = try bench.open()
                try journal.append(
                    [], state: LogState(frontier: bench.frontier, checkpoint: cosigned.encoded))
            }
            #expect(try bench.open().state.checkpoint == cosigned.encoded)
            #expect(try bench.leaves() == Bench.leaves(0..<2))
        }
    }

    @Test("where no journal is, opening and reading give nil and make nothing")
    func missing() throws {
        try withFolder { folder in
            let place = Bench(folder).place
            let opened = try Journal.open(at: place, log: Bench.log)?.log
            let read = try Journal.read(at: place, log: Bench.log)?.log
            #expect(opened == nil && read == nil)
            #expect(try contents(of: folder).isEmpty)
        }
    }

    @Test("a journal that was opened to be read gives its leaves, and takes none")
    func readOnly() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create(Bench.leaves(0..<2))
            let before = try contents(of: bench.place.folder)
            guard var journal = try Journal.read(at: bench.place, log: Bench.log) else {
                throw Bench.Missing()
            }
            #expect(try journal.leaves() == Bench.leaves(0..<2))
            #expect(throws: JournalError.onlyRead) {
                try journal.append([[1]], state: bench.state(adding: [[1]]))
            }
            #expect(try contents(of: bench.place.folder) == before)
        }
    }

    @Test("nothing of the leaves or of the log's name is to be seen on the disk")
    func encrypted() throws {
        try withFolder { folder in
            var bench = Bench(folder)
            try bench.create([Array("a leaf that nobody else may read".utf8)])
            for (_, bytes) in try contents(of: bench.place.folder) {
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(!text.contains("nobody") && !text.contains("amanat/0123"))
            }
        }
    }
}
