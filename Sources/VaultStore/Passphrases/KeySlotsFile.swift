import TransparencyLog
package import AtRest
package import DurableFiles
package import Outside
import Passphrases
import SafeSodium

extension VaultLayout {
    /// The key slots of a vault, unopened.
    ///
    /// - Throws: ``VaultError``: `damaged`; `refused` where another build made them.
    package func readSlots(_ files: Files) throws(VaultError) -> KeySlots {
        try asVault {
            guard try files.status(of: keySlots) != nil else {
                throw AtRestError.damaged(place: "keyslots")
            }
            return try KeySlots(parsing: try files.read(keySlots, limit: 64 << 10))
        }
    }

    /// Opens the key slots of a vault: this is what takes seconds.
    ///
    /// - Throws: ``VaultError``: `wrongPassphrase`, `damaged`, `refused`, `interrupted`.
    func openSlots(
        _ passphrase: borrowing VaultPassphrase, _ surroundings: Surroundings
    ) throws(VaultError) -> OpenedSlots {
        let slots = try readSlots(surroundings.files)
        do {
            return try slots.opened(byPassphrase: passphrase.secret, surroundings.derivation())
        } catch {
            throw VaultError(wrapping: error)
        }
    }
}

extension Surroundings {
    /// What bounds the work on a passphrase, and how it is called.
    package func derivation(_ work: WorkProgress.Work = .unlocking) -> KeySlots.Work {
        KeySlots.Work { (try? progress(work)) != nil }
    }

    /// The clock, for key slots.
    var secondsNow: UInt64 { UInt64(clamping: now().secondsSince1970) }
}
