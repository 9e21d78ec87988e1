/// What went wrong: who failed, what it happened to, and the facts. `Words` makes the sentence, and says what to do.
public struct VaultError: Error, Sendable {
    /// Who failed.
    public enum Kind: String, Sendable, CaseIterable, Encodable {
        /// What was asked for is not done: by rule, or because what came is not right.
        case refused
        /// There is no vault at that place.
        case noVault
        /// Another command holds the vault.
        case inUse
        /// The key slots do not open with this passphrase.
        case wrongPassphrase
        /// Something in the vault is not as it was written.
        case damaged
        /// A disk, or its file system.
        case disk
        /// The person stopped it.
        case interrupted
        /// This program: nobody foresaw it.
        case fault
    }

    /// What happened.
    public let reason: any Reason
    /// What it happened to; nil where the reason says it.
    public let subject: Subject?

    /// Who failed.
    public var kind: Kind { reason.kind }

    /// An error of one's own.
    public init(_ reason: any Reason, about subject: Subject? = nil) {
        self.reason = reason
        self.subject = subject
    }

    /// The error of any room, as it is; what is no room's is a fault of this program.
    public init(wrapping error: any Error) {
        switch error {
        case let error as VaultError: self = error
        case let reason as any Reason where reason.kind == .interrupted: self = .interrupted
        case let reason as any Reason: self.init(reason)
        default: self.init(Unforeseen(error))
        }
    }

    /// The person stopped it.
    public static let interrupted = VaultError(Interruption())

    /// The same, of something that it happened to; an interruption is about nothing.
    package func about(_ subject: Subject) -> VaultError {
        kind == .interrupted ? self : VaultError(reason, about: self.subject ?? subject)
    }
}

extension VaultError: Hashable {
    /// Whether both are one fact about one thing.
    public static func == (left: VaultError, right: VaultError) -> Bool {
        AnyHashable(left.reason) == AnyHashable(right.reason) && left.subject == right.subject
    }

    /// Hashes the fact and what it is about.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(AnyHashable(reason))
        hasher.combine(subject)
    }
}

extension VaultError: Encodable {
    private enum Key: CodingKey {
        case kind, reason, message, subject
    }

    /// For programs: who failed, which case, and what it happened to.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(reason.code, forKey: .reason)
        try container.encodeIfPresent(
            ReasonWords.message(of: reason, for: encoder), forKey: .message)
        try container.encodeIfPresent(subject, forKey: .subject)
    }
}

/// Runs anything that can fail, and hands its error on as one of a vault.
package func asVault<Result: ~Copyable>(
    _ body: () throws -> Result
) throws(VaultError) -> Result {
    do {
        return try body()
    } catch {
        throw VaultError(wrapping: error)
    }
}
