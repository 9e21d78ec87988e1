@testable import Passphrases
import SafeSodium

/// The passphrase that somebody types.
func passphrase(_ text: String) throws -> VaultPassphrase {
    var bytes = Array(text.utf8)
    return try VaultPassphrase(wiping: &bytes)
}

func weakness(_ text: String, knowing context: [String] = []) throws -> VaultPassphrase.Weakness? {
    try passphrase(text).weakness(knowing: context)
}

/// What the vault's key derivation gets of a text.
func secret(_ text: String) throws -> String {
    let made = try passphrase(text)
    let bytes = made.secret.bytes
    return String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
}
