/// What a tree must remember of its leaves to go on growing: the *compact range* `[0, size)`.
///
/// These are the roots of the perfect trees into which the leaves fall, largest first, one for
/// every bit that is set in the size:
///
/// ```
/// size 6 = 0b110        root
///                      /    \
///             hashes[0]      hashes[1]
///             /  |  |  \      /     \
///            0   1  2   3    4       5
/// ```
///
/// A stretch of leaves is checked against a later head by appending them to the frontier at
/// its start and comparing roots; the leaves before it are not needed.
public struct Frontier: Hashable, Sendable {
    /// The largest size that a frontier can be read with.
    public static let maximumSize = CompactRange.maximumEnd

    private var range: CompactRange

    /// The number of leaves.
    public var size: UInt64 { range.end }

    /// The roots of the perfect trees, from left (largest) to right.
    public var hashes: [TreeHash] { range.hashes }

    /// The frontier of the tree without leaves.
    public init() {
        range = CompactRange(at: 0)
    }

    /// A frontier that was kept elsewhere.
    ///
    /// nil unless there is one hash for every bit set in the size, and the size is at most
    /// 2^62. Whether the hashes are the right ones shows in the ``root``.
    public init?(size: UInt64, hashes: [TreeHash]) {
        guard let range = CompactRange(begin: 0, end: size, hashes: hashes) else { return nil }
        self.range = range
    }

    /// Adds a leaf. On average this is two hashes, whatever the size.
    public mutating func append(_ leafHash: TreeHash) {
        range.append(leafHash)
    }

    /// Adds the leaves of a range that begins at ``size``.
    public mutating func append(_ next: CompactRange) {
        range.append(next)
    }

    /// The root of the tree (RFC 6962 §2.1).
    public var root: TreeHash { TreePath.root(over: hashes) }

    /// The leaves of the first perfect tree that is in both, at the same place, with another root; nil
    /// where there is none. One of these leaves is not the same.
    ///
    /// Two frontiers of one size differ only here. Of a smaller one, the trees that have grown
    /// together in the larger one are not compared.
    public func firstDifference(from other: Frontier) -> Range<UInt64>? {
        var begin: UInt64 = 0
        for (mine, theirs) in zip(hashes, other.hashes) {
            let (left, right) = (size - begin, other.size - begin)
            let (count, otherCount) = (left.highestBit, right.highestBit)
            guard count == otherCount else { return nil }
            if mine != theirs { return begin..<begin + count }
            begin += count
        }
        return nil
    }
}

extension UInt64 {
    /// The largest power of two in a number that is not 0.
    fileprivate var highestBit: UInt64 { 1 << (UInt64.bitWidth - 1 - leadingZeroBitCount) }
}
