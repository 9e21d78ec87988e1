public import Outside
public import Statements

/// What can be wrong with a draft.
public enum DraftReason: Reason {
    /// Another window is at it.
    case held
    /// There is no such draft.
    case none(ObjectID)
    /// A file that was attached is another one by now.
    case attachmentChanged

    /// Who failed.
    public var kind: VaultError.Kind {
        switch self {
        case .held: .inUse
        case .none, .attachmentChanged: .refused
        }
    }
}
