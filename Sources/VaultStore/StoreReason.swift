public import Outside
public import Passphrases
public import Statements
public import SystemPackage

/// What can be wrong with a vault's folder, or with what is wanted of it.
public enum StoreReason: Reason {
    /// There is no vault.
    case noVault(FilePath)
    /// Only the marker of a vault is damaged or missing; `marker` is its path.
    case markerDamaged(marker: FilePath)
    /// Another build made the vault, with other formats.
    case otherVersion(FilePath, isEarlier: Bool)
    /// Another command holds the vault.
    case inUse(FilePath)
    /// A vault is there already.
    case vaultIsThere(FilePath)
    /// This version makes no vault for a keeper.
    case keeperNotMade
    /// Something else lies where a vault is to be made.
    case folderNotEmpty(FilePath)
    /// A new passphrase will not do.
    case weakPassphrase(VaultPassphrase.Weakness)
    /// A file that is not to be replaced is there.
    case fileIsThere(FilePath)
    /// Something else than this vault's card is there.
    case cardNotReplaced(FilePath)

    /// The journal has no head.
    case journalHeadMissing
    /// The journal's head was signed by somebody else.
    case journalHeadNotSigned
    /// An entry of a log cannot be read.
    case entryRefused
    /// This vault's journal went back: somebody signed for more entries than it has.
    case wentBack(to: UInt64, signedBy: String, size: UInt64, at: String)
    /// Somebody signed for other entries than this vault has.
    case otherHistory(signedBy: String, size: UInt64, at: String)
    /// A journal contradicts what was seen of it.
    case logFault(LogFault)

    /// The disk has too little room. Nothing was written.
    case noRoom(neededByteCount: Int64, freeByteCount: Int64)
    /// The same for what a bundle brings.
    case noRoomForBundle(neededByteCount: Int64, freeByteCount: Int64)
    /// Another object has the name of one that was sealed.
    case otherObjectIsThere(ObjectID)
    /// There is no such person.
    case nobody(String)
    /// More than one are called so; these are their devices.
    case ambiguousPerson(String, devices: [String])

    /// It is the only passphrase of the vault.
    case onlyPassphrase
    /// Some passphrases were not given.
    case passphrasesMissing(given: Int, count: Int)
    /// Another command changed the passphrases meanwhile.
    case passphrasesChanged

    /// Who failed.
    public var kind: VaultError.Kind {
        switch self {
        case .noVault: .noVault
        case .inUse: .inUse
        case .markerDamaged, .journalHeadMissing, .journalHeadNotSigned, .entryRefused, .wentBack,
            .otherHistory, .otherObjectIsThere:
            .damaged
        case .noRoom, .noRoomForBundle: .disk
        case .otherVersion, .keeperNotMade, .vaultIsThere, .folderNotEmpty, .weakPassphrase,
            .fileIsThere, .cardNotReplaced,
            .logFault, .nobody, .ambiguousPerson, .onlyPassphrase, .passphrasesMissing,
            .passphrasesChanged:
            .refused
        }
    }
}
