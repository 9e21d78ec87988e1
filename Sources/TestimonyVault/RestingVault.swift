/// A vault that was unlocked, and that nobody holds while a person is asked something: other commands can use it meanwhile.
public struct RestingVault: Sendable {
    private let unlocked: Unlocked

    init(_ unlocked: Unlocked) {
        self.unlocked = unlocked
    }

    /// Takes the vault again, without a passphrase.
    ///
    /// - Throws: `VaultError`: `noVault` where it is not there any more; `inUse`; `damaged`.
    public func reopen() throws(VaultError) -> Vault {
        Vault(try unlocked.hold())
    }
}
