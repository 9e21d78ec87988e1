/// A proof that a tree grew out of an older one: the old leaves are its first leaves
/// (RFC 6962 §2.1.2).
public struct ConsistencyProof: Hashable, Sendable {
    /// The number of leaves in the old tree.
    public let oldSize: UInt64
    /// The number of leaves in the new tree.
    public let newSize: UInt64
    /// The hashes from which both roots follow, from the leaves up.
    public let path: [TreeHash]

    /// A proof from its parts. Nothing is believed before ``verify(oldRoot:newRoot:)``.
    public init(oldSize: UInt64, newSize: UInt64, path: [TreeHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// Checks that the tree with the new root begins with the tree with the old one.
    ///
    /// Trees of one size are consistent where their roots are the same, and the empty tree is the
    /// beginning of every tree; both have an empty path.
    ///
    /// - Throws: ``ProofError/sizesOutOfOrder`` where the old tree is the larger one,
    ///   ``ProofError/wrongPathLength`` where no proof for these sizes is so long,
    ///   ``ProofError/oldRootMismatch`` or ``ProofError/rootMismatch`` where it leads elsewhere.
    public func verify(oldRoot: TreeHash, newRoot: TreeHash) throws(ProofError) {
        guard oldSize <= newSize else { throw .sizesOutOfOrder }
        if oldSize == 0 || oldSize == newSize {
            guard path.isEmpty else { throw .wrongPathLength }
            guard oldSize > 0 || oldRoot == MerkleTree.emptyRoot else { throw .oldRootMismatch }
            guard newSize > 0 || newRoot == MerkleTree.emptyRoot else { throw .rootMismatch }
            guard oldSize < newSize || oldRoot == newRoot else { throw .rootMismatch }
            return
        }

        // The way starts at the last perfect tree of the old one. Where that is the whole old
        // tree, its root is known already and left out of the path.
        let height = oldSize.trailingZeroBitCount
        var oldLast = (oldSize - 1) >> height
        var newLast = (newSize - 1) >> height
        var steps = path[...]
        var start = oldRoot
        if oldLast > 0 {
            guard let first = steps.popFirst() else { throw .wrongPathLength }
            start = first
        }
        var (old, new) = (start, start)
        for other in steps {
            guard newLast > 0 else { throw .wrongPathLength }
            if oldLast & 1 == 1 || oldLast == newLast {
                // A tree on the left, which is in both.
                old = MerkleTree.nodeHash(other, old)
                new = MerkleTree.nodeHash(other, new)
                // Along the right edge, nodes without a brother go up unchanged.
                let rise = oldLast.trailingZeroBitCount
                oldLast >>= rise
                newLast >>= rise
            } else {
                // A tree on the right, which is only in the new one.
                new = MerkleTree.nodeHash(new, other)
            }
            oldLast >>= 1
            newLast >>= 1
        }
        guard newLast == 0 else { throw .wrongPathLength }
        guard old == oldRoot else { throw .oldRootMismatch }
        guard new == newRoot else { throw .rootMismatch }
    }

    /// Makes the proof from the first `oldSize` of `leafHashes` to all of them.
    ///
    /// It hashes the whole tree once. The old size must not exceed their number.
    public static func make(oldSize: UInt64, in leafHashes: [TreeHash]) -> ConsistencyProof {
        precondition(oldSize <= UInt64(leafHashes.count), "the old tree is the larger one")
        var old = Frontier()
        for leafHash in leafHashes[..<Int(oldSize)] { old.append(leafHash) }
        var added = CompactRange(at: oldSize)
        for leafHash in leafHashes[Int(oldSize)...] { added.append(leafHash) }
        return make(from: old, adding: added)
    }

    /// Makes the proof from an old tree to the one that has a range more, whose leaves need not be
    /// known.
    public static func make(from old: Frontier, adding added: CompactRange) -> ConsistencyProof {
        precondition(added.begin == old.size, "the range begins where the old tree ends")
        var path: [TreeHash] = []
        if old.size > 0, added.end > old.size {
            // The way starts at the last perfect tree of the old one, whose root is known already
            // where it is the whole old tree.
            let height = old.size.trailingZeroBitCount
            if old.hashes.count > 1 { path += old.hashes.suffix(1) }
            path += TreePath.make(
                index: (old.size - 1) >> height, last: (added.end - 1) >> height,
                left: old.hashes.dropLast(), right: added.hashes)
        }
        return ConsistencyProof(oldSize: old.size, newSize: added.end, path: path)
    }
}
