import TestSupport
import Testing
import TransparencyLog

/// A tree of up to 2^62 leaves that are all the same but for some: its parts are computed by the definition of
/// RFC 6962, from the perfect trees of equal leaves.
private struct SyntheticTree {
    /// The root of 2^k equal leaves, for each k.
    private let uniform: [TreeHash]
    private let special: [UInt64: TreeHash]

    init(special indices: [UInt64]) {
        var hash = MerkleTree.leafHash(of: Array("the leaf of most".utf8))
        var uniform = [hash]
        for _ in 0..<62 {
            hash = MerkleTree.nodeHash(hash, hash)
            uniform.append(hash)
        }
        self.uniform = uniform
        special = Dictionary(
            uniqueKeysWithValues: Set(indices).map {
                ($0, MerkleTree.leafHash(of: Array("leaf \($0)".utf8)))
            })
    }

    func leaf(_ index: UInt64) -> TreeHash { special[index] ?? uniform[0] }

    /// MTH(D[begin:end]) of §2.1.
    func root(_ begin: UInt64, _ end: UInt64) -> TreeHash {
        let count = end - begin
        if count == 1 { return leaf(begin) }
        if count & (count - 1) == 0, !special.keys.contains(where: { begin <= $0 && $0 < end }) {
            return uniform[count.trailingZeroBitCount]
        }
        let middle = begin + Self.split(count)
        return MerkleTree.nodeHash(root(begin, middle), root(middle, end))
    }

    /// PATH(index, D[begin:end]) of §2.1.1.
    func path(_ index: UInt64, _ begin: UInt64, _ end: UInt64) -> [TreeHash] {
        guard end - begin > 1 else { return [] }
        let middle = begin + Self.split(end - begin)
        return index < middle
            ? path(index, begin, middle) + [root(middle, end)]
            : path(index, middle, end) + [root(begin, middle)]
    }

    /// SUBPROOF(old, D[begin:end], isWhole) of §2.1.2.
    func subproof(_ old: UInt64, _ begin: UInt64, _ end: UInt64, _ isWhole: Bool) -> [TreeHash] {
        if old == end { return isWhole ? [] : [root(begin, end)] }
        let middle = begin + Self.split(end - begin)
        return old <= middle
            ? subproof(old, begin, middle, isWhole) + [root(middle, end)]
            : subproof(old, middle, end, false) + [root(begin, middle)]
    }

    /// The range, from the perfect trees into which it falls by its definition.
    func range(_ begin: UInt64, _ end: UInt64) -> CompactRange? {
        var hashes: [TreeHash] = []
        var place = begin
        while place < end {
            var count: UInt64 = 1
            while place.isMultiple(of: 2 * count), place + 2 * count <= end { count *= 2 }
            hashes.append(root(place, place + count))
            place += count
        }
        return CompactRange(begin: begin, end: end, hashes: hashes)
    }

    func frontier(_ size: UInt64) -> Frontier? {
        range(0, size).flatMap { Frontier(size: size, hashes: $0.hashes) }
    }

    private static func split(_ count: UInt64) -> UInt64 {
        1 << (UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

@Suite("Compact ranges")
struct CompactRangeTests {
    @Test("ranges grow leaf by leaf and range by range to the same, for all within 70 leaves")
    func growing() throws {
        let tree = SyntheticTree(special: Array(0..<70))
        for begin in 0...70 as ClosedRange<UInt64> {
            var range = CompactRange(at: begin)
            for end in begin...70 {
                let expected = try #require(tree.range(begin, end), "[\(begin), \(end))")
                #expect(range == expected)
                #expect(CompactRange.hashCount(begin: begin, end: end) == range.hashes.count)
                for middle in [begin, (begin + end) / 2, max(begin, end - min(end, 1)), end] {
                    var joined = try #require(tree.range(begin, middle))
                    joined.append(try #require(tree.range(middle, end)))
                    #expect(joined == range, "[\(begin), \(middle), \(end))")
                }
                range.append(tree.leaf(end))
            }
        }
    }

    @Test("a range with a hash too many or too few, or past its limits, is none")
    func shape() {
        let hash = MerkleTree.emptyRoot
        #expect(CompactRange(begin: 5, end: 5, hashes: []) == CompactRange(at: 5))
        #expect(CompactRange(begin: 5, end: 5, hashes: [hash]) == nil)
        #expect(CompactRange(begin: 6, end: 5, hashes: []) == nil)
        for count in [0, 1, 3, 4] {
            let hashes = [TreeHash](repeating: hash, count: count)
            #expect(CompactRange(begin: 1, end: 4, hashes: hashes) == nil)
        }
        #expect(CompactRange(begin: 1, end: 4, hashes: [hash, hash]) != nil)
        let most = CompactRange.maximumEnd
        #expect(CompactRange(begin: 0, end: most, hashes: [hash]) != nil)
        #expect(CompactRange(begin: most, end: most + 1, hashes: [hash]) == nil)
    }

    @Test("proofs from ranges alone are the defined ones and hold, in trees of up to 2^40 leaves")
    func syntheticProofs() throws {
        var random = SeededGenerator(for: "synthetic trees")
        let seed = random.seed
        for round in 0..<200 {
            let bits = Int.random(in: 1...40, using: &random)
            var new = UInt64.random(in: 1...1 << bits, using: &random)
            if round.isMultiple(of: 5) {
                new = 1 << bits + UInt64.random(in: 0...1, using: &random)
            }
            let index = UInt64.random(in: 0..<new, using: &random)
            let old = UInt64.random(in: 0...new, using: &random)
            let tree = SyntheticTree(
                special: [index, old, new - 1, UInt64.random(in: 0..<new, using: &random)])
            let root = tree.root(0, new)
            let about = Comment("seed \(seed), leaf \(index) and head \(old) of \(new)")

            let inclusion = InclusionProof.make(
                before: try #require(tree.frontier(index)),
                after: try #require(tree.range(index + 1, new)))
            #expect(inclusion.path == tree.path(index, 0, new), about)
            try inclusion.verify(leafHash: tree.leaf(index), root: root)
            if new > 1 {
                #expect(throws: ProofError.self, about) {
                    try inclusion.verify(leafHash: root, root: root)
                }
            }
            for place in inclusion.path.indices {
                var path = inclusion.path
                path[place] = MerkleTree.nodeHash(path[place], path[place])
                #expect(throws: ProofError.rootMismatch, about) {
                    try InclusionProof(leafIndex: index, treeSize: new, path: path).verify(
                        leafHash: tree.leaf(index), root: root)
                }
            }

            var frontier = try #require(tree.frontier(old))
            let oldRoot = frontier.root
            let added = try #require(tree.range(old, new))
            let consistency = ConsistencyProof.make(from: frontier, adding: added)
            #expect(
                consistency.path == (old == 0 ? [] : tree.subproof(old, 0, new, true)), about)
            try consistency.verify(oldRoot: oldRoot, newRoot: root)
            frontier.append(added)
            #expect(frontier.root == root, about)
            if old > 0, old < new {
                #expect(throws: ProofError.self, about) {
                    try consistency.verify(oldRoot: root, newRoot: root)
                }
            }
        }
    }

    @Test("two frontiers of one size tell in which perfect tree they differ")
    func differences() throws {
        for size in 1...70 as ClosedRange<UInt64> {
            let mine = try #require(SyntheticTree(special: []).frontier(size))
            #expect(mine.firstDifference(from: mine) == nil)
            for index in 0..<size {
                let other = try #require(SyntheticTree(special: [index]).frontier(size))
                let found = try #require(mine.firstDifference(from: other))
                #expect(found.contains(index) && found.upperBound <= size)
                #expect(found == other.firstDifference(from: mine))
            }
        }
    }
}
