import Handoff
import Outside
import Statements
import VaultStore

/// A bundle that was read, and what it brought.
struct Arrival {
    /// The name of its file.
    let id: ObjectID
    let bundle: Manifest
    let card: Card
    /// A receipt for this vault's own log, before it is believed.
    let receipt: CosignedReceipt.Unverified?
    /// Objects that were not here before.
    let new: [ObjectID: Leaf.Kind]
    /// Objects that were put aside.
    let problems: [VaultError]
    /// Why the rest of it could not be read; nil where it was read whole.
    let failure: VaultError?

    init(
        _ id: ObjectID, _ preamble: BundlePreamble, new: [ObjectID: Leaf.Kind],
        problems: [VaultError], failure: VaultError?
    ) {
        self.id = id
        bundle = preamble.manifest
        card = preamble.card
        receipt = preamble.receipt
        self.new = new
        self.problems = problems
        self.failure = failure
    }
}
