package import SafeSodium

/// The keys that are derived from a vault's master key.
///
/// A class, because journals and boxes of one open vault share one set of keys, which must not be
/// copied. Source: the page *The vault's folder*, "Key slots".
package final class VaultKeys: Sendable {
    /// For boxes and journal heads.
    package let boxes: SecretBytes
    /// For frames of journals.
    package let frames: SecretBytes
    /// Wraps the keys of drafts.
    let drafts: SecretBytes
    private let names: SecretBytes

    package init(masterKey: borrowing SecretBytes) {
        boxes = HKDFSHA256.key(from: masterKey.bytes, info: "amanat/v1 boxes")
        frames = HKDFSHA256.key(from: masterKey.bytes, info: "amanat/v1 frames")
        drafts = HKDFSHA256.key(from: masterKey.bytes, info: "amanat/v1 drafts")
        names = HKDFSHA256.key(from: masterKey.bytes, info: "amanat/v1 names")
    }

    /// The name of a folder for something whose own name the disk must not tell: 32 hex digits.
    package func hiddenName(for name: String) -> String {
        let message = Array(name.utf8)
        let code = HMACSHA256.authenticationCode(for: message.span, key: names)
        let prefix = code.part(0..<16)
        return Hex.encode([UInt8](prefix.bytes))
    }
}
