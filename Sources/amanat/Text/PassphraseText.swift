import TestimonyVault
import Words

extension Report {
    /// Since when each passphrase opens the vault, and what one try of it takes.
    static func show(_ passphrases: [VaultPassphrases.Entry], _ cost: KeyCost?) {
        for passphrase in passphrases {
            line(.passphrase(setAt: passphrase.setAt, isTyped: passphrase.isTyped))
        }
        if let cost { line(.passphraseCost(cost.rawValue)) }
    }
}
