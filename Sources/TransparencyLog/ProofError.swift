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

extension ProofError: CustomStringConvertible {
    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .indexOutOfRange: "the leaf is outside the tree"
        case .sizesOutOfOrder: "the old tree is larger than the new one"
        case .wrongPathLength: "the proof has the wrong length"
        case .oldRootMismatch: "the proof does not lead to the old root"
        case .rootMismatch: "the proof does not lead to the root"
        }
    }
}
