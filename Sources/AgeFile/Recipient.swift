import Crypto
import SafeSodium

/// Somebody to whom a file is sealed: the public half of an ``Identity``.
public enum Recipient: Hashable, Sendable, CustomStringConvertible {
    /// Secure also against quantum computers; `age1pq1…`.
    case hybrid(HybridRecipient)
    /// Elliptic curves alone; `age1…`.
    case x25519(X25519Recipient)

    /// Reads `age1pq1…` or `age1…`, in lower case and without anything around it.
    ///
    /// - Throws: ``AgeError/invalidRecipient(_:)`` for any other text, or a key that is none.
    public init(_ text: String) throws(AgeError) {
        try self.init(Array(text.utf8).span)
    }

    /// Reads the same from bytes.
    ///
    /// - Throws: ``AgeError/invalidRecipient(_:)`` for any other text, or a key that is none.
    public init(_ text: Span<UInt8>) throws(AgeError) {
        if let key = Bech32.decode(text, prefix: HybridRecipient.textPrefix) {
            self = .hybrid(try HybridRecipient(publicKey: Array(key.bytes)))
        } else if let key = Bech32.decode(text, prefix: X25519Recipient.textPrefix) {
            self = .x25519(try X25519Recipient(publicKey: Array(key.bytes)))
        } else {
            throw .invalidRecipient(KeyFlaw(of: text, wanting: .recipient))
        }
    }

    /// The text that ``init(_:)-(String)`` reads.
    public var description: String {
        switch self {
        case .hybrid(let recipient): recipient.description
        case .x25519(let recipient): recipient.description
        }
    }

    /// Whether files to it stay closed to quantum computers.
    public var isPostQuantum: Bool {
        if case .hybrid = self { true } else { false }
    }

    /// The stanza that wraps a file key for this recipient.
    func wrap(_ fileKey: borrowing FileKey) throws(AgeError) -> Stanza {
        switch self {
        case .hybrid(let recipient): try HybridStanza.wrap(fileKey, for: recipient)
        case .x25519(let recipient): try X25519Stanza.wrap(fileKey, for: recipient)
        }
    }
}

/// An X-Wing public key: ML-KEM-768, then X25519 (C2SP age.md, "The MLKEM768-X25519 … recipient
/// type").
public struct HybridRecipient: Hashable, Sendable, CustomStringConvertible {
    /// The length of a public key.
    public static let publicKeyByteCount = 1216
    static let textPrefix = "age1pq"

    /// 1184 bytes of ML-KEM-768, 32 bytes of X25519.
    public let publicKey: [UInt8]

    /// A recipient from its public key, which is tried out.
    ///
    /// - Throws: ``AgeError/invalidRecipient(_:)`` where it is no public key.
    public init(publicKey: [UInt8]) throws(AgeError) {
        do {
            _ = try XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey).encapsulate()
        } catch {
            throw .invalidRecipient(.malformed)
        }
        self.publicKey = publicKey
    }

    /// A recipient from a key that was computed here.
    init(computed publicKey: XWingMLKEM768X25519.PublicKey) {
        self.publicKey = Array(publicKey.rawRepresentation)
    }

    /// `age1pq1…`
    public var description: String {
        let text = Bech32.encode(publicKey.span, prefix: Self.textPrefix)
        return String(decoding: Array(text.bytes), as: UTF8.self)
    }
}

/// An X25519 public key (C2SP age.md, "The X25519 recipient type").
public struct X25519Recipient: Hashable, Sendable, CustomStringConvertible {
    /// The length of a public key.
    public static let publicKeyByteCount = X25519.byteCount
    static let textPrefix = "age"

    /// 32 bytes.
    public let publicKey: [UInt8]

    /// A recipient from its public key.
    ///
    /// - Throws: ``AgeError/invalidRecipient(_:)`` for another length, or a point of low order,
    ///   which would give away the contents.
    public init(publicKey: [UInt8]) throws(AgeError) {
        guard publicKey.count == Self.publicKeyByteCount,
            X25519.sharedSecret(.random(byteCount: X25519.byteCount), with: publicKey) != nil
        else { throw .invalidRecipient(.malformed) }
        self.publicKey = publicKey
    }

    /// A recipient from a key that was computed here.
    init(computed publicKey: [UInt8]) {
        self.publicKey = publicKey
    }

    /// `age1…`
    public var description: String {
        let text = Bech32.encode(publicKey.span, prefix: Self.textPrefix)
        return String(decoding: Array(text.bytes), as: UTF8.self)
    }
}
