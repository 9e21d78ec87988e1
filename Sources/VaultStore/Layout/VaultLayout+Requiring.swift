import AtRest
package import DurableFiles
package import Outside

extension VaultLayout {
    /// Checks that there is a vault, without a passphrase.
    ///
    /// - Throws: ``VaultError`` of the kind `noVault`; `damaged` where only the marker is not there.
    package func requireVault(_ files: Files) throws(VaultError) {
        if (try? files.read(marker, limit: 100)) == Self.markerText { return }
        if !VaultMaker.isUnfinished(self, files), (try? files.status(of: keySlots)) != .some(nil) {
            throw VaultError(StoreReason.markerDamaged(marker: marker))
        }
        throw VaultError(StoreReason.noVault(root))
    }

    /// Checks, without a passphrase, that there is a vault whose key slots are whole, and that this build can open them
    /// on this machine.
    ///
    /// - Throws: ``VaultError``: `noVault`; `damaged`; `refused`.
    package func requireOpenable(_ surroundings: Surroundings) throws(VaultError) {
        try requireVault(surroundings.files)
        let slots = try readSlots(surroundings.files)
        try asVault { try surroundings.derivation().require(slots.cost) }
    }
}

extension KeyCost {
    /// Checks that this machine has the memory for it.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    package func requireMemory(_ surroundings: Surroundings) throws(VaultError) {
        try asVault { try surroundings.derivation().require(argon2) }
    }
}
