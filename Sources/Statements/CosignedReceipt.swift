package import TransparencyLog

/// A receipt, and the cosigned checkpoint that it speaks of: both by one coordinator, about one head.
package struct CosignedReceipt: Hashable, Sendable {
    package let receipt: Receipt
    package let checkpoint: SignedCheckpoint
    /// When the coordinator cosigned, by their clock.
    package let cosignedAt: Timestamp

    /// The two notes as they travel and are kept, before anything of them is believed.
    package struct Unverified: Hashable, Sendable {
        /// The receipt's note.
        package let receipt: [UInt8]
        /// The cosigned checkpoint's note.
        package let checkpoint: [UInt8]

        package init(receipt: [UInt8], checkpoint: [UInt8]) {
            self.receipt = receipt
            self.checkpoint = checkpoint
        }

        /// Reads both, and checks that this coordinator signed both, and that they speak of one head.
        package func verified(by coordinator: Card) throws(StatementError) -> CosignedReceipt {
            let receipt = try Receipt(parsing: receipt, signedBy: coordinator.key)
            let note = checkpoint
            let checkpoint = try reading { () throws(NoteError) in
                try SignedCheckpoint(parsing: note, limit: 16 << 10)
            }
            let cosignature = try reading { () throws(NoteError) in
                try checkpoint.cosignature(by: coordinator.cosignatureKey)
            }
            let head = checkpoint.checkpoint
            guard head.origin == receipt.log, head.size == receipt.size, head.root == receipt.root,
                let cosignedAt = Timestamp(secondsSince1970: Int64(clamping: cosignature.time))
            else { throw .contradiction(.heads) }
            return CosignedReceipt(
                receipt: receipt, checkpoint: checkpoint, cosignedAt: cosignedAt)
        }
    }

    /// The two notes, as they travel.
    package var notes: Unverified {
        Unverified(receipt: receipt.note.encoded, checkpoint: checkpoint.encoded)
    }
}
