package import Statements

/// The first digits of an id, as people type them.
package struct IDPrefix: Hashable, Sendable {
    /// As it was typed.
    package let typed: String
    private let digits: String

    /// nil where they are too few to tell one from others: fewer than 4.
    package init?(_ typed: String) {
        guard typed.utf8.count >= 4 else { return nil }
        self.typed = typed
        digits = typed.lowercased()
    }

    /// Whether an id begins so.
    package func matches(_ id: ObjectID) -> Bool { id.hex.hasPrefix(digits) }

    /// Whether a fingerprint begins so.
    package func matches(_ fingerprint: Fingerprint) -> Bool { fingerprint.hex.hasPrefix(digits) }
}
