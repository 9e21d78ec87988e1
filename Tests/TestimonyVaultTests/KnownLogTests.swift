import SafeSodium
import Statements
import Testing
import TransparencyLog
import Words

@testable import VaultStore

/// A device that signs whatever heads it is asked to.
private final class Device: Sendable {
    let key = SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32).span))
    let name = "amanat/0123456789abcdef0123456789abcdef"

    /// Leaf `number` of the history called `history`.
    func leaf(_ number: Int, _ history: Character = "a") -> Leaf {
        let bytes = [UInt8](repeating: UInt8(number & 0xFF), count: 14) + [UInt8(number >> 8)]
        guard let time = Timestamp(secondsSince1970: 1_800_000_000 + Int64(number) * 60) else {
            preconditionFailure("a time of this century")
        }
        return Leaf(
            .sealed, ObjectID(bytes + [history.asciiValue ?? 0]), SHA256Hash(of: bytes),
            note: SHA256Hash(of: bytes + [1]), at: time)
    }

    /// Histories are written as text: `"aaab"` has leaves 0 to 2 of `a`, and leaf 3 of `b`.
    func leaves(_ history: String) -> [Leaf] {
        history.enumerated().map { leaf($0.offset, $0.element) }
    }

    func frontier(_ leaves: [Leaf]) -> Frontier {
        var frontier = Frontier()
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf.encoded)) }
        return frontier
    }

    /// Adds the stretch of a history from an index on.
    func add(_ history: String, from index: Int, to log: inout KnownLog) -> KnownLog.Addition {
        let leaves = leaves(history)
        let end = frontier(leaves)
        let head = SignedCheckpoint(
            signing: Checkpoint(origin: name, size: end.size, root: end.root), with: key)
        let start = frontier(Array(leaves[..<index]))
        guard let stretch = Stretch(from: start, Array(leaves[index...]), to: end, head) else {
            preconditionFailure("the head is that of the leaves")
        }
        return log.add(stretch)
    }
}

@Suite("What is known of a log")
struct KnownLogTests {
    private let device = Device()

    @Test("stretches are joined in whatever order they come, and the gaps between are named")
    func anyOrder() {
        let bounds = [0, 3, 4, 9, 16]
        let stretches = Array(zip(bounds, bounds.dropFirst()))
        let history = String(repeating: "a", count: 16)
        for order in permutations([0, 1, 2, 3]) {
            var log = KnownLog()
            for (count, place) in order.enumerated() {
                let (start, end) = stretches[place]
                let addition = device.add(String(history.prefix(end)), from: start, to: &log)
                #expect(addition == .apart || addition == .continued(from: UInt64(start)))
                // What has not come of what is before the last that came.
                let here = Set(order.prefix(count + 1))
                let missing = (0..<(here.max() ?? 0)).filter { !here.contains($0) }
                let gapLeaves =
                    log.gaps.reduce(0) { $0 + $1.count }
                    + (log.pieces.first.map { Int($0.start.size) } ?? 0)
                #expect(gapLeaves == missing.reduce(0) { $0 + stretches[$1].1 - stretches[$1].0 })
            }
            #expect(log.pieces.count == 1 && log.gaps.isEmpty && log.fault == nil)
            #expect(log.leaves.map(\.leaf) == device.leaves(history))
            #expect(log.newest?.end == device.frontier(device.leaves(history)))
        }
    }

    @Test("a stretch that was known, or a part of it, changes nothing")
    func again() {
        var log = KnownLog()
        #expect(device.add("aaaaa", from: 0, to: &log) == .apart)
        for (history, start) in [("aaaaa", 0), ("aaaaa", 2), ("aaa", 0), ("aaa", 2), ("aaaaa", 4)] {
            #expect(device.add(history, from: start, to: &log) == .nothingNew)
        }
        #expect(device.add("aaaaaaa", from: 3, to: &log) == .continued(from: 5))
        #expect(log.leaves.map(\.leaf) == device.leaves("aaaaaaa"))
    }

    @Test("each way in which a log can contradict itself is recognised, kept apart, and said")
    func faults() {
        typealias Case = (history: String, from: Int, kind: LogFault.Kind, words: [String])
        let cases: [Case] = [
            ("aaaaaabb", 0, .wentBack, ["went back from 10 to 6 entries on 2027-01-15T08:06:00Z"]),
            ("aaaaaabb", 6, .wentBack, ["restored backup", "second copy"]),
            ("aaaaaabbbbbb", 3, .forked, ["continued twice from entry 7 ("]),
            ("aabaaaaaaa", 0, .altered, ["entry 3 of this laptop's journal", "altered"]),
            ("aabaaaaaaaaa", 0, .altered, ["entry 3"]),
            ("aaaaaaaaab", 5, .twoHeads, ["two different journals of 10 entries", "entry 10"]),
            ("baaaaaaaaaaa", 10, .unlikeBefore, ["entries 1 to 8"]),
            ("aaaaaaaaabaa", 10, .unlikeBefore, ["entries 9 to 10"]),
        ]
        for (history, start, kind, words) in cases {
            var log = KnownLog()
            _ = device.add("aaaaaaaaaa", from: 0, to: &log)
            guard case .contradicts(let fault) = device.add(history, from: start, to: &log) else {
                Issue.record("\(history) from \(start) is not recognised")
                continue
            }
            #expect(fault.kind == kind && log.fault == fault, "\(history)")
            #expect(fault.seenSize == 10 && fault.offeredSize == UInt64(history.count))
            for word in words { #expect(fault.sentence.text().contains(word), "\(fault)") }
            // What was seen first counts; what contradicts is kept, once.
            #expect(log.leaves.map(\.leaf) == device.leaves("aaaaaaaaaa"))
            #expect(device.add(history, from: start, to: &log) == .nothingNew)
            #expect(log.branches.map(\.leaves) == [Array(device.leaves(history)[start...])])
            // The fault stays, whatever comes.
            #expect(device.add("aaaaaaaaaaaa", from: 10, to: &log) == .continued(from: 10))
            #expect(log.fault == fault)
        }
    }

    @Test("what fills a gap must agree with what lies behind it")
    func filledGap() {
        var log = KnownLog()
        _ = device.add("aaaa", from: 0, to: &log)
        #expect(device.add("aabbbbbb", from: 6, to: &log) == .apart)
        #expect(log.gaps == [4..<6])
        // It continues the first piece, and contradicts the second.
        guard case .contradicts(let fault) = device.add("aaaaaa", from: 4, to: &log) else {
            Issue.record("it is not recognised")
            return
        }
        #expect(fault.kind == .unlikeBefore)
        #expect(log.gaps == [4..<6])
    }

    @Test(
        "roots and proofs are those of the whole log, also where the first leaves were never seen")
    func withoutTheFirst() throws {
        let history = String(repeating: "a", count: 23)
        let all = device.leaves(history)
        var log = KnownLog()
        _ = device.add(history, from: 9, to: &log)
        #expect(log.root(at: 8) == nil && log.root(at: 24) == nil)
        for size in 9...23 {
            #expect(log.root(at: UInt64(size)) == device.frontier(Array(all[..<size])).root)
        }
        let piece = try #require(log.newest)
        #expect(piece.range.contains(12) && !piece.range.contains(8))
        #expect(piece.leaves(from: 12).first == all[12])
    }
}

private func permutations(_ items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.flatMap { first in
        permutations(items.filter { $0 != first }).map { [first] + $0 }
    }
}
