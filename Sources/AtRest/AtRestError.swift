package import DurableFiles

/// What can go wrong with what lies encrypted on this laptop.
package enum AtRestError: Error, Hashable, Sendable {
    /// The disk, or its file system.
    case file(FileError)
    /// A file is not as it was written. `place` is its path in the vault.
    case damaged(place: String)
    /// The key slots are whole, and no slot opens with this passphrase.
    case wrongPassphrase
    /// Argon2id asks for more memory than this machine gives.
    case outOfMemory(memoryKiB: UInt32)
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
