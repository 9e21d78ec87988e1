public import AgeFile
public import Passphrases
import SafeSodium

extension VaultPassphrase {
    /// The same passphrase for an age file of its own: as it was typed; to open one, also as a vault takes it.
    ///
    /// - Parameter isWanted: asked while scrypt runs; false ends it.
    public borrowing func forAgeFile(
        while isWanted: @escaping @Sendable () -> Bool = { true }
    ) -> Passphrase {
        Passphrase(copying: typed.bytes, orElse: secret.bytes, while: isWanted)
    }
}
