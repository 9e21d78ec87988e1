package import TransparencyLog

/// Leaves that follow one another in one log, from the frontier before them to a signed head.
///
/// It has its head's root by its leaves: whoever makes one has hashed them. Who signed the head, the caller asks.
/// Source: the page *The log, checkpoints and receipts*, "Stretches".
package struct Stretch: Hashable, Sendable {
    /// Before the leaves.
    package let start: Frontier
    package let leaves: [Leaf]
    /// After the leaves.
    package let end: Frontier
    /// The head after the leaves.
    package let checkpoint: SignedCheckpoint

    /// Hashes the leaves; nil where they do not give the checkpoint's size and root.
    package init?(from start: Frontier, _ leaves: [Leaf], _ checkpoint: SignedCheckpoint) {
        var end = start
        for leaf in leaves { end.append(MerkleTree.leafHash(of: leaf.encoded)) }
        self.init(from: start, leaves, to: end, checkpoint)
    }

    /// Leaves that were hashed already, for a frontier that is known; nil where it is not the checkpoint's.
    package init?(
        from start: Frontier, _ leaves: [Leaf], to end: Frontier, _ checkpoint: SignedCheckpoint
    ) {
        let head = checkpoint.checkpoint
        guard end.size == start.size + UInt64(leaves.count), head.size == end.size,
            head.root == end.root
        else { return nil }
        self.start = start
        self.leaves = leaves
        self.end = end
        self.checkpoint = checkpoint
    }

    /// The places of its leaves.
    package var range: Range<UInt64> { start.size..<end.size }

    /// The leaves with their places.
    package var indexed: [IndexedLeaf] {
        zip(range, leaves).map { IndexedLeaf(index: $0, leaf: $1) }
    }
}

/// A leaf, and its place in its log, from 0.
package struct IndexedLeaf: Hashable, Sendable {
    package let index: UInt64
    package let leaf: Leaf

    package init(index: UInt64, leaf: Leaf) {
        self.index = index
        self.leaf = leaf
    }
}
