import Exchange
import VaultStore

extension ExchangeReason {
    /// Why a bundle, an object in it, or a hand-off is put aside, or stops.
    var sentence: Sentence {
        switch self {
        case .noFolder(let path): Sentence("there is no folder \(path: path)")
        case .notFolder(let path): Sentence("\(path: path) is not a folder")
        case .otherBytesRead:
            Sentence("the folder gave back other bytes than were written to it")
        case .otherCard(let name):
            Sentence("it brings another card of \(quoted: name) than the one enrolled")
        case .fromStranger(let name):
            Sentence("it is from \(quoted: name), who is not enrolled here")
        case .relayedByOther(let name):
            Sentence(
                """
                it carries another device's journal, and is from \(quoted: name), who is no enrolled \
                coordinator or keeper
                """)
        case .journalForRecorder:
            Sentence("it holds a journal, which a recorder does not take")
        case .objectNotNamed: Sentence("the journal that came with it does not name it so")
        case .otherObjectIsHere: Sentence("another object of this id is here already")
        case .objectDamaged: Sentence("it is damaged")
        case .objectChanged: Sentence("it is not as it was sealed, and was left out")
        case .receiptByStranger: Sentence("its receipt is not by an enrolled coordinator")
        case .receiptTooLong:
            Sentence("its receipt names more as missing than a journal has here")
        case .receiptForOther: Sentence("its receipt is for another device")
        case .receiptForUnsignedHead:
            Sentence("its receipt speaks of a head that this vault did not sign")
        case .receiptForOtherJournal:
            Sentence("its receipt is for another journal than this vault has")
        case .entriesMissing(let entries):
            Sentence(
                """
                entries \(entries.first) to \(entries.last) have not come: no receipt is given \
                before they are there
                """)
        case .notContinued:
            Sentence(
                """
                it is not the journal that this vault signed for: the copy of it here was lost or \
                altered, or the device's journal went back
                """)
        case .coordinatorKeeps: Sentence("a coordinator's vault keeps what it has")
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .noFolder: Sentence("is the stick plugged in and mounted?")
        case .otherBytesRead:
            Sentence("the stick is damaged, or smaller than it claims to be: use another")
        default: nil
        }
    }
}
