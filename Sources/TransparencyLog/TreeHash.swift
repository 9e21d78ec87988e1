import SafeSodium

/// The hash of a leaf or of a node of a Merkle tree: 32 bytes of SHA-256 (RFC 6962 §2.1).
public struct TreeHash: Hashable, Sendable {
    /// The length of every hash, in bytes.
    public static let byteCount = 32

    /// Four words, each of eight bytes in big-endian order: to compare, hash and copy at once.
    private let words: SIMD4<UInt64>

    /// From exactly 32 bytes; nil for any other number.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(exactly: Array(bytes))
    }

    init(_ hash: SHA256Hash) {
        self.init(exactly: hash.bytes)
    }

    private init(exactly bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a hash is 32 bytes")
        var words = SIMD4<UInt64>()
        for index in 0..<4 {
            var word: UInt64 = 0
            for place in 0..<8 { word = word << 8 | UInt64(bytes[8 * index + place]) }
            words[index] = word
        }
        self.words = words
    }

    /// From 44 characters of strict base 64 (RFC 4648 §4); nil for anything else.
    public init?(base64: some StringProtocol) {
        guard base64.utf8.count == 44, let bytes = Base64.decode(base64, padding: .required)
        else { return nil }
        self.init(bytes)
    }

    /// From 64 lower-case hexadecimal digits; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { (0..<Self.byteCount).map { self[$0] } }

    /// The 32 bytes in base 64, as checkpoints have them.
    public var base64: String { Base64.encode(bytes, padding: .required) }

    /// The 32 bytes as 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    /// The byte at a place in `0 ..< 32`.
    subscript(index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: words[index / 8] >> (56 - 8 * (index % 8)))
    }
}

extension TreeHash: CustomStringConvertible {
    /// The hash in base 64.
    public var description: String { base64 }
}
