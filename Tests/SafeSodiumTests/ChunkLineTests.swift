import Synchronization
import TestSupport
import Testing

@testable import SafeSodium

/// What the steps saw, and whether any saw what it must not.
private final class Record: Sendable {
    struct State {
        var inOrder: [[UInt64]] = [[], []]
        var isBusy = [false, false]
        var others: [UInt64] = []
        var faults: [String] = []
    }

    let state = Mutex(State())

    /// A step that takes a little while, and notes who came.
    func inOrder(_ number: Int) -> ChunkLine.Step {
        ChunkLine.Step(isInOrder: true) { [self] batch in
            state.withLock {
                if $0.isBusy[number] { $0.faults.append("two at once in step \(number)") }
                $0.isBusy[number] = true
            }
            linger(batch.firstIndex)
            state.withLock {
                $0.isBusy[number] = false
                $0.inOrder[number].append(batch.firstIndex)
            }
        }
    }

    var anyOrder: ChunkLine.Step {
        ChunkLine.Step(isInOrder: false) { [self] batch in
            linger(batch.firstIndex &* 7)
            state.withLock {
                if !$0.inOrder[0].contains(batch.firstIndex) { $0.faults.append("too early") }
                $0.others.append(batch.firstIndex)
            }
        }
    }

    /// Longer for some than for others.
    private func linger(_ number: UInt64) {
        var sum: UInt64 = 0
        for value in 0..<(number % 5 * 20_000) { sum &+= value }
        state.withLock { if sum == 1 { $0.faults.append("no sum is 1") } }
    }
}

@Suite("The way of batches")
struct ChunkLineTests {
    @Test(
        "every batch takes every step once; some in order, one at a time; all come back in order",
        arguments: [1, 2, 3, 10, 200])
    func order(_ count: Int) {
        let record = Record()
        let line = ChunkLine([record.inOrder(0), record.anyOrder, record.inOrder(1)])
        var taken: [UInt64] = []
        for number in 0..<count {
            let batch = ChunkBatch(for: .sealing)
            batch.begin(at: UInt64(number))
            batch.isLast = number == count - 1
            line.add(batch)
            while line.count >= 8, let first = line.takeFirst() { taken.append(first.firstIndex) }
        }
        while let first = line.takeFirst() { taken.append(first.firstIndex) }
        let expected = (0..<count).map { UInt64($0) }
        #expect(taken == expected)
        record.state.withLock { state in
            #expect(state.inOrder == [expected, expected])
            #expect(state.others.sorted() == expected)
            #expect(state.faults == [])
        }
    }

    @Test("batches that nobody fetches are worked on all the same")
    func leftAlone() async throws {
        let record = Record()
        let line = ChunkLine([record.inOrder(0), record.anyOrder])
        for number in 0..<4 {
            let batch = ChunkBatch(for: .opening)
            batch.begin(at: UInt64(number))
            line.add(batch)
        }
        var looks = 0
        while record.state.withLock({ $0.others.count }) < 4, looks < 1000 {
            try await Task.sleep(for: .milliseconds(10))
            looks += 1
        }
        #expect(record.state.withLock { $0.others.count } == 4)
        #expect(line.count == 4)
    }
}
