package import DurableFiles
package import Outside
package import Passphrases
package import SystemPackage

extension Store {
    /// Unlocks a vault, holds it, and mends what a crash left.
    ///
    /// - Throws: ``VaultError``: `noVault`; `inUse` where another command holds it for longer than
    ///   a moment; `wrongPassphrase`; `damaged`.
    package static func open(
        at path: FilePath, with passphrase: borrowing VaultPassphrase, _ surroundings: Surroundings
    ) throws(VaultError) -> Store {
        let layout = VaultLayout(path)
        let lock = try layout.acquireLock(surroundings)
        return try mended(try Unlocked(layout, passphrase, surroundings), lock)
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
    /// - Throws: ``VaultError``: as ``Store/open(at:with:_:)``.
    package func hold() throws(VaultError) -> Store {
        try Store.hold(self)
    }
}

extension VaultLayout {
    /// Holds a vault, so that no other command does.
    ///
    /// - Throws: ``VaultError``: `noVault`; `inUse` where another command holds it for longer than a moment.
    package func acquireLock(_ surroundings: Surroundings) throws(VaultError) -> FolderLock {
        try requireVault(surroundings.files)
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
