public import Statements
public import SystemPackage

/// What something happened to.
public enum Subject: Hashable, Sendable {
    /// A bundle, by the name of its file.
    case bundle(ObjectID)
    /// An object in a bundle.
    case objectInBundle(bundle: ObjectID, object: ObjectID)
    /// A sealed object of this vault.
    case object(ObjectID)
    /// A sealed testimony.
    case record(ObjectID)
    /// A sealed attachment.
    case attachment(ObjectID)
    /// An attachment, by the name that its file gets.
    case attachmentNamed(String)
    /// Somebody's journal, by the name on their card.
    case journal(of: String)
    /// This vault's copy of somebody's journal.
    case journalCopy(of: String)
    /// A file that a person named.
    case file(FilePath)
    /// A file with a card.
    case card(FilePath)
    /// What the process is given to read.
    case standardInput
    /// A file with a passphrase.
    case passphraseFile
    /// Part of the vault, by its path in it, and the byte in it where that is known.
    case place(String, byte: Int64? = nil)
}

extension Subject: Encodable {
    /// One string, for programs: the id, name, or path.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private var text: String {
        switch self {
        case .bundle(let id): "\(id).age"
        case .objectInBundle(let bundle, let object): "\(bundle).age/objects/\(object).age"
        case .object(let id), .record(let id), .attachment(let id): id.hex
        case .attachmentNamed(let name): name
        case .journal(let name), .journalCopy(let name): "journal:\(name)"
        case .file(let path), .card(let path): path.string
        case .standardInput, .passphraseFile: "-"
        case .place(let place, let byte): place + (byte.map { ":\($0)" } ?? "")
        }
    }
}
