/// A proof that a leaf is in a tree: its *audit path* (RFC 6962 §2.1.1).
///
/// The path holds the root of the other side at every step from the leaf up:
///
/// ```
///              root                 the path of leaf 2 in a tree of 5:
///             /    \                h(3), h(0,1), h(4)
///        (0…3)      4
///        /    \
///    (0,1)    (2,3)
/// ```
public struct InclusionProof: Hashable, Sendable {
    /// The leaf's place, from 0.
    public let leafIndex: UInt64
    /// The number of leaves in the tree.
    public let treeSize: UInt64
    /// The hashes on the way, from the leaf up.
    public let path: [TreeHash]

    /// A proof from its parts. Nothing is believed before ``verify(leafHash:root:)``.
    public init(leafIndex: UInt64, treeSize: UInt64, path: [TreeHash]) {
        self.leafIndex = leafIndex
        self.treeSize = treeSize
        self.path = path
    }

    /// Checks that the tree with this root has this leaf at ``leafIndex``.
    ///
    /// - Throws: ``ProofError/indexOutOfRange`` for a leaf outside the tree,
    ///   ``ProofError/wrongPathLength`` where the path is longer or shorter than the way,
    ///   ``ProofError/rootMismatch`` where it leads elsewhere.
    public func verify(leafHash: TreeHash, root: TreeHash) throws(ProofError) {
        guard leafIndex < treeSize else { throw .indexOutOfRange }
        // Up to the step where the ways of this leaf and of the last one meet, the leaf's bits
        // tell the side. Above it the leaf is on the right edge, where only trees on the left
        // are left to join, one for every bit that is set.
        let meeting = UInt64.bitWidth - (leafIndex ^ (treeSize - 1)).leadingZeroBitCount
        let joins = (leafIndex >> meeting).nonzeroBitCount
        guard path.count == meeting + joins else { throw .wrongPathLength }
        var hash = leafHash
        for (step, other) in path.enumerated() {
            let isOnTheRight = step >= meeting || leafIndex >> step & 1 == 1
            hash =
                isOnTheRight
                ? MerkleTree.nodeHash(other, hash) : MerkleTree.nodeHash(hash, other)
        }
        guard hash == root else { throw .rootMismatch }
    }

    /// Makes the proof for a leaf of the tree over `leafHashes`.
    ///
    /// It hashes the whole tree once. The index must be inside it.
    public static func make(leafIndex: UInt64, in leafHashes: [TreeHash]) -> InclusionProof {
        precondition(leafIndex < UInt64(leafHashes.count), "no such leaf in the tree")
        var before = Frontier()
        for leafHash in leafHashes[..<Int(leafIndex)] { before.append(leafHash) }
        var after = CompactRange(at: leafIndex + 1)
        for leafHash in leafHashes[(Int(leafIndex) + 1)...] { after.append(leafHash) }
        return make(before: before, after: after)
    }

    /// Makes the proof for the leaf between two ranges, whose other leaves need not be known.
    ///
    /// - Parameters:
    ///   - before: the leaves before it; its size is the leaf's index.
    ///   - after: the leaves after it, up to the end of the tree.
    public static func make(before: Frontier, after: CompactRange) -> InclusionProof {
        precondition(after.begin == before.size + 1, "one leaf is between the ranges")
        let path = TreePath.make(
            index: before.size, last: after.end - 1, left: before.hashes, right: after.hashes)
        return InclusionProof(leafIndex: before.size, treeSize: after.end, path: path)
    }
}
