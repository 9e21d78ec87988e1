import AtRest
package import DurableFiles
public import Outside
package import Passphrases
public import SystemPackage

/// A vault that is there, by its marker, which was read this once. Nobody holds it, and no passphrase was asked for.
public struct LockedVault: Sendable {
    package let layout: VaultLayout
    package let surroundings: Surroundings

    /// Finds the vault in a folder.
    ///
    /// - Throws: ``VaultError``: `noVault`; `damaged` where only the marker is not there; `refused` where another build
    ///   made it.
    public init(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        layout = VaultLayout(path)
        self.surroundings = surroundings
        let files = surroundings.files
        let marker = try? files.read(layout.marker, limit: 100)
        if marker == VaultLayout.markerText { return }
        if let version = marker.flatMap(VaultLayout.version(ofMarker:)) {
            throw VaultError(
                StoreReason.otherVersion(path, isEarlier: version < VaultLayout.version))
        }
        if !VaultMaker.isUnfinished(layout, files),
            (try? files.status(of: layout.keySlots)) != .some(nil)
        {
            throw VaultError(StoreReason.markerDamaged(marker: layout.marker))
        }
        throw VaultError(StoreReason.noVault(path))
    }

    /// Checks what must hold before a passphrase is asked for: that the key slots are whole, and that this build can
    /// open them on this machine.
    ///
    /// - Throws: ``VaultError``: `damaged`; `refused` where another build made it, or the memory is not there.
    public func requireOpenable() throws(VaultError) {
        let slots = try layout.readSlots(surroundings.files)
        try asVault { try surroundings.derivation().require(slots.cost) }
    }

    /// Opens the key slots: this is what takes seconds. They are read now, as a passphrase may have been changed while
    /// one was asked for.
    ///
    /// - Throws: ``VaultError``: `wrongPassphrase`, `damaged`, `refused`, `interrupted`.
    func openSlots(_ passphrase: borrowing VaultPassphrase) throws(VaultError) -> OpenedSlots {
        let slots = try layout.readSlots(surroundings.files)
        do {
            return try slots.opened(byPassphrase: passphrase.secret, surroundings.derivation())
        } catch {
            throw VaultError(wrapping: error)
        }
    }

    /// Unlocks it, and does not hold it.
    ///
    /// - Throws: ``VaultError``: `wrongPassphrase`, `damaged`, `refused`, `interrupted`.
    package func unlock(with passphrase: borrowing VaultPassphrase) throws(VaultError) -> Unlocked {
        try Unlocked(layout, try openSlots(passphrase), surroundings)
    }

    /// Holds it, so that no other command does.
    ///
    /// - Throws: ``VaultError``: `inUse` where another command holds it for longer than a moment.
    package func hold() throws(VaultError) -> FolderLock {
        let found: FolderLock?
        do {
            found = try FolderLock.acquire(
                layout.lock, patience: surroundings.patience, files: surroundings.files)
        } catch {
            throw VaultError(wrapping: error)
        }
        guard let found else { throw VaultError(StoreReason.inUse(layout.root)) }
        return found
    }
}
