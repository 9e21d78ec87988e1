import DurableFiles
import SystemPackage
import TestSupport
import Testing

@testable import Journal

@Suite("A journal on a failing system")
struct FaultTests {
    /// How the system fails at one call of an append.
    enum Fault: CaseIterable {
        /// This call fails.
        case error
        /// The process is killed: this call and all later ones do nothing.
        case kill
        /// As `kill`, but a write still takes its first byte.
        case tornKill

        func rule(at number: Int) -> FaultyCalls.Rule {
            { call in
                switch self {
                case .error: call.number == number ? .ioError : nil
                case .kill, .tornKill: call.number >= number ? .ioError : nil
                }
            }
        }
    }

    /// A journal of two leaves with a system that can be made to fail. Where the append is to begin
    /// a new segment, the first one is filled up.
    func bench(_ folder: FilePath, _ calls: FaultyCalls, isFull: Bool) throws -> Bench {
        var bench = Bench(folder, calls: calls)
        try bench.create(isFull ? Self.filling : Bench.leaves(0..<2))
        return bench
    }

    static let filling = (try? SegmentTests.leaves(filling: 4 << 20 + 1)) ?? []

    func callCount(isFull: Bool, byteLimit: Int) throws -> Int {
        try withFolder { folder in
            let calls = FaultyCalls(byteLimit: byteLimit)
            var bench = try bench(folder, calls, isFull: isFull)
            var journal = try bench.open()
            calls.restart { _ in nil }
            try journal.append([[1], [2]], state: bench.state(adding: [[1], [2]]))
            return calls.kinds.count
        }
    }

    @Test(
        "after a fault at any call of an append, the entry is there whole or not at all, and the next append works",
        arguments: [false, true], Fault.allCases)
    func anyCall(isFull: Bool, fault: Fault) throws {
        // Writes of 200 bytes tear the frame; the filled segment is written in one go.
        let byteLimit = fault == .tornKill && !isFull ? 200 : .max
        for number in 1...(try callCount(isFull: isFull, byteLimit: byteLimit)) {
            try withFolder { folder in
                let calls = FaultyCalls(byteLimit: byteLimit)
                var bench = try bench(folder, calls, isFull: isFull)
                let old = Bench.state(bench.frontier)
                let new = bench.state(adding: [[1], [2]])
                var isAppended = true
                do {
                    var journal = try bench.open()
                    calls.restart(failing: fault.rule(at: number))
                    do {
                        try journal.append([[1], [2]], state: new)
                    } catch {
                        isAppended = false
                        #expect(journal.state == old || journal.state == new)
                    }
                }
                calls.restart { _ in nil }
                let state = try bench.open().state
                #expect(state == new || (!isAppended && state == old), "call \(number)")
                #expect(calls.openFileCount == 0)
                bench.frontier = state.frontier
                try bench.append([[3]])
                #expect(try bench.open().state == Bench.state(bench.frontier))
                if !isFull {
                    let more: [[UInt8]] = state == new ? [[1], [2], [3]] : [[3]]
                    #expect(try bench.leaves() == Bench.leaves(0..<2) + more)
                }
            }
        }
    }

    @Test(
        "after a failed append the same journal either takes the next one or asks to be opened again"
    )
    func goingOn() throws {
        for number in 1...(try callCount(isFull: false, byteLimit: .max)) {
            try withFolder { folder in
                let calls = FaultyCalls()
                var bench = try bench(folder, calls, isFull: false)
                var journal = try bench.open()
                let new = bench.state(adding: [[1]])
                calls.restart { $0.number == number ? .ioError : nil }
                #expect(throws: JournalError.self) { try journal.append([[1]], state: new) }
                calls.restart { _ in nil }
                bench.frontier = journal.state.frontier
                let state = bench.state(adding: [[2]])
                do {
                    try journal.append([[2]], state: state)
                } catch JournalError.mustReopen {
                    #expect(calls.kinds.isEmpty)
                    return
                }
                #expect(try bench.leaves() == Bench.leaves(0..<2) + [[2]], "call \(number)")
            }
        }
    }

    @Test("a full disk leaves the journal as it was, and usable once there is room again")
    func fullDisk() throws {
        try withFolder { folder in
            let calls = FaultyCalls(byteLimit: 100)
            var bench = try bench(folder, calls, isFull: false)
            let before = try bench.file(bench.segmentPath())
            var journal = try bench.open()
            calls.restart { $0.kind == .write && $0.numberOfKind >= 3 ? .noSpace : nil }
            let state = bench.state(adding: [[1]])
            let error = FileError(.write, bench.segmentPath(), .noSpace)
            for _ in 0..<2 {
                #expect(throws: JournalError.file(error)) {
                    try journal.append([[1]], state: state)
                }
                #expect(try bench.file(bench.segmentPath()) == before)
                calls.restart { $0.kind == .write ? .noSpace : nil }
            }
            calls.restart { _ in nil }
            try journal.append([[1]], state: state)
            #expect(try bench.leaves() == Bench.leaves(0..<2) + [[1]])
        }
    }

    @Test(
        "after a failed fdatasync nothing is synced or written before the journal is opened again")
    func failedSync() throws {
        try withFolder { folder in
            let calls = FaultyCalls()
            var bench = try bench(folder, calls, isFull: false)
            let head = try bench.file(bench.headPath)
            var journal = try bench.open()
            calls.restart { $0.kind == .fdatasync ? .ioError : nil }
            let state = bench.state(adding: [[1]])
            let error = FileError(.sync, bench.segmentPath(), .ioError)
            #expect(throws: JournalError.file(error)) { try journal.append([[1]], state: state) }
            #expect(calls.count(.fdatasync) == 1)
            #expect(calls.count(.renameReplacing) == 0)
            #expect(try bench.file(bench.headPath) == head)
            calls.restart { _ in nil }
            #expect(throws: JournalError.mustReopen) { try journal.append([[1]], state: state) }
            #expect(calls.kinds.isEmpty)
        }
    }

    @Test("an append that failed in its head asks to be opened again when it is tried once more")
    func triedAgain() async {
        await #expect(processExitsWith: .success) {
            try withFolder { folder in
                let calls = FaultyCalls()
                var bench = try FaultTests().bench(folder, calls, isFull: false)
                var journal = try bench.open()
                let state = bench.state(adding: [[1]])
                calls.restart { $0.kind == .renameReplacing ? .ioError : nil }
                #expect(throws: JournalError.self) { try journal.append([[1]], state: state) }
                #expect(throws: JournalError.mustReopen) {
                    try journal.append([[1]], state: state)
                }
            }
        }
    }

    @Test("a frame is durable before the head says so")
    func order() throws {
        try withFolder { folder in
            let calls = FaultyCalls()
            var bench = try bench(folder, calls, isFull: false)
            var journal = try bench.open()
            calls.restart { _ in nil }
            try journal.append([[1]], state: bench.state(adding: [[1]]))
            let steps: [FaultyCalls.Kind] = [
                .write, .fdatasync, .write, .fsync, .renameReplacing, .fsyncFolder,
            ]
            #expect(calls.kinds.filter(steps.contains) == steps)
        }
    }

    @Test("a fault at any call of opening a torn journal changes nothing for the next opening")
    func opening() throws {
        var number = 1
        while true {
            let isFaulty = try withFolder { folder in
                let torn = try TornTailTests.Torn(folder, headCount: 1)
                try torn.put(Array(torn.segment.dropLast()))
                let fault = number
                let calls = FaultyCalls { $0.number >= fault ? .ioError : nil }
                let isOpen =
                    (try? Journal.open(at: torn.bench.through(calls), log: Bench.log)?.log) != nil
                #expect(isOpen == (calls.kinds.count < fault))
                #expect(try torn.bench.leaves() == Bench.leaves(0..<3))
                return !isOpen
            }
            if !isFaulty { break }
            number += 1
        }
        #expect(number > 10)
    }
}
