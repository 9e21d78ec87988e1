import AtRest
import DurableFiles
import Passphrases
import SafeSodium
import TransparencyLog

extension VaultCore {
    /// The key slots of a vault, unopened.
    ///
    /// - Throws: ``VaultError``: `damaged`; `refused` where another build made them.
    static func readSlots(
        _ layout: VaultLayout, _ files: Files
    ) throws(VaultError) -> KeySlots {
        try asVault {
            guard try files.status(of: layout.keySlots) != nil else {
                throw AtRestError.damaged(place: "keyslots")
            }
            return try KeySlots(parsing: try files.read(layout.keySlots, limit: 64 << 10))
        }
    }

    /// Opens the key slots of a vault: this is what takes seconds.
    ///
    /// - Throws: ``VaultError``: `wrongPassphrase`, `damaged`, `refused`, `interrupted`.
    static func openSlots(
        _ layout: VaultLayout, _ passphrase: borrowing VaultPassphrase,
        _ surroundings: Surroundings
    ) throws(VaultError) -> OpenedSlots {
        let slots = try readSlots(layout, surroundings.files)
        do {
            return try slots.opened(byPassphrase: passphrase.secret, surroundings.derivation())
        } catch {
            throw VaultError(error)
        }
    }
}

extension Surroundings {
    /// What bounds the work on a passphrase, and how it is called.
    func derivation(_ work: String = WorkProgress.unlocking) -> KeySlots.Work {
        KeySlots.Work { (try? progress(WorkProgress(work, 0, of: nil))) != nil }
    }

    /// The clock, for key slots.
    var secondsNow: UInt64 { UInt64(clamping: now().secondsSince1970) }
}

extension WorkProgress {
    /// ``work`` while a passphrase is worked on, which takes seconds and has no bytes to count.
    public static let unlocking = "opening the vault"
    /// The same for a passphrase that is new.
    public static let deriving = "working on the passphrase"
}
