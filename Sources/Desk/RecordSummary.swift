public import Outside
public import Statements
public import VaultStore

/// What can be said of a record without its contents.
public struct RecordSummary: Sendable {
    /// Whether a record is what it claims to be.
    public enum Standing: Hashable, Sendable {
        /// Signed by a device whose safety number was compared.
        case verified
        /// Signed by a device whose card came along, and was never compared.
        case unverified
        /// Signed by a device whose safety number was compared, and sealed in a way that lasts no longer than classic
        /// cryptography.
        case outsideProfile
        /// It did not pass its checks.
        case refused(VaultError)
    }

    /// Whether the recorder's log proves the record.
    public enum Proof: Hashable, Sendable {
        /// It is entry `number` of `size` of that log. `cosignedAt` says when this vault signed for
        /// it: the record is not younger than that.
        case logged(number: UInt64, size: UInt64, cosignedAt: String?)
        /// It is not, with the reason.
        case notLogged(NotLogged)
    }

    /// The record's id.
    public let id: ObjectID
    /// The name on the recorder's card; nil where the record is refused.
    public let recorder: String?
    /// The recorder's device; nil where the record is refused.
    public let device: String?
    /// When it was recorded, as the recorder's clock had it; nil where the record is refused.
    public let time: String?
    /// Whether it is what it claims to be.
    public let standing: Standing
    /// The name of the coordinator who sealed it anew for this vault; nil where it is as its recorder sealed it.
    public let sharer: String?
    /// Whether the log proves it.
    public let proof: Proof
    /// What of it lasts no longer than classic cryptography.
    public let profileFlaws: [ProfileFlaw]
    /// How many attachments it has.
    public let attachmentCount: Int
    /// Bytes of the account; 0 where there is none.
    public let accountByteCount: Int
}

extension RecordSummary: Encodable {
    private enum Key: CodingKey {
        case id, recorder, device, time, standing, profile, reason, logged, logEntry, cosignedAt,
            attachments
        case bytes, message, sharedBy
    }

    /// For programs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encodeIfPresent(recorder, forKey: .recorder)
        try container.encodeIfPresent(device, forKey: .device)
        try container.encodeIfPresent(time, forKey: .time)
        try container.encodeIfPresent(sharer, forKey: .sharedBy)
        try container.encode(attachmentCount, forKey: .attachments)
        try container.encode(accountByteCount, forKey: .bytes)
        switch standing {
        case .verified: try container.encode("verified", forKey: .standing)
        case .unverified: try container.encode("unverified", forKey: .standing)
        case .outsideProfile: try container.encode("outsideProfile", forKey: .standing)
        case .refused: try container.encode("refused", forKey: .standing)
        }
        if !profileFlaws.isEmpty { try container.encode(profileFlaws, forKey: .profile) }
        switch proof {
        case .logged(let number, _, let cosignedAt):
            try container.encode(true, forKey: .logged)
            try container.encode(number, forKey: .logEntry)
            try container.encodeIfPresent(cosignedAt, forKey: .cosignedAt)
        case .notLogged:
            try container.encode(false, forKey: .logged)
        }
        try container.encodeIfPresent(reason?.code, forKey: .reason)
        try container.encodeIfPresent(
            reason.flatMap { ReasonWords.message(of: $0, for: encoder) }, forKey: .message)
    }

    /// Why it is refused, or not proven; nil where it is neither.
    public var reason: (any Reason)? {
        if case .refused(let error) = standing { return error.reason }
        if case .notLogged(let reason) = proof { return reason }
        return nil
    }
}

/// The records that lie in a vault.
public struct RecordList: Sendable, Encodable {
    /// By their time; refused ones last.
    public let records: [RecordSummary]
    /// What of this vault was found damaged on the way, and skipped.
    public let damage: [VaultError]
}

extension RecordSummary {
    /// Whether it did not pass its checks.
    public var isRefused: Bool {
        if case .refused = standing { true } else { false }
    }
}
