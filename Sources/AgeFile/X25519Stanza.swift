import SafeSodium

/// The stanza of an X25519 recipient (C2SP age.md, "X25519 recipient stanza").
///
///     -> X25519 BASE64(ephemeral share, 32 bytes)
///     ChaCha20-Poly1305 ciphertext of the file key, 32 bytes
enum X25519Stanza {
    static let type = "X25519"
    private static let info = "age-encryption.org/v1/X25519"

    static func wrap(
        _ fileKey: borrowing FileKey, for recipient: X25519Recipient
    ) throws(AgeError) -> Stanza {
        let ephemeral = SecretBytes.random(byteCount: X25519.byteCount)
        let share = X25519.publicKey(of: ephemeral)
        guard let shared = X25519.sharedSecret(ephemeral, with: recipient.publicKey) else {
            throw .invalidRecipient(.malformed)
        }
        let key = HKDFSHA256.key(from: shared.bytes, salt: share + recipient.publicKey, info: info)
        let argument = Base64.encode(share, padding: .none)
        return Stanza(unchecked: type, [argument], fileKey.wrapped(under: key))
    }

    /// A stanza of a key pair that nobody has: to others it looks like any recipient's.
    static func decoy(_ fileKey: borrowing FileKey) throws(AgeError) -> Stanza {
        let secret = SecretBytes.random(byteCount: X25519.byteCount)
        return try wrap(fileKey, for: X25519Recipient(computed: X25519.publicKey(of: secret)))
    }

    static func unwrap(
        _ stanzas: [Stanza], secret: borrowing SecretBytes, recipient: X25519Recipient
    ) throws(AgeError) -> FileKey? {
        var shares: [(share: [UInt8], body: [UInt8])] = []
        for stanza in stanzas where stanza.type == type {
            guard stanza.arguments.count == 1,
                let share = Base64.decode(stanza.arguments[0], padding: .none),
                share.count == X25519.byteCount, stanza.body.count == FileKey.wrappedByteCount
            else { throw .invalidHeader(.invalidStanza(type: type)) }
            shares.append((share, stanza.body))
        }
        for (share, body) in shares {
            // All zeros: the share is of low order, and everybody would know the key.
            guard let shared = X25519.sharedSecret(secret, with: share) else {
                throw .invalidHeader(.invalidStanza(type: type))
            }
            let key = HKDFSHA256.key(
                from: shared.bytes, salt: share + recipient.publicKey, info: info)
            if let fileKey = FileKey(unwrapping: body, under: key) { return fileKey }
        }
        return nil
    }
}
