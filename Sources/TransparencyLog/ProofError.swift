/// Why a Merkle proof was not accepted.
public enum ProofError: Error, Hashable, Sendable {
    /// The leaf's index is not below the tree's size.
    case indexOutOfRange
    /// The old tree is larger than the new one.
    case sizesOutOfOrder
    /// No proof for these sizes has so many hashes.
    case wrongPathLength
    /// The hashes do not lead to the old root.
    case oldRootMismatch
    /// The hashes do not lead to the root; for a consistency proof, to the new one.
    case rootMismatch
}
