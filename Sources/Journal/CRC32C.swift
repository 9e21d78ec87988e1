/// CRC-32C (Castagnoli; RFC 3720, appendix B.4): tells a torn write from a whole one before any key
/// is used. It protects against accidents; the cipher protects against people.
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
        }
    }

    static func checksum(of bytes: Span<UInt8>) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        let table = table
        for index in bytes.indices {
            value = table[Int(UInt8(truncatingIfNeeded: value) ^ bytes[index])] ^ value >> 8
        }
        return ~value
    }
}
