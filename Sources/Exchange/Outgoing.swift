import Statements
import VaultStore

/// A bundle that is to be written.
struct Outgoing {
    let to: [Card]
    /// With their places in the log. The leaves that prove them go along, and those that some recipient has not signed
    /// for.
    private(set) var objects: [(indexed: IndexedLeaf, byteCount: UInt64)] = []
    /// How many bytes the objects have.
    private(set) var byteCount: UInt64 = 0
    /// Of the vault's own log, that holds them.
    let piece: KnownLog.Piece?
    let receipt: CosignedReceipt.Unverified?

    init(
        to recipients: [Card], piece: KnownLog.Piece? = nil,
        receipt: CosignedReceipt.Unverified? = nil
    ) {
        to = recipients
        self.piece = piece
        self.receipt = receipt
    }

    mutating func add(_ indexed: IndexedLeaf, byteCount: UInt64) {
        objects.append((indexed, byteCount))
        self.byteCount += byteCount
    }

    mutating func removeObjects(where isLeftOut: (ObjectID) -> Bool) {
        objects.removeAll { isLeftOut($0.indexed.leaf.object) }
        byteCount = objects.reduce(0) { $0 + $1.byteCount }
    }
}
