public import Outside

extension Subject {
    /// As the beginning of a sentence.
    public var sentence: Sentence {
        switch self {
        case .bundle(let id): Sentence("\(id).age")
        case .objectInBundle(let bundle, let object): Sentence("\(bundle).age, object \(object)")
        case .object(let id): Sentence("object \(id)")
        case .record(let id): Sentence("record \(id)")
        case .attachment(let id): Sentence("attachment \(id)")
        case .attachmentNamed(let name): Sentence("attachment \(quoted: name)")
        case .journal(let name): Sentence("the journal of \(quoted: name)")
        case .journalCopy(let name): Sentence("the copy of the journal of \(quoted: name)")
        case .file(let path): Sentence("\(path: path)")
        case .card(let path): Sentence("the card \(path: path) is refused")
        case .standardInput: Sentence("standard input")
        case .passphraseFile: Sentence("the passphrase file")
        case .place(let place, nil): Sentence("\(place)")
        case .place(let place, let byte?): Sentence("\(place), byte \(byte)")
        }
    }
}

extension Sentence {
    /// What a reason says.
    public static func reason(_ reason: any Reason) -> Sentence { reason.sentence }
}
