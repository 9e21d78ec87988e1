import DurableFiles
import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

@Suite("Torn tails")
struct TornTailTests {
    /// A journal of three frames whose head is as it was behind the first `headCount` of them.
    struct Torn {
        var bench: Bench
        let segment: [UInt8]
        let head: [UInt8]
        /// Where each frame begins, and where the last one ends.
        let bounds: [Int]

        init(_ folder: FilePath, headCount: Int) throws {
            bench = Bench(folder)
            try bench.create(Bench.leaves(0..<2))
            var heads = [try bench.file(bench.headPath)]
            for range in [2..<3, 3..<7] {
                try bench.append(Bench.leaves(range))
                heads.append(try bench.file(bench.headPath))
            }
            segment = try bench.file(bench.segmentPath())
            head = heads[headCount - 1]
            bounds = try bench.frameBounds()
            precondition(bounds.count == 4 && bounds[3] == segment.count)
        }

        /// Puts the old head beside a segment.
        func put(_ segment: [UInt8]) throws {
            try place(segment, at: bench.segmentPath())
            try place(head, at: bench.headPath)
        }

        static let leafCounts = [2, 3, 7]
    }

    @Test("a write that was cut off at any byte behind the head is cut off and reported")
    func everyCut() throws {
        try withFolder { folder in
            let torn = try Torn(folder, headCount: 2)
            for end in torn.bounds[2]...torn.bounds[3] {
                try torn.put(Array(torn.segment[..<end]))
                let isWhole = end == torn.bounds[2] || end == torn.bounds[3]
                let count = end == torn.bounds[3] ? 7 : 3
                var bench = torn.bench
                bench.frontier = Frontier()
                _ = bench.state(adding: Bench.leaves(0..<count))
                do {
                    let journal = try bench.open()
                    #expect((journal.cutTail == nil) == isWhole, "cut at \(end)")
                    if let cut = journal.cutTail {
                        #expect(cut.place == "journal/00000001.seg")
                        #expect(cut.offset == Int64(torn.bounds[2]))
                    }
                    #expect(try journal.leaves() == Bench.leaves(0..<count))
                }
                #expect(
                    try bench.file(bench.segmentPath()).count
                        == (count == 7 ? torn.bounds[3] : torn.bounds[2]))
                try bench.append(Bench.leaves(count..<count + 2))
                #expect(try bench.open().cutTail == nil)
                #expect(try bench.leaves() == Bench.leaves(0..<count + 2))
            }
        }
    }

    @Test("frames that are whole behind the head are taken, and the head follows them")
    func wholeFrames() throws {
        try withFolder { folder in
            for headCount in 1...3 {
                let torn = try Torn(folder, headCount: headCount)
                try torn.put(torn.segment)
                #expect(try torn.bench.open().state == Bench.state(torn.bench.frontier))
                #expect(try torn.bench.file(torn.bench.segmentPath()) == torn.segment)
                // The head has moved: a reader that mends nothing sees them as well.
                let read = try Journal.read(at: torn.bench.place, log: Bench.log)
                #expect(try read?.leaves() == Bench.leaves(0..<7))
            }
        }
    }

    @Test("a bit flipped anywhere in the last frame behind the head costs that frame alone")
    func everyFlip() throws {
        var generator = SeededGenerator(for: "torn tail flips")
        try withFolder { folder in
            let torn = try Torn(folder, headCount: 1)
            for position in torn.bounds[2]..<torn.bounds[3] {
                var segment = torn.segment
                segment[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                try torn.put(segment)
                let journal = try torn.bench.open()
                #expect(journal.cutTail?.offset == Int64(torn.bounds[2]), "byte \(position)")
                #expect(try journal.leaves() == Bench.leaves(0..<3))
            }
            #expect(
                try torn.bench.file(torn.bench.segmentPath())
                    == Array(torn.segment[..<torn.bounds[2]]))
        }
    }

    @Test("what lies behind a broken frame is cut off with it")
    func brokenMiddle() throws {
        try withFolder { folder in
            let torn = try Torn(folder, headCount: 1)
            var segment = torn.segment
            segment[torn.bounds[1] + 20] ^= 1
            try torn.put(segment)
            let journal = try torn.bench.open()
            #expect(journal.cutTail?.offset == Int64(torn.bounds[1]))
            #expect(journal.cutTail?.flaw == .frameChecksumMismatch)
            #expect(try journal.leaves() == Bench.leaves(0..<2))
        }
    }

    @Test("rubbish behind the last frame is cut off", arguments: [1, 7, 8, 9, 5000])
    func rubbish(byteCount: Int) throws {
        var generator = SeededGenerator(for: "rubbish")
        try withFolder { folder in
            let torn = try Torn(folder, headCount: 3)
            try torn.put(torn.segment + generator.bytes(byteCount))
            #expect(try torn.bench.open().cutTail?.offset == Int64(torn.segment.count))
            #expect(try torn.bench.file(torn.bench.segmentPath()) == torn.segment)
            #expect(try torn.bench.open().cutTail == nil)
        }
    }

    @Test(
        "a reader that mends nothing leaves a torn tail alone, and sees what the head vouches for")
    func reading() throws {
        try withFolder { folder in
            let torn = try Torn(folder, headCount: 2)
            try torn.put(Array(torn.segment.dropLast()))
            let before = try contents(of: torn.bench.place.folder)
            let read = try Journal.read(at: torn.bench.place, log: Bench.log)
            #expect(try read?.leaves() == Bench.leaves(0..<3))
            #expect(try contents(of: torn.bench.place.folder) == before)
        }
    }
}
