import Crypto

/// A SHA-256 hash of public bytes (sealed objects, notes). 32 bytes.
package struct SHA256Hash: Hashable, Sendable {
    package static let byteCount = 32

    private let storage: SIMD32<UInt8>

    /// From exactly 32 bytes; nil for any other number.
    package init?(_ bytes: some Collection<UInt8>) {
        self.init(Array(bytes).span)
    }

    /// From exactly 32 bytes; nil for any other number.
    package init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        // SAFETY: 32 bytes, as was just checked.
        storage = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: SIMD32<UInt8>.self) }
    }

    fileprivate init(_ digest: SHA256Digest) {
        // SAFETY: a digest is 32 bytes, read for the time of the call only.
        storage = unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: SIMD32<UInt8>.self) }
    }

    /// From the 64 digits at the start of a text; nil where there are no 64 of them.
    package init?(hexDigits text: Span<UInt8>) {
        guard text.count >= 2 * Self.byteCount else { return nil }
        var words = SIMD8<UInt32>()
        for index in 0..<8 {
            guard let word = Hex.fourBytes(text, at: 8 * index) else { return nil }
            words[index] = word.littleEndian
        }
        storage = unsafe unsafeBitCast(words, to: SIMD32<UInt8>.self)
    }

    /// The hash of some bytes.
    package init(of bytes: Span<UInt8>) {
        var hasher = SHA256Hasher()
        hasher.update(bytes)
        self = hasher.finalize()
    }

    /// The hash of some bytes.
    package init(of bytes: [UInt8]) {
        self.init(of: bytes.span)
    }

    /// The byte at a place in `0 ..< 32`.
    package subscript(index: Int) -> UInt8 { storage[index] }

    /// The 32 bytes.
    package var bytes: [UInt8] { storage.indices.map { storage[$0] } }

    /// 64 lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    /// From 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }
}

/// Hashes of Merkle trees: a byte that tells what is hashed, then a little. It is hashed in one call, as
/// a log has millions of them.
extension SHA256Hash {
    /// The hash of one byte and some more.
    package init(of prefix: UInt8, _ bytes: Span<UInt8>) {
        guard bytes.count < Self.smallByteCount else {
            var hasher = SHA256Hasher()
            let first: InlineArray<1, UInt8> = [prefix]
            hasher.update(first.span)
            hasher.update(bytes)
            self = hasher.finalize()
            return
        }
        var block = SmallBlock(repeating: prefix)
        var span = block.mutableSpan
        unsafe span.withUnsafeMutableBytes { target in
            // SAFETY: both have so many bytes, as was just checked.
            unsafe bytes.withUnsafeBytes { source in
                if let start = source.baseAddress, let target = target.baseAddress {
                    unsafe (target + 1).copyMemory(from: start, byteCount: source.count)
                }
            }
        }
        self.init(hashing: block.span.extracting(0..<bytes.count + 1))
    }

    /// The hash of one byte and two hashes.
    package init(of prefix: UInt8, _ left: SHA256Hash, _ right: SHA256Hash) {
        var block = InlineArray<65, UInt8>(repeating: prefix)
        var span = block.mutableSpan
        unsafe span.withUnsafeMutableBytes { target in
            // SAFETY: 1 + 32 + 32 bytes.
            unsafe target.storeBytes(of: left.storage, toByteOffset: 1, as: SIMD32<UInt8>.self)
            unsafe target.storeBytes(of: right.storage, toByteOffset: 33, as: SIMD32<UInt8>.self)
        }
        self.init(hashing: block.span)
    }

    private static let smallByteCount = 256
    private typealias SmallBlock = InlineArray<256, UInt8>

    private init(hashing message: Span<UInt8>) {
        var hasher = SHA256Hasher()
        hasher.update(message)
        self = hasher.finalize()
    }
}

/// SHA-256 over a stream.
package struct SHA256Hasher: Sendable {
    private var state = SHA256()

    package init() {}

    package mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { buffer in
            // SAFETY: read for the time of the call only.
            unsafe state.update(bufferPointer: buffer)
        }
    }

    /// The hash of all that was given so far.
    package func finalize() -> SHA256Hash {
        SHA256Hash(state.finalize())
    }
}
