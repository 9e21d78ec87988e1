import Crypto
package import SafeSodium

/// A secret key that opens files sealed to its ``recipient``.
///
/// A class, because several readers and threads use one secret, which must not be copied. The
/// secret is 32 bytes in guarded memory; a hybrid key is expanded from it for each use.
public final class Identity: Sendable {
    private enum Kind {
        case hybrid
        case x25519
    }

    private static let hybridPrefix = "AGE-SECRET-KEY-PQ-"
    private static let x25519Prefix = "AGE-SECRET-KEY-"
    private static let seedByteCount = 32

    private let kind: Kind
    private let seed: SecretBytes

    /// The public half.
    public let recipient: Recipient

    /// A hybrid identity from its seed of 32 bytes.
    ///
    /// - Throws: ``AgeError/invalidIdentity(_:)`` for another length.
    package init(hybridSeed seed: consuming SecretBytes) throws(AgeError) {
        guard let key = HybridStanza.privateKey(seed: seed) else {
            throw .invalidIdentity(.malformed)
        }
        self.kind = .hybrid
        self.seed = seed
        self.recipient = .hybrid(HybridRecipient(computed: key.publicKey))
    }

    /// An X25519 identity from its scalar of 32 bytes.
    package init(x25519Secret secret: consuming SecretBytes) {
        let publicKey = X25519.publicKey(of: secret)
        self.kind = .x25519
        self.seed = secret
        self.recipient = .x25519(X25519Recipient(computed: publicKey))
    }

    /// Reads `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`, in upper case and without anything
    /// around it. The caller sees to the text's going away.
    ///
    /// - Throws: ``AgeError/invalidIdentity(_:)`` for any other text.
    public convenience init(_ text: Span<UInt8>) throws(AgeError) {
        if let seed = Bech32.decode(text, prefix: Self.hybridPrefix) {
            try self.init(hybridSeed: seed)
        } else if let secret = Bech32.decode(text, prefix: Self.x25519Prefix) {
            guard secret.byteCount == Self.seedByteCount else {
                throw .invalidIdentity(.malformed)
            }
            self.init(x25519Secret: secret)
        } else {
            throw .invalidIdentity(KeyFlaw(of: text, wanting: .secretKey))
        }
    }

    /// Reads the same from a string, whose memory cannot be overwritten afterwards: prefer bytes.
    ///
    /// - Throws: ``AgeError/invalidIdentity(_:)`` for any other text.
    public convenience init(_ text: String) throws(AgeError) {
        var bytes = Array(text.utf8)
        defer { bytes.wipe() }
        try self.init(bytes.span)
    }

    /// A new identity that is secure also against quantum computers.
    public static func generateHybrid() -> Identity {
        do {
            return try Identity(hybridSeed: .random(byteCount: seedByteCount))
        } catch {
            preconditionFailure("32 random bytes are a hybrid seed")
        }
    }

    /// A new identity of elliptic curves alone.
    public static func generateX25519() -> Identity {
        Identity(x25519Secret: .random(byteCount: seedByteCount))
    }

    /// The text that ``init(_:)-(Span<UInt8>)`` reads, in guarded memory.
    package func encoded() -> SecretBytes {
        let prefix = kind == .hybrid ? Self.hybridPrefix : Self.x25519Prefix
        return Self.encode(seed, prefix: prefix)
    }

    // Static: the seed of a class is lent as a whole, not as a span.
    private static func encode(_ seed: borrowing SecretBytes, prefix: String) -> SecretBytes {
        Bech32.encode(seed.bytes, prefix: prefix)
    }

    /// The 32 bytes from which the identity was made.
    package func copySeed() -> SecretBytes {
        seed.duplicate()
    }

    /// The file key of a header; nil where no stanza is for this identity.
    ///
    /// All stanzas of the identity's own type are checked before the first is tried.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)`` where one of those is malformed.
    func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> FileKey? {
        switch (kind, recipient) {
        case (.x25519, .x25519(let recipient)):
            try X25519Stanza.unwrap(stanzas, secret: seed, recipient: recipient)
        default:
            try HybridStanza.unwrap(stanzas, seed: seed)
        }
    }
}
