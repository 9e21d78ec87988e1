public import Outside

/// A reason that only the command knows, in words of this room: what it asks of its command line, its terminal and
/// whoever sits there.
public struct Said: Reason {
    /// Who failed.
    public let kind: VaultError.Kind
    /// Its name, for programs.
    public let code: String
    /// What happened.
    public let sentence: Sentence
    /// What to do; nil where there is nothing.
    public let hint: Sentence?
}

extension VaultError {
    /// Something that the command itself does not do.
    ///
    /// - Parameter code: its name, for programs, which stays the same in every language.
    public init(_ kind: Kind, _ code: String, _ sentence: Sentence, hint: Sentence? = nil) {
        self.init(Said(kind: kind, code: code, sentence: sentence, hint: hint))
    }
}
