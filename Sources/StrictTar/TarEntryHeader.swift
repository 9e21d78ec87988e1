/// The header of one entry: a block of 512 bytes in which only name, size and checksum vary.
///
/// ```
/// offset  size  field      contents (POSIX.1-2017, pax, "ustar Interchange Format")
///      0   100  name       ASCII, then zeros
///    100     8  mode       "0000600" 0
///    108     8  uid        "0000000" 0
///    116     8  gid        "0000000" 0
///    124    12  size       11 octal digits, 0; from 8 GiB on 0x80, then 11 bytes big-endian
///    136    12  mtime      "00000000000" 0
///    148     8  checksum   6 octal digits, 0, space
///    156     1  typeflag   "0"
///    157   100  linkname   zeros
///    257     8  magic      "ustar" 0 "00"
///    265    64  uname, gname   zeros
///    329    16  devmajor, devminor   "0000000" 0 each
///    345   167  prefix, unused   zeros
/// ```
///
/// So an archive tells nothing of who wrote it, when, or where. The size from 8 GiB on is the
/// form that GNU tar and its readers share.
package struct TarEntryHeader: Hashable, Sendable {
    /// The length of a header, and the unit in which an archive is counted.
    package static let byteCount = 512

    /// The largest entry: 2^60 bytes.
    package static let maximumByteCount: UInt64 = 1 << 60

    private static let maximumNameByteCount = 100
    private static let maximumOctalSize: UInt64 = 0o77777777777

    /// The entry's name: a relative path of 1 to 100 ASCII characters.
    package let name: String
    /// The length of its content.
    package let byteCount: UInt64

    package init(name: String, byteCount: UInt64) {
        self.name = name
        self.byteCount = byteCount
    }

    /// Whether an entry may have this name: 1 to 100 characters of `a-z A-Z 0-9 . _ - /`, and
    /// between the slashes nothing that is empty, `.` or `..`.
    package static func isValid(name: String) -> Bool {
        guard (1...maximumNameByteCount).contains(name.utf8.count) else { return false }
        let components = name.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return components.allSatisfy { component in
            !component.isEmpty && !component.elementsEqual(".".utf8)
                && !component.elementsEqual("..".utf8) && component.allSatisfy(isPlain)
        }
    }

    private static func isPlain(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The 512 bytes.
    ///
    /// - Throws: ``TarError/unsafeName`` where ``isValid(name:)`` is false,
    ///   ``TarError/entryTooLarge`` above ``maximumByteCount``.
    package func encoded() throws(TarError) -> [UInt8] {
        guard Self.isValid(name: name) else { throw .unsafeName }
        guard byteCount <= Self.maximumByteCount else { throw .entryTooLarge }
        var block = [UInt8](repeating: 0, count: Self.byteCount)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
        }
        put(name.utf8, at: 0)
        put("0000600".utf8, at: 100)
        put("0000000".utf8, at: 108)
        put("0000000".utf8, at: 116)
        if byteCount <= Self.maximumOctalSize {
            put(Self.octal(byteCount, digitCount: 11), at: 124)
        } else {
            put([0x80], at: 124)
            put((0..<8).map { UInt8(truncatingIfNeeded: byteCount >> (56 - 8 * $0)) }, at: 128)
        }
        put("00000000000".utf8, at: 136)
        put("0".utf8, at: 156)
        put("ustar\u{0}00".utf8, at: 257)
        put("0000000".utf8, at: 329)
        put("0000000".utf8, at: 337)
        put(Self.checksumField(of: block.span), at: 148)
        return block
    }

    /// Reads a header.
    ///
    /// Name and size are read, written again, and the result compared: so everything that this
    /// module would not have written is refused, whatever other programs make of it.
    ///
    /// - Throws: ``TarError/wrongChecksum`` for damage, then
    ///   ``TarError/unsupportedEntry(typeFlag:)``, ``TarError/unsafeName``,
    ///   ``TarError/entryTooLarge``, and ``TarError/unusualHeader`` for all else.
    package init(parsing block: Span<UInt8>) throws(TarError) {
        precondition(block.count == Self.byteCount, "a header is 512 bytes")
        let checksum = Self.checksumField(of: block)
        guard checksum.indices.allSatisfy({ block[148 + $0] == checksum[$0] }) else {
            throw .wrongChecksum
        }
        guard block[156] == UInt8(ascii: "0") else { throw .unsupportedEntry(typeFlag: block[156]) }
        var name: [UInt8] = []
        for index in 0..<Self.maximumNameByteCount {
            if block[index] == 0 { break }
            name.append(block[index])
        }
        // Where the bytes are no UTF-8, they become characters that no name has.
        self.name = String(decoding: name, as: UTF8.self)
        guard Self.isValid(name: self.name) else { throw .unsafeName }
        byteCount = try Self.size(in: block.extracting(124..<136))
        let encoded = try encoded()
        guard encoded.indices.allSatisfy({ block[$0] == encoded[$0] }) else {
            throw .unusualHeader
        }
    }

    private static func size(in field: Span<UInt8>) throws(TarError) -> UInt64 {
        var size: UInt64 = 0
        if field[0] == 0x80 {
            for index in 1...3 where field[index] != 0 { throw .entryTooLarge }
            for index in 4..<12 { size = size << 8 | UInt64(field[index]) }
        } else {
            for index in 0..<11 {
                guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(field[index]) else {
                    throw .unusualHeader
                }
                size = size << 3 | UInt64(field[index] - UInt8(ascii: "0"))
            }
        }
        return size
    }

    /// The sum of all bytes, with spaces where the checksum is, as its field has it.
    private static func checksumField(of block: Span<UInt8>) -> [UInt8] {
        var sum: UInt64 = 0
        for index in block.indices {
            sum += UInt64((148..<156).contains(index) ? UInt8(ascii: " ") : block[index])
        }
        return octal(sum, digitCount: 6) + [0, UInt8(ascii: " ")]
    }

    private static func octal(_ number: UInt64, digitCount: Int) -> [UInt8] {
        (1...digitCount).map { place in
            UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number >> (3 * (digitCount - place)) & 7)
        }
    }
}
