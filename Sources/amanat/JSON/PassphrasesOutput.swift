import TestimonyVault

/// The passphrases of a vault.
struct PassphrasesOutput: Encodable {
    /// nil where the key slots were altered, and it is not known.
    let passphrases: [VaultPassphrases.Entry]?
    /// Of one try; nil where it is none of those that have a name.
    let cost: String?

    init(_ vault: borrowing VaultPassphrases) {
        passphrases = vault.count == nil ? nil : vault.entries
        cost = vault.cost?.rawValue
    }
}

/// How many passphrases there are after a change.
struct PassphraseCountOutput: Encodable {
    let passphrases: Int
}
