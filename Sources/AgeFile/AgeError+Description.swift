extension AgeError: CustomStringConvertible {
    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .invalidHeader(let flaw): "the header of the age file is refused: \(flaw)"
        case .invalidArmor(let flaw): "the armor is refused: \(flaw)"
        case .noMatch: "no key that was given opens this file"
        case .headerMACMismatch: "the header of the age file was altered"
        case .payload(let flaw): "the contents are damaged: \(flaw)"
        case .invalidRecipient: "this is not a recipient (age1…)"
        case .invalidIdentity: "this is not an identity (AGE-SECRET-KEY-…)"
        case .invalidKeyFile(line: 0): "the file holds no key, or is too long"
        case .invalidKeyFile(let line): "line \(line) is not a key"
        case .workFactorTooHigh(let logN):
            "the passphrase costs too much: 2^\(logN) rounds of scrypt"
        case .mixedRecipients:
            "recipients with and without post-quantum security cannot share a file"
        case .noRecipients: "there is no recipient"
        case .tooManyRecipients: "there are too many recipients"
        case .plaintextTooLong: "the contents are too long"
        case .outOfMemory: "there is not enough memory for the passphrase"
        }
    }
}

extension HeaderFlaw: CustomStringConvertible {
    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .notAnAgeFile: "it is not an age file"
        case .unsupportedVersion: "it is of a version that is not known"
        case .truncated: "it is cut off"
        case .tooLong: "it is too long"
        case .noStanzas: "it names no recipient"
        case .malformedStanza: "a stanza is malformed"
        case .malformedBody: "the body of a stanza is malformed"
        case .malformedMAC: "its last line is malformed"
        case .invalidStanza(let type): "a stanza of the type \(type) is wrong"
        case .passphraseNotAlone: "a passphrase stands beside other recipients"
        }
    }
}

extension ArmorFlaw: CustomStringConvertible {
    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .missingBegin: "its first line is missing"
        case .missingEnd: "its last line is missing"
        case .malformedLine: "a line is malformed"
        case .trailingData: "something follows it"
        }
    }
}

extension PayloadFlaw: CustomStringConvertible {
    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .truncated: "they are cut off"
        case .damagedChunk(let index): "chunk \(index) was altered"
        case .trailingData: "something follows them"
        case .emptyLastChunk: "the last chunk is empty"
        }
    }
}
