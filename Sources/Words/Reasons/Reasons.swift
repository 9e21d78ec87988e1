public import Outside

extension VaultError {
    /// What happened, in one sentence; it ends without a full stop.
    public var sentence: Sentence {
        guard let subject else { return reason.sentence }
        return Sentence("\(subject.sentence): \(reason.sentence)")
    }

    /// What to do; nil where there is nothing.
    public var hint: Sentence? { reason.hint }
}

extension Reason {
    /// The sentence of any room's reason.
    public var sentence: Sentence {
        switch self {
        case let fault as Unforeseen:
            Sentence(
                "a fault of this program (\(fault.what)): nobody foresaw it, and nothing of it is your mistake"
            )
        case is Interruption: Sentence("interrupted")
        default: preconditionFailure("a reason of a room without words: \(code)")
        }
    }

    /// What to do about any room's reason.
    public var hint: Sentence? {
        switch self {
        case is Unforeseen:
            Sentence(
                "tell whoever maintains amanat what you did, and these words; SECURITY.md says where"
            )
        default: nil
        }
    }
}
