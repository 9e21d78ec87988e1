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
        TreeHash(SHA256Hash(of: 0x00, leaf))
    }

    /// The hash of a leaf's bytes.
    public static func leafHash(of leaf: [UInt8]) -> TreeHash {
        leafHash(of: leaf.span)
    }

    /// The hash of the node over two others.
    public static func nodeHash(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        TreeHash(SHA256Hash(of: 0x01, left.hash, right.hash))
    }

    /// The root of the tree over these leaf hashes.
    public static func root(of leafHashes: [TreeHash]) -> TreeHash {
        var frontier = Frontier()
        for leafHash in leafHashes { frontier.append(leafHash) }
        return frontier.root
    }
}
