import CLinux

/// CRC-32C (Castagnoli; RFC 3720, appendix B.4): tells a torn write from a whole one before any key
/// is used. It protects against accidents; ciphers protect against people.
package struct CRC32C {
    /// Whether the processor has an instruction for it.
    private static let hasInstruction = has_crc32c_instruction() != 0

    /// `tables[256 * k + b]` is what the byte `b` does to the checksum with `k` bytes after it: so eight
    /// bytes are taken at once.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            tables[index] = (0..<8).reduce(UInt32(index)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
            }
        }
        for index in 256..<8 * 256 {
            let before = tables[index - 256]
            tables[index] = tables[Int(before & 0xFF)] ^ before >> 8
        }
        return tables
    }()

    private var value: UInt32 = 0xFFFF_FFFF
    private let usesInstruction: Bool

    package init() {
        self.init(usingInstruction: Self.hasInstruction)
    }

    /// For tests: by the instruction, or by tables.
    package init(usingInstruction: Bool) {
        usesInstruction = usingInstruction && Self.hasInstruction
    }

    /// Of all bytes that were given so far.
    package var checksum: UInt32 { ~value }

    package mutating func update(_ bytes: Span<UInt8>) {
        if usesInstruction {
            unsafe bytes.withUnsafeBufferPointer { buffer in
                // SAFETY: read for the time of the call only.
                if let start = buffer.baseAddress {
                    value = unsafe crc32c_by_instruction(value, start, buffer.count)
                }
            }
        } else {
            updateByTables(bytes)
        }
    }

    private mutating func updateByTables(_ bytes: Span<UInt8>) {
        let tables = Self.tables.span
        var value = value
        var index = 0
        while bytes.count - index >= 8 {
            let low =
                value ^ UInt32(bytes[index]) ^ UInt32(bytes[index + 1]) << 8
                ^ UInt32(bytes[index + 2]) << 16 ^ UInt32(bytes[index + 3]) << 24
            let first = tables[1792 + Int(low & 0xFF)] ^ tables[1536 + Int(low >> 8 & 0xFF)]
            let second = tables[1280 + Int(low >> 16 & 0xFF)] ^ tables[1024 + Int(low >> 24)]
            let third = tables[768 + Int(bytes[index + 4])] ^ tables[512 + Int(bytes[index + 5])]
            let fourth = tables[256 + Int(bytes[index + 6])] ^ tables[Int(bytes[index + 7])]
            value = first ^ second ^ third ^ fourth
            index += 8
        }
        while index < bytes.count {
            value = tables[Int(UInt8(truncatingIfNeeded: value) ^ bytes[index])] ^ value >> 8
            index += 1
        }
        self.value = value
    }
}
