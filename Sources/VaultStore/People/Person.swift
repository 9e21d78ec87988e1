import TransparencyLog
package import Statements

/// Somebody, as this vault knows them.
package struct Person: Sendable {
    package var card: Card
    /// The index of the leaf of this vault's own log by which they were enrolled: what was sealed after it was sealed to
    /// them. nil where they are not enrolled.
    package var enrolledAt: UInt64?
    /// The newest receipt that this coordinator gave for this vault's own log.
    package var receiptTaken: CosignedReceipt?
    /// The newest receipt that this vault gave for that device's log.
    package var receiptGiven: CosignedReceipt?
    /// A receipt that this coordinator gave for a head which this vault signed, and which its own log does not
    /// have (any more): the log went back. From then on nothing is signed.
    package var unmatchedReceipt: CosignedReceipt?

    package init(card: Card, enrolledAt: UInt64? = nil) {
        self.card = card
        self.enrolledAt = enrolledAt
    }

    /// Whether the safety number was compared.
    package var isEnrolled: Bool { enrolledAt != nil }

    /// The device whose journal is theirs.
    package var device: String { card.key.name }
}

extension Sequence where Element == Person {
    /// Whether a leaf of this vault's own log names an object that was sealed to some of these coordinators, and all
    /// to whom it was sealed have signed for it.
    package func haveAllSigned(for indexed: IndexedLeaf) -> Bool {
        let meant = filter { $0.enrolledAt.map { $0 < indexed.index } ?? false }
        return !meant.isEmpty
            && meant.allSatisfy {
                guard let receipt = $0.receiptTaken?.receipt else { return false }
                // Who only compared hashes cannot say that a record opens.
                return receipt.check == .opened
                    && receipt.vouches(for: indexed.leaf.object, at: indexed.index)
            }
    }
}
