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
    public static let maximumSize: UInt64 = 1 << 62

    /// The number of leaves.
    public private(set) var size: UInt64

    /// The roots of the perfect trees, from left (largest) to right.
    public private(set) var hashes: [TreeHash]

    /// The frontier of the tree without leaves.
    public init() {
        size = 0
        hashes = []
    }

    /// A frontier that was kept elsewhere.
    ///
    /// nil unless there is one hash for every bit set in the size, and the size is at most
    /// 2^62. Whether the hashes are the right ones shows in the ``root``.
    public init?(size: UInt64, hashes: [TreeHash]) {
        guard size <= Self.maximumSize, hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Adds a leaf. On average this is two hashes, whatever the size.
    public mutating func append(_ leafHash: TreeHash) {
        var hash = leafHash
        // Every perfect tree that is as large as what has been gathered joins it on the left.
        for _ in 0..<size.trailingOneBitCount {
            hash = MerkleTree.nodeHash(hashes.removeLast(), hash)
        }
        hashes.append(hash)
        size += 1
    }

    /// The root of the tree (RFC 6962 §2.1).
    public var root: TreeHash {
        guard var root = hashes.last else { return MerkleTree.emptyRoot }
        for hash in hashes.dropLast().reversed() { root = MerkleTree.nodeHash(hash, root) }
        return root
    }
}

extension UInt64 {
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
