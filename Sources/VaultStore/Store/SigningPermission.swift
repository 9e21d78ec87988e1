package import Outside
import Statements

/// That a vault may sign: nothing shows that its own journal went back, or its owner wants to hand off all the same.
///
/// Source: the page *The log, checkpoints and receipts*, "Receipt".
package struct SigningPermission: Hashable, Sendable {
    fileprivate init() {}
}

extension Store {
    /// Why nothing more ought to be signed; nil where all is well. A vault whose own journal went back would sign a
    /// second history.
    ///
    /// It needs no reading of the log: a receipt that is known to contradict it is kept, and no receipt that
    /// was taken can be for more entries than there are.
    package var obstacleToSign: VaultError? {
        for person in people.all {
            if let receipt = person.unmatchedReceipt {
                return obstacle(person.card, receipt)
            }
            if let receipt = person.receiptTaken, receipt.receipt.size > size {
                return obstacle(person.card, receipt)
            }
        }
        return nil
    }

    private func obstacle(_ card: Card, _ receipt: CosignedReceipt) -> VaultError {
        let (signed, time) = (receipt.receipt.size, "\(receipt.cosignedAt)")
        return VaultError(
            signed > size
                ? StoreReason.wentBack(to: size, signedBy: card.name, size: signed, at: time)
                : StoreReason.otherHistory(signedBy: card.name, size: signed, at: time))
    }

    /// - Parameter despiteFault: whether the owner wants to hand off all the same.
    /// - Throws: ``VaultError`` of the kind `damaged` where nothing more ought to be signed.
    package func requireToSign(
        despiteFault: Bool = false
    ) throws(VaultError) -> SigningPermission {
        if !despiteFault, let obstacleToSign { throw obstacleToSign }
        return SigningPermission()
    }
}
