import AtRest
package import DurableFiles

/// What can go wrong with a journal.
package enum JournalError: Error, Hashable, Sendable {
    /// The disk, or its file system.
    case file(FileError)
    /// Something before the last durable frame is not as it was written.
    case damaged(JournalDamage)
    /// An append or sync failed before: what the disk holds is known only after the journal is
    /// opened again.
    case mustReopen
    /// It was opened to be read.
    case onlyRead
    /// The leaves are more than one entry may hold.
    case tooLarge
}

/// A place at which a journal is not as it was written.
package struct JournalDamage: Error, Hashable, Sendable {
    /// The file, as a path in the vault.
    package let place: String
    /// Where in that file, in bytes from its start.
    package let offset: Int64
    /// What is wrong there.
    package let flaw: JournalFlaw
    /// The entries that are lost by it, from 0; none where that is not known, or none is.
    package internal(set) var entries: Range<UInt64> = 0..<0

    package init(place: String, offset: Int64, flaw: JournalFlaw) {
        self.place = place
        self.offset = offset
        self.flaw = flaw
    }
}

extension JournalError {
    init(_ error: AtRestError) {
        switch error {
        case .file(let error): self = .file(error)
        case .damaged(let place):
            self = .damaged(JournalDamage(place: place, offset: 0, flaw: .boxDoesNotOpen))
        case .tooLarge: self = .tooLarge
        case .wrongPassphrase, .outOfMemory, .otherVersion, .noFreeSlot, .opensAlready,
            .slotsAltered, .stopped:
            preconditionFailure("a box asks for no passphrase")
        }
    }
}

/// Runs a call of the disk, and hands its error on as this module's.
func onDisk<Result: ~Copyable>(
    _ call: () throws(FileError) -> Result
) throws(JournalError) -> Result {
    do {
        return try call()
    } catch {
        throw .file(error)
    }
}
