import Desk
import VaultStore

extension DeskReason {
    /// Why something cannot be found, shown or written out.
    var sentence: Sentence {
        switch self {
        case .recorderCannotOpen:
            Sentence(
                """
                this is a recorder's vault: there is no key on this laptop that opens what it sealed
                """)
        case .noRecord(let typed): Sentence("there is no record \(quoted: typed) here")
        case .ambiguousRecord(let typed, let count):
            Sentence("\(count) records begin with \(quoted: typed): give more digits")
        case .fileIsThere(let path):
            Sentence("\(path: path) is there already: nothing is overwritten")
        case .notFolder(let path): Sentence("\(path: path) is no folder: nothing was written")
        case .noRoom(let needed, let free):
            Sentence(
                """
                the disk is full: this needs \(needed >> 20) MiB, and \(free >> 20) MiB are free; \
                nothing was written
                """)
        case .nothingOfJournal(let name):
            Sentence("nothing of the journal of \(quoted: name) has come yet")
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .recorderCannotOpen: Sentence("`amanat status` shows what is here")
        case .noRecord: Sentence("`amanat list` shows all ids; 4 digits or more are enough")
        case .fileIsThere: Sentence("name another folder")
        case .notFolder: Sentence("name a folder, or one that is not there yet")
        case .noRoom: Sentence("name a folder on another disk")
        case .ambiguousRecord, .nothingOfJournal: nil
        }
    }
}

extension NotLogged {
    /// Why a record is not proven by a journal.
    var sentence: Sentence {
        switch self {
        case .refused: Sentence("it was refused")
        case .notNamed: Sentence("no journal that is relied on names it")
        case .otherBytes: Sentence("its journal speaks of other bytes")
        case .fault(let fault): fault.sentence
        }
    }
}

extension ProofReason {
    /// Why a proof cannot be made, or does not hold.
    var sentence: Sentence {
        switch self {
        case .notNamed(let typed, _): Sentence("no journal here names an object \(quoted: typed)")
        case .ambiguous(let typed, let count):
            Sentence("\(count) objects begin with \(quoted: typed)")
        case .noHead: Sentence("its journal has no signed head that covers it")
        case .fault(let fault): Sentence("its journal proves nothing: \(fault.sentence)")
        case .malformed: Sentence("the proof does not hold: it is not a whole proof")
        case .cardNeeded(let device):
            Sentence("the card of \(device) is needed, whose journal it is")
        case .checkpointTooLong:
            Sentence("the proof does not hold: its checkpoint is too long")
        case .otherSignature:
            Sentence("the proof does not hold: its first signature is not the device's")
        case .wrongSignature:
            Sentence("the proof does not hold: a signature on its checkpoint is wrong")
        case .noEntry: Sentence("the proof does not hold: it does not bring its entry")
        case .noObject: Sentence("the proof does not hold: its entry names no sealed object")
        case .notIncluded:
            Sentence("the proof does not hold: its entry is not in the journal at that place")
        case .timeTooLate(let name):
            Sentence("the proof does not hold: \(quoted: name) signed it past the year 9999")
        case .noSuchPart(let number, let count):
            Sentence("there is no number \(number): the testimony has \(count)")
        case .needsNewer(let key):
            Sentence("it needs a newer version of Amanat, which knows `\(line: key)`")
        case .evidenceTooLarge: Sentence("this is more than evidence takes: 24 MiB")
        case .otherNote:
            Sentence("the evidence does not hold: its note is not the one that the entry names")
        case .otherPart(let name):
            Sentence("the evidence does not hold: its part \(quoted: name) is not what was sealed")
        case .otherOriginal(let path, let sha256):
            Sentence(
                "\(path: path) is none of the originals that are shown: its SHA-256 is \(sha256)")
        case .otherObject(let path, let sha256):
            Sentence(
                "\(path: path) is not the object that the proof is for: its SHA-256 is \(sha256)")
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .notNamed(_, 0): Sentence("4 digits of its id or more are enough")
        case .notNamed(_, let count):
            Sentence(
                """
                \(count, "# entry was", "# entries were") forgotten: a coordinator who signed for \
                them can make the proof
                """)
        case .ambiguous: Sentence("name more digits")
        case .cardNeeded: Sentence("`--card FILE` names it")
        default: nil
        }
    }
}
