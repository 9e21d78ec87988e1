public import Outside

/// Why somebody is not enrolled. Nothing was changed.
public enum EnrollingReason: Reason {
    /// It is the vault's own card.
    case ownCard
    /// A recorder enrols coordinators only.
    case recorderForRecorder
    /// There cannot be more coordinators than so many.
    case tooMany(Int)
    /// Another card of the same device is enrolled, with this name on it.
    case otherCard(of: String)
    /// What was typed is no safety number.
    case noSafetyNumber
    /// It is another safety number.
    case otherSafetyNumber

    /// What was asked for is not done.
    public var kind: VaultError.Kind { .refused }
}
