import SafeSodium

/// The 16 bytes under which one file is sealed (C2SP age.md, "File key").
struct FileKey: ~Copyable {
    static let byteCount = 16
    /// A wrapped file key: its bytes and a tag.
    static let wrappedByteCount = byteCount + ChaCha20Poly1305.tagByteCount
    /// Where each wrapping key is used once, the nonce may be all zeros.
    private static let wrappingNonce = [UInt8](repeating: 0, count: 12)

    let secret: SecretBytes

    /// nil for any length but 16.
    init?(_ secret: consuming SecretBytes) {
        guard secret.byteCount == Self.byteCount else { return nil }
        self.secret = secret
    }

    private init(random: Void) {
        secret = .random(byteCount: Self.byteCount)
    }

    static func random() -> FileKey {
        FileKey(random: ())
    }

    /// Seals the file key under a key that is used for nothing else.
    borrowing func wrapped(under key: borrowing SecretBytes) -> [UInt8] {
        ChaCha20Poly1305.seal(secret.bytes, key: key, nonce: Self.wrappingNonce)
    }

    /// Opens what ``wrapped(under:)`` made; nil where the key is another.
    init?(unwrapping body: [UInt8], under key: borrowing SecretBytes) {
        do throws(AuthenticationFailure) {
            let secret = try ChaCha20Poly1305.open(body.span, key: key, nonce: Self.wrappingNonce)
            self.init(secret)
        } catch {
            return nil
        }
    }

    /// The code of a header (C2SP age.md, "Header MAC").
    borrowing func headerMAC(of header: [UInt8]) -> SecretBytes {
        let key = HKDFSHA256.key(from: secret.bytes, info: "header")
        return HMACSHA256.authenticationCode(for: header.span, key: key.bytes)
    }

    /// The key of the payload that begins with `nonce` (C2SP age.md, "Payload").
    borrowing func payloadKey(nonce: [UInt8]) -> SecretBytes {
        HKDFSHA256.key(from: secret.bytes, salt: nonce, info: "payload")
    }
}
