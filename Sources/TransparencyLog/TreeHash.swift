import SafeSodium

/// The hash of a leaf or of a node of a Merkle tree: 32 bytes of SHA-256 (RFC 6962 §2.1).
public struct TreeHash: Hashable, Sendable {
    /// The length of every hash, in bytes.
    public static let byteCount = 32

    let hash: SHA256Hash

    /// From exactly 32 bytes; nil for any other number.
    public init?(_ bytes: some Collection<UInt8>) {
        guard let hash = SHA256Hash(bytes) else { return nil }
        self.hash = hash
    }

    /// From exactly 32 bytes; nil for any other number.
    public init?(_ bytes: Span<UInt8>) {
        guard let hash = SHA256Hash(bytes) else { return nil }
        self.hash = hash
    }

    init(_ hash: SHA256Hash) {
        self.hash = hash
    }

    /// From 44 characters of strict base 64 (RFC 4648 §4); nil for anything else.
    public init?(base64: some StringProtocol) {
        guard base64.utf8.count == 44, let bytes = Base64.decode(base64, padding: .required)
        else { return nil }
        self.init(bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { hash.bytes }

    /// The 32 bytes in base 64, as checkpoints have them.
    public var base64: String { Base64.encode(bytes, padding: .required) }

    /// The 32 bytes as 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }
}

extension TreeHash: CustomStringConvertible {
    /// The hash in base 64.
    public var description: String { base64 }
}
