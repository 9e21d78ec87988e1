package import Testimony

extension TestimonyError {
    /// Why the record is refused.
    package var sentence: Sentence {
        switch self {
        case .archive(let error): Sentence("its tar stream is refused: \(error.sentence)")
        case .entries: Sentence("it does not hold what a record holds")
        case .note(let error): Sentence("its note is refused: \(error.sentence)")
        case .salts: Sentence("its salts do not belong to its parts")
        case .partChanged(let name): Sentence("its part \(name) is not the one that was signed")
        case .unaccounted:
            Sentence("its note and its salts do not account for each other")
        case .recipients: Sentence("its list of those to whom it was sealed is malformed")
        case .account: Sentence("its account is not text in UTF-8 of 1 byte to 16 MiB")
        case .attachmentList: Sentence("its list of attachments is malformed")
        case .attachmentKey: Sentence("the key to its attachments is missing, or is none")
        case .elsewhere: Sentence("its list of parts that lie elsewhere is malformed")
        case .otherRecord: Sentence("it is another record than the one it came as")
        case .otherNote: Sentence("its note is not the one that its journal names")
        case .needsNewer(let name):
            Sentence("it needs a newer version of Amanat, which knows `\(line: name)`")
        case .notAddressed:
            Sentence("it does not name this vault among those it was meant for")
        }
    }
}
