public import AgeFile
import SafeSodium

extension AgeError {
    /// What happened, or what is wrong with the file, key or armor.
    public var sentence: Sentence {
        switch self {
        case .invalidHeader(let flaw):
            Sentence("the header of the age file is refused: \(flaw.sentence)")
        case .invalidArmor(let flaw): Sentence("the armor is refused: \(flaw.sentence)")
        case .noMatch: Sentence("no key that was given opens this file")
        case .wrongPassphrase: Sentence("wrong passphrase")
        case .passphraseNeeded: Sentence("it opens with a passphrase, not with a key")
        case .identityNeeded: Sentence("it opens with a key, not with a passphrase")
        case .headerMACMismatch: Sentence("the header of the age file was altered")
        case .payload(let flaw): Sentence("the contents are damaged: \(flaw.sentence)")
        case .invalidRecipient(let flaw):
            Sentence("this is not a recipient (age1…): \(flaw.sentence)")
        case .invalidIdentity(let flaw):
            Sentence("this is not an identity (AGE-SECRET-KEY-…): \(flaw.sentence)")
        case .invalidKeyFile(.empty): Sentence("the file holds no key")
        case .invalidKeyFile(.tooLong): Sentence("the file is too long to be one of keys")
        case .invalidKeyFile(.line(let number, let flaw)):
            Sentence("line \(number): \(flaw.sentence)")
        case .workFactorTooHigh(let logN):
            Sentence("the passphrase costs too much: 2^\(logN) rounds of scrypt")
        case .mixedRecipients:
            Sentence("recipients with and without post-quantum security cannot share a file")
        case .noRecipients: Sentence("there is no recipient")
        case .tooManyRecipients: Sentence("there are too many recipients")
        case .plaintextTooLong: Sentence("the contents are too long")
        case .outOfMemory: Sentence("there is not enough memory for the passphrase")
        case .stopped: Sentence("interrupted")
        }
    }

    /// What to do; nil where there is nothing.
    public var hint: Sentence? {
        switch self {
        case .mixedRecipients:
            Sentence("name only recipients that begin with age1pq1, or only others")
        case .passphraseNeeded: Sentence("leave out the identities")
        case .identityNeeded: Sentence("`-i FILE` names a file with keys")
        default: nil
        }
    }
}

extension HeaderFlaw {
    /// What is wrong.
    var sentence: Sentence {
        switch self {
        case .notAnAgeFile: Sentence("it is not an age file")
        case .unsupportedVersion: Sentence("it is of a version that is not known")
        case .truncated: Sentence("it is cut off")
        case .tooLong: Sentence("it is too long")
        case .noStanzas: Sentence("it names no recipient")
        case .malformedStanza: Sentence("a stanza is malformed")
        case .malformedBody: Sentence("the body of a stanza is malformed")
        case .malformedMAC: Sentence("its last line is malformed")
        case .invalidStanza(let type): Sentence("a stanza of the type \(type) is wrong")
        case .passphraseNotAlone: Sentence("a passphrase stands beside other recipients")
        }
    }
}

extension ArmorFlaw {
    /// What is wrong.
    var sentence: Sentence {
        switch self {
        case .missingBegin: Sentence("its first line is missing")
        case .missingEnd: Sentence("its last line is missing")
        case .malformedLine: Sentence("a line is malformed")
        case .trailingData: Sentence("something follows it")
        }
    }
}

extension PayloadFlaw {
    /// What is wrong.
    var sentence: Sentence {
        switch self {
        case .truncated: Sentence("they are cut off")
        case .damagedChunk(let index):
            Sentence(
                "the 64 KiB from byte \(index * UInt64(ChunkFormat.byteCount)) on are altered or cut off"
            )
        case .trailingData: Sentence("something follows them")
        case .emptyLastChunk: Sentence("the last part of them is empty")
        }
    }
}

extension KeyFlaw {
    /// What is wrong. The text itself is not repeated: it may be secret.
    var sentence: Sentence {
        switch self {
        case .malformed: Sentence("it is no key, or was mistyped")
        case .secretKey: Sentence("it is a secret key; the recipient is its public half")
        case .recipient: Sentence("it is a recipient; the secret key is its other half")
        case .ssh: Sentence("it is a key of SSH, which this program does not take")
        case .plugin:
            Sentence(
                "it is for a plugin or a piece of hardware, which this program does not take")
        }
    }
}
