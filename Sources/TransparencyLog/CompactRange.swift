/// The roots of the perfect trees into which a stretch of leaves `[begin, end)` falls: all that has to
/// be known of these leaves to join them with those before and after.
///
/// A perfect tree has 2^k leaves and begins at a multiple of 2^k. The trees are as large as that
/// allows; they grow from `begin` on, and then get smaller towards `end`:
///
/// ```
/// [1, 7):       1     (2,3)     (4,5)      6
/// ```
///
/// Ranges that meet are joined by ``append(_:)-(CompactRange)``. With the ranges before and after a
/// leaf or an old head, the proofs of RFC 6962 are made without any other leaf.
public struct CompactRange: Hashable, Sendable {
    /// The largest end that a range can be read with.
    public static let maximumEnd: UInt64 = 1 << 62

    /// The index of the first leaf.
    public let begin: UInt64
    /// The index after the last leaf.
    public private(set) var end: UInt64
    /// The roots of the perfect trees, from left to right.
    public private(set) var hashes: [TreeHash]

    /// The range without leaves at a place.
    public init(at place: UInt64) {
        begin = place
        end = place
        hashes = []
    }

    /// A range that was kept elsewhere.
    ///
    /// nil unless `begin` is at most `end`, `end` at most 2^62, and there is one hash for each perfect
    /// tree between them. Whether the hashes are the right ones shows in a root.
    public init?(begin: UInt64, end: UInt64, hashes: [TreeHash]) {
        guard begin <= end, end <= Self.maximumEnd,
            hashes.count == Self.hashCount(begin: begin, end: end)
        else { return nil }
        self.begin = begin
        self.end = end
        self.hashes = hashes
    }

    /// How many perfect trees there are in `[begin, end)`.
    public static func hashCount(begin: UInt64, end: UInt64) -> Int {
        guard begin > 0, begin < end else { return begin < end ? end.nonzeroBitCount : 0 }
        // Below the bit at which the ways of the leaf before the range and of the end part, the trees
        // grow for each zero bit of the former, and get smaller for each bit of the latter.
        let before = begin - 1
        let parting = UInt64.bitWidth - 1 - (before ^ end).leadingZeroBitCount
        let below = (UInt64(1) << parting) - 1
        return (~before & below).nonzeroBitCount + (end & below).nonzeroBitCount
    }

    /// Adds a leaf. On average this is two hashes, whatever the range.
    public mutating func append(_ leafHash: TreeHash) {
        append(leafHash, level: 0)
    }

    /// Adds the leaves of a range that begins where this one ends.
    public mutating func append(_ next: CompactRange) {
        precondition(next.begin == end, "a range is joined to the one before it")
        for hash in next.hashes { append(hash, level: Self.level(at: end, before: next.end)) }
    }

    /// How high the tree is that begins at a place of a range which has this end.
    private static func level(at place: UInt64, before end: UInt64) -> Int {
        let highest = UInt64.bitWidth - 1 - (end - place).leadingZeroBitCount
        return min(place.trailingZeroBitCount, highest)
    }

    /// Adds a perfect tree of 2^level leaves.
    private mutating func append(_ root: TreeHash, level: Int) {
        var (hash, height) = (root, level)
        // Every perfect tree that is as large as what has been gathered joins it on the left.
        while end >> height & 1 == 1, (end >> (height + 1)) << (height + 1) >= begin {
            hash = MerkleTree.nodeHash(hashes.removeLast(), hash)
            height += 1
        }
        hashes.append(hash)
        end += 1 << level
    }
}

/// How a node's way to the root is made out of the ranges at its sides (RFC 6962 §2.1.1).
enum TreePath {
    /// The siblings of a node, from the leaves up.
    ///
    /// - Parameters:
    ///   - index: of the node among those of its height.
    ///   - last: the index of the last node of that height.
    ///   - left: the perfect trees before the node, from left to right.
    ///   - right: those after it.
    static func make(
        index: UInt64, last: UInt64, left: some Collection<TreeHash>,
        right: some Collection<TreeHash>
    ) -> [TreeHash] {
        let meeting = UInt64.bitWidth - (index ^ last).leadingZeroBitCount
        var (left, right) = (Array(left), Array(right)[...])
        var path: [TreeHash] = []
        for step in 0..<meeting {
            if index >> step & 1 == 1 {
                path.append(left.removeLast())
            } else if step < meeting - 1 {
                path.append(right.removeFirst())
            } else {
                // Where the ways meet, all that is left on the right is one tree.
                path.append(root(over: right))
            }
        }
        // Above that there are only trees on the left.
        return path + left.reversed()
    }

    /// The root over perfect trees that get smaller from left to right; there is at least one.
    static func root(over hashes: some BidirectionalCollection<TreeHash>) -> TreeHash {
        guard var root = hashes.last else { return MerkleTree.emptyRoot }
        for hash in hashes.dropLast().reversed() { root = MerkleTree.nodeHash(hash, root) }
        return root
    }
}
