import Handoff
import Outside
import Statements
import VaultStore

/// A bundle that was read, and what it brought.
struct Arrival {
    /// The name of its file.
    let id: ObjectID
    let bundle: Manifest
    /// The writer's.
    let card: Card
    /// Of the device whose log was carried.
    let logCard: Card
    /// Signed notes of any kind, of an enrolled writer.
    let notes: [[UInt8]]
    /// A receipt for this vault's own log, before it is believed.
    let receipt: CosignedReceipt.Unverified?
    /// Objects that were not here before.
    private(set) var new: [ObjectID: Leaf.Kind]
    /// Objects that were put aside.
    let problems: [VaultError]
    /// Why the rest of it could not be read; nil where it was read whole.
    let failure: VaultError?

    /// The same after a second reading, which brought nothing anew that the first had brought.
    func withNew(of earlier: Arrival) -> Arrival {
        var arrival = self
        arrival.new.merge(earlier.new) { mine, _ in mine }
        return arrival
    }

    init(
        _ id: ObjectID, _ preamble: BundlePreamble, notes: [[UInt8]],
        new: [ObjectID: Leaf.Kind], problems: [VaultError], failure: VaultError?
    ) {
        self.id = id
        bundle = preamble.manifest
        card = preamble.card
        logCard = preamble.logCard
        self.notes = notes
        receipt = preamble.receipt
        self.new = new
        self.problems = problems
        self.failure = failure
    }
}
