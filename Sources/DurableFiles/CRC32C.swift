import CLinux

/// CRC-32C (Castagnoli; RFC 3720, appendix B.4): tells a torn write from a whole one before any key
/// is used. It protects against accidents; ciphers protect against people.
package struct CRC32C {
    /// Whether the processor has an instruction for it: `verify` reads every byte of a log, and by the
    /// table takes half as long again.
    private static let hasInstruction = has_crc32c_instruction() != 0

    /// What each byte does to the checksum, where there is no instruction.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(byte) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
        }
    }

    private var value: UInt32 = 0xFFFF_FFFF
    private let usesInstruction: Bool

    package init() {
        self.init(usingInstruction: Self.hasInstruction)
    }

    /// By the instruction where there is one and it is wanted, else by the table.
    init(usingInstruction: Bool) {
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
            let table = Self.table.span
            for index in bytes.indices {
                value = table[Int(UInt8(truncatingIfNeeded: value) ^ bytes[index])] ^ value >> 8
            }
        }
    }
}
