import SafeSodium

extension AgeError: CustomStringConvertible {
    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .invalidHeader(let flaw): "the header of the age file is refused: \(flaw)"
        case .invalidArmor(let flaw): "the armor is refused: \(flaw)"
        case .noMatch: "no key that was given opens this file"
        case .passphraseNeeded: "it opens with a passphrase, not with a key"
        case .identityNeeded: "it opens with a key, not with a passphrase"
        case .headerMACMismatch: "the header of the age file was altered"
        case .payload(let flaw): "the contents are damaged: \(flaw)"
        case .invalidRecipient(let flaw): "this is not a recipient (age1…): \(flaw)"
        case .invalidIdentity(let flaw): "this is not an identity (AGE-SECRET-KEY-…): \(flaw)"
        case .invalidKeyFile(.empty): "the file holds no key"
        case .invalidKeyFile(.tooLong): "the file is too long to be one of keys"
        case .invalidKeyFile(.line(let number, let flaw)): "line \(number): \(flaw)"
        case .workFactorTooHigh(let logN):
            "the passphrase costs too much: 2^\(logN) rounds of scrypt"
        case .mixedRecipients:
            "recipients with and without post-quantum security cannot share a file"
        case .noRecipients: "there is no recipient"
        case .tooManyRecipients: "there are too many recipients"
        case .plaintextTooLong: "the contents are too long"
        case .outOfMemory: "there is not enough memory for the passphrase"
        case .stopped: "it was stopped"
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
        case .damagedChunk(let index):
            "the 64 KiB from byte \(index * UInt64(ChunkFormat.byteCount)) on are altered or cut off"
        case .trailingData: "something follows them"
        case .emptyLastChunk: "the last part of them is empty"
        }
    }
}

extension KeyFlaw: CustomStringConvertible {
    /// What is wrong, in a few words. The text itself is not repeated: it may be secret.
    public var description: String {
        switch self {
        case .malformed: "it is no key, or was mistyped"
        case .secretKey: "it is a secret key; the recipient is its public half"
        case .recipient: "it is a recipient; the secret key is its other half"
        case .ssh: "it is a key of SSH, which this program does not take"
        case .plugin: "it is for a plugin or a piece of hardware, which this program does not take"
        }
    }
}
