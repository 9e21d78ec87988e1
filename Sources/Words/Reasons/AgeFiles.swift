import AgeFiles
import Envelope

extension AgeFilesReason {
    /// Why a file is not read or written.
    var sentence: Sentence {
        switch self {
        case .keyFileOpensWithKey: Sentence("it is an age file that opens with a key")
        case .outputIsInput(let path):
            Sentence("\(path: path) is read here, and cannot be written to as well")
        case .outputIsFolder(let path): Sentence("\(path: path) is a folder")
        case .outputIsLink(let path): Sentence("\(path: path) is a symbolic link")
        case .keyFileExists(let path): Sentence("\(path: path) exists already")
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .keyFileOpensWithKey:
            Sentence("give a file of identities (AGE-SECRET-KEY-…), or one that a passphrase opens")
        case .outputIsInput: Sentence("give the output another name")
        case .outputIsLink:
            Sentence("name the file itself: what is written takes the place of what has the name")
        case .keyFileExists: Sentence("a file is never replaced by a key")
        case .outputIsFolder: nil
        }
    }
}

extension EnvelopeError {
    /// Why a sealed object is refused.
    var sentence: Sentence {
        switch self {
        case .wrongPadding: Sentence("its padding is not as it should be")
        case .otherContent: Sentence("it does not hold what it was announced to hold")
        }
    }
}
