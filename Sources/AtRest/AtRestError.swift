package import DurableFiles

/// What can go wrong with what lies encrypted on this laptop.
package enum AtRestError: Error, Hashable, Sendable {
    /// The disk, or its file system.
    case file(FileError)
    /// A file is not as it was written. `place` is its path in the vault.
    case damaged(place: String)
    /// The key slots are whole, and no slot opens with this passphrase.
    case wrongPassphrase
    /// Argon2id asks for more memory than this machine has to give: `thereKiB`, where that is known.
    case outOfMemory(memoryKiB: UInt32, thereKiB: UInt64? = nil)
    /// A file is whole, and of another version than this one reads.
    case otherVersion(place: String, isEarlier: Bool)
    /// All key slots are in use.
    case noFreeSlot
    /// Another slot opens with this passphrase already.
    case opensAlready
    /// The key slots open, and were not written by whoever has the vault's key.
    case slotsAltered
    /// More was to be written than is ever read again. `place` is its path in the vault.
    case tooLarge(place: String)
    /// Whoever waited wants it no more.
    case stopped
}

/// Runs a call of the disk, and hands its error on as this module's.
func onDisk<Result: ~Copyable>(
    _ call: () throws(FileError) -> Result
) throws(AtRestError) -> Result {
    do {
        return try call()
    } catch {
        throw .file(error)
    }
}
