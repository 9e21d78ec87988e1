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

    fileprivate static func mended(
        _ unlocked: Unlocked, _ lock: consuming FolderLock
    ) throws(VaultError) -> Store {
        unlocked.removeLeftovers()
        var store = try Store(unlocked, lock)
        try store.mend()
        return store
    }
}

extension Unlocked {
    /// Holds the vault, without a passphrase, and mends what a crash left. It is found again: much can have happened to its
    /// folder since.
    ///
    /// - Throws: ``VaultError``: `noVault`; `inUse` where another command holds it for longer than a moment; `damaged`.
    package func hold() throws(VaultError) -> Store {
        let lock = try LockedVault(at: layout.root, surroundings: surroundings).hold()
        return try Store.mended(self, lock)
    }
}
