public import Outside

/// What a check of a whole vault found.
public struct CheckReport: Sendable, Encodable {
    /// What is not as it was written, and what is lost by it.
    public internal(set) var damage: [VaultError] = []
    /// Records and attachments that arrived and are not what they claim to be: the sender's fault,
    /// not this vault's.
    public internal(set) var refused: [VaultError] = []
    /// Entries of the vault's own journal that were checked.
    public internal(set) var entryCount = 0
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

    private enum CodingKeys: String, CodingKey {
        case damage, refused
        case entryCount = "entries"
        case logCount = "logs"
        case objectCount = "objects"
        case openedCount = "opened"
        case draftCount = "drafts"
        case signatureCount = "signatures"
        case missingCount = "missing"
        case forgottenCount = "forgotten"
        case prunedCount = "pruned"
    }

    mutating func add(_ place: String, _ reason: any Reason) {
        damage.append(VaultError(reason, about: .place(place)))
    }
}
