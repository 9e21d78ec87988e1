import Journal
import Statements

/// What ``Vault/check(at:with:surroundings:)`` found.
public struct CheckReport: Sendable {
    /// Something that is not as it was written.
    public struct Damage: Hashable, Sendable {
        /// The file, as a path in the vault, and where in it.
        public let place: String
        /// What is wrong, and what it means.
        public let message: String

        init(place: String, message: String) {
            self.place = place
            self.message = message
        }

        /// A place of a journal, and the entries that are lost by it.
        init(_ damage: JournalDamage) {
            let (first, last) = (damage.entries.lowerBound + 1, damage.entries.upperBound)
            let lost =
                damage.entries.isEmpty
                ? ""
                : first == last
                    ? "; entry \(first) is lost" : "; entries \(first) to \(last) are lost"
            self.init(
                place: "\(damage.place), byte \(damage.offset)", message: damage.reason + lost)
        }
    }

    /// What is not as it was written.
    public internal(set) var damage: [Damage] = []
    /// Records and attachments that arrived and are not what they claim to be: the sender's fault,
    /// not this vault's.
    public internal(set) var refused: [Damage] = []
    /// Entries of the vault's own journal that were checked.
    public internal(set) var leafCount = 0
    /// Copies of other devices' journals that were checked.
    public internal(set) var logCount = 0
    /// Sealed objects whose bytes were compared with their leaf.
    public internal(set) var objectCount = 0
    /// Records that were opened and checked, with their attachments; for a coordinator.
    public internal(set) var openedCount = 0
    /// Drafts of accounts that are not sealed yet.
    public internal(set) var draftCount = 0
    /// Signatures that were verified.
    public internal(set) var signatureCount = 0
    /// Objects that journals name and that have not come yet.
    public internal(set) var missingCount = 0

    /// Entries that the journal has forgotten, after all coordinators had signed for them.
    public internal(set) var forgottenCount: UInt64 = 0
    /// Objects that were removed after all coordinators had signed for them.
    public internal(set) var prunedCount = 0

    mutating func add(_ place: String, _ message: String) {
        damage.append(Damage(place: place, message: message))
    }
}
