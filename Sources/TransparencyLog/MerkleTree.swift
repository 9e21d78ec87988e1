import SafeSodium

/// The hashes of which a Merkle tree is made (RFC 6962 §2.1).
///
/// ```
/// leaf hash = SHA-256(0x00 || leaf)
/// node hash = SHA-256(0x01 || left || right)
/// root      = the node over the largest perfect tree on the left, and the root of the rest
/// ```
///
/// The prefixes keep leaves and nodes apart: no leaf can be passed off as an inner node.
public enum MerkleTree {
    /// The root of the tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = TreeHash(SHA256Hash(of: []))

    /// The hash of a leaf's bytes.
    public static func leafHash(of leaf: Span<UInt8>) -> TreeHash {
        let prefix: InlineArray<1, UInt8> = [0x00]
        var hasher = SHA256Hasher()
        hasher.update(prefix.span)
        hasher.update(leaf)
        return TreeHash(hasher.finalize())
    }

    /// The hash of a leaf's bytes.
    public static func leafHash(of leaf: [UInt8]) -> TreeHash {
        leafHash(of: leaf.span)
    }

    /// The hash of the node over two others.
    public static func nodeHash(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var block = InlineArray<65, UInt8>(repeating: 0x01)
        for index in 0..<TreeHash.byteCount {
            block[1 + index] = left[index]
            block[33 + index] = right[index]
        }
        var hasher = SHA256Hasher()
        hasher.update(block.span)
        return TreeHash(hasher.finalize())
    }

    /// The root of the tree over these leaf hashes.
    public static func root(of leafHashes: [TreeHash]) -> TreeHash {
        root(of: leafHashes[...])
    }

    /// The root over a part of the leaf hashes, as if it were a whole tree.
    static func root(of leafHashes: ArraySlice<TreeHash>) -> TreeHash {
        var frontier = Frontier()
        for leafHash in leafHashes { frontier.append(leafHash) }
        return frontier.root
    }

    /// How many of `leafCount` leaves, at least two, are in the left part: the largest power
    /// of two below it (RFC 6962 §2.1, "k").
    static func leftCount(of leafCount: Int) -> Int {
        precondition(leafCount > 1, "a tree of one leaf has no parts")
        return 1 << (Int.bitWidth - 1 - (leafCount - 1).leadingZeroBitCount)
    }
}
