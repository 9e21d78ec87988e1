import Crypto
import FoundationEssentials
import SafeSodium

/// The stanza of a hybrid recipient (C2SP age.md, "mlkem768x25519 recipient stanza").
///
///     -> mlkem768x25519 BASE64(encapsulated key, 1120 bytes)
///     HPKE ciphertext of the file key, 32 bytes
enum HybridStanza {
    static let type = "mlkem768x25519"
    private static let encapsulatedByteCount = 1120
    private static let info = Data("age-encryption.org/mlkem768x25519".utf8)
    private static let suite = HPKE.Ciphersuite(
        kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly)

    /// The expanded key of a seed; nil for any length but 32.
    static func privateKey(seed: borrowing SecretBytes) -> XWingMLKEM768X25519.PrivateKey? {
        var bytes = Array(seed.bytes)
        defer { bytes.wipe() }
        return try? XWingMLKEM768X25519.PrivateKey(seedRepresentation: bytes, publicKey: nil)
    }

    static func wrap(
        _ fileKey: borrowing FileKey, for recipient: HybridRecipient
    ) throws(AgeError) -> Stanza {
        do {
            let publicKey = try XWingMLKEM768X25519.PublicKey(
                rawRepresentation: recipient.publicKey)
            var sender = try HPKE.Sender(recipientKey: publicKey, ciphersuite: suite, info: info)
            var plaintext = Array(fileKey.secret.bytes)
            defer { plaintext.wipe() }
            let body = try sender.seal(plaintext)
            let share = Base64.encode(Array(sender.encapsulatedKey), padding: .none)
            return Stanza(unchecked: type, [share], Array(body))
        } catch {
            throw .invalidRecipient(.malformed)
        }
    }

    /// A stanza of a key pair that nobody has: to others it looks like any recipient's.
    static func decoy(_ fileKey: borrowing FileKey) throws(AgeError) -> Stanza {
        guard let key = privateKey(seed: .random(byteCount: 32)) else {
            preconditionFailure("32 random bytes are a hybrid seed")
        }
        return try wrap(fileKey, for: HybridRecipient(computed: key.publicKey))
    }

    static func unwrap(
        _ stanzas: [Stanza], seed: borrowing SecretBytes
    ) throws(AgeError) -> FileKey? {
        var shares: [(encapsulated: Data, body: [UInt8])] = []
        for stanza in stanzas where stanza.type == type {
            guard stanza.arguments.count == 1,
                let share = Base64.decode(stanza.arguments[0], padding: .none),
                share.count == encapsulatedByteCount,
                stanza.body.count == FileKey.wrappedByteCount
            else { throw .invalidHeader(.invalidStanza(type: type)) }
            shares.append((Data(share), stanza.body))
        }
        guard !shares.isEmpty, let key = privateKey(seed: seed) else { return nil }
        for (encapsulated, body) in shares {
            // This fails for a share of low order only: any other gives some key.
            guard
                var receiver = try? HPKE.Recipient(
                    privateKey: key, ciphersuite: suite, info: info, encapsulatedKey: encapsulated)
            else { throw .invalidHeader(.invalidStanza(type: type)) }
            guard var opened = try? receiver.open(body) else { continue }
            var bytes = Array(opened)
            opened.resetBytes(in: opened.startIndex..<opened.endIndex)
            return FileKey(SecretBytes(wiping: &bytes))
        }
        return nil
    }
}
