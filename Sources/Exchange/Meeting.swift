import Outside
import Statements
import TransparencyLog
import VaultStore

/// Receipts for this vault's own log. Source: the page *The log, checkpoints and receipts*, "Receipt".
extension Store {
    /// Looks for receipts that this vault's own log does not bear out, before anything is signed, and remembers them.
    mutating func meetReceipts(of arrivals: [Arrival]) throws(VaultError) {
        for arrival in arrivals {
            guard let notes = arrival.receipt, var person = people[arrival.card.fingerprint],
                let receipt = try? ownReceipt(notes, by: person)
            else { continue }
            if try logHas(receipt.receipt) { continue }
            person.unmatchedReceipt = receipt
            try remember(person)
        }
    }

    /// A receipt by an enrolled coordinator, for a head of this vault's own log that this vault signed.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    func ownReceipt(
        _ notes: CosignedReceipt.Unverified, by person: Person
    ) throws(VaultError) -> CosignedReceipt {
        guard person.isEnrolled, person.card.role == .coordinator else {
            throw VaultError(ExchangeReason.receiptByStranger)
        }
        // What is taken is kept among the people, whose box has a limit.
        guard notes.receipt.count <= 4 << 20 else {
            throw VaultError(ExchangeReason.receiptTooLong)
        }
        let receipt = try asVault { try notes.verified(by: person.card) }
        guard receipt.receipt.log == card.key.name else {
            throw VaultError(ExchangeReason.receiptForOther)
        }
        // A head that this vault never signed says nothing about its own log.
        guard (try? receipt.checkpoint.verify(by: card.key)) != nil else {
            throw VaultError(ExchangeReason.receiptForUnsignedHead)
        }
        return receipt
    }
}
