package import Handoff

extension BundleError {
    /// Why the bundle, or the rest of it, is refused.
    package var sentence: Sentence {
        switch self {
        case .archive(let error): error.sentence
        case .statement(let error, in: .manifest):
            Sentence("its manifest is refused: \(error.sentence)")
        case .statement(let error, in: .card): Sentence("its card is refused: \(error.sentence)")
        case .statement(let error, in: .checkpoint):
            Sentence("its checkpoint is refused: \(error.sentence)")
        case .statement(let error, in: .leaves):
            Sentence("its list of leaves is refused: \(error.sentence)")
        case .unexpectedEntry(let name):
            Sentence("its entry \(quoted: name) does not belong where it stands")
        case .alteredEntry(let entry):
            Sentence("its entry \(quoted: entry.name) is not the one that its manifest lists")
        case .otherEnd: Sentence("its last entry does not end this bundle")
        case .otherCard:
            Sentence("its manifest was signed by another device than its card is of")
        case .wrongRoot: Sentence("its leaves do not belong to its checkpoint")
        case .incomplete: Sentence("it is cut off")
        }
    }
}
