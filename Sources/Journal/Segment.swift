import AtRest
import DurableFiles
import SafeSodium

/// How entries lie in segment files.
///
/// ```
/// segment   "amanat-segment/v1" 0x0A || number (8) || number of its first frame (8)
///           || CRC-32C of these 34 bytes (4) || frames
/// frame     length (4) || CRC-32C (4) || sealed (length bytes)
/// sealed    nonce (24) || XChaCha20-Poly1305(entry)
///           associated data: "amanat-frame/v1" 0x0A || number of the frame (8) || name of the log
/// ```
/// Source: the page *The vault's folder*, "Journal".
enum Segment {
    static let headerByteCount = 38
    /// A segment that has passed this is followed by a new one.
    static let byteCountToFollow: Int64 = 4 << 20

    private static let magic = Array("amanat-segment/v1\n".utf8)

    /// `00000001.seg`
    static func name(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".seg"
    }

    /// The number in the name of a segment; nil for any other name.
    static func number(inName name: String) -> UInt64? {
        guard let number = UInt64(name.prefix { $0 != "." }), Self.name(number) == name else {
            return nil
        }
        return number
    }

    static func header(_ number: UInt64, firstFrame: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(magic)
        writer.put(number)
        writer.put(firstFrame)
        writer.put(checksum(writer.bytes[...]))
        return writer.bytes
    }

    /// What was found in the place of a header.
    enum Header: Hashable {
        case whole(number: UInt64, firstFrame: UInt64)
        /// Too short, of another kind, or not as it was written.
        case broken
    }

    static func header(of segment: some Collection<UInt8>) -> Header {
        let bytes = Array(segment.prefix(headerByteCount))
        var reader = ByteReader(bytes)
        guard reader.bytes(magic.count)?.elementsEqual(magic) == true,
            let number = reader.number(UInt64.self), let firstFrame = reader.number(UInt64.self),
            reader.number(UInt32.self) == checksum(bytes.dropLast(4))
        else { return .broken }
        return .whole(number: number, firstFrame: firstFrame)
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = CRC32C()
        crc.update(bytes.span)
        return crc.checksum
    }
}

/// One frame, as it lies in a segment.
enum Frame {
    static let prefixByteCount = 8
    private static let leastByteCount = XChaCha20Poly1305.overhead + 1
    private static let mostByteCount = XChaCha20Poly1305.overhead + JournalEntry.maximumByteCount

    static func encode(
        _ entry: [UInt8], number: UInt64, log: String, keys: VaultKeys
    ) -> [UInt8] {
        let sealed = XChaCha20Poly1305.seal(
            entry.span, key: keys.frames, authenticating: context(number, log))
        var writer = ByteWriter()
        writer.put(UInt32(sealed.count))
        writer.put(checksum(sealed.span))
        writer.put(sealed)
        return writer.bytes
    }

    /// The length of the frame that begins at a place, with its prefix; nil where no frame can be so long,
    /// or the bytes end before.
    static func byteCount(at place: Int, in segment: [UInt8], end: Int) -> Int? {
        var reader = ByteReader(segment, in: place..<end)
        guard let length = reader.number(UInt32.self),
            (leastByteCount...mostByteCount).contains(Int(length)),
            Int(length) <= end - place - prefixByteCount
        else { return nil }
        return prefixByteCount + Int(length)
    }

    /// What was found at a place of a segment.
    enum Finding {
        case entry([UInt8], byteCount: Int)
        /// The segment ends here.
        case end
        /// No whole frame: a write that was cut off, or damage. Only the place tells which.
        case broken(JournalFlaw)
    }

    /// Reads the frame at a place of a segment that ends at `end`.
    static func read(
        _ segment: [UInt8], at place: Int, end: Int, number: UInt64, log: String, keys: VaultKeys
    ) -> Finding {
        if place == end { return .end }
        var reader = ByteReader(segment, in: place..<end)
        guard let length = reader.number(UInt32.self), let expected = reader.number(UInt32.self)
        else { return .broken(.framePrefixCut) }
        guard (leastByteCount...mostByteCount).contains(Int(length)) else {
            return .broken(.frameLengthImpossible)
        }
        guard let byteCount = byteCount(at: place, in: segment, end: end) else {
            return .broken(.frameCut)
        }
        let sealed = segment.span.extracting(place + prefixByteCount..<place + byteCount)
        guard checksum(sealed) == expected else {
            return .broken(.frameChecksumMismatch)
        }
        do {
            let entry = try XChaCha20Poly1305.openUnguarded(
                sealed, key: keys.frames, authenticating: context(number, log))
            return .entry(entry, byteCount: byteCount)
        } catch {
            return .broken(.otherFrame)
        }
    }

    private static func checksum(_ sealed: Span<UInt8>) -> UInt32 {
        var writer = ByteWriter()
        writer.put(UInt32(sealed.count))
        var crc = CRC32C()
        crc.update(writer.bytes.span)
        crc.update(sealed)
        return crc.checksum
    }

    private static func context(_ number: UInt64, _ log: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.put("amanat-frame/v1\n".utf8)
        writer.put(number)
        writer.put(log.utf8)
        return writer.bytes
    }
}
