public import Outside
import Statements
package import SystemPackage
import TransparencyLog
package import VaultStore

/// A proof that was made.
public struct MadeProof: Sendable {
    /// A C2SP `tlog-proof`, as ``RecordProof/init(checking:cards:)`` reads it.
    public let bytes: [UInt8]
    /// What of this vault was found damaged on the way, and skipped.
    public let damage: [VaultError]
}

extension Store {
    /// Makes the proof that one object is in the journal of the device that sealed it: leaf, path, and the earliest
    /// head that somebody cosigned with it, else the newest.
    ///
    /// Source: the page *The log, checkpoints and receipts*, "Proof for one record".
    ///
    /// - Parameter prefix: of the object's id; as many digits as tell it from others, at least 4.
    /// - Returns: the proof, as ``RecordProof/init(checking:cards:)`` reads it, and what was found damaged.
    /// - Throws: ``VaultError`` of the kind `refused` where no journal here names such an object, or the
    ///   one that does contradicts itself.
    package mutating func proof(of typed: String) throws(VaultError) -> MadeProof {
        let found =
            try IDPrefix(typed).map { prefix throws(VaultError) in
                try entries(naming: prefix)
            } ?? []
        guard let first = found.first else {
            throw VaultError(ProofReason.notNamed(typed, forgottenCount: forgottenCount))
        }
        guard found.allSatisfy({ $0.leaf == first.leaf }) else {
            throw VaultError(ProofReason.ambiguous(typed, count: found.count))
        }
        guard let head = first.heads.first(where: { $0.checkpoint.size > first.index }) else {
            throw VaultError(ProofReason.noHead)
        }
        // What was cosigned before a journal contradicted itself stays proven.
        if let fault = first.fault, !head.isCosigned {
            throw VaultError(ProofReason.fault(fault))
        }
        let size = head.checkpoint.size
        var after = CompactRange(at: first.index + 1)
        for leaf in first.piece.leaves(from: first.index + 1).prefix(Int(size - first.index - 1)) {
            after.append(MerkleTree.leafHash(of: leaf.encoded))
        }
        let inclusion = InclusionProof.make(
            before: first.piece.frontier(at: first.index), after: after)
        let proof = LogProof(extra: first.leaf.encoded, inclusion: inclusion, checkpoint: head)
        return MadeProof(bytes: proof.encoded, damage: takeDamage())
    }

    /// Writes a proof into a new file.
    ///
    /// - Throws: ``VaultError``: `refused` where there is a file already; `disk`.
    package func write(proof: [UInt8], to path: FilePath) throws(VaultError) {
        let surroundings = surroundings
        try asVault { try surroundings.writeNew(path, proof.span) }
    }

    /// An entry that a proof could be made for.
    private struct Provable {
        let index: UInt64
        let leaf: Leaf
        let piece: KnownLog.Piece
        /// Signed heads of the piece: cosigned ones first, by size.
        let heads: [SignedCheckpoint]
        let fault: LogFault?
    }

    private mutating func entries(
        naming prefix: IDPrefix
    ) throws(VaultError) -> [Provable] {
        let own = try log()
        var found = Self.entries(
            naming: prefix, in: own, Self.cosignedHeads(signedBy: people.coordinators))
        for person in people.all {
            guard let copy = try copy(of: person) else { continue }
            found += Self.entries(naming: prefix, in: copy.log) { piece in
                piece.checkpoints.filter(\.isCosigned)
            }
        }
        return found
    }

    private static func entries(
        naming prefix: IDPrefix, in log: KnownLog,
        _ cosignedHeads: (KnownLog.Piece) -> [SignedCheckpoint]
    ) -> [Provable] {
        var found: [Provable] = []
        for piece in log.pieces {
            for indexed in piece.indexed
            where indexed.leaf.namesObject && prefix.matches(indexed.leaf.object) {
                let heads = cosignedHeads(piece) + piece.checkpoints.suffix(1)
                found.append(
                    Provable(
                        index: indexed.index, leaf: indexed.leaf, piece: piece, heads: heads,
                        fault: log.fault))
            }
        }
        return found
    }

    /// The heads of this vault's own log that coordinators have signed in receipts, by size; those of one size
    /// with all of their cosignatures.
    private static func cosignedHeads(
        signedBy coordinators: [Person]
    ) -> (KnownLog.Piece) -> [SignedCheckpoint] {
        { piece in
            var heads: [UInt64: SignedCheckpoint] = [:]
            for taken in coordinators.compactMap(\.receiptTaken) {
                let size = taken.receipt.size
                guard (piece.start.size...piece.end.size).contains(size),
                    piece.frontier(at: size).root == taken.receipt.root
                else { continue }
                heads[size] = heads[size]?.joined(taken.checkpoint) ?? taken.checkpoint
            }
            return heads.values.sorted { $0.checkpoint.size < $1.checkpoint.size }
        }
    }
}
