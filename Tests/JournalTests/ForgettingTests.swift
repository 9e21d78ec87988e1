import DurableFiles
import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

@Suite("Forgetting")
struct ForgettingTests {
    /// A journal of 7 leaves in three frames: [0, 2), [2, 3), [3, 7).
    func bench(_ folder: FilePath, calls: any SystemCalls = Kernel()) throws -> Bench {
        var bench = Bench(folder, calls: calls)
        try bench.create(Bench.leaves(0..<2))
        try bench.append(Bench.leaves(2..<3))
        try bench.append(Bench.leaves(3..<7))
        return bench
    }

    @Test("the log goes on from its frontier, wherever the cut is", arguments: 0...7)
    func everyCut(index: Int) throws {
        try withFolder { folder in
            var bench = try bench(folder)
            let state = try bench.open().state
            do {
                var journal = try bench.open()
                try journal.forget(before: UInt64(index))
                #expect(journal.state == state)
                #expect(journal.forgottenCount == UInt64(index))
                #expect(try journal.leaves() == Bench.leaves(index..<7))
                let more = [Bench.leaf(7)]
                try journal.append(more, state: bench.state(adding: more))
            }
            try bench.append(Bench.leaves(8..<10))
            let journal = try bench.open()
            #expect(journal.forgottenCount == UInt64(index))
            #expect(try journal.leaves() == Bench.leaves(index..<10))
            // The root is the one that the whole log has.
            #expect(journal.state == Bench.state(bench.frontier))
            #expect(
                try Files().names(in: bench.place.folder)
                    == [index == 0 ? "00000001.seg" : "00000002.seg", "head"])
        }
    }

    @Test("nothing of the forgotten leaves opens any more, and forgetting twice goes further")
    func twice() throws {
        try withFolder { folder in
            let bench = try bench(folder)
            var journal = try bench.open()
            try journal.forget(before: 2)
            try journal.forget(before: 1)
            #expect(journal.forgottenCount == 2)
            try journal.forget(before: 5)
            #expect(try journal.leaves() == Bench.leaves(5..<7))
            #expect(try Files().names(in: bench.place.folder) == ["00000003.seg", "head"])
        }
    }

    @Test(
        "damage in what is to be kept is named, and nothing is forgotten; in what goes it does not matter"
    )
    func damaged() throws {
        for (flip, index) in [(2, 2), (1, 2), (0, 1)] {
            try withFolder { folder in
                let bench = try bench(folder)
                var segment = try bench.file(bench.segmentPath())
                segment[try bench.frameBounds()[flip] + 20] ^= 1
                try place(segment, at: bench.segmentPath())
                let before = try contents(of: folder.appending("journal"))
                var journal = try bench.open()
                let found = damage { try journal.forget(before: UInt64(index)) }
                #expect(found?.offset == Int64(try bench.frameBounds()[flip]))
                #expect(try contents(of: folder.appending("journal")) == before)
            }
        }
        try withFolder { folder in
            let bench = try bench(folder)
            var segment = try bench.file(bench.segmentPath())
            segment[try bench.frameBounds()[0] + 20] ^= 1
            try place(segment, at: bench.segmentPath())
            var journal = try bench.open()
            try journal.forget(before: 2)
            #expect(try journal.leaves() == Bench.leaves(2..<7))
        }
    }

    @Test("after a fault at any call of forgetting, the journal is the old one or the new one")
    func anyCall() throws {
        for isKilled in [false, true] {
            var number = 1
            while true {
                let callCount = try withFolder { folder in
                    let calls = FaultyCalls()
                    var bench = try bench(folder, calls: calls)
                    do {
                        var journal = try bench.open()
                        let fault = number
                        calls.restart {
                            $0.number == fault || (isKilled && $0.number > fault) ? .ioError : nil
                        }
                        try? journal.forget(before: 4)
                    }
                    let callCount = calls.kinds.count
                    calls.restart { _ in nil }
                    let journal = try bench.open()
                    let forgotten = Int(journal.forgottenCount)
                    #expect([0, 4].contains(forgotten))
                    #expect(try journal.leaves() == Bench.leaves(forgotten..<7), "call \(number)")
                    #expect(journal.state == Bench.state(bench.frontier))
                    let segments = try Files().names(in: bench.place.folder)
                        .filter { $0.hasSuffix(".seg") }
                    if forgotten == 4 { #expect(segments == ["00000002.seg"]) }
                    try bench.append([Bench.leaf(7)])
                    #expect(try bench.leaves() == Bench.leaves(forgotten..<8))
                    return callCount
                }
                if number > callCount { break }
                number += 1
            }
            #expect(number > 15)
        }
    }
}
