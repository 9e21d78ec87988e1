public import Outside

/// A reason that only the command knows, in words of this room: what it asks of its command line, its terminal and
/// whoever sits there.
public struct Said: Reason {
    /// Who failed.
    public let kind: VaultError.Kind
    /// What happened.
    public let sentence: Sentence
    /// What to do; nil where there is nothing.
    public let hint: Sentence?
}

extension VaultError {
    /// Something that the command itself does not do.
    public init(_ kind: Kind, _ sentence: Sentence, hint: Sentence? = nil) {
        self.init(Said(kind: kind, sentence: sentence, hint: hint))
    }
}
