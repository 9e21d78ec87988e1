public import VaultStore
public import Outside
import Statements
public import SystemPackage

/// Why a bundle, an object in it, or a hand-off is put aside, or stops.
public enum ExchangeReason: Reason {
    /// There is no such folder.
    case noFolder(FilePath)
    /// A file stands where a folder was named.
    case notFolder(FilePath)
    /// The folder gave back other bytes than were written to it.
    case otherBytesRead

    /// The bundle brings another card of somebody than the one that was compared.
    case otherCard(of: String)
    /// It is from somebody who is not enrolled here.
    case fromStranger(String)
    /// It carries the journal of another device, and is not by an enrolled coordinator or keeper.
    case relayedByOther(String)
    /// It holds a journal, which a recorder does not take.
    case journalForRecorder
    /// The journal that came with an object does not name it so.
    case objectNotNamed
    /// Another object of this id is here already.
    case otherObjectIsHere
    /// The object is damaged.
    case objectDamaged
    /// An object of this vault is not as it was sealed, and was left out.
    case objectChanged

    /// The receipt is not by an enrolled coordinator.
    case receiptByStranger
    /// The receipt names more as missing than a journal has here.
    case receiptTooLong
    /// The receipt is for another device.
    case receiptForOther
    /// The receipt speaks of a head that this vault did not sign.
    case receiptForUnsignedHead
    /// The receipt is for another journal than this vault has.
    case receiptForOtherJournal

    /// Entries have not come: no receipt is given before they are there.
    case entriesMissing(EntryRange)
    /// The journal is not the one that this vault signed for.
    case notContinued

    /// A coordinator's vault keeps what it has.
    case coordinatorKeeps

    /// Who failed.
    public var kind: VaultError.Kind {
        switch self {
        case .otherBytesRead: .disk
        case .objectChanged, .notContinued: .damaged
        default: .refused
        }
    }
}
