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
}
