public import Outside
public import SystemPackage
public import VaultStore

/// Why something cannot be found, shown or written out.
public enum DeskReason: Reason {
    /// A recorder's vault has no key that opens what it sealed.
    case recorderCannotOpen
    /// There is no such record.
    case noRecord(String)
    /// More than one record begins so.
    case ambiguousRecord(String, count: Int)
    /// A file is there already: nothing is overwritten.
    case fileIsThere(FilePath)
    /// Something else than a folder stands where one was named.
    case notFolder(FilePath)
    /// The disk has too little room. Nothing was written.
    case noRoom(neededByteCount: Int64, freeByteCount: Int64)
    /// Nothing of somebody's journal has come yet.
    case nothingOfJournal(of: String)

    /// Who failed.
    public var kind: VaultError.Kind {
        if case .noRoom = self { .disk } else { .refused }
    }
}

/// Why a record is not proven by a journal.
public enum NotLogged: Reason {
    /// The record was refused.
    case refused
    /// No journal that is relied on names it.
    case notNamed
    /// Its journal speaks of other bytes.
    case otherBytes
    /// Its journal contradicts itself.
    case fault(LogFault)

    /// What came is not right.
    public var kind: VaultError.Kind { .refused }
}
