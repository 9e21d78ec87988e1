import AgeFiles
import Outside

extension LockedVault {
    /// Unlocks the vault, and mends what a crash left.
    ///
    /// - Throws: `VaultError`: `inUse` where another command holds it for longer than a moment; `wrongPassphrase`;
    ///   `damaged`.
    public func open(with passphrase: borrowing VaultPassphrase) throws(VaultError) -> Vault {
        Vault(try Store.open(self, with: passphrase))
    }

    /// Checks everything that can be checked, changes nothing, and goes on after damage as far as it can.
    ///
    /// - Throws: `VaultError`: `inUse`, `wrongPassphrase`, `disk`, `interrupted`. Damage is not an error here: it is
    ///   in the report.
    public func check(with passphrase: borrowing VaultPassphrase) throws(VaultError) -> CheckReport
    {
        try VaultCheck.run(self, passphrase)
    }

    /// Writes the vault's opening key as an age identity, for standard tools. Whoever has it opens everything that was
    /// sealed to this vault.
    ///
    /// Key slots and the identity's box are enough for it: damage elsewhere does not lock the key away.
    ///
    /// - Throws: `VaultError`: as ``open(with:)``; `refused` where the file is there.
    public func exportIdentity(
        with passphrase: borrowing VaultPassphrase, to output: Output
    ) throws(VaultError) {
        let lock = try hold()
        defer { extendLifetime(lock) }
        let unlocked = try unlock(with: passphrase)
        try AgeFiles(surroundings).write(unlocked.opener, to: output)
    }
}
