public import Outside
import Statements
import Testimony

/// Why a record, an attachment or another sealed object is put aside, or is damage.
public enum RecordReason: Reason {
    /// It was recorded by another device than the one that sent it.
    case otherDevice
    /// The device that signed it is not known here.
    case unknownDevice
    /// The attachment is not the file that its record speaks of.
    case otherAttachment
    /// It is not the object that its journal names.
    case notNamedSo
    /// No journal names it.
    case notNamed
    /// Nobody is known from whom it came.
    case fromNobody
    /// Its SHA-256 is not that of its entry, counted from 1.
    case notAsSealed(entry: UInt64)
    /// It has another SHA-256 than the leaf that waits for it. It was left where it is.
    case notAsPromised
    /// An object that was sealed here is not here.
    case missing
    /// An object is not here for which this vault has signed a receipt.
    case missingThoughSigned
    /// Entries of a journal are not here, and this vault has signed a receipt for more.
    case entriesMissing(EntryRange, signedSize: UInt64)
    /// A journal is not the one of `size` entries for which this vault has signed.
    case otherJournal(signedSize: UInt64)
    /// Somebody has signed for entries of this vault that are not these.
    case otherEntries(signedBy: String, size: UInt64)
    /// A signature on the head of a journal of `size` entries does not hold.
    case headSignature(size: UInt64)
    /// Without it nothing else can be checked.
    case uncheckable

    /// Who failed.
    public var kind: VaultError.Kind {
        switch self {
        case .otherDevice, .unknownDevice, .otherAttachment, .notNamedSo, .notNamed, .fromNobody:
            .refused
        case .notAsSealed, .notAsPromised, .missing, .missingThoughSigned, .entriesMissing,
            .otherJournal,
            .otherEntries, .headSignature, .uncheckable:
            .damaged
        }
    }
}

extension VaultError {
    /// Whether nothing is wrong but that a later version made it, and only one can read it.
    package var isOfNewerVersion: Bool {
        switch reason {
        case TestimonyError.needsNewer: true
        case let error as StatementError: error.isNewer
        default: false
        }
    }
}
