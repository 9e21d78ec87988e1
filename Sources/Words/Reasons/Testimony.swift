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
        case .account: Sentence("its account is not text in UTF-8 of 1 byte to 16 MiB")
        case .attachmentList: Sentence("its list of attachments is malformed")
        case .otherRecord: Sentence("it is another record than the one it came as")
        case .notAddressed:
            Sentence("it does not name this vault among those it was meant for")
        }
    }
}
