public import TransparencyLog

extension NoteError {
    /// What is wrong. It repeats names and keys, and no other contents.
    public var sentence: Sentence {
        switch self {
        case .tooLarge(let limit):
            Sentence("the note is larger than \(limit, "# byte", "# bytes")")
        case .malformedNote: Sentence("this is not a signed note")
        case .malformedSignature(let number): Sentence("signature \(number) is malformed")
        case .repeatedSignature(let name):
            Sentence("there are two signatures by the same key of \(name)")
        case .tooManySignatures(let limit):
            Sentence("the note has more than \(limit, "# signature", "# signatures")")
        case .malformedKey: Sentence("this is not a verifier key")
        case .unsupportedKey(let type):
            Sentence("verifier keys of type \(type) are not supported")
        case .unsuitableKey(let name): Sentence("the key of \(name) is of another type")
        case .malformedCheckpoint: Sentence("this is not a checkpoint")
        case .malformedProof: Sentence("this is not a proof that an entry is in a log")
        case .wrongOrigin(let wanted): Sentence("the checkpoint is of another log than \(wanted)")
        case .wrongKind(let wanted): Sentence("the note is not of the kind \(wanted)")
        case .unexpectedLine(let number, let wanted?):
            Sentence("line \(number) is not `\(wanted)`")
        case .unexpectedLine(let number, nil): Sentence("line \(number) does not belong there")
        case .malformedValue(let key): Sentence("the value of `\(key)` is malformed")
        case .needsNewer(let key):
            Sentence("it needs a newer version of Amanat, which knows `\(line: key)`")
        case .notSigned(let name): Sentence("there is no signature by \(name)")
        case .forged(let name): Sentence("the signature by \(name) is not over this text")
        }
    }
}

extension ProofError {
    /// What is wrong with the proof.
    public var sentence: Sentence {
        switch self {
        case .indexOutOfRange: Sentence("the leaf is outside the tree")
        case .sizesOutOfOrder: Sentence("the old tree is larger than the new one")
        case .wrongPathLength: Sentence("the proof has the wrong length")
        case .oldRootMismatch: Sentence("the proof does not lead to the old root")
        case .rootMismatch: Sentence("the proof does not lead to the root")
        }
    }
}
