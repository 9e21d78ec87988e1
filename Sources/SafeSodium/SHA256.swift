import Crypto

/// A SHA-256 hash of public bytes (sealed objects, notes). 32 bytes.
package struct SHA256Hash: Hashable, Sendable {
    package static let byteCount = 32

    private let storage: SIMD32<UInt8>

    /// From exactly 32 bytes; nil for any other number.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var storage = SIMD32<UInt8>()
        for (index, byte) in bytes.enumerated() { storage[index] = byte }
        self.storage = storage
    }

    fileprivate init(_ digest: SHA256Digest) {
        var storage = SIMD32<UInt8>()
        for (index, byte) in digest.enumerated() { storage[index] = byte }
        self.storage = storage
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

/// Lower-case hexadecimal, strict.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// nil for an odd length or any character outside `0-9a-f`.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { return nil }
        func value(_ character: UInt8) -> UInt8? {
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 2)
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let high = value(characters[index]), let low = value(characters[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
