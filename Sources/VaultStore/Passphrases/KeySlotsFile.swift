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
}

extension Surroundings {
    /// What bounds the work on a passphrase, and how it is called.
    package func derivation(_ work: WorkProgress.Work = .unlocking) -> KeySlots.Work {
        KeySlots.Work { (try? progress(work)) != nil }
    }

    /// The clock, for key slots.
    var secondsNow: UInt64 { UInt64(clamping: now().secondsSince1970) }
}
