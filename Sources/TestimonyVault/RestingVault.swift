/// A vault that was unlocked, and that nobody holds while a person is asked something: other commands can use it meanwhile.
public struct RestingVault: Sendable {
    private let core: VaultCore

    init(_ core: VaultCore) {
        self.core = core
    }

    /// Takes the vault again, without a passphrase.
    ///
    /// - Throws: ``VaultError``: as ``Vault/open(at:with:surroundings:)``.
    public func reopen() throws(VaultError) -> Vault {
        let lock = try Vault.acquireLock(core.layout, core.surroundings)
        return try Vault.open(core, lock)
    }
}

extension Vault {
    /// Lets go of the vault, and keeps what it takes to open it again.
    public consuming func rest() -> RestingVault {
        RestingVault(core)
    }
}
