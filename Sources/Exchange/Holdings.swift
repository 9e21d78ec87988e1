import Outside
import Statements
import VaultStore

/// What is here of the objects in a log that are meant for this vault.
struct Holdings {
    /// Meant for this vault.
    let expected: [IndexedLeaf]
    let here: Set<ObjectID>
    /// The newest that this vault gave.
    let receipt: Receipt?

    init(
        of person: Person, _ log: KnownLog, in store: borrowing Store
    ) throws(VaultError) {
        expected = log.objects(meantFor: store.card.fingerprint)
        here = try store.unlocked.received.ids(ofDevice: person.device)
        receipt = person.receiptGiven?.receipt
    }

    /// Whether the newest receipt vouches for an object.
    func isSignedFor(_ indexed: IndexedLeaf) -> Bool {
        receipt?.vouches(for: indexed.leaf.object, at: indexed.index) ?? false
    }

    /// Those that have not come, or came and were not signed for.
    func missing(refused: Set<ObjectID>) -> [Leaf] {
        expected.map(\.leaf).filter { !here.contains($0.object) || refused.contains($0.object) }
    }
}
