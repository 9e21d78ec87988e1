import DurableFiles
package import Outside
package import Passphrases

extension Store {
    /// Unlocks a vault, holds it, and mends what a crash left.
    ///
    /// - Throws: ``VaultError``: `inUse` where another command holds it for longer than a moment; `wrongPassphrase`;
    ///   `damaged`.
    package static func open(
        _ locked: LockedVault, with passphrase: borrowing VaultPassphrase
    ) throws(VaultError) -> Store {
        let lock = try locked.hold()
        return try mended(try locked.unlock(with: passphrase), lock)
    }

    private static func mended(
        _ unlocked: Unlocked, _ lock: consuming FolderLock
    ) throws(VaultError) -> Store {
        unlocked.removeLeftovers()
        var store = try Store(unlocked, lock)
        try store.mend()
        return store
    }

    fileprivate static func hold(_ unlocked: Unlocked) throws(VaultError) -> Store {
        try mended(unlocked, try unlocked.layout.acquireLock(unlocked.surroundings))
    }
}

extension Unlocked {
    /// Holds the vault, without a passphrase, and mends what a crash left.
    ///
    /// - Throws: ``VaultError``: as ``Store/open(_:with:)``.
    package func hold() throws(VaultError) -> Store {
        try Store.hold(self)
    }
}

extension VaultLayout {
    /// Holds a vault, so that no other command does.
    ///
    /// - Throws: ``VaultError``: `inUse` where another command holds it for longer than a moment.
    func acquireLock(_ surroundings: Surroundings) throws(VaultError) -> FolderLock {
        let found: FolderLock?
        do {
            found = try FolderLock.acquire(
                lock, patience: surroundings.patience, files: surroundings.files)
        } catch {
            throw VaultError(wrapping: error)
        }
        guard let found else { throw VaultError(StoreReason.inUse(root)) }
        return found
    }
}
